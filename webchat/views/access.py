"""Who may see a page, beyond being signed in."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from webchat.requests import Request


def administrator_required[**P](
    view: Callable[Concatenate[Request, P], Coroutine[Any, Any, HttpResponse]],
) -> Callable[Concatenate[Request, P], Coroutine[Any, Any, HttpResponse]]:
    @wraps(view)
    async def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied
        return await view(request, *args, **kwargs)

    return guarded
