"""A response that is sent piece by piece, for as long as the client listens."""

from abc import ABC, abstractmethod

from anyio import CancelScope, create_task_group
from starlette.types import Receive, Scope, Send


class CutOff(Exception):
    """The script lets the connection break here."""


class Stream(ABC):
    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        async with create_task_group() as group:
            group.start_soon(_cancel_on_disconnect, receive, group.cancel_scope)
            await self.send(send)
            group.cancel_scope.cancel()

    @abstractmethod
    async def send(self, send: Send) -> None:
        """The whole response. If it is left unfinished, the server closes the connection."""


async def _cancel_on_disconnect(receive: Receive, scope: CancelScope) -> None:
    # Not every server raises from send() when the client has gone; some take the bytes for seconds.
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
