import pytest

from tests.fakes import HANDBOOK
from webchat.rendering.reply import Ended, ReplyState, Waiting
from webchat.rendering.steps import current_step_line, duration, step_line, steps_summary
from webchat.upstream.types.replies import Queued, Source, SourceKind, Step, StepKind, TextDelta

SICK_LEAVE = Source(SourceKind.DOCUMENT, "d2", "Sick leave")
SEARCH = Step(StepKind.SEARCHING, "leave")
FOUND = Step(StepKind.SEARCHING, "leave", (HANDBOOK, SICK_LEAVE))
READ = Step(StepKind.READING, "", (HANDBOOK, SICK_LEAVE))
TEXT = TextDelta("a")


def summary(*entries):
    state = ReplyState("r", "How many days?")
    for entry in entries:
        state.add(entry)
    return steps_summary(state)


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((), "Thinking"),
        ((Queued(),), "Waiting for this chat’s other reply"),
        ((Waiting("turn"),), "Waiting for the reply above"),
        ((SEARCH,), "Searching “leave”"),
        ((SEARCH, READ), "Reading Parental leave and 1 other"),
        ((SEARCH, READ, TEXT), "Writing · read 2 documents"),
        ((TEXT,), "Writing"),
    ],
)
def test_one_line_tells_what_is_going_on(entries, line):
    assert summary(*entries) == line


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((SEARCH, READ, TEXT, Ended()), "Searched 1 time · read 2 documents"),
        ((SEARCH, SEARCH, READ, TEXT, Ended()), "Searched 2 times · read 2 documents"),
        ((FOUND, FOUND, READ, TEXT, Ended(seconds=2.4)), "Searched 2 sources · read 2 documents · 2.4 s"),
        ((READ, Ended(seconds=0.0)), "Read 2 documents · 0.0 s"),
        ((Step(StepKind.OTHER, "Planning"), Ended()), "1 step"),
    ],
)
def test_one_line_tells_what_was_done(entries, line):
    assert summary(*entries) == line


@pytest.mark.parametrize(
    ("step", "now", "then"),
    [
        (SEARCH, "Searching “leave”", "Searched “leave”"),
        (Step(StepKind.SEARCHING, ""), "Searching", "Searched"),
        (READ, "Reading Parental leave and 1 other", "Read Parental leave, Sick leave"),
        (Step(StepKind.READING, "two threads"), "Reading two threads", "Read two threads"),
        (
            Step(StepKind.READING, "", (Source(SourceKind.DOCUMENT, "d3"),)),
            "Reading an untitled document",
            "Read an untitled document",
        ),
        (Step(StepKind.WRITING, "the answer"), "Writing the answer", "Wrote the answer"),
        (Step(StepKind.TOOL, "Jira"), "Wants to use Jira", "Wanted to use Jira"),
        (Step(StepKind.TOOL, ""), "Wants to use a tool", "Wanted to use a tool"),
        (Step(StepKind.OTHER, "Comparing"), "Comparing", "Comparing"),
    ],
)
def test_a_step_is_told_while_it_goes_on_and_afterwards(step, now, then):
    assert (current_step_line(step), step_line(step)) == (now, then)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (9.9, "9.9 s"), (12.3, "12 s"), (59.9, "59 s"), (125, "2 min 5 s")]
)
def test_time_is_told_as_exactly_as_it_matters(seconds, words):
    assert duration(seconds) == words
