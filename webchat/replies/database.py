"""How replies, which outlive every request, call the database."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from asgiref.sync import SyncToAsync
from django.db import InterfaceError, OperationalError, connections


def in_database[**P, R](call: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """In the one thread that async code outside of requests has for it, whoever calls: a stream would otherwise begin
    a thread with a connection of its own for each question. A connection that the database has dropped is closed: the
    next call opens one."""

    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except (OperationalError, InterfaceError):
            connections.close_all()
            raise

    @wraps(call)
    async def called(*args: P.args, **kwargs: P.kwargs) -> R:
        job = partial(guarded, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(SyncToAsync.single_thread_executor, job)

    return called
