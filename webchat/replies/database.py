"""How the tasks of this process, which outlive every request, call the database."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections


def in_database[**P, R](call: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """In the thread that has the connection. One that the database has dropped is closed: the next call opens one."""

    @sync_to_async
    @wraps(call)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except (OperationalError, InterfaceError):
            connections.close_all()
            raise

    return called
