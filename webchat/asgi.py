"""What the server runs: `gunicorn -k asgi webchat.asgi:application`."""

import os
from importlib import import_module
from typing import cast

from asgiref.typing import ASGI3Application
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webchat.settings")
django = cast(ASGI3Application, get_asgi_application())
# A view that cannot be imported stops the start, not the first request.
import_module(settings.ROOT_URLCONF)

# Only now: models can be imported once Django is set up.
from webchat.body_limit import BodyLimit  # noqa: E402
from webchat.lifespan import Lifespan, running  # noqa: E402
from webchat.slow_readers import SlowReaders  # noqa: E402
from webchat.static_files import StaticFiles  # noqa: E402
from webchat.threads import Threads  # noqa: E402
from webchat.uploads import PATH, Uploads  # noqa: E402

FORM = 2 * 1024**2  # bytes; the longest prompt, with every character escaped, is well below


def limit(method: str, path: str) -> int:
    """Django takes in the body of any method, also where no view wants it."""
    return settings.MAX_BODY if (method, path) == ("POST", PATH) else FORM


# One connection is for the replies, the others are for the requests.
threaded = Threads(Uploads(django), settings.DATABASE_CONNECTIONS - 1, apart=[settings.LIVENESS])
application = Lifespan(SlowReaders(StaticFiles(BodyLimit(threaded, limit))), running)
