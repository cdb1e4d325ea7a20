"""The sandbox as an ASGI application: `gunicorn -k asgi -w 1 webchat.sandbox.asgi:application`."""

import os

from webchat.sandbox.app import create_app
from webchat.sandbox.settings import from_environment

application = create_app(from_environment(os.environ))
