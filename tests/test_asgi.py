"""The application as the server sees it."""

import httpx
from django.test import AsyncClient

from webchat import asgi


async def test_a_prompt_is_limited_more_than_an_upload():
    assert asgi.limit("POST", "/messages/") < asgi.limit("POST", "/files/")


async def test_a_form_that_is_too_large_is_refused_before_django_sees_it(asgi_server: str):
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{asgi_server}/account/sign-in/", content=b"x" * (asgi.FORM + 1))
    assert response.status_code == 413


async def test_the_application_answers_on_a_socket(asgi_server: str):
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.get(f"{asgi_server}/healthz")
    assert (response.status_code, response.text) == (200, "alive\n")


async def test_several_requests_share_a_connection(asgi_server: str):
    async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=1)) as client:
        statuses = [(await client.get(f"{asgi_server}/healthz")).status_code for _ in range(3)]
    assert statuses == [200, 200, 200]


async def test_an_unknown_host_is_refused(async_client: AsyncClient):
    response = await async_client.get("/account/sign-in/", headers={"host": "evil.example"})
    assert response.status_code == 400
