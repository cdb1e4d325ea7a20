import asyncio

import pytest
from django.utils import timezone

from tests.fakes import ScriptedClient, saved_chat
from webchat.chats import notes, saved
from webchat.deletions import store as deletions
from webchat.models import ChatNote, Credential, Deletion, Reply
from webchat.replies import store
from webchat.upstream.errors import NotFound, Unavailable


def client_with(**titles):
    return ScriptedClient(saved={chat_id: saved_chat(chat_id, title) for chat_id, title in titles.items()})


async def titles_of(user, client):
    return [chat.title for chat in await saved.chats(user, client)]


async def writing(user, chat_id, prompt="How many days?"):
    await Reply.objects.acreate(user=user, send_key=f"k-{chat_id}", prompt=prompt, chat_id=chat_id)


async def test_pinned_chats_come_first_and_keep_their_order(employee):
    client = client_with(c1="One", c2="Two", c3="Three")
    await notes.pin(employee, "c3", pinned=True)
    await notes.pin(employee, "c2", pinned=True)
    assert await titles_of(employee, client) == ["Two", "Three", "One"]


async def test_a_name_of_ones_own_stays_and_any_other_title_follows_the_upstream(employee):
    await notes.name(employee, "c1", "Mine")
    assert await titles_of(employee, client_with(c1="One", c2="Two")) == ["Mine", "Two"]
    assert await titles_of(employee, client_with(c1="Uno", c2="Due")) == ["Mine", "Due"]


async def test_the_notes_of_others_are_not_mine(employee, stranger):
    await notes.name(stranger, "c1", "Not yours")
    await notes.pin(stranger, "c2", pinned=True)
    assert await titles_of(employee, client_with(c1="One", c2="Two")) == ["One", "Two"]


async def test_a_chat_that_is_just_begun_is_there_before_the_upstream_lists_it(employee):
    await writing(employee, "new")
    await notes.pin(employee, "new", pinned=True)
    assert await titles_of(employee, client_with(c1="One")) == ["How many days?", "One"]
    assert await ChatNote.objects.filter(chat_id="new", missing_since=None).aexists()


async def test_a_chat_without_a_title_is_called_by_its_prompt_while_the_reply_is_written(employee):
    await writing(employee, "c1")
    assert await titles_of(employee, client_with(c1="")) == ["How many days?"]


async def test_a_chat_of_somebody_else_is_not_there(employee, stranger):
    await writing(stranger, "c2")
    for chat_id in ("c2", "gone", "", "\0", "x" * 500):
        with pytest.raises(NotFound):
            await saved.chat(employee, client_with(c1="One"), chat_id)


async def test_what_is_noted_goes_with_the_chat(employee, stranger):
    for user in (employee, stranger):
        for chat_id in ("c1", "c2"):
            await notes.pin(user, chat_id, pinned=True)
    await store.forget_chats(employee, ["c1"])
    assert await ChatNote.objects.filter(user=employee).acount() == 1
    await store.forget_chats(employee, ["c2"])
    assert await ChatNote.objects.filter(user=employee).acount() == 0
    assert await ChatNote.objects.filter(user=stranger).acount() == 2


async def test_a_list_that_could_not_be_had_forgets_nothing(employee):
    await notes.pin(employee, "c1", pinned=True)
    with pytest.raises(Unavailable):
        await saved.chats(employee, ScriptedClient(list_error=Unavailable()))
    assert await ChatNote.objects.filter(missing_since=None).acount() == 1


async def test_a_search_takes_the_list_that_was_had_a_moment_ago(employee, stranger):
    client = client_with(c1="One")
    await saved.chats(employee, client)
    client.saved["c2"] = saved_chat("c2", "Two")
    assert len(await saved.chats(employee, client, recent=True)) == 1
    assert len(await saved.chats(stranger, client, recent=True)) == 2
    assert len(await saved.chats(employee, client)) == 2
    assert len(await saved.chats(employee, client, recent=True)) == 2


