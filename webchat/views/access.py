"""Who may see a page, beyond being signed in."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from webchat.requests import Request


def administrator_required[**P, Response: HttpResponseBase](
    view: Callable[Concatenate[Request, P], Coroutine[Any, Any, Response]],
) -> Callable[Concatenate[Request, P], Coroutine[Any, Any, Response]]:
    @wraps(view)
    async def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        if not request.user.is_staff:
            raise PermissionDenied
        return await view(request, *args, **kwargs)

    return guarded
