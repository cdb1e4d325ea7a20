"""Environment in, settings out. The README's table names every variable; `environment` knows what each may hold."""

from webchat.settings.application import *
from webchat.settings.base import *
from webchat.settings.chat_api import *
from webchat.settings.chatter import *
from webchat.settings.database import *
from webchat.settings.glean import *
from webchat.settings.limits import *
from webchat.settings.sandbox import *
from webchat.settings.sign_in import *
from webchat.settings.web import *

environment.refuse_unknown("WEBCHAT_")
