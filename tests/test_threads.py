import asyncio
import threading

from asgiref.sync import sync_to_async

from webchat.threads import Threads


def threads(do, count):
    """An application that does something where it would ask the database."""

    async def app(scope, receive, send):
        await sync_to_async(do)()

    return Threads(app, count)


async def ask(app, path="/"):
    await app({"type": "http", "path": path}, None, None)


async def test_many_requests_share_a_few_threads():
    seen = []
    app = threads(lambda: seen.append(threading.get_ident()), count=3)
    await asyncio.gather(*(ask(app) for _ in range(30)))
    assert len(seen) == 30
    assert len(set(seen)) == 3


async def test_one_request_has_one_thread():
    seen = []

    async def app(scope, receive, send):
        for _ in range(5):
            await sync_to_async(lambda: seen.append(threading.get_ident()))()

    await ask(Threads(app, count=3))
    assert len(set(seen)) == 1


async def test_a_path_apart_is_answered_when_all_threads_wait():
    begun, free = threading.Event(), threading.Event()

    def wait():
        begun.set()
        free.wait()

    async def app(scope, receive, send):
        await sync_to_async(wait if scope["path"] == "/" else bool)()

    shared = Threads(app, count=1, apart=["/healthz"])
    stuck = asyncio.create_task(ask(shared))
    await asyncio.to_thread(begun.wait)
    try:
        await asyncio.wait_for(ask(shared, "/healthz"), timeout=5)
        assert not stuck.done()
    finally:
        free.set()
        await stuck
