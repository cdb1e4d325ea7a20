import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from webchat.chats import titles
from webchat.upstream.protocol import Capabilities

PAGE = 50  # chats of the list at a time
MOST = 10_000  # on a page that was made longer, a page at a time
LONGEST_TITLE = 120  # characters, of one's own; as the database has it
# Marks that turn the direction of what is written, and would of the words around a title.
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which part of the list of chats, and how. With `chosen` all that match, on one page and with their boxes
    ticked."""

    query: str = ""
    after: str = ""  # the id of the chat it follows
    shown: int = PAGE  # chats
    selecting: bool = False
    chosen: bool = False


class ListForm(forms.Form):
    """What a page wants to see of the list. What makes no sense is left out."""

    q = forms.CharField(required=False)
    after = forms.CharField(required=False)
    shown = forms.IntegerField(required=False, min_value=PAGE, max_value=MOST)
    select = forms.CharField(required=False)

    def wish(self) -> Wish:
        self.full_clean()
        data = self.cleaned_data
        return Wish(
            query=" ".join(data.get("q", "").split())[: titles.LONGEST_QUERY],
            after=data.get("after", ""),
            shown=data.get("shown") or PAGE,
            selecting="select" in self.data,
            chosen=data.get("select") == "all",
        )


class Chosen(forms.MultipleChoiceField):
    """Ids among those that there are. Django's own field goes through all of them for each one, and that may be
    thousands of thousands."""

    ids: frozenset[str]

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"])
        if not self.ids.issuperset(value):
            raise forms.ValidationError(gettext("One of these chats is no longer there."))


class SelectionForm(forms.Form):
    """Which chats are meant."""

    ids = Chosen(error_messages={"required": gettext_lazy("Choose at least one chat.")})

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        """`ids` are those of this user's saved chats."""
        super().__init__(*args, **kwargs)
        self.fields["ids"].ids = frozenset(ids)  # type: ignore[attr-defined]

    def clean_ids(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys(self.cleaned_data["ids"]))


class DeleteAllForm(forms.Form):
    """The number of chats, typed by somebody who means it. Pinned ones stay, unless they are meant too."""

    pinned = forms.BooleanField(required=False)
    confirm = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, count: int, pinned: int = 0, **kwargs: Any) -> None:
        """`count` is that of all chats; where all are pinned, they are meant."""
        super().__init__(*args, **kwargs)
        self.pinned_count = pinned if pinned < count else 0
        self.count = count - self.pinned_count
        self.total = count

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        count = self.total if self.cleaned_data["pinned"] else self.count
        if typed != str(count):
            raise forms.ValidationError(gettext("That is not the number of chats. Type {count}.").format(count=count))
        return typed


class TitleForm(forms.Form):
    """What a chat is called. Where the chat API has no other names than its own, it is one of one's own; empty for
    none."""

    title = forms.CharField(required=False)

    def __init__(self, *args: Any, capabilities: Capabilities, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_own = not capabilities.rename
        self.longest = LONGEST_TITLE if self.is_own else capabilities.title_length

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if len(title) > self.longest:
            sentence = gettext("A title has at most {most} characters. This one has {count}.")
            raise forms.ValidationError(sentence.format(most=self.longest, count=len(title)))
        if any(unicodedata.category(char) == "Cc" or unicodedata.bidirectional(char) in TURNING for char in title):
            raise forms.ValidationError(gettext("This title has characters that cannot be shown. Type it anew."))
        is_visible = any(unicodedata.category(char)[0] in "LNPS" for char in title)
        if not (is_visible or self.is_own):
            raise forms.ValidationError(gettext("Write a title first."))
        return title if is_visible else ""


class SpanForm(forms.Form):
    """Which turns of a chat are wanted, counted from 1: by default the latest, and up to the end."""

    first = forms.IntegerField(min_value=1, required=False)
    last = forms.IntegerField(min_value=1, required=False)
