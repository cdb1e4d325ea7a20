"""What the templates of files ask: which go along, and why one could not be read, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from webchat.forms.messages import MODES
from webchat.models import AttachedFile
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode

WITH_DOCUMENTS = {Mode.DOCUMENTS, Mode.FULL}

register = template.Library()


@dataclass(frozen=True, slots=True)
class Failure:
    title: Promise
    advice: Promise | str = ""


_NOTHING = Failure(_("Nothing to read"), _("The file has no text."))
_NOT_READ = Failure(_("Could not be read"), _("It may be damaged or need a password."))
_NOT_ALLOWED = Failure(_("Not allowed to open it"), _("Connect the account that owns this file."))

# Glean's ChatFileFailureReason, and the one of documents.
FAILURES = {
    "PARSE_FAILED": _NOT_READ,
    "PROCESSING_FAILED": _NOT_READ,
    "AV_SCAN_FAILED": Failure(_("Blocked by the virus scan"), _("Do not open this file. Tell your security team.")),
    "FILE_TOO_SMALL": _NOTHING,
    "EMPTY_CONTENT": _NOTHING,
    "FILE_TOO_LARGE": Failure(_("Too large"), _("Split it or attach the pages you need.")),
    "FILE_EXTENSION_UNSUPPORTED": Failure(_("Type not supported")),
    "FILE_METADATA_VALIDATION_FAIL": Failure(_("Could not be read"), _("Its name or type does not match its content.")),
    "FILE_PROCESSING_TIMED_OUT": Failure(_("Took too long to read"), _("Remove it and attach it again.")),
    "OAUTH_NEEDED": _NOT_ALLOWED,
    "AUTH_REQUIRED": _NOT_ALLOWED,
    "URL_FETCH_FAILED": Failure(_("Link could not be opened")),
}


@register.filter
def failure(code: str) -> Failure:
    """What happened and what to do. A code that is not known yet still tells that much."""
    return FAILURES.get(code, Failure(_("Could not be read")))


@register.filter
def pending(files: Iterable[AttachedFile]) -> list[AttachedFile]:
    """Those the next message carries."""
    return [file for file in files if file.sent_with is None]


@register.filter
def types(extensions: Iterable[str]) -> str:
    """As people call them: `DOCX, PDF`."""
    return ", ".join(sorted(each.removeprefix(".").upper() for each in extensions))


@register.filter
def document_modes(capabilities: Capabilities) -> str:
    """The names of the answer modes that use documents; empty if that is nothing to choose."""
    names = [str(MODES[mode][0]) for mode in capabilities.modes if mode in WITH_DOCUMENTS]
    return gettext("{one} or {another}").format(one=names[0], another=names[1]) if len(names) > 1 else "".join(names)


@register.filter
def any_processing(files: Iterable[AttachedFile]) -> bool:
    return any(file.status == AttachedFile.Status.PROCESSING for file in files)