async def test_a_list_that_is_not_recent_is_asked_for_anew(employee, monkeypatch):
    client = client_with(c1="One")
    await saved.chats(employee, client)
    client.saved["c2"] = saved_chat("c2", "Two")
    monkeypatch.setattr(saved, "RECENT", -1)
    assert len(await saved.chats(employee, client, recent=True)) == 2


async def test_a_list_that_is_not_recent_takes_no_memory(employee, stranger, monkeypatch):
    await saved.chats(employee, client_with(c1="One"))
    monkeypatch.setattr(saved, "RECENT", -1)
    await saved.chats(stranger, client_with(c1="One"))
    assert employee.pk not in saved._listings


async def begun(user, _):
    await writing(user, "c2")


async def over(user, _):
    await Reply.objects.filter(user=user).aupdate(status=Reply.Status.FINISHED, ended_at=timezone.now())


async def deleted(user, _):
    await deletions.hide(user, ["c2"])


async def undone(user, _):
    await deletions.undo(user)


async def connected(user, _):
    """With another account, perhaps."""
    await Credential.objects.acreate(user=user)


async def sent(user, client):
    """What was deleted before, to the upstream."""
    client.saved.pop("c1", None)
    await deletions.finish(await Deletion.objects.aget())


@pytest.mark.parametrize("change", [begun, over, deleted, undone, sent, connected])
async def test_whatever_its_user_changes_outdates_a_recent_list_in_every_process(employee, change):
    client = client_with(c0="Zero", c1="One")
    await writing(employee, "c0")
    if change is not deleted:
        await deletions.hide(employee, ["c1"])
    await saved.chats(employee, client)
    await change(employee, client)
    client.saved["c3"] = saved_chat("c3", "Three")
    titles = [chat.title for chat in await saved.chats(employee, client, recent=True)]
    assert "Three" in titles
    assert ("One" in titles) == (change in {undone, deleted})


async def test_a_name_and_a_pin_show_in_a_recent_list(employee):
    client = client_with(c1="One", c2="Two")
    await saved.chats(employee, client)
    await notes.name(employee, "c2", "Mine")
    await notes.pin(employee, "c2", pinned=True)
    assert [chat.title for chat in await saved.chats(employee, client, recent=True)] == ["Mine", "One"]


async def test_a_list_of_somebody_else_upstream_is_never_shown(employee):
    """The same person here, asking under another address or with another token."""
    await saved.chats(employee, client_with(c1="One"))
    assert [chat.title for chat in await saved.chats(employee, client_with(c2="Two"), recent=True)] == ["Two"]


async def test_a_chat_is_looked_for_in_a_recent_list_and_then_in_a_new_one(employee):
    client = client_with(c1="One")
    await saved.chats(employee, client)
    client.saved["c2"] = saved_chat("c2", "Two")
    assert (await saved.chat(employee, client, "c2")).title == "Two"


class SlowClient(ScriptedClient):
    """Lists its chats when the gate opens."""

    listed = 0

    async def chats(self):
        self.listed += 1
        await self.gate.wait()
        return await super().chats()


async def test_whoever_gives_up_waiting_leaves_the_question_to_the_next(employee):
    client = SlowClient(saved={"c1": saved_chat("c1", "One")}, gate=asyncio.Event())
    with pytest.raises(TimeoutError):
        await saved.chats(employee, client, patience=0.01)
    asked = asyncio.create_task(saved.chats(employee, client, recent=True))
    client.gate.set()
    assert [chat.title for chat in await asked] == ["One"]
    assert client.listed == 1


async def test_a_question_that_failed_is_asked_again(employee):
    client = ScriptedClient(saved={"c1": saved_chat("c1", "One")}, list_error=Unavailable())
    with pytest.raises(Unavailable):
        await saved.chats(employee, client)
    client.list_error = None
    assert len(await saved.chats(employee, client, recent=True)) == 1
