"""`manage.py delete_user EMAIL`: somebody has left, and nothing of theirs is to stay here."""

import asyncio
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from webchat import connection
from webchat.management import deleting
from webchat.management.deleting import LastAdministrator, NotYet
from webchat.models import User


class Command(BaseCommand):
    help = """Deletes a person and all that is kept of them here: sessions, drafts, names of chats and files, replies,
    and the connection of their account, which is revoked. The audit trail stays, and so does what they have saved in
    the chat API. The servers may run meanwhile. Take away their company sign-in first, or they come back as somebody
    new."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--leave",
            action="store_true",
            help="also if the chat API does not delete what they have deleted: it is left there",
        )

    def handle(self, *_args: Any, email: str, yes: bool, leave: bool, **_options: Any) -> None:
        email = User.objects.normalize_email(email)
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        if not yes:
            insist(email)
        try:
            asyncio.run(delete(person, leaving=leave))
        except LastAdministrator as error:
            raise CommandError(f"{email} is the last administrator: make another one first.") from error
        except NotYet as error:
            raise CommandError(
                f"{email} is signed out and deactivated, but not deleted: the chat API still has something that "
                "they have deleted. Run this again later, or with --leave to leave it there."
            ) from error
        self.stdout.write(f"{email} is deleted. What they saved in the chat API is still there.")


def insist(email: str) -> None:
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask on: say --yes if you mean it.")
    if input(f"This cannot be undone. Type {email} to delete them: ").strip().lower() != email:
        raise CommandError("That is not the address. Nothing was changed.")


async def delete(person: User, *, leaving: bool) -> None:
    async with connection.opened():
        await deleting.delete(person, leaving=leaving)
