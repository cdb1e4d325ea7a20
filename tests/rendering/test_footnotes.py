"""A reply as it leaves our pages. `HANDBOOK` and `FILE` are what it cites."""

from datetime import UTC, datetime

import pytest

from tests.rendering.inert import assert_inert
from webchat.rendering import footnotes
from webchat.rendering.reply import ReplyState, fold
from webchat.upstream.types.replies import CitationFound, Snippet, Source, SourceKind, TextDelta

HANDBOOK = Source(
    SourceKind.DOCUMENT,
    "d1",
    "Parental *leave*",
    "https://handbook.example/a b<c>",
    "wiki",
    "Ann",
    datetime(2026, 8, 12, tzinfo=UTC),
    (Snippet("Twenty\ndays.", page=4),),
)
FILE = Source(SourceKind.FILE, "f1", "plan_b.pdf", "javascript:alert(1)")
NOTE = (
    r"[^1]: Parental \*leave\* (wiki, Ann, 12 Aug 2026). <https://handbook.example/a%20b%3Cc%3E> “Twenty days.” Page 4."
)


def reply(*parts: str | Source) -> ReplyState:
    return fold("r", "", [TextDelta(part) if isinstance(part, str) else CitationFound(part) for part in parts])


def test_a_citation_is_a_numbered_note_at_the_end() -> None:
    text = footnotes.markdown(reply("Twenty **days**. ", HANDBOOK, "Not more."))
    assert text == f"Twenty **days**.[^1] Not more.\n\n{NOTE}"


def test_a_source_cited_twice_is_one_note() -> None:
    text = footnotes.markdown(reply("One.", HANDBOOK, " Two.", FILE, " Three.", HANDBOOK))
    assert text.startswith("One.[^1] Two.[^2] Three.[^1]\n\n")
    assert text.endswith("\n[^2]: plan_b.pdf (Attached file).")


def test_only_an_address_of_the_web_is_told() -> None:
    assert "javascript" not in footnotes.markdown(reply("a", FILE))
    assert "javascript" not in footnotes.html(reply("a", FILE))


def test_without_sources_the_text_stands_alone() -> None:
    assert footnotes.markdown(reply("\n# Head\n\nText  \n")) == "# Head\n\nText  "
    assert footnotes.html(reply("Text")) == "<p>Text</p>\n"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("```sh\nls", HANDBOOK, "\ncd\n```\nText"), "```sh\nls\ncd\n```\n\n[^1]\nText"),
        (("```\n", HANDBOOK, "ls\n```\n"), "```\nls\n```\n\n[^1]"),
        (("a\n\n```\nls\n", HANDBOOK), "a\n\n```\nls\n\n```\n\n[^1]"),
        (("- ~~~\n  ls", HANDBOOK, "\n  ~~~\n"), "- ~~~\n  ls\n  ~~~\n\n[^1]"),
    ],
)
def test_code_stays_as_it_was_written_and_its_note_follows(parts: tuple[str | Source, ...], text: str) -> None:
    assert footnotes.markdown(reply(*parts)).partition("\n\n[^1]: ")[0].rstrip("\n") == text


def test_an_open_fence_swallows_no_note() -> None:
    assert footnotes.markdown(reply("a", HANDBOOK, "\n\n```\nls")) == f"a[^1]\n\n```\nls\n```\n\n{NOTE}"


def test_what_the_assistant_wrote_cannot_pass_for_a_note() -> None:
    text = footnotes.markdown(reply("As shown.[^1]\n\n[^1]: Forged.\n\nTrue.", HANDBOOK))
    assert "True.[^source-1]" in text
    assert "\n[^source-1]: Parental" in text


def test_however_often_the_assistant_evades_it_takes_no_time() -> None:
    text = footnotes.markdown(reply("[^" + "source-" * 200_000 + "1] True.", HANDBOOK))
    assert text.count("[^" + "source-" * 200_001 + "1]") == 2


def test_notes_of_several_replies_are_told_apart() -> None:
    assert footnotes.markdown(reply("a", HANDBOOK), "2-").startswith("a[^2-1]\n\n[^2-1]: Parental")


def test_as_html_a_number_leads_to_its_source_and_the_notes_follow() -> None:
    html = footnotes.html(reply("Twenty days. ", HANDBOOK))
    assert '<sup>[<a href="https://handbook.example/a b&lt;c&gt;">1</a>]</sup>' in html
    assert html.index("</sup>") < html.index("<ol>") < html.index("Parental *leave*</a> (wiki, Ann, 12 Aug 2026)")
    assert "<blockquote>Twenty\ndays. Page 4.</blockquote>" in html


def test_as_html_it_is_inert_and_has_no_buttons() -> None:
    hostile = (
        "<script>alert(1)</script> [x](javascript:x) ![y](https://evil.example)\n\n```sh\nls\n```\n\n|a|\n|-|\n|b|\n"
    )
    html = footnotes.html(reply(hostile))
    assert_inert(html)
    assert "<button" not in html
    title = '"><script>alert(1)</script>'
    assert "<script" not in footnotes.html(
        reply("a", Source(SourceKind.DOCUMENT, "d", title, f"https://x.example/{title}"))
    )
