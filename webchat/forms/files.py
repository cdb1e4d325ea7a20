from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext

from webchat.upstream.protocol import FileLimits

type FormFile = UploadedFile[Any]  # an alias is not evaluated: at run time the class takes no argument


def why_refused(file: FormFile, limits: FileLimits) -> str:
    """A sentence that says why the upstream would not take this file; empty if it would."""
    name, size = file.name or "", file.size or 0
    if limits.extensions and PurePath(name).suffix.lower() not in limits.extensions:
        return gettext("Type not supported.")
    if size < limits.smallest:
        return gettext("Nothing to read. A file needs at least {size}.").format(size=filesizeformat(limits.smallest))
    if size > limits.largest:
        words = gettext("Too large. A file may have {size}. Split it or attach the pages you need.")
        return words.format(size=filesizeformat(limits.largest))
    return ""


def why_full(limits: FileLimits) -> str:
    """A sentence that says why no further file is taken."""
    most = limits.count
    if limits.shared:
        words = ngettext(
            "{count} file is taken at a time. Add this one now.",
            "{count} files are taken at a time. Add this one now.",
            most,
        )
    else:
        words = ngettext(
            "A chat takes {count} file. Remove it to add another.",
            "A chat takes {count} files. Remove one to add another.",
            most,
        )
    return words.format(count=most)


class UploadForm(forms.Form):
    """Files to attach to a chat. `chat` is empty for the one that is not begun yet."""

    chat = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, limits: FileLimits, attached: int, **kwargs: Any) -> None:
        """`attached` is the number of files the chat has already."""
        super().__init__(*args, **kwargs)
        self.limits = limits
        self.attached = attached
        self.refused: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        """Files that can go are taken even if others of them cannot; `refused` says which and why."""
        uploads: list[FormFile] = self.files.getlist("files") if self.files else []
        if not uploads:
            raise forms.ValidationError(gettext("Choose a file first."))
        room, shared = self.limits.count - self.attached, self.limits.shared
        full = why_full(self.limits)
        taken: list[FormFile] = []
        for file in uploads:
            if reason := why_refused(file, self.limits) or (full if len(taken) >= room else ""):
                self.refused.append((file.name or gettext("A file"), reason))
            else:
                taken.append(file)
        if not taken:
            raise forms.ValidationError(gettext("Nothing was added.") if shared else gettext("Nothing was attached."))
        self.cleaned_data["files"] = taken
        return self.cleaned_data
