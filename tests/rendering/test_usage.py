import pytest

from webchat.rendering.html import TurnView, turn
from webchat.rendering.reply import Ended, Entry, fold
from webchat.rendering.steps import steps_summary
from webchat.rendering.usage import usage_summary
from webchat.replies.codec import decode, encode
from webchat.upstream.types.replies import ReplyFinished, Step, StepKind, TextDelta, Usage

WHOLE = Usage(prompt_tokens=1412, completion_tokens=1, milliseconds=3210, model="small <model>")


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (WHOLE, "Model small <model> · 1,412 tokens read · 1 token written"),
        (Usage(completion_tokens=98), "98 tokens written"),
        (Usage(model="small"), "Model small"),
        (Usage(prompt_tokens=0, completion_tokens=0, milliseconds=0), ""),
        (Usage(), ""),
        (None, ""),
    ],
)
def test_usage_is_told_as_far_as_it_is_known(usage: Usage | None, words: str) -> None:
    assert usage_summary(usage) == words


def shown(*entries: Entry) -> str:
    return turn(TurnView(fold("r", "?", [TextDelta("Text"), *entries])))


def test_it_stands_under_the_reply_as_words() -> None:
    html = shown(ReplyFinished(usage=WHOLE))
    assert '<p class="usage">Model small &lt;model&gt; · 1,412 tokens read · 1 token written</p>' in html
    assert "usage" not in shown(ReplyFinished())
    assert "usage" not in shown(ReplyFinished(usage=Usage()))


def test_the_time_is_ours_if_we_have_seen_it_and_the_upstreams_else() -> None:
    assert "Took 3.2 s" in shown(ReplyFinished(usage=WHOLE))
    ours = shown(ReplyFinished(usage=WHOLE), Ended(seconds=4.0))
    assert "Took 4.0 s" in ours
    assert "3.2" not in ours
    steps = [Step(StepKind.OTHER, "retrieve"), Step(StepKind.OTHER, "generate")]
    assert steps_summary(fold("r", "?", [*steps, ReplyFinished(usage=WHOLE)])) == "2 steps · 3.2 s"


def test_it_is_kept_in_the_log() -> None:
    assert decode(encode(ReplyFinished(usage=WHOLE))) == ReplyFinished(usage=WHOLE)
