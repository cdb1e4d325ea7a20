"""`manage.py rotate_credentials`: people's tokens, encrypted with the newest key."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from webchat.credentials.store import reseal


class Command(BaseCommand):
    help = """Encrypts the kept tokens with the first of WEBCHAT_ENCRYPTION_KEYS, whichever of them it was before. Only
    then may an older key be removed. The servers may run meanwhile, with both keys."""

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.ENCRYPTION_KEYS:
            raise CommandError("WEBCHAT_ENCRYPTION_KEYS is missing.")
        done, lost = reseal()
        self.stdout.write(f"{done} now have the newest key.")
        if lost:
            raise CommandError(
                f"{lost} open with none of these keys: add the missing one, or these people connect again."
            )
