from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import ScriptedClient, saved_chat
from webchat.deletions import sending
from webchat.models import Deletion


@pytest.fixture
def api(monkeypatch):
    """The chat API, with three chats."""
    client = ScriptedClient(saved={each: saved_chat(each) for each in ("c1", "c2", "c3")})
    monkeypatch.setattr(sending, "client_for", lambda user: client)
    return client


async def pass_the_window():
    """The time to undo what was deleted, or to wait for another try, is over."""
    await Deletion.objects.aupdate(due_at=timezone.now() - timedelta(seconds=1))


async def beat():
    """What the clock of a process does, up to the answer of the chat API."""
    await sending.send_due()
    await sending.end()
