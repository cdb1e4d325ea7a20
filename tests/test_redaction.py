"""What a server says about itself, without its secrets."""

import pytest

from webchat.redaction import DEEPEST, HIDDEN, redacted

NAMES = [
    "api_key",
    "apikey",
    "apiKey",
    "APIKey",
    "OPENAI_API_KEY",
    "X-Api-Key",
    "key",
    "client_secret",
    "accessToken",
    "tokens",
    "password",
    "db_passwd",
    "credentials",
    "Authorization",
    "proxy-auth",
    "session_cookie",
    "sentry_dsn",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_is_a_secret_by_its_name_is_hidden(name: str):
    assert redacted({name: "sk-123"}) == {name: HIDDEN}
    assert redacted("sk-123", name) == HIDDEN


@pytest.mark.parametrize("inner", [["sk-123"], {"openai": "sk-123"}, [{"value": ["sk-123"]}]])
def test_so_is_all_within_what_is_named_as_one(inner: object):
    assert "sk-123" not in str(redacted({"api_keys": inner}))


@pytest.mark.parametrize(
    "harmless",
    [
        {"max_tokens": 4096, "api_key_required": True, "token": None, "password": ""},
        {"tokenizer": "cl100k_base", "keywords": "a, b", "author": "Ada", "secretary": "Erin"},
        {"models": [{"name": "gpt-4", "temperature": 0.7}]},
        "http://127.0.0.1:8000/v1?page=2",
        "Write to ada@example.com",
    ],
)
def test_what_is_no_secret_stays_as_it_is(harmless: object):
    assert redacted(harmless) == harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql+asyncpg://chatter:s3cret@db/chatter", f"postgresql+asyncpg://{HIDDEN}@db/chatter"),
        ("see https://ada:p%40ss@example.com/a and on", f"see https://{HIDDEN}@example.com/a and on"),
        ("https://example.com/v1?api_key=sk-123&page=2", f"https://example.com/v1?api_key={HIDDEN}&page=2"),
        ("failed: password=s3cret", f"failed: password={HIDDEN}"),
        ("Bearer eyJhbGciOi.J9", f"Bearer {HIDDEN}"),
    ],
)
def test_a_secret_within_a_text_is_hidden_too(text: str, shown: str):
    assert redacted({"detail": text}) == {"detail": shown}


def test_what_lies_too_deep_to_be_looked_at_is_left_out():
    value: object = {"api_key": "sk-123"}
    for _ in range(DEEPEST + 1000):
        value = [value]
    assert "sk-123" not in str(redacted(value))
