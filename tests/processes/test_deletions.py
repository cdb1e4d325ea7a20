"""A chat is deleted, and its process is gone before the time to undo that is over."""

import time
from collections.abc import Sequence
from datetime import timedelta
from unittest.mock import patch

import pytest

from tests.processes.browser import Browser, until
from tests.processes.conftest import Serve
from webchat.models import Deletion, User
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.wire import new_id

HOUR = timedelta(hours=1)
WINDOW = {"UNDO_SECONDS": HOUR.total_seconds()}


@pytest.fixture
def chat(sandbox: Backend, employee: User) -> SavedChat:
    now = int(time.time())
    chat = SavedChat(new_id(), employee.email, "Leave", "", now, now)
    sandbox.chats.create(chat)
    return chat


def test_a_delete_is_sent_once_after_a_restart_and_not_before_its_time(
    erin: Browser, serve: Serve, sandbox: Backend, chat: SavedChat
):
    sent: list[Sequence[str]] = []
    delete = sandbox.chats.delete

    def noted(owner: str, chat_ids: Sequence[str]) -> None:
        sent.append(chat_ids)
        delete(owner, chat_ids)

    with patch.object(sandbox.chats, "delete", noted):
        with serve(WINDOW) as (server,):
            assert erin.delete(server, chat.id) == 200
            assert "Chat deleted." in erin.page(server)
            server.kill()
        with serve(WINDOW, WINDOW) as (one, other):
            for server in (one, other):
                assert "Leave" not in erin.page(server)
            assert sent == []
            deletion = Deletion.objects.get()
            deletion.due_at -= HOUR
            deletion.save()
            until(lambda: not Deletion.objects.exists(), "the delete is sent")
    assert sent == [[chat.id]]
    assert sandbox.chats.owned_by(chat.owner) == []
