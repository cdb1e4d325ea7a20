"""Pages for administrators."""

import asyncio
from dataclasses import dataclass, field

import pytest
from django.test import AsyncClient

from tests.fakes import ScriptedClient
from webchat.models import User
from webchat.upstream.errors import NotFound, TokenRefused, Unreachable, UpstreamError
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Application
from webchat.views import applications, reports

DESK = Application(
    id="people-desk",
    name="People desk",
    description="Leave and benefits",
    starters=("How much leave have I?",),
    sources=("Confluence", "Workday"),
    raw={"id": "people-desk", "name": "People desk", "note": "</code><script>alert(1)</script>", "größe": 3},
)
BIDS = Application(id="bids", name="Bid library")


@dataclass
class Catalogue(ScriptedClient):
    """A chat API with applications; an error in place of one is raised."""

    applications: dict[str, Application | UpstreamError] = field(default_factory=dict)
    silent: bool = False

    async def application(self, application_id: str) -> Application:
        if self.silent:
            await asyncio.Event().wait()
        found = self.applications[application_id]
        if isinstance(found, UpstreamError):
            raise found
        return found


@pytest.fixture
def catalogue(monkeypatch, settings) -> Catalogue:
    settings.APPLICATIONS = ("people-desk", "bids")
    client = Catalogue([TextDelta("One"), TextDelta("two")], applications={"people-desk": DESK, "bids": BIDS})
    monkeypatch.setattr(applications, "client_for", lambda user: client)
    return client


@pytest.fixture
async def office(async_client: AsyncClient, admin: User) -> AsyncClient:
    """The administrator's browser."""
    await async_client.aforce_login(admin)
    return async_client


PAGES = ["/applications/", "/applications/bids/", "/connection/"]


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_is_not_for_employees(address: str, signed_in: AsyncClient, catalogue: Catalogue):
    assert (await signed_in.get(address)).status_code == 403


@pytest.mark.parametrize("address", PAGES)
async def test_whoever_is_not_signed_in_is_sent_to_sign_in(address: str, async_client: AsyncClient, transactional_db):
    response = await async_client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/account/sign-in/?next={address}")


async def test_an_employee_cannot_run_the_check(signed_in: AsyncClient, catalogue: Catalogue):
    assert (await signed_in.post("/connection/")).status_code == 403
    assert catalogue.prompts == []


async def test_the_list_shows_every_application_that_is_configured(office: AsyncClient, catalogue: Catalogue):
    response = await office.get("/applications/")
    assert [report.answer for report in response.context["reports"]] == [DESK, BIDS]
    page = response.content.decode()
    assert "2 healthy" in page
    assert 'href="/applications/people-desk/"' in page


async def test_an_application_that_cannot_be_read_is_a_row_and_not_the_end(office: AsyncClient, catalogue: Catalogue):
    catalogue.applications["bids"] = Unreachable("https://internal.example refused")
    response = await office.get("/applications/")
    page = response.content.decode()
    assert response.status_code == 200
    assert Unreachable.sentence in page
    assert "1 healthy" in page
    assert "1 not readable" in page
    assert "internal.example" not in page


async def test_an_application_that_never_answers_is_given_up(office: AsyncClient, catalogue: Catalogue, monkeypatch):
    monkeypatch.setattr(reports, "PATIENCE", 0)
    catalogue.silent = True
    page = (await office.get("/applications/")).content.decode()
    assert page.count("took too long") == 2


async def test_without_applications_the_page_says_how_to_name_them(office, catalogue: Catalogue, settings):
    settings.APPLICATIONS = ()
    catalogue.capabilities = Capabilities(applications=True)
    assert "WEBCHAT_APPLICATIONS" in (await office.get("/applications/")).content.decode()


async def test_an_assistant_that_knows_no_applications_has_none(office, catalogue: Catalogue, settings):
    settings.APPLICATIONS = ()
    catalogue.capabilities = Capabilities(applications=False)
    assert "This assistant has no applications" in (await office.get("/applications/")).content.decode()


async def test_an_application_shows_what_is_known_and_all_that_was_reported(office, catalogue: Catalogue):
    page = (await office.get("/applications/people-desk/")).content.decode()
    assert "Leave and benefits" in page
    assert "How much leave have I?" in page
    assert 'data-ds="people"' in page
    assert "&quot;größe&quot;: 3" in page


async def test_what_was_reported_is_text_and_never_markup(office: AsyncClient, catalogue: Catalogue):
    page = (await office.get("/applications/people-desk/")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;/code&gt;&lt;script&gt;" in page


async def test_only_configured_applications_are_asked_for(office: AsyncClient, catalogue: Catalogue):
    catalogue.applications["secret"] = Application("secret")
    assert (await office.get("/applications/secret/")).status_code == 404


async def test_an_application_that_cannot_be_read_says_why(office: AsyncClient, catalogue: Catalogue):
    catalogue.applications["bids"] = TokenRefused("glean_abc")
    response = await office.get("/applications/bids/")
    assert response.status_code == TokenRefused.status
    assert TokenRefused.sentence in response.content.decode()
    assert "glean_abc" not in response.content.decode()


async def test_the_connection_is_not_checked_before_it_is_asked_for(office: AsyncClient, catalogue: Catalogue):
    response = await office.get("/connection/")
    assert response.context["findings"] == ()
    assert catalogue.prompts == []


async def test_the_check_runs_when_it_is_asked_for(office: AsyncClient, catalogue: Catalogue):
    response = await office.post("/connection/")
    assert [finding.subject for finding in response.context["findings"]] == ["Address", "Token", "Streaming"]
    assert "The address answers." in response.content.decode()


async def test_for_htmx_the_check_brings_only_its_findings(office: AsyncClient, catalogue: Catalogue):
    page = (await office.post("/connection/", headers={"HX-Request": "true"})).content.decode()
    assert "The address answers." in page
    assert "<html" not in page


async def test_of_an_application_that_is_gone_nothing_is_counted_and_its_setting_is_named(office, catalogue):
    catalogue.applications["bids"] = NotFound()
    page = (await office.get("/applications/")).content.decode()
    row = page.partition('href="/applications/bids/"')[2].partition("</tr>")[0]
    assert "This is no longer there." in row
    assert row.count('<td class="r"></td>') == 2
    assert row.count("bids") == 1
    response = await office.get("/applications/bids/")
    assert response.status_code == 404
    assert "WEBCHAT_APPLICATIONS" in response.content.decode()
