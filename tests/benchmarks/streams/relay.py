"""The least an ASGI application with httpx can do: pass on what the upstream sends. It renders and keeps nothing."""

import os
from typing import Any

import httpx

URL = os.environ.get("BENCH_UPSTREAM", "")
SSL = httpx.create_ssl_context()
ALONE = httpx.Limits(max_connections=1, max_keepalive_connections=0)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    # Not over a pool: its cost per request grows with its connections, and would be all there is to see.
    async with httpx.AsyncHTTPTransport(verify=SSL, limits=ALONE) as transport:
        response = await transport.handle_async_request(httpx.Request("POST", URL + scope["path"], content=body))
        await send({"type": "http.response.start", "status": response.status_code, "headers": []})
        async for chunk in response.aiter_raw():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def lifespan(receive: Any, send: Any) -> None:
    for moment in "startup", "shutdown":
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})
