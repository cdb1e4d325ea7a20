from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from webchat.models import is_temporary
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode, Prompt, Restrictions
from webchat.upstream.types.saved import ChatSettings

KEY = r"^[\w.-]{1,64}$"
EXPIRED = gettext_lazy("This form has expired. Send it again.")
SENT_BEFORE = gettext_lazy("The message before this one was sent already. Send this one now.")
NO_TEMPERATURE = gettext_lazy("A temperature is a number from 0 to 2.")
LONGEST_INSTRUCTIONS = 8_000  # characters
LONGEST_NAME = 200  # characters, of the id or the name of something in the upstream
MOST_NAMES = 50
MODES = {
    Mode.AUTO: (pgettext_lazy("answer mode", "Auto"), gettext_lazy("Decides by the question how much to look up")),
    Mode.FAST: (pgettext_lazy("answer mode", "Fast"), gettext_lazy("Answers sooner, and looks up less")),
    Mode.ADVANCED: (pgettext_lazy("answer mode", "Advanced"), gettext_lazy("Takes longer, and looks up more")),
    Mode.PLAIN: (pgettext_lazy("answer mode", "Plain"), gettext_lazy("Answers from what the assistant knows")),
    Mode.DOCUMENTS: (pgettext_lazy("answer mode", "Documents"), gettext_lazy("Looks into your documents first")),
    Mode.TOOLS: (pgettext_lazy("answer mode", "Tools"), gettext_lazy("May use the assistant’s tools")),
    Mode.FULL: (pgettext_lazy("answer mode", "All"), gettext_lazy("May use your documents and the assistant’s tools")),
}


class Names(forms.MultipleChoiceField):
    """A few names that only the upstream can check."""

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_NAMES or any(not name or len(name) > LONGEST_NAME or "\0" in name for name in value):
            raise forms.ValidationError(EXPIRED)


class PromptForm(forms.Form):
    """A message on its way. A pressed follow-up comes as `suggestion`, and so do the words of what is tried again; what
    is typed stays where it is then."""

    prompt = forms.CharField(required=False)
    suggestion = forms.CharField(required=False)
    files = forms.TypedMultipleChoiceField(  # type: ignore[assignment]
        required=False,
        error_messages={"invalid_choice": gettext_lazy("A file is no longer there. Send again without it.")},
    )
    mode = forms.TypedChoiceField(required=False, coerce=Mode, error_messages={"invalid_choice": EXPIRED})
    application = forms.CharField(required=False, max_length=LONGEST_NAME)
    agent = forms.CharField(required=False, max_length=LONGEST_NAME)
    sources = Names(required=False)  # only these, of those its assistant draws on
    instructions = forms.CharField(required=False)  # of the chat, as is its temperature
    temperature = forms.FloatField(
        required=False,
        min_value=0,
        max_value=2,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_TEMPERATURE),
    )
    temporary = forms.BooleanField(required=False)  # in a chat that this message begins
    after = forms.UUIDField(required=False)  # the reply above it on its page
    send_key = forms.RegexField(KEY, error_messages=dict.fromkeys(("required", "invalid"), EXPIRED))

    def __init__(self, *args: Any, capabilities: Capabilities, files: tuple[str, ...] = (), **kwargs: Any) -> None:
        """`files` are the ids of those that may go along: this user's, for this chat, and usable."""
        super().__init__(*args, **kwargs)
        self.capabilities = capabilities
        self.usual_mode = next(iter(capabilities.modes), Mode.AUTO)
        self.fields["mode"].choices = [(mode.value, mode.value) for mode in capabilities.modes]  # type: ignore[attr-defined]
        self.fields["mode"].empty_value = self.usual_mode  # type: ignore[attr-defined]
        self.fields["files"].choices = [(each, each) for each in files]  # type: ignore[attr-defined]

    @property
    def modes(self) -> list[tuple[str, tuple[Promise, Promise]]]:
        """What there is to choose from, each with its name and what it means; nothing, if there is no choice."""
        modes = self.capabilities.modes
        return [(mode.value, MODES[mode]) for mode in modes] if len(modes) > 1 else []

    @staticmethod
    def text_of(data: QueryDict) -> str:
        """What is to be sent: a pressed suggestion, or else what is typed."""
        return (data.get("suggestion", "").strip() or data.get("prompt", "")).strip()

    def clean_application(self) -> str:
        application: str = self.cleaned_data["application"]
        is_known = self.capabilities.applications and application in settings.APPLICATIONS
        if application and not is_known:
            raise forms.ValidationError(gettext("There is no such application."))
        return application

    def clean_instructions(self) -> str:
        instructions: str = self.cleaned_data["instructions"]
        if len(instructions) > LONGEST_INSTRUCTIONS:
            words = gettext("Instructions have at most {longest} characters. These have {length}.")
            numbers = {"longest": LONGEST_INSTRUCTIONS, "length": len(instructions)}
            raise forms.ValidationError(words.format(**{name: _grouped(each) for name, each in numbers.items()}))
        return instructions

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        text = data.get("suggestion") or data.get("prompt", "")
        longest = self.capabilities.prompt_length
        if not text:
            self.add_error("prompt", gettext("Write a message first."))
        elif len(text) > longest:
            self.add_error("prompt", _too_long(len(text), longest))
        if is_temporary(self.data.get("chat", "")) or data.get("temporary"):
            self._insist_on_temporary_chats()
        data["text"] = text
        return data

    def _insist_on_temporary_chats(self) -> None:
        """Nothing is saved by mistake: where no chat can be temporary, nothing is sent."""
        if not self.capabilities.temporary:
            self.add_error("temporary", gettext("No chat can be temporary here. Nothing was sent."))

    def choice(self) -> dict[str, Any]:
        """How it asks, as initial values for the form of the next message."""
        data = self.cleaned_data
        mode = data["mode"] if data["mode"] != self.usual_mode else ""
        chosen = {"application": data["application"], "agent": data["agent"], "mode": mode, "sources": data["sources"]}
        settled = asdict(self._settings() or ChatSettings())
        return {name: value for name, value in {**chosen, **settled}.items() if value or value == 0}

    def _settings(self) -> ChatSettings | None:
        """What was settled for the chat, if anything was and could be."""
        data = self.cleaned_data
        settled = ChatSettings(temperature=data["temperature"], instructions=data["instructions"])
        return settled if self.capabilities.settings and settled != ChatSettings() else None

    def to_prompt(self, chat_id: str, file_ids: tuple[str, ...], timeout: float) -> Prompt:
        """`file_ids` are the upstream's own."""
        data = self.cleaned_data
        is_begun = chat_id or data["after"]
        return Prompt(
            text=data["text"],
            chat_id=chat_id,
            file_ids=file_ids,
            mode=data["mode"],
            application_id=data["application"],
            agent_id=data["agent"],
            settings=self._settings(),
            inclusions=Restrictions(datasources=tuple(data["sources"])) if data["sources"] else None,
            save=not (is_temporary(chat_id) if is_begun else data["temporary"]),
            timeout=timeout,
        )


def _too_long(length: int, longest: int) -> str:
    words = ngettext(
        "This message has {length} character. At most {longest} can be sent.",
        "This message has {length} characters. At most {longest} can be sent.",
        length,
    )
    return words.format(length=_grouped(length), longest=_grouped(longest))


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True)
