"""`manage.py create_administrator EMAIL`: the first one, who then adds the others in the browser."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError

from webchat.models import User


class Command(BaseCommand):
    help = "Creates an administrator, who can add other people in the browser. Asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--name", default="", help="the name people see (default: the address)")
        parser.add_argument("--password-file", metavar="FILE", help="read the password from its first line; - is stdin")

    def handle(self, *_args: Any, email: str, name: str, password_file: str | None, **_options: Any) -> None:
        email = User.objects.normalize_email(email)
        user = User(email=email, name=name)
        checked("address", validate_email, email)
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is an account with the address {email} already. Nothing was changed.")
        password = read(password_file) if password_file else asked_twice()
        checked("password", validate_password, password, user)
        try:
            User.objects.create_superuser(email, password, name=name)
        except IntegrityError as error:
            raise CommandError(f"There is an account with the address {email} by now.") from error
        self.stdout.write(f"{email} can sign in now, and add other people under Administration.")


def checked(what: str, validate: Any, *values: Any) -> None:
    try:
        validate(*values)
    except ValidationError as error:
        raise CommandError(f"This {what} cannot be used. {' '.join(error.messages)}") from error


def read(path: str) -> str:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The file {path!r} cannot be read ({type(error).__name__}).") from error
    return text.partition("\n")[0].removesuffix("\r")


def asked_twice() -> str:
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask for the password: give it with --password-file, - for stdin.")
    password = getpass("Password: ")
    if getpass("Password again: ") != password:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
