import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import HANDBOOK
from webchat.rendering.html import TurnView, Updates, prose, turn
from webchat.rendering.reply import Ended, ReplyState, Sent, Waiting, fold
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    Retried,
    Snippet,
    Source,
    SourceKind,
    Step,
    StepKind,
    TextDelta,
)

SEARCH = Step(StepKind.SEARCHING, "leave")
READ = Step(StepKind.READING, "", (HANDBOOK, Source(SourceKind.DOCUMENT, "d2", "Sick leave")))


def state_of(*entries):
    state = ReplyState("r", "How many days?")
    for entry in entries:
        state.add(entry)
    return state


def targets(html):
    return re.findall(r'hx-target="#(\w+?)(?:-notes)?-r"', html)


def test_the_open_block_is_marked_until_the_reply_ends():
    state = state_of(TextDelta("One.\n\nTwo\n"))
    assert prose(state) == '<p>One.</p>\n<div class="open caret" id="open-r"><p>Two</p>\n</div>'
    state.add(Ended())
    assert prose(state) == "<p>One.</p>\n<p>Two</p>\n"


def test_nothing_new_brings_nothing():
    updates = Updates(state_of(TextDelta("a")))
    updates.skip()
    assert updates.next() == ""


def test_text_in_an_open_block_changes_that_block_only():
    state = state_of(SEARCH, TextDelta("One.\n\nTwo\n"))
    updates = Updates(state)
    updates.skip()
    state.add(TextDelta("more"))
    assert updates.next() == '<hx-partial hx-target="#open-r" hx-swap="innerHTML"><p>Two\nmore</p>\n</hx-partial>'


def test_a_finished_block_is_sent_once_and_before_the_open_one():
    state = state_of(TextDelta("One."))
    updates = Updates(state)
    updates.skip()
    state.add(TextDelta("\n\nTwo\n"))
    first = updates.next()
    state.add(TextDelta(" more"))
    assert '<hx-partial hx-target="#open-r" hx-swap="beforebegin"><p>One.</p>\n</hx-partial>' in first
    assert "One." not in updates.next()


def test_a_retry_replaces_the_whole_text():
    state = state_of(TextDelta("Wrong."))
    updates = Updates(state)
    updates.skip()
    state.add(Retried())
    state.add(TextDelta("Right."))
    html = updates.next()
    assert "prose" in targets(html)
    assert "Wrong" not in html


def test_the_end_closes_the_block_and_brings_what_comes_after():
    state = state_of(SEARCH, TextDelta("One."))
    updates = Updates(state)
    updates.skip()
    state.add(FollowUps(("And sick leave?",)))
    state.add(Ended())
    html = updates.next()
    assert '<hx-partial hx-target="#open-r" hx-swap="beforebegin"><p>One.</p>' in html
    assert '<hx-partial hx-target="#open-r" hx-swap="delete">' in html
    assert "And sick leave?" in html


def test_sources_and_notices_come_as_they_are_found():
    state = state_of(TextDelta("One."))
    updates = Updates(state)
    updates.skip()
    state.add(CitationFound(HANDBOOK))
    state.add(Notice("Old results."))
    html = updates.next()
    assert {"sources", "below"} <= set(targets(html))
    assert "Old results." in html


def test_what_is_told_after_the_text_has_begun_stands_below_it():
    state = state_of(Notice("Old results."), TextDelta("One."), Notice("No more."))
    html = turn(TurnView(state))
    assert html.index("Old results.") < html.index("One.") < html.index("No more.")
    assert state.notices == ["Old results.", "No more."]


def documents(count):
    return [CitationFound(Source(SourceKind.DOCUMENT, f"d{number}", f"Page {number}")) for number in range(count)]


def test_a_further_source_is_added_and_leaves_those_before_it_alone():
    state = state_of(TextDelta("One."), CitationFound(HANDBOOK))
    updates = Updates(state)
    updates.skip()
    state.add(documents(1)[0])
    html = updates.next()
    assert targets(html) == ["open", "notes", "count"]
    assert 'id="r-s2"' in html
    assert HANDBOOK.title not in html.partition("notes-r")[2]


def test_a_source_that_gains_a_passage_is_replaced_alone():
    state = state_of(TextDelta("One."), CitationFound(HANDBOOK), *documents(1))
    updates = Updates(state)
    updates.skip()
    state.add(CitationFound(replace(HANDBOOK, snippets=(Snippet("twenty days"),))))
    html = updates.next()
    assert targets(html) == ["open", "note1"]
    assert "twenty days" in html


