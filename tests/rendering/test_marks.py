"""Where a citation ends up. In the texts, § is where the upstream cites; in the HTML, where the citation stands."""

import re

import pytest

from webchat.rendering.markdown import MarkdownStream


def cited(text: str) -> str:
    stream = MarkdownStream(lambda number: "§")
    first, *others = text.split("§")
    stream.feed(first)
    for number, piece in enumerate(others, 1):
        stream.cite(number)
        stream.feed(piece)
    stream.close()
    html = "".join(stream.finished)
    assert html.count("\u2060§") + html.count("<wbr>§") == html.count("§")
    return html.replace("\u2060", "").replace("<wbr>", "")


def shape(html: str) -> str:
    """Without what the page adds to elements."""
    html = re.sub(r"<figure.*?<code>(.*?)</code></pre></figure>", r"<pre>\1</pre>", html, flags=re.DOTALL)
    html = re.sub(r'<div class="table"><button.*?</button>(.*?</div>)</div>', r"\1", html, flags=re.DOTALL)
    return re.sub(r"<(a|th|td|div|table|span)\b[^>]*>", r"<\1>", html).replace("\n", " ").strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Words.§ More", "<p>Words.§ More</p>"),
        ("Words. §More", "<p>Words.§ More</p>"),
        ("Words.\n§\nMore", "<p>Words.§</p> <p>More</p>"),
        ("Words.\n\n§\n\nMore", "<p>Words.§</p> <p>More</p>"),
        ("Words.§§ More", "<p>Words.§§ More</p>"),
        ("One§ two§", "<p>One§ two§</p>"),
        ("Words  \n§more", "<p>Words§<br> more</p>"),
        ("Words\\\n§more", "<p>Words§<br> more</p>"),
    ],
)
def test_it_follows_the_last_word(text: str, html: str) -> None:
    assert shape(cited(text)) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Bold.**§ more", "<p><strong>Bold.</strong>§ more</p>"),
        ("**Bold.§** more", "<p><strong>Bold.§</strong> more</p>"),
        ("_a_§ ~~b~~§", "<p><em>a</em>§ <del>b</del>§</p>"),
        ("`code`§ `co§de`", "<p><code>code</code>§ <code>code</code>§</p>"),
        ("[a](https://x.example)§ b", "<p><a>a</a>§ b</p>"),
        ("[a§ b](https://x.example) c", "<p><a>a b</a>§ c</p>"),
        ("See https://x.example.§ b", "<p>See <a>https://x.example</a>.§ b</p>"),
        ("(www.x.example)§", "<p>(<a>www.x.example</a>)§</p>"),
        ("a@x.example§", "<p><a>a@x.example</a>§</p>"),
        ("![a§b](https://x.example)", "<p><a>ab</a></p> <p>§</p>"),
    ],
)
def test_it_stands_behind_what_it_follows(text: str, html: str) -> None:
    assert shape(cited(text)) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Head§\n\na", "<h3>Head§</h3> <p>a</p>"),
        ("## Head ##§\na", "<h3>Head§</h3> <p>a</p>"),
        ("# C#§\n", "<h3>C#§</h3>"),
        ("# §Head\n", "<h3>§Head</h3>"),
        ("Head\n===§\na", "<h3>Head</h3> <p>§ a</p>"),
        ("- a§\n- b\n§", "<ul> <li>a§</li> <li>b§</li> </ul>"),
        ("- §a\n- b", "<ul> <li>§a</li> <li>b</li> </ul>"),
        ("> a§\n> b\n§\nc", "<blockquote> <p>a§ b§</p> </blockquote> <p>c</p>"),
        ("a\n\n---§\n\nb", "<p>a</p> <hr> <p>§</p> <p>b</p>"),
        ("a\n\n---\n§b", "<p>a</p> <hr> <p>§</p> <p>b</p>"),
        ("§# Head\n", "<p>§</p> <h3>Head</h3>"),
        ("[a]\n\n[a]: https://x.example§\n", "<p><a>a</a></p> <p>§</p>"),
    ],
)
def test_it_leaves_headings_lists_quotes_and_rules_what_they_are(text: str, html: str) -> None:
    assert shape(cited(text)) == html


ROWS = (
    "<div><table> <thead> <tr> <th>a</th> <th>b{}</th> </tr> </thead>"
    " <tbody> <tr> <td>c</td> <td>d{}</td> </tr> </tbody></table></div>"
)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("|a|b|§\n|-|-|\n|c|d|\n", ("§", "")),
        ("|a|b|\n§|-|-|\n|c|d|\n", ("§", "")),
        ("|a|b|\n|-|-|§\n|c|d|\n", ("§", "")),
        ("|a|b|\n|-|-|\n§|c|d|\n", ("§", "")),
        ("|a|b|\n|-|-|\n|c|d|§\n", ("", "§")),
        ("|a|b|\n|-|-|\n| c | d |\n§", ("", "§")),
        ("a|b\n-|-\nc|d§", ("", "§")),
        ("a|b§§\n:-|-\nc|d", ("§§", "")),
    ],
)
def test_it_stays_in_its_cell(text: str, marks: tuple[str, str]) -> None:
    assert shape(cited(text)).replace(" </table>", "</table>") == ROWS.format(*marks)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("```py\na§\nb\n```\nc", "<pre>a b</pre> <p>§</p> <p>c</p>"),
        ("```py§\na\n```\nc", "<pre>a</pre> <p>§</p> <p>c</p>"),
        ("```py\n§a\n```\nc", "<pre>a</pre> <p>§</p> <p>c</p>"),
        ("```py\na\n```§\nc", "<pre>a</pre> <p>§ c</p>"),
        ("```py\na\n```\n§c", "<pre>a</pre> <p>§</p> <p>c</p>"),
        ("```py\na\n```\n\n§c", "<pre>a</pre> <p>§</p> <p>c</p>"),
        ("```py\n---\n§a\n```\nc", "<pre>--- a</pre> <p>§</p> <p>c</p>"),
        ("    a§\n\nc", "<pre>a</pre> <p>§</p> <p>c</p>"),
        ("- ```\n  a\n  ```\n§- b", "<ul> <li> <pre>a</pre> <p>§</p> </li> <li> <p>b</p> </li> </ul>"),
    ],
)
def test_it_stands_after_code(text: str, html: str) -> None:
    assert shape(cited(text)) == html


def test_it_leaves_no_trace_in_an_address() -> None:
    html = cited("[a](https://x.example/b§c) d")
    assert 'href="https://x.example/bc"' in html
    assert html.endswith("<p>§</p>\n")


def test_it_cannot_be_written_by_hand() -> None:
    assert cited("<\ue0001\ue001> <&#xE000;1&#xE001;> <&#57344;1&#57345;> &lt;&#xE000;1&#xE001;&gt;").count("§") == 0


def test_it_cannot_be_moved_by_hand() -> None:
    assert cited("<&#xE000;1&#xE001;> Words§").endswith("Words§</p>\n")


def test_it_can_be_the_only_thing_there_is() -> None:
    assert cited("§") == "<p>§</p>\n"


def test_a_line_may_begin_between_two_citations_but_not_between_a_word_and_the_first() -> None:
    stream = MarkdownStream(lambda number: f"[{number}]")
    stream.feed("Words `code`")
    for number in (1, 2, 3):
        stream.cite(number)
    stream.close()
    assert "".join(stream.finished) == "<p>Words <code>code</code>\u2060[1]<wbr>[2]<wbr>[3]</p>\n"
