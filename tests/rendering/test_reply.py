from dataclasses import replace

from tests.fakes import HANDBOOK
from webchat.rendering.reply import Ended, ReplyState, fold
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
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

POLICY = Source(SourceKind.DOCUMENT, "doc-2", "Change <policy>")


def text(state):
    return "".join(state.text.finished)


def test_pieces_of_text_join_without_anything_between_them():
    assert "<strong>twenty</strong>" in text(fold("r", "?", [TextDelta("**twe"), TextDelta("nty**")]))


def test_a_citation_stands_where_it_came_and_leads_to_its_source():
    state = fold("r", "?", [TextDelta("Twenty days."), CitationFound(HANDBOOK), TextDelta(" More.")])
    assert 'days.\u2060<a class="cite" href="#r-s1"' in text(state)
    assert state.sources == (HANDBOOK,)


def test_a_source_cited_twice_keeps_its_number():
    cited = [TextDelta("a"), CitationFound(HANDBOOK), TextDelta("b"), CitationFound(POLICY), TextDelta("c")]
    state = fold("r", "?", [*cited, CitationFound(HANDBOOK)])
    assert len(state.sources) == 2
    assert text(state).count('href="#r-s1"') == 2


def test_the_same_source_twice_in_one_place_is_one_mark():
    state = fold("r", "?", [TextDelta("a"), CitationFound(HANDBOOK), CitationFound(HANDBOOK)])
    assert text(state).count('class="cite"') == 1


def test_a_passage_that_comes_with_a_later_citation_is_kept():
    first, second = (replace(HANDBOOK, url="", snippets=(Snippet(text),)) for text in ("twenty", "days"))
    cited = [TextDelta("a"), CitationFound(HANDBOOK), CitationFound(first), TextDelta("b"), CitationFound(second)]
    state = fold("r", "?", [*cited, CitationFound(first)])
    assert state.sources == (replace(HANDBOOK, snippets=(Snippet("twenty"), Snippet("days"))),)


def test_a_title_in_a_mark_is_text():
    assert "Source 1: Change &lt;policy&gt;" in text(fold("r", "?", [TextDelta("a"), CitationFound(POLICY)]))


def test_a_retry_voids_text_sources_and_notices_and_keeps_the_steps():
    step = Step(StepKind.SEARCHING, "leave")
    void = [step, Notice("n"), TextDelta("wrong"), CitationFound(POLICY), Retried()]
    state = fold("r", "?", [*void, TextDelta("right")])
    assert text(state) == "<p>right</p>\n"
    assert (state.sources, state.notices, state.steps) == ((), [], [step])


def test_what_else_is_told_is_kept_for_the_page():
    state = fold("r", "?", [ReplyStarted("c1"), FollowUps(("More?",)), ReplyFinished("Leave"), Ended("stopped")])
    assert (state.chat_id, state.follow_ups) == ("c1", ("More?",))
    assert state.ended == Ended("stopped")


def test_a_saved_reply_has_ended_though_nobody_said_so():
    assert fold("r", "?", [TextDelta("a")]).ended == Ended()


def test_a_reply_that_is_written_has_not_ended():
    state = ReplyState("r", "?")
    state.add(TextDelta("a"))
    assert state.ended is None
