"""The sandbox as a Chatter: `gunicorn -k asgi -w 1 webchat.sandbox.chatter.asgi:application`."""

import os

from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.settings import from_environment

application = create_chatter_app(from_environment(os.environ))
