"""The credentials in the database."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.credentials.browser import KEY, OTHER_KEY
from webchat.credentials import store
from webchat.credentials.store import Tokens
from webchat.models import Credential, User
from webchat.secret import Secret

TOKENS = Tokens(Secret("planted-access"), Secret("planted-refresh"), "client", 3600)


@pytest.fixture(autouse=True)
def personal(settings):
    settings.UPSTREAM_URL, settings.CREDENTIAL_KIND = "https://acme-be.glean.com", "personal-oauth"
    settings.PERSONAL_TOKENS, settings.ENCRYPTION_KEYS = True, (Secret(KEY),)


async def test_what_is_kept_comes_back(employee: User):
    await store.keep(employee.pk, TOKENS)
    kept = await store.get(employee.pk)
    assert kept
    assert (kept.tokens.access, kept.tokens.refresh, kept.tokens.client_id) == (
        TOKENS.access,
        TOKENS.refresh,
        "client",
    )
    assert not any((kept.is_refused, kept.is_due, kept.has_expired))


async def test_no_token_is_in_any_column(employee: User):
    await store.keep(employee.pk, TOKENS)
    row = await Credential.objects.values().aget()
    assert "planted" not in json.dumps(row, default=str)
    assert "planted" not in repr(await store.get(employee.pk))


async def test_a_row_of_another_user_does_not_open(employee: User, stranger: User, caplog):
    await store.keep(employee.pk, TOKENS)
    await store.keep(stranger.pk, Tokens(Secret("his")))
    hers = await Credential.objects.aget(user=employee)
    await Credential.objects.filter(user=stranger).aupdate(sealed=hers.sealed)
    assert await store.get(stranger.pk) is None
    assert f"credential of {stranger.pk} cannot be opened" in caplog.text
    assert hers.sealed not in caplog.text


@pytest.mark.parametrize("name", ["UPSTREAM_URL", "CREDENTIAL_KIND"])
async def test_a_row_for_another_chat_api_or_of_another_kind_counts_as_none(employee: User, settings, name: str):
    await store.keep(employee.pk, TOKENS)
    setattr(settings, name, "personal-token")
    assert await store.get(employee.pk) is None
    await Credential.objects.aupdate(upstream=settings.UPSTREAM_URL, kind=settings.CREDENTIAL_KIND)
    assert await store.get(employee.pk) is None, "nor does it open under the other name"


async def test_a_user_has_one(employee: User):
    await store.keep(employee.pk, TOKENS)
    await store.keep(employee.pk, Tokens(Secret("another")))
    kept = await store.get(employee.pk)
    assert kept
    assert kept.tokens.access.reveal() == "another"
    assert await Credential.objects.acount() == 1


async def test_a_token_that_lives_for_a_moment_only_is_not_due_at_once(employee: User):
    await store.keep(employee.pk, Tokens(Secret("a"), Secret("r"), "client", 20))
    kept = await store.get(employee.pk)
    assert kept
    assert not kept.is_due


async def test_what_is_refused_is_not_exchanged_by_whoever_read_it_before(employee: User):
    await store.keep(employee.pk, TOKENS)
    kept = await store.get(employee.pk)
    assert kept
    await store.refuse(kept)
    assert await store.lease(kept) is None


# --- keys ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(transactional_db, employee: User, stranger: User) -> list[Credential]:
    for user in (employee, stranger):
        fields = store._fields(user.pk, TOKENS)
        Credential.objects.create(user=user, upstream="https://acme-be.glean.com", kind="personal-oauth", **fields)
    return list(Credential.objects.all())


def test_rotating_seals_all_with_the_newest_key(kept: list[Credential], settings, capsys):
    settings.ENCRYPTION_KEYS = (Secret(OTHER_KEY), Secret(KEY))
    call_command("rotate_credentials")
    assert "2 now have the newest key." in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = (Secret(OTHER_KEY),)
    assert {store._opened(row).access.reveal() for row in Credential.objects.all()} == {"planted-access"}


def test_rotating_twice_changes_nothing(kept: list[Credential], capsys):
    call_command("rotate_credentials")
    assert {row.sealed for row in Credential.objects.all()} == {row.sealed for row in kept}


def test_what_opens_with_no_key_is_told_and_left_as_it_is(kept: list[Credential], settings):
    settings.ENCRYPTION_KEYS = (Secret(OTHER_KEY),)
    with pytest.raises(CommandError, match="^2 open with none of these keys"):
        call_command("rotate_credentials")
    assert {row.sealed for row in Credential.objects.all()} == {row.sealed for row in kept}


def test_rotating_needs_a_key(settings, transactional_db):
    settings.ENCRYPTION_KEYS = ()
    with pytest.raises(CommandError, match="WEBCHAT_ENCRYPTION_KEYS"):
        call_command("rotate_credentials")