def test_of_many_sources_only_the_first_are_shown_at_once():
    html = turn(TurnView(state_of(TextDelta("One."), *documents(40), Ended())))
    first, _, others = html.partition('<details class="more"')
    assert 'id="r-s6"' in first
    assert 'id="r-s7"' not in first
    assert 'id="r-s40"' in others
    assert '<span id="count-r">40</span>' in others


def test_many_sources_come_to_the_same_places_live():
    state = state_of(TextDelta("One."), *documents(5))
    updates = Updates(state)
    updates.skip()
    for each in documents(8):
        state.add(each)
    assert targets(updates.next()) == ["open", "notes", "more", "more", "count"]


def test_a_retry_takes_the_sources_back():
    state = state_of(TextDelta("Wrong."), *documents(1))
    updates = Updates(state)
    updates.skip()
    state.add(Retried())
    state.add(TextDelta("Right."))
    state.add(CitationFound(HANDBOOK))
    html = updates.next()
    assert 'hx-target="#sources-r" hx-swap="outerHTML"' in html
    assert "Page 0" not in html


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((TextDelta("One."), Ended()), True),
        ((TextDelta("One."), CitationFound(HANDBOOK), Ended()), False),
        ((TextDelta("One."),), False),
        ((TextDelta("One."), Ended("stopped")), False),
        ((Ended(),), False),
    ],
)
def test_a_whole_answer_without_sources_says_so(entries, said):
    assert ("No sources were cited for this reply." in turn(TurnView(state_of(*entries)))) is said


def test_what_a_tool_would_do_is_shown_as_text():
    request = Step(StepKind.TOOL, "Jira <b>", preview="Close <all> tickets")
    state = state_of(TextDelta("One."))
    updates = Updates(state)
    updates.skip()
    state.add(request)
    html = updates.next()
    assert "below" in targets(html)
    assert "The assistant wants to use Jira &lt;b&gt;" in html
    assert "Close &lt;all&gt; tickets" in html
    assert "has to be approved" in html


@pytest.mark.parametrize(("seconds", "line"), [(2.4, "Took 2.4 s"), (None, "")])
def test_where_no_steps_came_stands_how_long_it_took_if_that_is_known(seconds, line):
    state = state_of(TextDelta("One."))
    updates = Updates(state)
    updates.skip()
    state.add(Ended(seconds=seconds))
    [place] = re.findall(r'hx-target="#steps-r" hx-swap="outerHTML">(.*?)</hx-partial>', updates.next(), re.DOTALL)
    assert re.sub("<[^>]*>", "", place).strip() == line


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://handbook.example/a", True),
        ("javascript:alert(1)", False),
        ("//evil.example", False),
        ("data:text/html,x", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_source_is_a_link_only_to_the_web(url, followed):
    source = Source(SourceKind.DOCUMENT, "d", "Page", url)
    html = turn(TurnView(fold("r", "?", [TextDelta("a"), CitationFound(source)])))
    assert ("target=" in html) is followed
    assert ('tabindex="-1" class="src"' in html) is not followed


def test_a_prompt_is_shown_as_it_was_typed_and_never_as_html():
    html = turn(TurnView(fold("r", "<b>two\nlines</b>", [])))
    assert "&lt;b&gt;two\nlines&lt;/b&gt;</div>" in html


REPLY = "7d9f1c1e-0c57-4b3a-9d53-5f0f2f6f7a10"  # its address is asked for


def test_a_reply_that_waits_says_for_what_and_for_how_long(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    state = ReplyState(REPLY, "How many days?")
    updates = Updates(state)
    updates.skip()
    state.add(Waiting("busy", now + timedelta(seconds=12)))
    html = updates.next()
    assert "Too many requests right now" in html
    assert 'data-seconds="12"' in html
    assert "Waiting to be sent" in html
    assert updates.next() == ""


def test_a_reply_that_has_waited_says_so_no_more():
    state = ReplyState(REPLY, "How many days?")
    updates = Updates(state)
    state.add(Waiting("turn"))
    assert "Waiting for the reply above" in updates.next()
    state.add(Sent())
    html = updates.next()
    assert f'hx-target="#after-{REPLY}"' in html
    assert "Waiting" not in html


def test_a_reply_stopped_while_it_waited_was_not_sent():
    state = fold(REPLY, "How many days?", [Waiting("turn"), Ended("stopped")])
    html = turn(TurnView(state))
    assert "Not sent" in html
    assert "Try again" in html
