"""Every address has a decision: what it records in the audit trail, or why it records nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import AsyncClient
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.fakes import ScriptedClient, saved_chat
from webchat.deletions import store
from webchat.models import Action, AttachedFile, AuditEvent, Session, User
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Application, Turn
from webchat.upstream.types.server import PartKind
from webchat.views import applications, server

HOUR = timedelta(hours=1)
FILE = UUID(int=1)
DELETED = UUID(int=2)
SESSION = UUID(int=3)
WORDS = "a mast with seven ropes"
NEW = {"new": WORDS, "again": WORDS}
AT: dict[str, object] = {
    "chat_id": "c1",
    "name": "t1",
    "file_id": FILE,
    "session_id": SESSION,
    "application_id": "handbook",
}
TURN = Turn("How many?", reply=(TextDelta("Twenty."),), prompt_id="m1", reply_id="m2")

# By the name of the address: what an administrator sends there, nothing for a GET, and what is recorded then.
Sent = dict[str, object] | None
RECORDS: dict[str, Sequence[tuple[Sent, list[tuple[Action, str]]]]] = {
    "sign_in": [({"email": "adam@example.com", "password": PASSWORD}, [(Action.SIGNED_IN, "")])],
    "end_session": [({}, [(Action.SESSION_ENDED, str(SESSION))])],
    "end_other_sessions": [({}, [(Action.SESSION_ENDED, str(SESSION))])],
    "password": [(None, []), ({"current": PASSWORD} | NEW, [(Action.PASSWORD_CHANGED, "*")])],
    "people": [(None, [(Action.PEOPLE_VIEWED, "")])],
    "person": [(None, [(Action.PEOPLE_VIEWED, "*")])],
    "add_person": [(None, []), ({"email": "grace@example.com"}, [(Action.PERSON_ADDED, "*")])],
    "change_person": [
        ({"change": "make-administrator"}, [(Action.MADE_ADMINISTRATOR, "*")]),
        ({"change": "make-employee"}, [(Action.MADE_EMPLOYEE, "*")]),
        ({"change": "deactivate"}, [(Action.PERSON_DEACTIVATED, "*")]),
        ({"change": "reactivate"}, [(Action.PERSON_REACTIVATED, "*")]),
    ],
    "password_link": [({}, [(Action.PASSWORD_LINK_MADE, "*")])],
    "sign_out": [({}, [(Action.SIGNED_OUT, "")])],
    "delete_chat": [({}, [(Action.CHAT_DELETED, "c1")])],
    "delete_chats": [({"ids": ["c1", "c2"]}, [(Action.CHAT_DELETED, "c1"), (Action.CHAT_DELETED, "c2")])],
    "delete_all_chats": [
        (None, []),
        ({"confirm": "2"}, [(Action.ALL_CHATS_DELETED, "c1"), (Action.ALL_CHATS_DELETED, "c2")]),
    ],
    "undo": [({}, [(Action.CHAT_RESTORED, "c3"), (Action.FILE_RESTORED, str(DELETED))])],
    "export": [(None, [(Action.CHAT_EXPORTED, "c1")])],
    "delete_message": [(None, []), ({"message": "m2"}, [(Action.MESSAGE_DELETED, "m2")])],
    "files": [
        (None, []),
        ({"files": ("plan.txt", b"Ropes are checked at dawn.\n" * 40), "chat": "c1"}, [(Action.FILE_UPLOADED, "*")]),
    ],
    "delete_file": [({}, [(Action.FILE_DELETED, str(FILE))])],
    "file_content": [(None, [(Action.FILE_DOWNLOADED, str(FILE))])],
    "applications": [(None, [(Action.APPLICATION_VIEWED, "")])],
    "application": [(None, [(Action.APPLICATION_VIEWED, "handbook")])],
    "server": [(None, [(Action.SERVER_VIEWED, "")])],
    "connection": [(None, [(Action.CONNECTION_VIEWED, "")]), ({}, [(Action.CONNECTION_CHECKED, "")])],
    "audit": [(None, [(Action.AUDIT_VIEWED, "")])],
    "audit_csv": [(None, [(Action.AUDIT_DOWNLOADED, "")])],
}
OWN = "reads what is one's own, on a page"
TALK = "is talking: the chat API has it, and who asks how often is nobody's business"
TIDY = "keeps order in one's own list: nothing is lost by it"
PERSONAL = "is there with everybody's own tokens only: tests/credentials has what it records"
PUBLIC = "holds nothing of anybody"
RECORDS_NOTHING = {
    "home": OWN,
    "chats": OWN,
    "chat": OWN,
    "chat_title": TIDY,
    "pin_chat": TIDY,
    "leave_chat": "ends a temporary chat: to be forgotten is what it is for",
    "drafts": TALK,
    "copy": OWN,
    "feedback": TALK,
    "edit": TALK,
    "messages": TALK,
    "replies": OWN,
    "reply": OWN,
    "seen": TIDY,
    "stop": TALK,
    "withdraw": TALK,
    "files_status": OWN,
    "file": OWN,
    "assistants": OWN,
    "credential": PERSONAL,
    "credential_leave": PERSONAL,
    "credential_back": PERSONAL,
    "credential_disconnect": PERSONAL,
    "sessions": OWN,
    "set_password": "needs a link that works once; tests/views/test_people.py has one",
    "preferences": "changes how one's own pages look",
    "company": "leads to where people sign in",
    "company_back": "records in tests/views/test_company.py, where there is a provider",
    "manifest": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
}


def addresses() -> dict[str, URLPattern]:
    return {str(pattern.name): pattern for pattern in get_resolver().url_patterns}


def test_every_address_either_records_or_says_why_not():
    assert sorted(addresses()) == sorted([*RECORDS, *RECORDS_NOTHING])


@pytest.fixture
async def world(async_client: AsyncClient, api: ScriptedClient, admin: User, monkeypatch, settings) -> AsyncClient:
    """The administrator's browser, with two chats, one that was deleted, and a file of each kind."""
    settings.APPLICATIONS = ["handbook"]
    for module in (applications, server):
        monkeypatch.setattr(module, "client_for", lambda user: api)
    api.capabilities = replace(CAPABILITIES, delete_message=True, server=(PartKind.HEALTH,))
    api.applications["handbook"] = Application("handbook")
    api.saved = {each: saved_chat(each, turns=(TURN,)) for each in ("c1", "c2", "c3")}
    for id_, upstream_id in ((FILE, "up-1"), (DELETED, "up-2")):
        await AttachedFile.objects.acreate(id=id_, user=admin, upstream_id=upstream_id, name="plan.txt", size=1)
    await store.hide(admin, ["c3"], [await AttachedFile.objects.aget(id=DELETED)])
    await async_client.aforce_login(admin)
    await Session.objects.acreate(public_id=SESSION, session_key="other", user=admin, expire_date=timezone.now() + HOUR)
    person = await User.objects.acreate(email="paul@example.com")
    AT["person_id"] = person.pk
    return async_client


