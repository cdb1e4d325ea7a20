"""The README's table of what is where names every operation that is asked for."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from webchat.upstream.chatter.layout import SEED

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "README.md").read_text().partition("## What is where")[2].partition("\n## ")[0]
GLEAN = (ROOT / "webchat/upstream/glean/client.py").read_text()


@pytest.mark.parametrize("operation", sorted(set(re.findall(r'_request\(f?"([a-z/-]+)', GLEAN))))
def test_operations_of_glean(operation: str):
    assert f"`{operation}" in TABLE


@pytest.mark.parametrize("path", sorted({path for path in asdict(SEED).values() if isinstance(path, str)}))
def test_operations_of_chatter(path: str):
    assert path.removeprefix("/api/v1/") in TABLE
