"""A chat that is saved nowhere, as its pages show it."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from webchat.models import Reply, TemporaryChat
from webchat.replies import beat, temporary
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta

HTMX = {"HX-Request": "true"}
EVENTS = (ReplyStarted("upstream-1"), TextDelta("Nobody knows **xylophone**."), ReplyFinished("Of xylophones"))


@pytest.fixture(autouse=True)
def says(api):
    api.events = EVENTS


async def sent(browser, **fields):
    """The whole answer to a message."""
    response = await browser.post("/messages/", {"prompt": "Who plays?", "send_key": "k1", **fields}, headers=HTMX)
    body = b"".join([chunk async for chunk in response]) if response.streaming else response.content
    await beat.commit()
    return response.status_code, body.decode()


async def begun(browser):
    """Its id."""
    await sent(browser, temporary="1")
    return (await TemporaryChat.objects.aget()).id


async def test_its_first_message_gives_it_an_address_of_ours(signed_in):
    _, stream = await sent(signed_in, temporary="1")
    chat = await TemporaryChat.objects.aget()
    assert f'"url": "/chats/{chat.id}/"' in stream
    assert "upstream-1" not in stream
    assert 'class="temporary on"' in stream


async def test_it_can_be_reloaded(signed_in):
    chat_id = await begun(signed_in)
    await sent(signed_in, chat=chat_id, send_key="k2", prompt="And who listens?")
    page = (await signed_in.get(f"/chats/{chat_id}/")).content.decode()
    assert page.count("<strong>xylophone</strong>") == 2
    assert "And who listens?" in page
    assert "Temporary chat</h1>" in page
    assert 'class="temporary on"' in page
    assert f"/chats/{chat_id}/delete/" not in page


async def test_a_message_sent_before_its_page_knows_the_chat_is_not_saved_either(signed_in, api):
    chat_id = await begun(signed_in)
    first = await Reply.objects.aget()
    await sent(signed_in, after=str(first.id), send_key="k2", prompt="And who listens?")
    assert [(prompt.chat_id, prompt.save) for prompt in api.prompts] == [("", False), ("", False)]
    assert await Reply.objects.filter(chat_id=chat_id).acount() == 2


async def test_it_is_in_no_list(signed_in):
    chat_id = await begun(signed_in)
    assert chat_id not in (await signed_in.get("/")).content.decode()


async def test_its_choice_is_there_only_until_a_chat_is_begun(signed_in):
    assert 'type="checkbox" name="temporary"' in (await signed_in.get("/")).content.decode()
    _, stream = await sent(signed_in)
    assert 'name="temporary"' not in stream
    assert '<span id="temporary" hidden></span>' in stream


async def test_a_message_that_is_refused_keeps_the_choice(signed_in):
    status, composer = await sent(signed_in, temporary="1", prompt=" ")
    assert status == 422
    assert "checked" in composer.partition('name="temporary"')[2].partition(">")[0]


async def test_the_page_that_shows_it_keeps_it_and_so_does_asking_what_is_new(signed_in):
    chat_id = await begun(signed_in)
    for address in (f"/chats/{chat_id}/", f"/replies/?chat={chat_id}"):
        assert (await signed_in.post(f"/chats/{chat_id}/leave/")).status_code == 204
        assert (await TemporaryChat.objects.aget()).left_at
        await signed_in.get(address)
        assert (await TemporaryChat.objects.aget()).left_at is None


async def test_one_that_is_gone_is_a_404_and_a_message_to_it_keeps_its_words(signed_in):
    chat_id = await begun(signed_in)
    await TemporaryChat.objects.aupdate(used_at=timezone.now() - timedelta(hours=2))
    await temporary.sweep()
    assert (await signed_in.get(f"/chats/{chat_id}/")).status_code == 404
    status, composer = await sent(signed_in, chat=chat_id, send_key="k2", prompt="Still there?")
    assert status == 422
    assert "This temporary chat is gone. Nothing was sent." in composer
    assert "Still there?" in composer


async def test_nobody_else_sees_it(signed_in, async_client, stranger):
    chat_id = await begun(signed_in)
    await async_client.aforce_login(stranger)
    assert (await async_client.get(f"/chats/{chat_id}/")).status_code == 404
    await async_client.post(f"/chats/{chat_id}/leave/")
    assert (await TemporaryChat.objects.aget()).left_at is None


def rows():
    """Every value in the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (str(value) for row in cursor.fetchall() for value in row)


def file():
    """What a thief of the disk would read."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(connection.settings_dict["NAME"]).read_bytes()


@sync_to_async
def words_kept():
    kept = "\n".join(rows())
    if connection.vendor == "sqlite":
        kept += file().decode(errors="replace")
    return {word for word in ("xylophone", "theremin", "plays") if word in kept}


async def test_after_signing_out_neither_database_nor_log_knows_a_word_of_it(signed_in, caplog):
    caplog.set_level(logging.DEBUG)
    chat_id = await begun(signed_in)
    await sent(signed_in, chat=chat_id, send_key="k2", prompt="And who plays the theremin?")
    assert await words_kept() == {"xylophone", "theremin", "plays"}
    await signed_in.post("/account/sign-out/")
    assert await words_kept() == set()
    assert not any(word in caplog.text for word in ("xylophone", "theremin", "plays"))
