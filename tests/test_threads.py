import asyncio
import threading

from asgiref.sync import sync_to_async

from webchat.threads import Threads


def threads(do, count, **options):
    """An application that does something where it would ask the database."""

    async def app(scope, receive, send):
        await sync_to_async(do)()

    return Threads(app, count, **options)


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
    free = threading.Event()
    waiting = threads(free.wait, count=1)
    stuck = asyncio.create_task(ask(waiting))
    apart = threads(lambda: None, count=1, apart=["/healthz"])
    apart._next = waiting._next
    await ask(apart, "/healthz")
    assert not stuck.done()
    free.set()
    await stuck
