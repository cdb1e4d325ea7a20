"""A person is their e-mail address, whatever its case."""

import pytest
from django.db import IntegrityError

from webchat.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_stored_in_lower_case():
    assert User.objects.create_user(" Erin@Example.COM ").email == "erin@example.com"


def test_a_person_is_found_in_any_case():
    erin = User.objects.create_user("erin@example.com")
    assert User.objects.get_by_natural_key("ERIN@example.com") == erin


def test_the_database_refuses_an_address_in_another_case():
    with pytest.raises(IntegrityError):
        User.objects.create(email="Erin@example.com")


def test_an_address_belongs_to_one_person():
    User.objects.create_user("erin@example.com")
    with pytest.raises(IntegrityError):
        User.objects.create_user("ERIN@example.com")


def test_without_a_password_nobody_can_sign_in_with_one():
    assert not User.objects.create_user("erin@example.com").has_usable_password()


def test_a_superuser_is_an_administrator():
    root = User.objects.create_superuser("root@example.com", "a long enough password")
    assert root.is_staff
    assert root.is_superuser


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [("Erin Employee", "Erin Employee", "Erin"), ("", "erin@example.com", "erin")],
)
def test_a_person_without_a_name_is_called_by_the_address(name: str, full: str, short: str):
    erin = User(email="erin@example.com", name=name)
    assert (str(erin), erin.get_full_name(), erin.get_short_name()) == (full, full, short)
