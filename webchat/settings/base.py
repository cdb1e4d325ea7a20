"""What the other settings begin with."""

import os
from pathlib import Path

from webchat.environment import Environment

environment = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEBUG = environment.boolean("DJANGO_DEBUG", default=False)
DATA = environment.folder("WEBCHAT_DATA", BASE_DIR / ".webchat")
