"""What the server behind the chat API says about itself, for administrators."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import AsyncClient

from tests.fakes import ScriptedClient
from webchat import context
from webchat.models import User
from webchat.upstream.errors import BadResponse, NotConnected, TimedOut, Unavailable, Unreachable
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.server import PartKind, ServerItem, ServerPart
from webchat.views import applications, reports, server

CAPABILITIES = Capabilities(server=tuple(PartKind))
OPENAI = ServerItem("openai", "Models <b>of OpenAI</b>", {"is_default": True, "api_key": "sk-123", "max_tokens": 4096})
PARTS = {
    PartKind.HEALTH: ServerPart(PartKind.HEALTH, {"status": "healthy", "version": "0.1.0"}, raw={"status": "healthy"}),
    PartKind.PROVIDERS: ServerPart(
        PartKind.PROVIDERS, items=(OPENAI,), raw={"providers": [{"api_key": "sk-123", "note": "</code><script>"}]}
    ),
    PartKind.TOOL_SERVERS: Unavailable("SELECT password FROM users"),
}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> ScriptedClient:
    """The chat API of a server that answers to some, and fails at the tool servers."""
    client = ScriptedClient(capabilities=CAPABILITIES, server=dict(PARTS))
    for module in (applications, server):
        monkeypatch.setattr(module, "client_for", lambda user: client)
    monkeypatch.setattr(context.connection, "capabilities", lambda: client.capabilities)
    return client


@pytest.fixture
async def office(async_client: AsyncClient, admin: User) -> AsyncClient:
    """The administrator's browser."""
    await async_client.aforce_login(admin)
    return async_client


async def page_of(browser: AsyncClient) -> str:
    return (await browser.get("/server/")).content.decode()


def section(page: str, title: str) -> str:
    return re.split(rf"<h2[^>]*>{title}", page)[1].partition("</section>")[0]


async def test_each_part_of_the_server_is_a_section(office: AsyncClient, client: ScriptedClient):
    page = await page_of(office)
    assert page.count('<section class="part"') == len(PartKind)
    assert "healthy" in section(page, "Health")
    assert "<dd><bdi>4,096</bdi></dd>" in section(page, "Model providers")
    assert "2 parts reported" in page
    assert "7 not available" in page


async def test_a_part_the_server_fails_at_says_so_quietly_and_is_not_the_end(office, client: ScriptedClient):
    response = await office.get("/server/")
    assert response.status_code == 200
    shown = section(response.content.decode(), "Tool servers")
    assert re.search(r"Not available · \d+ ms", shown)
    assert server.NO_ANSWER in shown
    assert "SELECT" not in response.content.decode()


async def test_a_part_nobody_can_ask_for_says_why(office: AsyncClient, client: ScriptedClient):
    client.server[PartKind.TOOLS] = Unreachable()
    assert Unreachable.sentence in section(await page_of(office), "Tools")


async def test_parts_are_asked_for_at_once_and_none_for_ever(office, client: ScriptedClient, monkeypatch: Any):
    everybody = asyncio.Barrier(len(PartKind))

    async def silent(kind: PartKind) -> ServerPart:
        await everybody.wait()
        raise TimeoutError if kind is PartKind.HEALTH else BadResponse

    monkeypatch.setattr(client, "server_part", silent)
    assert TimedOut.sentence in section(await page_of(office), "Health")

    everybody = asyncio.Barrier(99)
    monkeypatch.setattr(reports, "PATIENCE", 0)
    assert (await page_of(office)).count(TimedOut.sentence) == len(PartKind)


async def test_nothing_secret_is_shown(office: AsyncClient, client: ScriptedClient):
    page = await page_of(office)
    assert "sk-123" not in page
    assert page.count("•••") == 2


async def test_what_was_reported_is_text_and_never_markup(office: AsyncClient, client: ScriptedClient):
    page = await page_of(office)
    assert "Models &lt;b&gt;of OpenAI&lt;/b&gt;" in page
    assert "&lt;/code&gt;&lt;script&gt;" in page


async def test_of_a_very_long_part_the_raw_answer_has_the_rest(office: AsyncClient, client: ScriptedClient):
    models = tuple(ServerItem(f"model-{number}") for number in range(server.MOST + 3))
    client.server[PartKind.MODELS] = ServerPart(PartKind.MODELS, items=models, raw=[model.name for model in models])
    shown = section(await page_of(office), "Models")
    assert shown.count("<li>") == server.MOST
    assert "3 more are in the raw answer." in shown
    assert "model-52" in shown


async def test_a_part_without_anything_says_that(office: AsyncClient, client: ScriptedClient):
    client.server[PartKind.PROFILES] = ServerPart(PartKind.PROFILES)
    assert "None reported" in section(await page_of(office), "Profiles")


async def test_numbers_no_page_expects_are_shown_all_the_same(office: AsyncClient, client: ScriptedClient):
    facts = {"a": float("nan"), "b": float("inf"), "c": 1e-12, "d": 10**30, "e": 6.543576717376709, "f": -0.0}
    client.server[PartKind.PERFORMANCE] = ServerPart(PartKind.PERFORMANCE, facts, raw=facts)
    assert "6.54" in section(await page_of(office), "Performance")


async def test_whoever_has_not_connected_their_account_is_led_there(office: AsyncClient, client: ScriptedClient):
    client.server = dict.fromkeys(PartKind, NotConnected())
    response = await office.get("/server/")
    assert response["Location"] == "/account/credential/?next=%2Fserver%2F"


async def test_a_chat_api_that_tells_nothing_of_its_server_has_no_such_page(office, client: ScriptedClient):
    client.capabilities = Capabilities(applications=True)
    assert (await office.get("/server/")).status_code == 404
    assert 'href="/server/"' not in (await office.get("/people/")).content.decode()


async def test_without_applications_the_first_of_the_pages_is_this_one(office: AsyncClient, client: ScriptedClient):
    page = (await office.get("/people/")).content.decode()
    assert 'href="/applications/"' not in page
    assert 'href="/server/"' in page
    assert (await office.get("/applications/"))["Location"] == "/server/"


async def test_with_both_there_are_both(office: AsyncClient, client: ScriptedClient):
    client.capabilities = replace(CAPABILITIES, applications=True)
    page = (await office.get("/people/")).content.decode()
    assert 'href="/applications/"' in page
    assert 'href="/server/"' in page


async def test_the_page_is_not_for_employees(signed_in: AsyncClient, client: ScriptedClient):
    assert (await signed_in.get("/server/")).status_code == 403
