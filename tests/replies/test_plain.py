"""An answer for a browser without JavaScript: what came out once stays in its page."""

import re

from tests.fakes import HANDBOOK
from webchat.rendering.reply import Ended, ReplyState
from webchat.replies.plain import Answer
from webchat.upstream.types.replies import CitationFound, Retried, Step, StepKind, TextDelta


def told(*entries):
    """The pieces of HTML, one for each entry."""
    answer = Answer(ReplyState("r", "How many?"))
    return [answer.add([entry]) for entry in entries]


def shown(html):
    """Without what the styles hide: a draft that something follows."""
    return re.sub(r'<div class="draft caret">[^<]*</div>(?=.)', "", html, flags=re.DOTALL)


def test_a_block_can_be_read_while_it_is_written():
    pieces = told(TextDelta("Twenty "), TextDelta("*days"), TextDelta("*."))
    assert pieces == ['<div class="draft caret">Twenty ', "*days", "*."]


def test_a_block_that_is_finished_takes_the_place_of_its_draft():
    html = "".join(told(TextDelta("Twenty *days*.\n"), TextDelta("\nAnd\n"), TextDelta("then?"), Ended()))
    assert html.count("draft") == 2
    assert shown(html) == "<p>Twenty <em>days</em>.</p>\n<p>And\nthen?</p>\n"


def test_a_draft_is_text_whatever_it_says():
    [piece] = told(TextDelta("</div><script>alert(1)</script>&amp;"))
    assert piece == '<div class="draft caret">&lt;/div&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;'


def test_a_draft_has_no_citations_and_half_a_character_waits_for_the_other():
    html = "".join(told(TextDelta("Twenty"), CitationFound(HANDBOOK), TextDelta(" \ud83d"), TextDelta("\ude00.")))
    assert html == '<div class="draft caret">Twenty 😀.'


def test_an_answer_that_begins_anew_leaves_no_draft_open():
    html = "".join(told(TextDelta("No"), Retried(), TextDelta("Yes"), Ended()))
    assert shown(html) == '\n<p class="cut">The assistant began its answer anew</p>\n<p>Yes</p>\n'


def test_a_step_does_not_come_in_the_middle_of_a_draft():
    pieces = told(Step(StepKind.SEARCHING, "the handbook"), TextDelta("Twenty"), Step(StepKind.READING, "pages"))
    assert "the handbook" in pieces[0]
    assert pieces[2] == ""
