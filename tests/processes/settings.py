"""The settings of a server process under test: those of all tests, but for what its test wants otherwise."""

import json
import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES
from webchat.secret import Secret

wanted = json.loads(os.environ["SERVED_SETTINGS"])
DATABASES["default"] |= {"NAME": wanted.pop("DATABASE"), "CONN_MAX_AGE": None}
# Nobody here is to be slowed down or turned away.
SEND_RATE = SEND_BURST = REPLIES_PER_USER = REPLIES_PER_PROCESS = 10_000
# Whether the process looks all the time for replies whose own process has been silent for two seconds.
SWEEPS_SOON = False
SANDBOX_TOKEN = Secret(wanted.pop("SANDBOX_TOKEN"))
ENCRYPTION_KEYS = tuple(Secret(key) for key in wanted.pop("ENCRYPTION_KEYS", ()))
globals().update(wanted)
