from datetime import UTC, datetime

import pytest

from webchat.rendering.reply import Ended
from webchat.replies.codec import decode, encode
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    Queued,
    ReplyFinished,
    ReplyStarted,
    Retried,
    Snippet,
    Source,
    SourceKind,
    Step,
    StepKind,
    TextDelta,
)

SOURCE = Source(
    SourceKind.FILE,
    "f1",
    "Plan",
    updated=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    snippets=(Snippet("a quoted passage", 4, ((0, 1), (2, 8))),),
)


@pytest.mark.parametrize(
    "entry",
    [
        ReplyStarted("c1"),
        Queued("q1"),
        Step(StepKind.READING, "two documents", (SOURCE,)),
        TextDelta("naïve \u2028 **text**"),
        CitationFound(SOURCE),
        Notice("careful"),
        Retried(),
        FollowUps(("one", "two")),
        ReplyFinished("Title", skipped_lines=2),
        Ended("failed", "It broke.", "Try again."),
    ],
    ids=lambda entry: type(entry).__name__,
)
def test_every_kind_of_entry_comes_back_as_it_went(entry):
    assert decode(encode(entry)) == entry
