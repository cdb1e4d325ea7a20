"""Erin's chat with a reply, a file, a draft and a deletion, and three others who want them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import AsyncClient
from django.utils import timezone

from tests.fakes import HANDBOOK, ScriptedClient, saved_chat
from webchat.models import AttachedFile, Deletion, Draft, Reply, Session, User
from webchat.replies import beat, run
from webchat.upstream.errors import Forbidden
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import CitationFound, ReplyEvent, ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Application, Chat, ChatFile, FileStatus, Turn
from webchat.upstream.types.server import PartKind
from webchat.views import applications, assistants, chats, exports, files, messages, replies, server, turns

SECRET = "zebra-4711"  # in all that is Erin's
WHO = ("owner", "other", "admin", "anonymous")


class OwnersClient(ScriptedClient):
    """The chat API as Erin sees it. For anybody else her chats are not there, as with any chat API."""

    async def reply(self, prompt: Prompt) -> AsyncIterator[ReplyEvent]:  # type: ignore[override]
        if prompt.chat_id and prompt.chat_id not in self.saved:
            raise Forbidden
        async for event in super().reply(prompt):
            yield event


@dataclass(frozen=True)
class Owned:
    """What is Erin's, by the names that URLs and forms have for it."""

    chat_id: str
    reply_id: str
    file_id: str
    deletion: str
    session_id: str
    person: User  # somebody who has not signed in yet
    clients: dict[str, ScriptedClient]

    @property
    def names(self) -> dict[str, str]:
        """For the parameters of a URL."""
        return {
            "chat_id": self.chat_id,
            "name": "t1",
            "reply_id": self.reply_id,
            "file_id": self.file_id,
            "application_id": "handbook",
            "session_id": self.session_id,
            "person_id": str(self.person.pk),
            "user_id": str(self.person.pk),
        }


EVENTS = (ReplyStarted("c1"), TextDelta(f"The answer is {SECRET}."), CitationFound(HANDBOOK), ReplyFinished("", "T1"))


def hers() -> Chat:
    turn = Turn(f"What of {SECRET}?", asked=timezone.now() - timedelta(hours=2), reply=EVENTS)
    turn = replace(turn, prompt_id="m1", reply_id="m2")
    return saved_chat("c1", f"About {SECRET}", turns=(turn,))


@pytest.fixture
async def owned(
    employee: User, stranger: User, admin: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> AsyncIterator[Owned]:
    settings.UPSTREAM_URL = "http://127.0.0.1:9"  # where nobody listens
    clients: dict[str, ScriptedClient] = {user.email: OwnersClient(EVENTS[1:]) for user in (employee, stranger, admin)}
    clients[employee.email] = OwnersClient(
        EVENTS, saved={"c1": hers()}, kept_files={"up-1": ChatFile("up-1", status=FileStatus.READY)}
    )
    for client in clients.values():
        client.capabilities = replace(CAPABILITIES, delete_message=True)
        client.applications = {"handbook": Application("handbook", "Handbook")}
        client.capabilities = replace(client.capabilities, server=tuple(PartKind))
    for module in (applications, assistants, chats, exports, files, messages, replies, server, turns):
        monkeypatch.setattr(module, "client_for", lambda user: clients[user.email])
    reply = await Reply.objects.acreate(
        user=employee, send_key="her-key", chat_id="c1", prompt=f"And {SECRET}?", status="running", ended_at=None
    )
    file = await AttachedFile.objects.acreate(
        user=employee, upstream_id="up-1", chat_id="c1", name=f"{SECRET}.txt", size=9, status="ready"
    )
    await Draft.objects.acreate(user=employee, chat_id="c1", text=f"Still {SECRET}")
    deletion = await Deletion.objects.acreate(
        user=employee, chat_ids=["c9"], due_at=timezone.now() + timedelta(minutes=5)
    )
    session = await Session.objects.acreate(
        session_key="hers", user=employee, expire_date=timezone.now() + timedelta(hours=1)
    )
    person = await User.objects.acreate(email="paul@example.com")
    async with run.running(grace=0):
        yield Owned("c1", str(reply.id), str(file.id), str(deletion.id), str(session.public_id), person, clients)
    await beat.commit()


@pytest.fixture
async def everybody(employee: User, stranger: User, admin: User) -> dict[str, AsyncClient]:
    """The browsers of the owner, another user, an administrator, and somebody who is not signed in."""
    browsers = {who: AsyncClient() for who in WHO}
    for who, user in zip(WHO, (employee, stranger, admin), strict=False):
        await browsers[who].aforce_login(user)
    return browsers
