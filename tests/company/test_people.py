"""Whose account it is, with the database alone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.conftest import PASSWORD
from webchat.company import people
from webchat.company.errors import AddressTaken, Deactivated, Unverified
from webchat.company.people import Person, account_of, person_of
from webchat.models import Action, Identity, Outcome, User

ISSUER = "https://login.example.com"


@pytest.fixture(autouse=True)
def issuer(settings: Any) -> None:
    settings.OIDC_ISSUER = ISSUER


def claims(**changes: Any) -> dict[str, Any]:
    return {"sub": "e-1", "email": "erin@example.com", "email_verified": True, **changes}


def person(subject: str = "e-1", email: str = "erin@example.com", **more: Any) -> Person:
    return Person(issuer=ISSUER, subject=subject, email=email, **more)


async def user_of(who: Person) -> User:
    return (await account_of(who)).user


# --- accounts -----------------------------------------------------------------------------------------------------


async def test_an_account_of_the_same_address_is_linked(employee: User):
    assert (await user_of(person())).pk == employee.pk
    assert await Identity.objects.filter(user=employee, issuer=ISSUER, subject="e-1").aexists()


async def test_an_account_that_is_linked_is_not_handed_to_somebody_else_with_its_address(employee: User):
    """An address that was given to a new colleague."""
    await user_of(person())
    with pytest.raises(AddressTaken):
        await user_of(person(subject="e-2"))
    assert await Identity.objects.acount() == 1


async def test_a_subject_is_compared_letter_by_letter(employee: User):
    await user_of(person())
    with pytest.raises(AddressTaken):
        await user_of(person(subject="E-1"))


async def test_who_made_an_account_with_an_address_that_is_not_theirs_does_not_keep_it(transactional_db: None):
    """Else they would be waiting in the account when the owner of the address comes."""
    await User.objects.acreate(email="erin@example.com", password="pbkdf2_sha256$1$a$b", address_verified=False)
    user = await user_of(person())
    assert user.address_verified
    assert not user.has_usable_password()


async def test_an_account_that_an_administrator_made_keeps_its_password(employee: User):
    assert await (await user_of(person())).acheck_password(PASSWORD)


async def test_an_address_that_changed_is_followed(employee: User):
    await user_of(person())
    user = await user_of(person(email="erin.married@example.com"))
    assert (user.pk, user.email) == (employee.pk, "erin.married@example.com")


async def test_an_address_that_somebody_else_has_here_is_not(employee: User, admin: User):
    """Nor does the old one hold any longer: the provider does not say that it is theirs."""
    await user_of(person())
    with pytest.raises(AddressTaken):
        await user_of(person(email=admin.email))
    await employee.arefresh_from_db()
    assert employee.email == "erin@example.com"


async def test_another_provider_may_take_over(employee: User):
    await Identity.objects.acreate(user=employee, issuer="https://old.example.com", subject="e-1")
    assert (await user_of(person(subject="new"))).pk == employee.pk


async def test_the_subject_of_another_provider_means_nothing(employee: User, admin: User):
    await Identity.objects.acreate(user=admin, issuer="https://old.example.com", subject="e-1")
    assert (await user_of(person())).pk == employee.pk


async def test_who_is_deactivated_stays_so(employee: User):
    await user_of(person())
    await User.objects.filter(pk=employee.pk).aupdate(is_active=False)
    with pytest.raises(Deactivated):
        await user_of(person(email="new@example.com", administers=True))
    await employee.arefresh_from_db()
    assert (employee.email, employee.is_staff) == ("erin@example.com", False)


async def test_a_deactivated_account_is_not_linked(employee: User):
    await User.objects.filter(pk=employee.pk).aupdate(is_active=False)
    with pytest.raises(Deactivated):
        await user_of(person())
    assert not await Identity.objects.aexists()


async def test_somebody_may_come_for_the_first_time_twice_at_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
):
    """Whoever is later has looked before the other one was there."""
    monkeypatch.setattr(people, "_known", lambda _: None)
    assert (await user_of(person())).pk == (await user_of(person())).pk
    assert await Identity.objects.acount() == 1


# --- administrators -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "administers"),
    [
        (["staff", "chat-admins"], True),
        ("chat-admins", True),
        (["chat-admins-not"], False),
        ("not chat-admins", False),
        (["Chat-Admins"], False),
        ([["chat-admins"]], False),
        ({"chat-admins": True}, False),
        ([], False),
        (None, False),
        (True, False),
    ],
)
def test_the_administrators_are_those_of_the_group(settings: Any, groups: Any, administers: bool):
    settings.OIDC_ADMIN_GROUP = "chat-admins"
    assert person_of(claims(groups=groups)).administers is administers


async def test_it_is_looked_at_each_time(employee: User, admin: User):
    assert (await user_of(person(administers=True))).is_staff
    assert not (await user_of(person(administers=False))).is_staff


@pytest.mark.parametrize("others", [[], [{"is_staff": False}], [{"is_active": False}]])
async def test_the_last_administrator_stays_one_whatever_the_group(employee: User, others: list[dict[str, bool]]):
    for fields in others:
        await User.objects.acreate(email="other@example.com", **{"is_staff": True, **fields})
    assert (await user_of(person(administers=True))).is_staff
    account = await account_of(person(administers=False))
    assert account.user.is_staff
    assert account.changes == ((Action.MADE_EMPLOYEE, Outcome.NOT_ALLOWED),)
    assert (await User.objects.aget(pk=employee.pk)).is_staff


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there one writes after the other")
def test_of_two_who_lose_the_group_in_the_same_moment_one_stays(
    employee: User, admin: User, monkeypatch: pytest.MonkeyPatch
):
    looked, known = threading.Barrier(2), people._known

    def both_known(person: Person) -> User | None:
        user = known(person)
        looked.wait(10)
        return user

    def lose(subject: str, email: str) -> None:
        try:
            account_of.func(person(subject=subject, email=email, administers=False))
        finally:
            connection.close()

    whose = (("e-1", employee.email), ("a-1", admin.email))
    for subject, email in whose:
        account_of.func(person(subject=subject, email=email, administers=True))
    monkeypatch.setattr(people, "_known", both_known)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lose, *zip(*whose, strict=True)))
    assert User.objects.filter(is_staff=True).count() == 1


async def test_without_a_group_the_provider_makes_nobody_an_administrator(employee: User, admin: User):
    assert person_of(claims(groups=[""])).administers is None
    assert not (await user_of(person(administers=None))).is_staff
    assert (await user_of(person(subject="a-1", email=admin.email))).is_staff


def test_another_claim_may_hold_the_groups(settings: Any):
    settings.OIDC_ADMIN_GROUP, settings.OIDC_GROUPS_CLAIM = "a", "https://example.com/roles"
    assert person_of(claims(**{"https://example.com/roles": ["a"], "groups": []})).administers
    assert not person_of(claims(groups=["a"])).administers


# --- what has changed, for the audit trail ------------------------------------------------------------------------


async def test_it_is_told_what_has_changed(transactional_db: None):
    assert (await account_of(person())).changes == ((Action.PERSON_ADDED, Outcome.OK),)
    assert (await account_of(person())).changes == ()
    assert (await account_of(person(email="new@example.com"))).changes == ((Action.PERSON_CHANGED, Outcome.OK),)
    changes = (await account_of(person(email="new@example.com", administers=True))).changes
    assert changes == ((Action.MADE_ADMINISTRATOR, Outcome.OK),)


# --- what is said of a person -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [True, "true", "1", 1])
def test_an_address_may_be_verified_in_the_words_of_its_provider(verified: Any):
    assert person_of(claims(email_verified=verified)).email == "erin@example.com"


def test_another_claim_may_say_that_it_is_verified(settings: Any):
    settings.OIDC_VERIFIED_CLAIM = "xms_edov"
    assert person_of(claims(email_verified=None, xms_edov=True)).email == "erin@example.com"
    with pytest.raises(Unverified):
        person_of(claims(email_verified=True))


def test_an_address_with_a_letter_that_only_looks_like_another_is_not_believed():
    with pytest.raises(Unverified):
        person_of(claims(email="\u212aate@example.com"))


def test_an_address_is_in_lower_case():
    assert person_of(claims(email="ERIN@Example.COM")).email == "erin@example.com"


@pytest.mark.parametrize(
    ("said", "name"), [(" Erin ", "Erin"), (None, ""), (5, ""), ("a" * 999, "a" * 200), ("a\0", ""), ("<b>", "<b>")]
)
def test_a_name_is_text_that_fits(said: Any, name: str):
    assert person_of(claims(name=said)).name == name


async def test_a_name_that_is_not_said_stays(employee: User):
    assert (await user_of(person())).name == "Erin Employee"
    assert (await user_of(person(name="Erin Married"))).name == "Erin Married"
