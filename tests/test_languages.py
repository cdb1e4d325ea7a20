"""Everybody reads their own language: the one they chose, else the one their browser asks for."""

import asyncio
import re

import pytest
from django.template.loader import render_to_string
from django.test import AsyncClient
from django.utils import translation

from tests.fakes import ScriptedClient
from webchat.models import User
from webchat.replies import beat, run
from webchat.replies.limits import Message
from webchat.templatetags.words import catalogue
from webchat.upstream.errors import Interrupted
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import Step, StepKind
from webchat.views import replies

SIGN_IN = "/account/sign-in/"
GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


async def language_of(browser: AsyncClient, url: str = SIGN_IN, accept: str = "") -> str:
    page = (await browser.get(url, headers={"accept-language": accept}, follow=True)).text
    match = re.search(r'<html lang="([^"]+)" dir="(ltr|rtl)"', page)
    assert match
    return f"{match[1]} {match[2]}"


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en ltr"),
        ("de-AT,de;q=0.9,en;q=0.5", "de ltr"),
        ("fr, ar;q=0.8", "ar rtl"),
        ("tlh", "en ltr"),
        ("de;q=nonsense" * 99, "en ltr"),
    ],
)
async def test_a_page_is_in_the_language_the_browser_asks_for(async_client: AsyncClient, accept: str, language: str):
    assert await language_of(async_client, accept=accept[:400]) == language


async def test_the_language_somebody_chose_goes_before_that_of_the_browser(signed_in: AsyncClient, employee: User):
    employee.language = "ar"
    await employee.asave()
    assert await language_of(signed_in, accept="de") == "ar rtl"


async def test_a_language_that_is_not_offered_any_more_is_as_none_chosen(signed_in: AsyncClient, employee: User):
    employee.language = "fr"
    await employee.asave()
    assert await language_of(signed_in, accept="de") == "de ltr"


async def test_the_answer_says_its_language_and_on_what_it_depends(async_client: AsyncClient):
    response = await async_client.get(SIGN_IN, headers=GERMAN)
    assert response["Content-Language"] == "de"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    assert response["Cache-Control"] == "private, no-store"


async def test_one_reader_s_language_is_not_the_next_one_s(async_client: AsyncClient):
    assert [await language_of(async_client, accept=each) for each in ("de", "", "ar")] == ["de ltr", "en ltr", "ar rtl"]


async def test_an_error_is_told_in_the_language_of_its_reader(async_client: AsyncClient):
    page = (await async_client.get("/nowhere/", headers=GERMAN)).text
    assert "Unter dieser Adresse ist nichts." in page


async def test_a_refused_form_is_told_in_the_language_of_its_reader(async_client: AsyncClient, employee: User):
    response = await async_client.post(SIGN_IN, {"email": "e@example.com", "password": "wrong"}, headers=GERMAN)
    assert "gehören nicht zusammen" in response.text


# --- replies, which outlive the request they were asked with ------------------------------------------------------


async def test_each_reader_of_a_reply_reads_it_in_their_own_language(signed_in, employee: User, monkeypatch):
    gate = asyncio.Event()
    reading = {"de": None, "en": None}
    client = ScriptedClient([Step(StepKind.SEARCHING, "leave")] * 2, error=Interrupted(), gate=gate)
    monkeypatch.setattr(replies, "client_for", lambda user: client)

    async def read(language: str) -> str:
        headers = {"hx-request": "true", "accept-language": language}
        response = await signed_in.get(f"/replies/{reply.id}/", headers=headers)
        text = ""
        async for piece in response:
            text += piece.decode()
            if "leave" in text:
                reading.pop(language, None)
            if not reading:
                gate.set()
        return text

    async with run.running(grace=0):
        with translation.override("ar"):  # whoever asked
            reply = await run.start(client, Message(user=employee, prompt=Prompt(text="?"), send_key="k"))
        german, english = await asyncio.gather(*(read(language) for language in tuple(reading)))
        await beat.commit()
    assert "Sucht „leave“" in german
    assert "Die Verbindung zum Assistenten ist abgebrochen." in german
    assert "Searching “leave”" in english
    assert "The connection to the assistant dropped." in english


# --- the words of scripts -----------------------------------------------------------------------------------------


def test_english_pages_carry_no_catalogue():
    assert catalogue("en") == {}


def test_a_page_carries_the_words_of_its_scripts_as_data():
    with translation.override("de"):
        page = render_to_string("chats/index.html")
    assert re.search(r'<script id="words" type="application/json">\{.*"Reply stopped\."', page)


def test_each_plural_stands_under_the_name_a_browser_has_for_it():
    forms = catalogue("ar")["{count} file added."]
    assert isinstance(forms, dict)
    assert forms == {
        "zero": "لم تُضف ملفات.",
        "one": "أُضيف ملف واحد.",
        "two": "أُضيف ملفان.",
        "few": "أُضيفت {count} ملفات.",
        "many": "أُضيف {count} ملفًا.",
        "other": "أُضيف {count} ملف.",
    }


def test_a_translation_cannot_end_the_block_it_stands_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webchat.templatetags.words.catalogue", lambda language: {"a": "</script><b>"})
    assert "</script><b>" not in render_to_string("chats/index.html")
