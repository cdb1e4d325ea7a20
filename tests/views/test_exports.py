import json
from threading import get_ident
from urllib.parse import unquote

import pytest

from tests.fakes import HANDBOOK, saved_chat
from webchat.chats import notes
from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import store
from webchat.replies.log import Page
from webchat.upstream.types.replies import CitationFound, TextDelta
from webchat.upstream.types.saved import Turn
from webchat.views import exports

TURN = Turn("How many days?", reply=(TextDelta("**Twenty** days."), CitationFound(HANDBOOK)))


def name_of(response):
    return unquote(response["Content-Disposition"].rpartition("=")[2].strip('"').removeprefix("utf-8''"))


@pytest.mark.parametrize(
    ("form", "content_type", "piece"),
    [
        ("markdown", "text/markdown", "**Twenty** days.[^1-1]"),
        ("html", "text/html", "<strong>Twenty</strong> days."),
        ("json", "application/json", '"markdown": "**Twenty** days.[^1]'),
    ],
)
async def test_a_chat_comes_as_a_file(signed_in, api, form, content_type, piece):
    api.saved["c1"] = saved_chat("c1", "Leave", turns=(TURN,))
    response = await signed_in.get(f"/chats/c1/export/?format={form}")
    assert piece in response.content.decode()
    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


async def test_it_is_called_what_its_user_calls_it(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", "Leave", turns=(TURN,))
    await notes.name(employee, "c1", "My own")
    response = await signed_in.get("/chats/c1/export/")
    assert name_of(response) == "My own.md"
    assert response.content.decode().startswith("# My own\n")


async def test_what_the_chat_api_never_saved_is_exported_too(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (TextDelta("Half"), Ended("stopped")))], [reply.id])
    told = json.loads((await signed_in.get("/chats/c1/export/?format=json")).content)
    assert [(turn["prompt"], turn["reply"]["status"]) for turn in told["turns"]] == [
        ("How many days?", "finished"),
        ("And then?", "stopped"),
    ]


async def test_a_long_chat_keeps_nobody_waiting(signed_in, api, monkeypatch):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,) * 2000)
    threads = []

    def written(_, turns, __):
        threads.append(get_ident())
        return str(len(turns))

    monkeypatch.setitem(exports.FORMATS, "json", (written, "application/json", "json"))
    assert (await signed_in.get("/chats/c1/export/?format=json")).content == b"2000"
    assert threads[0] != get_ident()  # the event loop's


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Leave", "Leave.md"),
        ("Übersicht für März 日本", "Übersicht für März 日本.md"),
        ('../../etc/passwd "x"\r\nSet-Cookie: a', "etc passwd x Set-Cookie a.md"),
        ("invoice\u202etxt.exe", "invoicetxt.exe.md"),
        ("  ...  ", "chat.md"),
        ("", "chat.md"),
        ("x" * 300, "x" * 80 + ".md"),
    ],
)
async def test_the_files_name_is_the_title_as_far_as_that_is_safe(signed_in, api, title, name):
    api.saved["c1"] = saved_chat("c1", title)
    assert name_of(await signed_in.get("/chats/c1/export/")) == name


async def test_only_the_owner_gets_a_chat_and_only_in_a_format_there_is(signed_in, api, stranger, async_client):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    assert (await signed_in.get("/chats/c1/export/?format=exe")).status_code == 404
    assert (await signed_in.get("/chats/gone/export/")).status_code == 404
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x", chat_id="c2")
    await store.commit([Page(theirs.id, 0, (Ended("stopped"),))], [theirs.id])
    assert (await signed_in.get("/chats/c2/export/")).status_code == 404
    await async_client.alogout()
    assert (await async_client.get("/chats/c1/export/")).status_code == 302


async def test_a_chat_offers_its_export_in_every_format(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    page = (await signed_in.get("/chats/c1/")).content.decode()
    for form in exports.FORMATS:
        assert f'href="/chats/c1/export/?format={form}"' in page
