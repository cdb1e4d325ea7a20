"""A browser that takes nothing more, and yet does not go: asleep, out of reach, or on purpose."""

import asyncio
from typing import cast

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope

PATIENCE = 60.0  # seconds


class SlowReaders:
    """Ends a response whose reader has taken nothing for so long. The server waits for a reader whose buffer is full,
    so until then it costs that buffer and no more; afterwards it takes up its reply again, as after any cut."""

    def __init__(self, app: ASGI3Application, patience: float = PATIENCE) -> None:
        self.app = app
        self.patience = patience

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        loop = asyncio.get_running_loop()
        response = cast("asyncio.Task[None]", asyncio.current_task())

        async def patient_send(event: ASGISendEvent) -> None:
            # Cancelled, not failed: to the server that is a browser that has gone, and nothing to complain of.
            ending = loop.call_later(self.patience, response.cancel)
            try:
                await send(event)
            finally:
                ending.cancel()

        await self.app(scope, receive, patient_send)
