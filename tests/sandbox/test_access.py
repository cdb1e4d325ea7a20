"""webchat.sandbox.access and webchat.sandbox.app: who may come in, and how an error looks."""

import httpx
import pytest

from tests.sandbox.client import TOKEN, Client

OPERATIONS = [
    "chat",
    "listchats",
    "getchat",
    "deletechats",
    "deleteallchats",
    "getchatapplication",
    "uploadchatfiles",
    "getchatfiles",
    "deletechatfiles",
]


def is_plain(response: httpx.Response, status: int, sentence: str) -> bool:
    kind = response.headers["content-type"]
    return (response.status_code, kind, response.text) == (status, "text/plain; charset=utf-8", f"{sentence}\n")


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_operation_wants_the_token(erin: Client, operation: str) -> None:
    erin.http.headers["Authorization"] = "Bearer another"
    assert is_plain(await erin.post(operation), 401, "Invalid Secret")


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_global_token_wants_to_know_whom_it_acts_as(erin: Client, operation: str) -> None:
    del erin.http.headers["X-Glean-ActAs"]
    assert is_plain(await erin.post(operation), 400, "Required header missing: X-Glean-ActAs")


async def test_the_download_wants_both_too(erin: Client) -> None:
    del erin.http.headers["X-Glean-ActAs"]
    assert (await erin.http.get("/chat-files/F1")).status_code == 400
    del erin.http.headers["Authorization"]
    assert (await erin.http.get("/chat-files/F1")).status_code == 401


async def test_the_older_name_of_the_header_still_works(erin: Client) -> None:
    erin.http.headers["X-Scio-Actas"] = erin.http.headers.pop("X-Glean-ActAs")
    assert await erin.json("listchats") == {"chatResults": [], "cursor": ""}


@pytest.mark.parametrize("address", ["nobody", "@", "@example.com"])
async def test_an_identity_is_an_address(erin: Client, address: str) -> None:
    erin.http.headers["X-Glean-ActAs"] = address
    assert is_plain(await erin.post("listchats"), 401, "Invalid identity")


@pytest.mark.parametrize("authorization", [TOKEN, f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}é"])
async def test_only_a_bearer_token_counts(erin: Client, authorization: str) -> None:
    headers = {b"Authorization": authorization.encode()}
    assert (await erin.http.post("/listchats", headers=headers)).status_code == 401


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff", b"[" * 100_000, b'{"id":"\\ud800"}'])
async def test_a_body_that_is_no_object_is_a_400(erin: Client, body: bytes) -> None:
    assert is_plain(await erin.http.post("/getchat", content=body), 400, "Bad Request")


async def test_an_endless_body_is_not_read_to_its_end(erin: Client) -> None:
    response = await erin.http.post("/chat", content=b" " * (17 * 1024 * 1024))
    assert is_plain(response, 400, "Request too large")


async def test_what_is_not_there_is_plain_text_too(erin: Client) -> None:
    assert is_plain(await erin.post("renamechat"), 404, "Not Found")
    assert is_plain(await erin.http.get("/listchats"), 405, "Method Not Allowed")
