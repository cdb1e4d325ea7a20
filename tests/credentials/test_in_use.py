"""Replies and deletes with a token of one's own, and what anybody can see of it."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import serializers
from django.utils import timezone

from tests.credentials.browser import Browser
from webchat import models
from webchat.credentials import store
from webchat.models import Credential, Deletion, Reply
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.store.grants import ACCESS

PATIENCE = 30  # seconds


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not yet: {what}"
        time.sleep(0.05)


def ask(erin: Browser, prompt: str, key: str = "k", status: int = 200) -> str:
    answer = erin.post("/messages/", prompt=prompt, send_key=key * 32)
    assert answer.status_code == status, answer.text
    return answer.text


def expire() -> None:
    Credential.objects.update(renew_at=timezone.now(), expires_at=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def chat(sandbox: Backend, erin: Browser) -> SavedChat:
    """One of hers, upstream."""
    chat = SavedChat("c-1", erin.user.email, "Tides", "", 1, 1)
    sandbox.chats.create(chat)
    return chat


def test_a_reply_is_asked_for_as_oneself(erin: Browser, sandbox: Backend):
    erin.connect()
    ask(erin, "/plain")
    [chat] = sandbox.chats.owned_by(erin.user.email)
    assert chat.name.startswith("/plain")


def test_an_expired_token_is_exchanged_before_a_reply(erin: Browser, sandbox: Backend):
    erin.connect()
    expire()
    ask(erin, "/plain")
    until(lambda: Reply.objects.get().status == "finished", "the reply has ended")


def test_a_token_that_was_revoked_upstream_is_exchanged_too(erin: Browser, sandbox: Backend):
    erin.connect()
    with sandbox.grants._transaction() as db:
        db.execute("DELETE FROM tokens WHERE kind = ?", (ACCESS,))
    ask(erin, "/plain")
    until(lambda: Reply.objects.get().status == "finished", "the reply has ended")


def test_who_is_disconnected_upstream_is_told_and_loses_nothing(erin: Browser, sandbox: Backend):
    erin.connect()
    with sandbox.grants._transaction() as db:
        db.execute("DELETE FROM tokens")
    page = ask(erin, "my question", status=403)
    assert "Your account is not connected to the assistant." in page
    assert "my question" in page
    assert erin.get("/").headers["location"].startswith("/account/credential/")
    assert "has ended" in erin.get("/account/credential/").text


def test_disconnecting_stops_a_reply(erin: Browser, sandbox: Backend):
    erin.connect()
    form = {"prompt": "/silent", "send_key": "k" * 32}
    with erin.ours.stream("POST", "/messages/", data=form) as answer:
        until(lambda: Reply.objects.get().chat_id, "the chat API has begun to answer")
        erin.disconnect()
        rest = answer.read().decode()
    assert "Stopped" in rest
    until(lambda: Reply.objects.get().status == "stopped", "its end is kept")


def test_a_delete_is_sent_with_ones_own_token_when_nobody_is_there(
    erin: Browser, sandbox: Backend, chat: SavedChat, settings
):
    settings.UNDO_SECONDS = 1
    erin.connect()
    assert erin.post(f"/chats/{chat.id}/delete/").status_code == 302
    expire()
    until(lambda: not sandbox.chats.owned_by(chat.owner), "it is deleted upstream")
    until(lambda: not Deletion.objects.exists(), "it is done")


def test_a_delete_waits_for_somebody_who_has_disconnected(erin: Browser, sandbox: Backend, chat: SavedChat, settings):
    settings.UNDO_SECONDS = 1
    erin.connect()
    erin.post(f"/chats/{chat.id}/delete/")
    erin.disconnect()
    until(lambda: Deletion.objects.get().tries, "it was tried")
    assert sandbox.chats.owned_by(chat.owner)
    erin.connect()
    Deletion.objects.update(due_at=timezone.now())
    until(lambda: not sandbox.chats.owned_by(chat.owner), "it is deleted upstream")


# --- what anybody can see -----------------------------------------------------------------------------------------


def tables() -> str:
    """All that we keep."""
    kept = [getattr(models, name) for name in models.__all__ if isinstance(getattr(models, name), type)]
    rows = [row for each in kept if hasattr(each, "objects") for row in each.objects.all()]
    return serializers.serialize("json", rows)


def test_no_token_is_in_any_answer_log_line_or_table(erin: Browser, sandbox: Backend, chat: SavedChat, caplog):
    caplog.set_level(logging.DEBUG)
    tokens: set[str] = set()

    def note() -> None:
        kept = store._opened(Credential.objects.get())
        tokens.update((kept.access.reveal(), kept.refresh.reveal()))

    erin.connect()
    note()
    for path in ("/", "/chats/", f"/chats/{chat.id}/", "/account/credential/", "/account/preferences/", "/assistants/"):
        erin.get(path)
        erin.get(path, headers={"HX-Request": "true"})
    ask(erin, "/everything")
    erin.get(f"/chats/{chat.id}/export/?format=json")
    expire()
    ask(erin, "/error", "l")
    note()
    with sandbox.grants._transaction() as db:
        db.execute("DELETE FROM tokens")
    ask(erin, "/plain", "m", status=403)
    kept = tables()
    erin.get("/account/credential/back/?state=x&code=y")
    erin.disconnect()
    erin.get("/")
    assert len(tokens) == 4
    for token in tokens:
        assert token not in erin.seen
        assert token not in caplog.text
        assert token not in kept
        assert token not in " ".join(str(record.__dict__) for record in caplog.records)
