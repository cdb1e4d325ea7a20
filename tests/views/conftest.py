import pytest
from django.test import AsyncClient

from tests.conftest import PASSWORD
from tests.fakes import ScriptedClient
from webchat.models import Session, User
from webchat.replies import beat, run
from webchat.views import assistants, chats, exports, files, messages, replies, turns

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def upstream() -> ScriptedClient:
    """What `api` is, for a module that wants another one."""
    return ScriptedClient()


@pytest.fixture
async def api(monkeypatch, employee, upstream):
    """The chat API, for every view and every user."""
    for module in (assistants, chats, exports, files, messages, replies, turns):
        monkeypatch.setattr(module, "client_for", lambda user: upstream)
    async with run.running(grace=0):
        yield upstream
    await beat.commit()


@pytest.fixture
async def elsewhere(employee: User) -> AsyncClient:
    """Another browser of the employee's."""
    browser = AsyncClient()
    form = {"email": employee.email, "password": PASSWORD}
    await browser.post("/account/sign-in/", form, headers={"user-agent": FIREFOX})
    return browser


async def other(user: User) -> Session:
    """The session that began last."""
    return await Session.objects.filter(user=user).alatest("began_at")
