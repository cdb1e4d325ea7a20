"""A reply's steps in words: what is going on, and what was done."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from webchat.rendering.reply import ReplyState
from webchat.upstream.types.replies import Source, Step, StepKind

_EXACT = 10  # seconds; from there on a tenth tells nothing
_MINUTE = 60


def steps_summary(state: ReplyState) -> str:
    """One line: what is going on, or what was done and how long the reply took."""
    return _was_done(state) if state.ended else _going_on(state)


def step_line(step: Step) -> str:
    """What a step did."""
    match step.kind:
        case StepKind.SEARCHING:
            return gettext("Searched “{words}”").format(words=step.text) if step.text else gettext("Searched")
        case StepKind.READING:
            return gettext("Read {title}").format(title=", ".join(_titles(step.sources)) or step.text)
        case StepKind.WRITING:
            return gettext("Wrote {title}").format(title=step.text) if step.text else gettext("Wrote")
        case StepKind.TOOL:
            return gettext("Wanted to use {tool}").format(tool=step.text or gettext("a tool"))
    return ", ".join(filter(None, [step.text, *_titles(step.sources)]))


def current_step_line(step: Step) -> str:
    """What a step does right now."""
    match step.kind:
        case StepKind.SEARCHING:
            return gettext("Searching “{words}”").format(words=step.text) if step.text else gettext("Searching")
        case StepKind.READING:
            return _reading(_titles(step.sources) or [step.text])
        case StepKind.WRITING:
            return gettext("Writing {title}").format(title=step.text) if step.text else gettext("Writing")
        case StepKind.TOOL:
            return gettext("Wants to use {tool}").format(tool=step.text or gettext("a tool"))
    return step_line(step)


def duration(seconds: float) -> str:
    if seconds < _EXACT:
        return gettext("{seconds} s").format(seconds=number_format(seconds, 1))
    if seconds < _MINUTE:
        return gettext("{seconds} s").format(seconds=int(seconds))
    minutes, rest = divmod(int(seconds), _MINUTE)
    return gettext("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def _going_on(state: ReplyState) -> str:
    if state.waiting:
        is_turn = state.waiting.reason == "turn"
        return gettext("Waiting for the reply above") if is_turn else gettext("Waiting to be sent")
    if state.current_step:
        return current_step_line(state.current_step)
    if state.has_text:
        return _joined(gettext("Writing"), _read(state.steps))
    return gettext("Waiting for this chat’s other reply") if state.queued else gettext("Thinking")


def _was_done(state: ReplyState) -> str:
    took = "" if state.seconds is None else duration(state.seconds)
    steps, count = state.steps, len(state.steps)
    if not steps:
        return gettext("Took {time}").format(time=took) if took else ""
    done = _joined(_searched(steps), _read(steps))
    if not done:
        done = ngettext("{count} step", "{count} steps", count).format(count=count)
    return capfirst(_joined(done, took))


def _searched(steps: Iterable[Step]) -> str:
    searches = [step for step in steps if step.kind is StepKind.SEARCHING]
    if found := _count(searches):
        return ngettext("searched {count} source", "searched {count} sources", found).format(count=found)
    if not searches:
        return ""
    return ngettext("searched {count} time", "searched {count} times", len(searches)).format(count=len(searches))


def _read(steps: Iterable[Step]) -> str:
    read = _count(step for step in steps if step.kind is not StepKind.SEARCHING)
    return ngettext("read {count} document", "read {count} documents", read).format(count=read) if read else ""


def _reading(titles: list[str]) -> str:
    first, *others = titles
    if not others:
        return gettext("Reading {title}").format(title=first)
    words = ngettext("Reading {title} and {count} other", "Reading {title} and {count} others", len(others))
    return words.format(title=first, count=len(others))


def _count(steps: Iterable[Step]) -> int:
    return len({source.key for step in steps for source in step.sources})


def _titles(sources: Iterable[Source]) -> list[str]:
    return [source.title or gettext("an untitled document") for source in sources]


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