async def go(browser: AsyncClient, name: str, sent: Sent) -> HttpResponseBase:
    address = reverse(name, kwargs={key: AT[key] for key in addresses()[name].pattern.converters})
    if sent is None:
        return await browser.get(address)
    fields = {key: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for key, value in sent.items()}
    return await browser.post(address, fields)


@pytest.mark.parametrize(
    ("name", "sent", "events"),
    [(name, sent, events) for name, cases in RECORDS.items() for sent, events in cases],
)
async def test_what_is_done_at_an_address_is_recorded(world: AsyncClient, name: str, sent: Sent, events):
    response = await go(world, name, sent)
    assert response.status_code < 400
    recorded = [each async for each in AuditEvent.objects.order_by("action", "object_id")]
    assert [each.action for each in recorded] == sorted(action for action, _object in events)
    assert all(found in {each.object_id, "*"} for each, (_, found) in zip(recorded, events, strict=True))
    assert {each.address for each in recorded} <= {"adam@example.com"}


async def test_what_is_refused_to_a_stranger_leaves_no_trace_of_the_owner(world, async_client, stranger: User):
    await async_client.aforce_login(stranger)
    for name, sent in (("delete_file", {}), ("file_content", None)):
        assert (await go(async_client, name, sent)).status_code == 404
    assert not await AuditEvent.objects.aexists()


async def test_no_event_holds_a_title_a_name_or_a_text(world: AsyncClient, admin: User):
    for name, cases in RECORDS.items():
        for sent, _events in cases:
            await go(world, name, sent)
            await world.aforce_login(admin)
    rows = [str(row) async for row in AuditEvent.objects.values_list()]
    assert rows
    assert not [row for row in rows if "plan" in row or "Leave" in row or PASSWORD in row]
