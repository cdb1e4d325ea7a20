"""webchat.sandbox.chatter.limits: how often somebody may ask, by address and path."""

import pytest

from tests.sandbox.chatter.client import Client

LOGIN = "/api/v1/auth/login"
NOBODY = {"username": "nobody", "password": "nope"}


async def test_ten_sign_ins_from_one_address_in_five_minutes(nobody: Client):
    for left in range(9, -1, -1):
        response = await nobody.http.post(LOGIN, json=NOBODY)
        assert (response.status_code, response.headers["x-ratelimit-remaining"]) == (401, str(left))
    refused = await nobody.http.post(LOGIN, json=NOBODY)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == refused.headers["x-ratelimit-window"] == "300"
    assert "x-correlation-id" not in refused.headers
    problem = refused.json()
    assert (problem["limit"], problem["window"], problem["retryAfter"]) == (10, 300, 300)


async def test_another_address_is_not_counted_with_it(nobody: Client):
    for _ in range(11):
        await nobody.http.post(LOGIN, json=NOBODY)
    response = await nobody.http.post(LOGIN, json=NOBODY, headers={"X-Forwarded-For": "fd00::7, 10.0.0.1"})
    assert response.status_code == 401


async def test_paths_are_counted_one_by_one(mona: Client):
    first = [await mona.http.get("/api/v1/auth/me") for _ in range(2)][-1]
    other = await mona.http.get(mona.layout.conversations)
    assert [each.headers["x-ratelimit-remaining"] for each in (first, other)] == ["98", "99"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/live"])
async def test_health_is_not_counted(nobody: Client, path: str):
    assert "x-ratelimit-limit" not in (await nobody.http.get(path)).headers
