import asyncio

import pytest

from tests.fakes import saved_chat
from webchat.upstream.errors import Unavailable
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Restrictions
from webchat.upstream.types.saved import Agent, Application
from webchat.views import assistants

HTMX = {"HX-Request": "true"}
HANDBOOK = Application("handbook", "Handbook", "Answers from <pages>.", ("How many days?",), ("wiki", "people"))
BRIEF = Agent("brief", "Brief", "Short answers")


@pytest.fixture(autouse=True)
def there_are(api, settings):
    settings.APPLICATIONS = ("handbook", "payroll")
    api.applications = {"handbook": HANDBOOK, "payroll": Application("payroll", "Payroll")}
    api.known_agents = (BRIEF,)


async def page(browser, address="/"):
    response = await browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


async def sent(browser, **fields):
    form = {"prompt": "How many?", "send_key": "k1", **fields}
    async for _ in await browser.post("/messages/", form, headers=HTMX):
        pass


async def test_a_new_chat_is_with_the_first_application_and_offers_its_starters(signed_in):
    new = await page(signed_in)
    assert 'name="application" value="handbook"' in new
    assert "Answers from &lt;pages&gt;." in new
    assert 'name="suggestion" value="How many days?"' in new


async def test_another_application_is_chosen_by_its_address(signed_in):
    new = await page(signed_in, "/?application=payroll")
    assert 'name="application" value="payroll"' in new
    assert "How many days?" not in new


async def test_an_agent_is_chosen_by_its_address(signed_in):
    new = await page(signed_in, "/?agent=brief")
    assert 'name="agent" value="brief"' in new
    assert 'name="application" value=""' in new
    assert "Short answers" in new


@pytest.mark.parametrize("address", ["/?application=secret", "/?agent=nobody"])
async def test_one_that_is_not_there_is_a_404(signed_in, address):
    assert (await signed_in.get(address)).status_code == 404


async def test_an_application_that_says_nothing_can_be_asked_all_the_same(signed_in, api):
    api.applications.clear()
    assert 'name="application" value="handbook"' in await page(signed_in)


async def test_an_application_that_is_slow_does_not_hold_up_the_page(signed_in, api, monkeypatch):
    async def never(_):
        await asyncio.Event().wait()

    monkeypatch.setattr(assistants, "PATIENCE", 0)
    monkeypatch.setattr(api, "application", never)
    assert 'name="application" value="handbook"' in await page(signed_in)


async def test_a_saved_chat_goes_on_with_its_application_if_that_is_still_configured(signed_in, api):
    api.saved = {"c1": saved_chat("c1", application_id="payroll"), "c2": saved_chat("c2", application_id="gone")}
    assert 'name="application" value="payroll"' in await page(signed_in, "/chats/c1/")
    assert 'name="application" value=""' in await page(signed_in, "/chats/c2/")


async def test_a_message_goes_to_whom_it_is_for(signed_in, api):
    await sent(signed_in, agent="brief", sources=["wiki", "people"])
    [prompt] = api.prompts
    assert (prompt.agent_id, prompt.inclusions) == ("brief", Restrictions(datasources=("wiki", "people")))


async def test_without_a_choice_all_sources_are_used(signed_in, api):
    await sent(signed_in)
    assert api.prompts[0].inclusions is None


@pytest.mark.parametrize("names", [["x" * 201], ["\0"], [""], [f"n{number}" for number in range(51)]])
async def test_what_cannot_be_names_of_sources_is_refused(signed_in, api, names):
    response = await signed_in.post("/messages/", {"prompt": "?", "send_key": "k1", "sources": names}, headers=HTMX)
    assert response.status_code == 422
    assert api.prompts == []


async def test_a_refused_message_keeps_its_choices(signed_in, api):
    form = {"prompt": " ", "send_key": "k1", "agent": "brief", "sources": ["wiki"]}
    composer = (await signed_in.post("/messages/", form, headers=HTMX)).content.decode()
    assert 'name="agent" value="brief"' in composer
    assert 'name="sources" value="wiki"' in composer


async def test_all_are_listed_and_found_by_a_part_of_their_name(signed_in):
    assert {"Handbook", "Payroll", "Brief"} <= names(await page(signed_in, "/assistants/"))
    assert names(await page(signed_in, "/assistants/?q=PAY")) == {"Payroll"}
    assert "No assistant has “&lt;b&gt;” in its name." in await page(signed_in, "/assistants/?q=<b>")


def names(html):
    return {name for name in ("Handbook", "Payroll", "Brief") if f"<span>{name}<" in html}


async def test_a_menu_gets_the_list_alone_and_a_search_only_what_is_found(signed_in):
    menu = (await signed_in.get("/assistants/", headers=HTMX)).content.decode()
    found = (await signed_in.get("/assistants/?q=b", headers=HTMX)).content.decode()
    assert ("<html" in menu, "<input" in menu) == (False, True)
    assert ("<html" in found, "<input" in found) == (False, False)


async def test_agents_that_cannot_be_listed_leave_the_applications(signed_in, api):
    api.list_error = Unavailable()
    shown = await page(signed_in, "/assistants/")
    assert "More assistants cannot be listed right now." in shown
    assert names(shown) == {"Handbook", "Payroll"}


async def test_where_there_is_nothing_to_choose_no_choice_is_offered(signed_in, api, settings):
    api.capabilities = Capabilities(applications=True)
    assert 'popovertarget="assistants"' in await page(signed_in)
    settings.APPLICATIONS = ("handbook",)
    assert 'popovertarget="assistants"' not in await page(signed_in)


async def test_where_there_are_agents_only_the_way_back_to_none_of_them_is_offered(signed_in, api):
    api.capabilities = Capabilities(agents=True)
    listed = (await signed_in.get("/assistants/", headers=HTMX)).content.decode()
    assert '<a href="/">' in listed
    assert names(listed) == {"Brief"}
    assert '<a href="/">' not in (await signed_in.get("/assistants/?q=b", headers=HTMX)).content.decode()
    api.known_agents = ()
    assert "in its name" not in (await signed_in.get("/assistants/", headers=HTMX)).content.decode()


@pytest.mark.parametrize("streams", [True, False])
async def test_an_agent_that_answers_all_at_once_says_so_before_it_is_asked(signed_in, api, streams):
    api.capabilities = Capabilities(agents=True, agent_streaming=streams)
    sentence = "Its replies come all at once, when they are finished."
    assert (sentence in await page(signed_in, "/?agent=brief")) is not streams
    assert sentence not in await page(signed_in)
