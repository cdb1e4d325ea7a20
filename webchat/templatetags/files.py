"""What the templates of files ask: which go along, and why one could not be read, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template

from webchat.models import AttachedFile

register = template.Library()


@dataclass(frozen=True, slots=True)
class Failure:
    title: str
    advice: str = ""


_NOTHING = Failure("Nothing to read", "The file has no text.")
_NOT_ALLOWED = Failure("Not allowed to open it", "Connect the account that owns this file.")

# Glean's ChatFileFailureReason.
FAILURES = {
    "PARSE_FAILED": Failure("Could not be read", "It may be damaged or need a password."),
    "AV_SCAN_FAILED": Failure("Blocked by the virus scan", "Do not open this file. Tell your security team."),
    "FILE_TOO_SMALL": _NOTHING,
    "EMPTY_CONTENT": _NOTHING,
    "FILE_TOO_LARGE": Failure("Too large", "Split it or attach the pages you need."),
    "FILE_EXTENSION_UNSUPPORTED": Failure("Type not supported"),
    "FILE_METADATA_VALIDATION_FAIL": Failure("Could not be read", "Its name or type does not match its content."),
    "FILE_PROCESSING_TIMED_OUT": Failure("Took too long to read", "Remove it and attach it again."),
    "OAUTH_NEEDED": _NOT_ALLOWED,
    "AUTH_REQUIRED": _NOT_ALLOWED,
    "URL_FETCH_FAILED": Failure("Link could not be opened"),
}


@register.filter
def failure(code: str) -> Failure:
    """What happened and what to do. A code that is not known yet still tells that much."""
    return FAILURES.get(code, Failure("Could not be read"))


@register.filter
def pending(files: Iterable[AttachedFile]) -> list[AttachedFile]:
    """Those the next message carries."""
    return [file for file in files if file.sent_with is None]


@register.filter
def any_processing(files: Iterable[AttachedFile]) -> bool:
    return any(file.status == AttachedFile.Status.PROCESSING for file in files)
