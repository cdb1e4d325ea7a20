import pytest

from tests.fakes import ScriptedClient
from webchat.replies import beat, run
from webchat.views import assistants, chats, exports, files, messages, replies, turns


@pytest.fixture
async def api(monkeypatch, employee):
    """The chat API, for every view and every user."""
    client = ScriptedClient()
    for module in (assistants, chats, exports, files, messages, replies, turns):
        monkeypatch.setattr(module, "client_for", lambda user: client)
    async with run.running(grace=0):
        yield client
    await beat.commit()
