"""Whatever is sent to whichever URL: an answer below 500, and the next request is answered like the first.

An exception in a view reaches these tests as it is, with the place where it was raised.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import is_thorough
from tests.hostile.conftest import Owned
from tests.hostile.test_access import RULES, address, content, patterns

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"
# Every name that any form or query has, and some that none has.
FIELDS = """prompt suggestion files mode application agent sources temporary after send_key chat again ids confirm
pinned deletion title helpful words q shown select first last format theme language send_with
finished_replies_only email password current new name change next live saved csrfmiddlewaretoken path url upstream_id
user user_id is_staff"""
VALUES = (
    "", " ", "\0", "a\0b", "-1", "9" * 30, "٣", "NaN", "null", "[]", "../../etc/passwd", "..\\x", "' OR 1=1 --",
    "{{ 7*7 }}",
    "%s%n", "<script>", "\r\nX: y", "\ufeff\u202e", "é" * 5000, "t1", "t0", "0f8fad5b-d9cb-469f-a165-70867728950e",
    "c1",
    "temporary-x", "json",
)  # fmt: skip
READING = {"home", "chats", "chat", "assistants", "replies", "files", "files_status", "export"}  # from their query


def part_of_a_file(header: str, content: str) -> bytes:
    disposition = 'Content-Disposition: form-data; name="files"; filename="a.txt"'
    return f"--B\r\n{disposition}\r\n{header}\r\n\r\n{content}\r\n--B--\r\n".encode()


BODIES: Mapping[str, tuple[bytes, str]] = {
    "nothing at all": (b"", ""),
    "nothing, called a form": (b"", FORM),
    "nothing, called multipart": (b"", MULTIPART),
    "nothing, called JSON": (b"", "application/json"),
    "a JSON null": (b"null", "application/json"),
    "JSON of the wrong shape": (b'[{"prompt": {"$ne": null}}]', "application/json"),
    "JSON called a form": (b'{"prompt": ["x"]}', FORM),
    "deep JSON": (b"[" * 50_000, "application/json"),
    "bytes that are no text": (bytes(range(256)) * 4, FORM),
    "a form in UTF-16": ("prompt=x&send_key=k".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "a form in no encoding there is": (b"prompt=x&send_key=k", f"{FORM}; charset=klingon"),
    "a form in an encoding that is no text": (b"prompt=x&send_key=k", f"{FORM}; charset=zip"),
    "escapes that are none": (b"prompt=%&send_key=%zz&chat=%u0041&after=%ff%fe&ids=%ED%A0%80", FORM),
    "NULs everywhere": (b"%00=%00&prompt=%00&send_key=%00&chat=%00&ids=%00&title=%00&deletion=%00&after=%00", FORM),
    "only signs": (b"&&&===;;;&=&=", FORM),
    "a field ten thousand times": (b"ids=1&" * 10_000, FORM),
    "too many fields": (b"a=1&" * 30_000, FORM),
    "a very long field": (b"prompt=" + b"a" * 1_500_000 + b"&send_key=k", FORM),
    "a very long name": (b"p" * 100_000 + b"=1", FORM),
    "the same field with different values": (b"send_key=a&send_key=b&chat=c1&chat=&prompt=x&prompt=y", FORM),
    "names with brackets": (b"prompt[]=x&prompt[a]=y&prompt.x=z&__proto__=1&constructor=1", FORM),
    "multipart without a boundary": (b"--B\r\n\r\n--B--", "multipart/form-data"),
    "multipart with an empty boundary": (b"--\r\n\r\n----", "multipart/form-data; boundary="),
    "multipart with an odd boundary": (b"x", 'multipart/form-data; boundary=\x01 ?="'),
    "multipart with a long boundary": (b"x", f"multipart/form-data; boundary={'b' * 3000}"),
    "multipart that is none": (b"no boundary in here", MULTIPART),
    "multipart cut off in a header": (b"--B\r\nContent-Dispo", MULTIPART),
    "multipart cut off in a file": (
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf of',
        MULTIPART,
    ),
    "multipart without names": (b"--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n", MULTIPART),
    "multipart in base64 that is none": (
        part_of_a_file("Content-Transfer-Encoding: base64", "$$$$$"),
        MULTIPART,
    ),
    "multipart within multipart": (
        part_of_a_file("Content-Type: multipart/mixed; boundary=C", "--C\r\n\r\nx\r\n--C--"),
        MULTIPART,
    ),
    "a thousand files": (
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx\r\n' * 1000 + b"--B--\r\n",
        MULTIPART,
    ),
    "a header of a part that is huge": (
        b'--B\r\nContent-Disposition: form-data; name="prompt"; x="' + b"y" * 100_000 + b'"\r\n\r\nx\r\n--B--\r\n',
        MULTIPART,
    ),
    "a name of a file that is none": (
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="../\\\x00\xff\r\n"\r\n\r\nx\r\n--B--\r\n',
        MULTIPART,
    ),
    "XML with entities": (b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>', "application/xml"),
    "no type that there is": (b"prompt=x", "\x00/;;;=\r"),
}

LARGE = 50_000  # bytes; what is as large takes its time

HEADERS: Sequence[Mapping[str, str]] = [
    *({"HX-Request": "true", "HX-Current-URL": each} for each in (
        "", "x", "/", "//", "http://", "http://[", "http://testserver//[x", "http://[::1",
        "http://testserver/chats/c1/",
        "http://testserver/chats/%00/", "http://testserver/%ff", "javascript:alert(1)", "http://evil.example/chats/c1/",
        "http://testserver:port/", "http://testserver:99999999999/", "https://testserver/chats/" + "x" * 5000 + "/",
        "http://testserver/\\..\\", "http://testserver@evil.example/", "\xff\xfe",
    )),
    {"HX-Request": "true", "HX-Current-URL": "%zz", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http%3A//%5B", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"HX-Request": "false", "HX-Boosted": "x", "HX-History-Restore-Request": "true", "HX-Prompt": "\xff"},
    {"HX-Request": "true", "HX-Target": "<script>", "HX-Source": "form#find", "HX-Trigger": '"'},
    {"HX-Request": "true", "Triggering-Event": "{", "HX-Trigger-Name": "x" * 5000},
    {"HX-Request": "true", "Triggering-Event": "[" * 5000},
    *({"Accept-Language": each} for each in (
        "", "de", "ar", "*", "xx-YY", "de;q=nan", "de;q=" + "9" * 400, "en-" + "a" * 5000, "../../etc/passwd",
        "<script>",
        "\xff", ",".join(["de"] * 2000), '"><img src=x>', "de\t;q=1", "zh-hant-x-y-z-" * 50,
    )),
    *({"Accept": each} for each in ("", "x", "*/*;q=x", "text/html;q=-1", "a/b/c", "application/json", ",,,",
    "\xff/*")),
    *({"Cookie": each} for each in (
        "session=", "session=x", "session=" + "a" * 5000, "session=../../x", "session=\xff", "csrf=\xff", "=", ";;;",
        "$Version=1",
        'session="a;b"', "session=a; session=b", "messages=x; sessionid=y",
    )),
    *({"Host": each} for each in (
        "", "evil.example", "testserver:80:80", "testserver@evil.example", "[::1", "testserver/evil",
        "testserver, evil", "\xff",
        "testserver.", "testserver:99999", "..", "a" * 5000,
    )),
    *({"Referer": each} for each in ("http://[", "//", "\xff", "x" * 5000)),
    *({"Origin": each} for each in ("null", "http://[", "x", "\xff", "http://evil.example")),
    *({"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": each} for each in ("https", "gopher", "\xff")),
    *({"X-CSRFToken": each} for each in ("", "x", "\xff", "a" * 5000)),
    {"Range": "bytes=-99999999999999", "If-Modified-Since": "x", "If-None-Match": "\xff", "Expect": "x"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "\xff"},
    {"Last-Event-ID": "\xff", "Content-Length": "-1"},
    {"Content-Encoding": "gzip", "Transfer-Encoding": "x"},
]  # fmt: skip

IDS = (
    "..", ".", "%2e%2e", "%2e%2e%2f%2e%2e", "..%2f..%2fetc%2fpasswd", "..\\..\\x", "%5c..%5c", ";", ";x=y", "c1;x",
    "%00", "c1%00",
    "%0d%0aSet-Cookie:%20a=b", "%ff", "%ED%A0%80", "%F0%9F%92%A9", "x" * 8000, "'", '"', "<script>", "{{7*7}}",
    "%25%32%65",
    "c1/../../..", "c1%2f..", "temporary-%00", "-1", "%E2%80%AE", "null", "undefined", "[object Object]", "*", "%",
    "%zz",
)  # fmt: skip


def some[T](odd: Iterable[T]) -> Iterable[T]:
    """All of them in bin/check --security, every third on each change."""
    return islice(odd, None, None, 1 if is_thorough() else 3)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Every refusal is a line."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.CRITICAL)


async def status(browser: AsyncClient, method: str, url: str, body: bytes = b"", kind: str = "", **extra: Any) -> int:
    response = await browser.generic(method, url, body, kind or "", **extra)
    if response.status_code < 500:
        await content(response)  # what goes wrong in a stream goes wrong there
    return response.status_code


def is_fine(name: str, status: int) -> bool:
    return status < 500 or (name == "readyz" and status == 503)  # no chat API listens here


async def test_no_body_breaks_a_form(owned: Owned, everybody: dict[str, AsyncClient]):
    for name, rules in RULES.items():
        for what, (body, kind) in some(BODIES.items()) if "POST" in rules else ():
            if len(body) < LARGE or name in {"messages", "files", "sign_in"}:
                url = address(patterns()[name], owned)
                assert is_fine(name, await status(everybody["owner"], "POST", url, body, kind)), f"{name}: {what}"
    assert await status(everybody["other"], "GET", "/") == 200


async def test_no_body_of_whoever_is_not_signed_in_breaks_anything(owned: Owned, everybody: dict[str, AsyncClient]):
    for name in ("messages", "files", "sign_in", "sign_out"):
        for what, (body, kind) in some(BODIES.items()):
            url = address(patterns()[name], owned)
            assert await status(everybody["anonymous"], "POST", url, body, kind) < 500, f"{name}: {what}"


async def test_no_value_breaks_a_field(owned: Owned, everybody: dict[str, AsyncClient]):
    """All fields at once have the same odd value; so each form meets each."""
    for name, rules in RULES.items():
        url = address(patterns()[name], owned)
        for value in some(VALUES):
            fields = urlencode(dict.fromkeys(FIELDS.split(), value))
            for method in rules if name in READING else rules.keys() - {"GET"}:
                body = fields.encode() if method == "POST" else b""
                query = "" if method == "POST" else f"?{fields}"
                code = await status(everybody["admin"], method, url + query, body, FORM)
                assert is_fine(name, code), f"{method} {name}: {value!r}"


async def test_no_header_breaks_a_page(owned: Owned, everybody: dict[str, AsyncClient]):
    for name in ("chats", "sign_in", "undo", "files"):
        url, method = address(patterns()[name], owned), "GET" if "GET" in RULES[name] else "POST"
        for headers in some(HEADERS):
            for who in ("owner", "anonymous"):
                browser = AsyncClient() if "Cookie" in headers else everybody[who]
                assert is_fine(name, await status(browser, method, url, headers=headers)), f"{name} {headers}"


async def test_no_id_breaks_a_page_or_finds_one(owned: Owned, everybody: dict[str, AsyncClient]):
    kinds = {"ChatId": "chat", "UUIDConverter": "uuid", "StringConverter": "str", "IntConverter": "int"}
    for name, pattern in patterns().items():
        for odd in some(IDS) if pattern.pattern.converters else ():
            path = f"/{pattern.pattern}"
            for parameter, converter in pattern.pattern.converters.items():
                path = path.replace(f"<{kinds[type(converter).__name__]}:{parameter}>", odd)
            for method in RULES[name]:
                code = await status(everybody["admin"], method, path)
                # A page above, or what is not there.
                expected = {204, 302, 404, 405} if odd in {".", ".."} or name == "leave_chat" else {400, 404}
                assert code in expected, f"{method} {path[:80]} is {code}"


@pytest.mark.parametrize("language", ["de", "ar", "xx", '"><script>', "en\r\nX: y"])
async def test_the_language_of_a_page_is_one_of_ours(everybody: dict[str, AsyncClient], language: str):
    page = (await everybody["anonymous"].get("/account/sign-in/", headers={"Accept-Language": language})).text
    assert any(f'<html lang="{ours}"' in page for ours in ("en", "de", "ar"))
    assert "<script" not in page


ANY_FIELD = st.tuples(st.sampled_from(FIELDS.split()), st.one_of(st.sampled_from(VALUES), st.text(max_size=40)))


@settings(
    max_examples=150 if is_thorough() else 50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    name=st.sampled_from([name for name, rules in RULES.items() if "POST" in rules and name != "sign_out"]),
    fields=st.lists(ANY_FIELD, max_size=8),
    extra=st.sampled_from([{}, {"HX-Request": "true"}]),
)
async def test_no_mix_of_fields_breaks_a_form(
    owned: Owned, everybody: dict[str, AsyncClient], name: str, fields: list[tuple[str, str]], extra: dict[str, str]
):
    body = "&".join(f"{each}={quote(value, errors='replace')}" for each, value in fields).encode()
    url = address(patterns()[name], owned)
    assert await status(everybody["admin"], "POST", url, body, FORM, headers=extra) < 500
