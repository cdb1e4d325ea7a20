"""The system's Chromium, and how it is started."""

import os
import shutil
from typing import Any

# Best the one without windows: it needs two thirds of the time.
PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Its own sandbox does not work for root in a container, and it must not phone home.
LAUNCH: dict[str, Any] = {
    "executable_path": PROGRAM,
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
}
