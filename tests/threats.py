"""The tests that docs/threats.md names."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`(tests/[\w/]+\.py::test_\w+)`", TABLE))
