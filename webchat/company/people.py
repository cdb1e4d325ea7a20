"""Whose account it is that the provider tells us about."""

from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import CharField, EmailField

from webchat.accounts.people import administrators
from webchat.company.errors import AddressTaken, Deactivated, Unverified
from webchat.models import Action, Identity, Outcome, User
from webchat.oauth.calls import JsonObject

TRUE = (True, "true", "1")  # some providers write it as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    issuer: str
    subject: str
    email: str
    name: str = ""
    administers: bool | None = None  # None: not for the provider to say


def person_of(claims: JsonObject) -> Person:
    """Raises Unverified for an address that is not, or is none."""
    if claims.get(settings.OIDC_VERIFIED_CLAIM) not in TRUE:
        raise Unverified("not verified")
    return Person(
        issuer=settings.OIDC_ISSUER,
        subject=claims["sub"],
        email=_address(claims.get("email")),
        name=_name(claims.get("name")),
        administers=_administers(claims.get(settings.OIDC_GROUPS_CLAIM)) if settings.OIDC_ADMIN_GROUP else None,
    )


def _address(claim: object) -> str:
    claimed = claim if isinstance(claim, str) else ""
    email = User.objects.normalize_email(claimed)
    # The sign for Kelvin is another letter than K, and its lower case is k: somebody else's address.
    if any(char.lower().isascii() and not char.isascii() for char in claimed):
        raise Unverified("an address that only looks like one")
    try:
        return str(EmailField(max_length=254).clean(email))
    except ValidationError as error:
        raise Unverified("no address") from error


def _name(claim: object) -> str:
    try:
        return str(CharField(required=False).clean(claim if isinstance(claim, str) else ""))[:200]
    except ValidationError:
        return ""


def _administers(groups: object) -> bool:
    """By the exact name of one of the person's groups."""
    return settings.OIDC_ADMIN_GROUP in (groups if isinstance(groups, list) else [groups])


@dataclass(frozen=True, slots=True)
class Account:
    """Of a person, and what has become different there with this sign-in."""

    user: User
    changes: tuple[tuple[Action, Outcome], ...]


@sync_to_async
@transaction.atomic
def account_of(person: Person) -> Account:
    """As the provider has it now; but the last administrator stays one, or nobody could ever administer again. Raises
    AddressTaken or Deactivated, and changes nothing then."""
    known = _known(person)
    user, is_new = (known, False) if known else _linked(person)
    if not user.is_active:
        raise Deactivated("deactivated", user)
    administers = user.is_staff if person.administers is None else person.administers
    is_last = user.is_staff and not administers and administrators() == [user]
    changes = {
        (Action.PERSON_ADDED, Outcome.OK): is_new,
        (Action.PERSON_CHANGED, Outcome.OK): user.email != person.email,
        (Action.MADE_ADMINISTRATOR, Outcome.OK): administers and not user.is_staff,
        (Action.MADE_EMPLOYEE, Outcome.OK): user.is_staff and not administers and not is_last,
        (Action.MADE_EMPLOYEE, Outcome.NOT_ALLOWED): is_last,
    }
    user.email, user.address_verified = person.email, True
    user.name, user.is_staff = person.name or user.name, administers or is_last
    user.save(update_fields=["email", "address_verified", "name", "is_staff"])
    return Account(user, tuple(change for change, is_so in changes.items() if is_so))


def _known(person: Person) -> User | None:
    identities = Identity.objects.filter(issuer=person.issuer, subject=person.subject)
    identity = identities.select_related("user").first()
    if identity is None:
        return None
    if User.objects.filter(email=person.email).exclude(pk=identity.user_id).exists():
        raise AddressTaken("address of another account", identity.user)
    return identity.user


def _linked(person: Person) -> tuple[User, bool]:
    """The account of this address, or a new one, and which of both. One of somebody else there stays theirs."""
    user, is_new = User.objects.get_or_create(email=person.email)
    identity, _ = Identity.objects.get_or_create(user=user, issuer=person.issuer, defaults={"subject": person.subject})
    if identity.subject != person.subject:
        raise AddressTaken("account of another identity")
    if not user.address_verified:  # new; or made by somebody who claimed the address, and knows the password
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user, is_new
