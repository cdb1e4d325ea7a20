"""Log lines without content: a log is read by more people than a chat."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

ABOUT_THE_MACHINE = (OSError, OperationalError, ImproperlyConfigured)


class ContentFreeFormatter(logging.Formatter):
    """Of an error, where it was raised and its class. Not its words: a database or a parser quotes what it chokes on,
    and that may be what somebody has said. Only what is about the machine may speak."""

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(_told(error) for error in _chain(ei[1])).rstrip()


def _told(error: BaseException) -> str:
    words = f": {error}" if isinstance(error, ABOUT_THE_MACHINE) else ""
    return "".join([*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}{words}"])


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """What it came from first, as in any traceback."""
    if error is None:
        return
    yield from _chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    yield error
