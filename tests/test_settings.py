"""The settings, read anew from an environment of our own."""

import os
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.utils.module_loading import import_string

ROOT = Path(__file__).parent.parent
NEEDED = {"DJANGO_SECRET_KEY": "a secret key of no particular meaning, but long enough", "DJANGO_ALLOWED_HOSTS": "chat"}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The settings for these variables and no others; None leaves one out."""

    def load(**variables: str | None) -> dict[str, Any]:
        for name in list(os.environ):
            if name.startswith(("WEBCHAT_", "DJANGO_", "DATABASE_")):
                monkeypatch.delenv(name)
        for name, value in {**NEEDED, "WEBCHAT_DATA": str(tmp_path), **variables}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        for name in [name for name in sys.modules if name.startswith("webchat.settings")]:
            monkeypatch.delitem(sys.modules, name)  # those of the tests come back afterwards
        return vars(import_module("webchat.settings"))

    return load


def test_a_secret_key_is_required(load: Any):
    with pytest.raises(ImproperlyConfigured, match="^DJANGO_SECRET_KEY is missing"):
        load(DJANGO_SECRET_KEY=None)


def test_a_short_secret_key_is_refused(load: Any):
    with pytest.raises(ImproperlyConfigured, match="^DJANGO_SECRET_KEY is too short"):
        load(DJANGO_SECRET_KEY="short")


def test_host_names_are_required(load: Any):
    with pytest.raises(ImproperlyConfigured, match="^DJANGO_ALLOWED_HOSTS is missing"):
        load(DJANGO_ALLOWED_HOSTS=None)


def test_debugging_needs_neither(load: Any):
    assert load(DJANGO_SECRET_KEY=None, DJANGO_ALLOWED_HOSTS=None, DJANGO_DEBUG="true")["DEBUG"] is True


def test_an_unknown_upstream_is_answered_with_the_choices(load: Any):
    with pytest.raises(ImproperlyConfigured, match="is 'cladue': allowed are sandbox, glean, chatter"):
        load(WEBCHAT_UPSTREAM="cladue")


@pytest.mark.parametrize("missing", ["WEBCHAT_GLEAN_URL", "WEBCHAT_GLEAN_TOKEN"])
def test_glean_needs_its_address_and_a_token(load: Any, missing: str):
    glean = {"WEBCHAT_GLEAN_URL": "https://acme-be.glean.com", "WEBCHAT_GLEAN_TOKEN": "token", missing: None}
    with pytest.raises(ImproperlyConfigured, match="needs WEBCHAT_GLEAN_URL and WEBCHAT_GLEAN_TOKEN"):
        load(WEBCHAT_UPSTREAM="glean", **glean)


PERSONAL = {
    "WEBCHAT_UPSTREAM": "glean",
    "WEBCHAT_GLEAN_URL": "https://acme-be.glean.com",
    "WEBCHAT_GLEAN_TOKEN_KIND": "personal-oauth",
    "WEBCHAT_ENCRYPTION_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}


def test_personal_tokens_need_no_token_and_a_key(load: Any):
    assert load(**PERSONAL)["PERSONAL_TOKENS"] is True
    assert load(**{**PERSONAL, "WEBCHAT_UPSTREAM": "sandbox", "WEBCHAT_GLEAN_TOKEN_KIND": "personal-token"})
    with pytest.raises(ImproperlyConfigured, match="^WEBCHAT_ENCRYPTION_KEYS is missing: personal-oauth"):
        load(**{**PERSONAL, "WEBCHAT_ENCRYPTION_KEYS": None})


def test_a_token_that_would_not_be_used_is_not_carried_around(load: Any):
    with pytest.raises(ImproperlyConfigured, match="^WEBCHAT_GLEAN_TOKEN is not used with personal-oauth"):
        load(**PERSONAL, WEBCHAT_GLEAN_TOKEN="token")


def test_a_client_secret_needs_its_client(load: Any):
    with pytest.raises(ImproperlyConfigured, match="needs WEBCHAT_GLEAN_OAUTH_CLIENT_ID") as caught:
        load(**PERSONAL, WEBCHAT_GLEAN_OAUTH_CLIENT_SECRET="s3cr3t")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("kind", ["user", "oauth"])
def test_the_sandbox_has_no_token_that_is_shared_without_being_global(load: Any, kind: str):
    with pytest.raises(ImproperlyConfigured, match="the sandbox has no such token"):
        load(WEBCHAT_GLEAN_TOKEN_KIND=kind)


CHATTER = {
    "WEBCHAT_UPSTREAM": "chatter",
    "WEBCHAT_CHATTER_URL": "https://chatter.example.com",
    "WEBCHAT_ENCRYPTION_KEYS": PERSONAL["WEBCHAT_ENCRYPTION_KEYS"],
}


def test_with_chatter_everybody_has_an_account_of_their_own(load: Any):
    settings = load(**CHATTER)
    assert (settings["CREDENTIAL_KIND"], settings["PERSONAL_TOKENS"]) == ("chatter-account", True)
    assert settings["UPSTREAM_URL"] == "https://chatter.example.com"
    assert settings["CHATTER_LAYOUT"] == "auto"
    assert settings["APPLICATIONS"] == ()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("WEBCHAT_CHATTER_URL", "^WEBCHAT_UPSTREAM=chatter needs WEBCHAT_CHATTER_URL"),
        ("WEBCHAT_ENCRYPTION_KEYS", "^WEBCHAT_ENCRYPTION_KEYS is missing: chatter-account keeps"),
    ],
)
def test_chatter_needs_its_address_and_a_key(load: Any, missing: str, words: str):
    with pytest.raises(ImproperlyConfigured, match=words):
        load(**CHATTER | {missing: None})


def test_what_is_set_for_glean_changes_nothing_with_chatter(load: Any):
    glean = {"WEBCHAT_GLEAN_URL": "https://acme-be.glean.com", "WEBCHAT_GLEAN_TOKEN": "token"}
    assert load(**CHATTER, **glean)["CREDENTIAL_KIND"] == "chatter-account"


def test_an_unknown_layout_is_answered_with_the_choices(load: Any):
    with pytest.raises(ImproperlyConfigured, match="allowed are auto, seed, september, newest"):
        load(**CHATTER, WEBCHAT_CHATTER_LAYOUT="2025")


def test_no_setting_shows_a_secret(load: Any):
    planted = {"WEBCHAT_GLEAN_TOKEN": "planted-token", "WEBCHAT_SANDBOX_TOKEN": "planted-token"}
    settings = load(DATABASE_URL="postgres://webchat:planted-password@db/webchat", **planted)
    # What Django itself reads as text, its own error pages hide by name.
    ours = {name: value for name, value in settings.items() if name.isupper() and name != "DATABASES"}
    assert "planted" not in repr(ours)


def test_the_upstream_decides_the_address(load: Any):
    glean = {"WEBCHAT_GLEAN_URL": "https://acme-be.glean.com", "WEBCHAT_GLEAN_TOKEN": "token"}
    assert load(WEBCHAT_UPSTREAM="glean", **glean)["UPSTREAM_URL"] == "https://acme-be.glean.com"
    assert load(WEBCHAT_SANDBOX_URL="http://127.0.0.1:9", **glean)["UPSTREAM_URL"] == "http://127.0.0.1:9"


OIDC = {
    "WEBCHAT_OIDC_ISSUER": "https://login.example.com/",
    "WEBCHAT_OIDC_CLIENT_ID": "webchat",
    "WEBCHAT_OIDC_CLIENT_SECRET": "s3cret",
}


def test_company_sign_in_has_its_settings(load: Any):
    settings = load(**OIDC, WEBCHAT_LOCAL_SIGN_IN="false", WEBCHAT_OIDC_ADMIN_GROUP="admins")
    assert settings["OIDC_ISSUER"] == "https://login.example.com/"
    assert not settings["LOCAL_SIGN_IN"]


@pytest.mark.parametrize("missing", OIDC)
def test_company_sign_in_needs_all_of_them(load: Any, missing: str):
    with pytest.raises(ImproperlyConfigured, match="^WEBCHAT_OIDC_ISSUER, .* belong together") as caught:
        load(**OIDC | {missing: None})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("scopes", ["email", "openid", "openid,email"])
def test_company_sign_in_needs_an_identity_and_an_address(load: Any, scopes: str):
    with pytest.raises(ImproperlyConfigured, match="^WEBCHAT_OIDC_SCOPES must have openid and email"):
        load(**OIDC, WEBCHAT_OIDC_SCOPES=scopes)


def test_a_group_means_nothing_without_company_sign_in(load: Any):
    with pytest.raises(ImproperlyConfigured, match="^WEBCHAT_OIDC_ADMIN_GROUP needs"):
        load(WEBCHAT_OIDC_ADMIN_GROUP="admins")


def test_there_is_always_a_way_to_sign_in(load: Any):
    with pytest.raises(ImproperlyConfigured, match="nobody could sign in"):
        load(WEBCHAT_LOCAL_SIGN_IN="false")


def test_a_misspelt_setting_stops_the_start(load: Any):
    with pytest.raises(ImproperlyConfigured, match="no setting WEBCHAT_GLAEN_TOKEN"):
        load(WEBCHAT_GLAEN_TOKEN="token")


def test_sqlite_lies_in_the_data_folder_and_waits_for_other_writers(load: Any, tmp_path: Path):
    database = load()["DATABASES"]["default"]
    assert database["NAME"] == tmp_path / "webchat.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_database_url_means_postgresql(load: Any):
    database = load(DATABASE_URL="postgres://webchat:secret@db/webchat")["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"]) == ("django.db.backends.postgresql", "db")


def test_plain_http_has_cookies_a_browser_takes(load: Any):
    settings = load(WEBCHAT_HTTPS="false")
    assert settings["SESSION_COOKIE_NAME"] == "session"
    assert not settings["SESSION_COOKIE_SECURE"]
    assert not settings["CSRF_COOKIE_SECURE"]


def test_https_has_cookies_of_this_host_only(load: Any):
    settings = load()
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["BROWSER_COOKIE_NAME"] == "__Host-browser"


def test_a_proxy_is_trusted_only_if_told_to(load: Any):
    assert load()["SECURE_PROXY_SSL_HEADER"] is None
    assert load(WEBCHAT_BEHIND_PROXY="true")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_django_finds_nothing_to_improve_for_production(load: Any):
    settings = {name: value for name, value in load().items() if name.isupper() and name != "DATABASES"}
    # Django's checks know its middleware by name, and so would pass over everything ours does.
    stock = [f"{base.__module__}.{base.__name__}" for base in map(_stock, settings["MIDDLEWARE"])]
    with override_settings(**settings | {"MIDDLEWARE": stock, "SILENCED_SYSTEM_CHECKS": []}):
        assert checks.run_checks(tags=["security"], include_deployment_checks=True) == []


def _stock(path: str) -> type:
    ours = import_string(path)
    return next((base for base in ours.__mro__ if base.__module__.startswith("django.")), ours)


def test_the_readme_lists_every_setting_and_no_other(load: Any):
    section = (ROOT / "README.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([A-Z_]+)`", section, re.MULTILINE)
    known = {name for name in load()["environment"].known if not name.endswith("_FILE")}
    assert sorted(listed) == sorted(known)
