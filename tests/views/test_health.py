"""Whoever watches the process learns what it needs, and nothing else."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import AsyncClient


@pytest.fixture
def upstream(settings: Any) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.UPSTREAM_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield listener


async def test_a_process_that_answers_is_alive(async_client: AsyncClient):
    response = await async_client.get("/healthz")
    assert (response.status_code, response.text) == (200, "alive\n")


async def test_alive_asks_nobody_else(async_client: AsyncClient, settings: Any):
    settings.UPSTREAM_URL = "http://127.0.0.1:1"
    assert (await async_client.get("/healthz")).status_code == 200


async def test_ready_is_who_has_database_and_upstream(
    async_client: AsyncClient, transactional_db: None, upstream: socket.socket
):
    response = await async_client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": True, "upstream": True})


async def test_without_its_upstream_a_process_is_not_ready(
    async_client: AsyncClient, transactional_db: None, upstream: socket.socket
):
    upstream.close()
    response = await async_client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": True, "upstream": False})


async def test_without_its_database_a_process_is_not_ready(
    async_client: AsyncClient, transactional_db: None, upstream: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    class Gone:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr("webchat.views.health.connection", Gone())
    response = await async_client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": False, "upstream": True})


async def test_whoever_watches_may_ask_by_address_and_over_plain_http(async_client: AsyncClient, settings: Any):
    settings.SECURE_SSL_REDIRECT = True
    assert (await async_client.get("/healthz", headers={"host": "10.1.2.3:8000"})).status_code == 200


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
async def test_health_is_only_read(async_client: AsyncClient, url: str):
    assert (await async_client.post(url)).status_code == 405
