"""What all tests share: a cast of three, servers on loopback, and no way out to any other network."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal

import httpx
import pytest
import uvicorn
from asgiref.sync import SyncToAsync
from django.core.management.commands import flush
from django.db import connection, connections
from django.test import AsyncClient
from django.utils.module_loading import import_string
from pytest_django import DjangoDbBlocker

from tests.threats import NAMED
from tests.upstream.server import Server
from tests.upstream.server import serving as serving_what_is_scripted
from webchat.chats import saved
from webchat.models import User
from webchat.upstream.http import HttpClient
from webchat.views import sidebar

AUDIT_CAN_BE_EMPTIED = {
    "sqlite": ["DROP TRIGGER audit_is_not_deleted"],
    "postgresql": [
        "DROP TRIGGER audit_is_not_deleted ON webchat_auditevent",
        "DROP TRIGGER audit_is_not_emptied ON webchat_auditevent",
    ],
}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_thorough() -> bool:
    """Whether every detail, look, gesture and odd value is tried (bin/check --thorough), or the most telling ones."""
    return "THOROUGH" in os.environ


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that reaches out fails with the address it wanted. It is no OSError, which our own code might handle."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(call: Any) -> Any:
        def guard(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
                raise AssertionError(f"a test tried to connect to {address}")
            return call(self, address)

        return guard

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and host not in LOOPBACK:
            raise AssertionError(f"a test tried to look up {host!r}")
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(autouse=True, scope="session")
def certificates_are_loaded_once() -> Iterator[None]:
    """Each client would load them anew, for a connection without any, and take 30 ms for it."""
    once = cache(httpx.create_ssl_context)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx.create_ssl_context", once)
        patch.setattr("httpx._transports.default.create_ssl_context", once)
        yield


def change_database(*statements: str) -> None:
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All async code outside of a request shares one thread for the database, which outlives the tests. PostgreSQL
    would not let its database go while that thread holds a connection to it. Between tests all tables are emptied,
    which the audit trail would refuse."""
    with django_db_blocker.unblock():
        change_database(*AUDIT_CAN_BE_EMPTIED[connection.vendor])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        patch.setattr(type(connection.ops), "sql_flush", deleting)
        yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


def deleting(_operations: Any, _style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """What empties the tables after a test. To truncate them takes PostgreSQL ten times as long as to delete the few
    rows there are; and Django would write its permissions down anew, which nobody reads here."""
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]


@pytest.fixture(autouse=True)
def a_list_of_chats_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """None that another test had a moment ago, and none that comes too late."""
    monkeypatch.setattr(saved, "_listings", {})
    monkeypatch.setattr(sidebar, "PATIENCE", 20)


# --- the cast: Erin chats, Adam administers, Stig is signed in and has no business with what is Erin's -------------

PASSWORD = "correct horse battery staple"


@pytest.fixture
def employee(transactional_db: None) -> User:
    return User.objects.create_user("erin@example.com", PASSWORD, name="Erin Employee")


@pytest.fixture
def admin(transactional_db: None) -> User:
    return User.objects.create_user("adam@example.com", PASSWORD, name="Adam Administrator", is_staff=True)


@pytest.fixture
def stranger(transactional_db: None) -> User:
    return User.objects.create_user("stig@example.com", PASSWORD, name="Stig Stranger")


@pytest.fixture
async def signed_in(async_client: AsyncClient, employee: User) -> AsyncClient:
    """The employee's browser."""
    await async_client.aforce_login(employee)
    return async_client


# --- servers ------------------------------------------------------------------------------------------------------


@contextmanager
def serving(app: Any, lifespan: Literal["on", "off"] = "on") -> Iterator[str]:
    """An ASGI application on a free loopback port, in a thread of this process; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or a body waits 40 ms behind its headers
    config = uvicorn.Config(
        app, lifespan=lifespan, loop="asyncio", ws="none", log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(_served(server, listener)), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
    assert not thread.is_alive(), "the server did not end"


async def _served(server: uvicorn.Server, listener: socket.socket) -> None:
    await server.serve([listener])
    for reader in list(server.server_state.connections):  # who is still there
        reader.transport.abort()
    await asyncio.sleep(0)  # for their sockets to be closed


@pytest.fixture
def asgi_server(transactional_db: None) -> Iterator[str]:
    """The whole application as a browser sees it. Django's own live server would hold a streamed reply back."""
    with serving(import_string("webchat.asgi.application")) as url:
        yield url


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Says what a test scripts."""
    async with serving_what_is_scripted() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient()
    yield client
    await client.close()


# --- security -----------------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a security run (bin/check --security) are all tests in tests/hostile, and those that docs/threats.md names."""
    for item in items:
        name = item.nodeid.partition("[")[0]
        if name.startswith(("tests/hostile/", "tests/browser/test_hostile.py")) or name in NAMED:
            item.add_marker("security")
