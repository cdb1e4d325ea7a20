import pytest

from webchat.rendering.decorate import decorate
from webchat.rendering.markdown import document, render
from webchat.rendering.outline import Outline

COPY = '<button class="ib copy js-only" type="button" data-copy="{0}" aria-label="Copy {0}" title="Copy"></button>'
LINK = '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'


def test_headings_begin_below_the_headings_of_the_page() -> None:
    text = "\n".join(f"{'#' * level} {level}" for level in range(1, 7))
    assert render(text) == "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>\n<h6>6</h6>\n"


def test_code_is_a_figure_with_its_language() -> None:
    assert render("```sh\nls # all\n```\n") == (
        f'<figure class="code"><figcaption><span>Shell</span>{COPY.format("code")}</figcaption>'
        '<pre tabindex="0" role="group" aria-label="Shell code">'
        '<code>ls <span class="c"># all</span></code></pre></figure>\n'
    )


def test_a_document_has_nothing_to_press() -> None:
    html = document("```sh\nls\n```\n\n|a|\n|-|\n|b|\n", str)
    assert "<button" not in html
    assert '<div class="scroll"' in html


@pytest.mark.parametrize("text", ["    <x>", "```\n<x>", "```nonsense\n<x>\n```"])
def test_code_without_a_known_language_is_just_code(text: str) -> None:
    assert f"<figcaption><span>Code</span>{COPY.format('code')}</figcaption>" in render(text)
    assert '<pre tabindex="0" role="group" aria-label="Code">' in render(text)
    assert "<code>&lt;x&gt;</code>" in render(text)


def test_a_table_scrolls_by_itself_and_aligns_by_class() -> None:
    html = render("|a|b|c|\n|-|-:|:-:|\n|1|2|3|\n")
    scroll = '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="tbl">'
    assert html.startswith(f'<div class="table">{COPY.format("table")}{scroll}')
    assert '<th scope="col">a</th>\n<th scope="col" class="r">b</th>\n<th scope="col" class="c">c</th>' in html
    assert '<td>1</td>\n<td class="r">2</td>\n<td class="c">3</td>' in html
    assert html.endswith("</table></div></div>\n")


@pytest.mark.parametrize("url", ["https://x.example/?a=b&amp;c", "HTTP://x.example", "mailto:a@x.example"])
def test_links_open_elsewhere_and_tell_nothing(url: str) -> None:
    assert render(f"[a *b*]({url})") == f"<p>{LINK.format(url, 'a <em>b</em>')}</p>\n"


@pytest.mark.parametrize("url", ["javascript:x", "/path", "//x.example", "#x", "ftp://x", "data:x", "https:x", ""])
def test_other_links_are_their_text(url: str) -> None:
    assert render(f"[a *b*]({url})") == "<p>a <em>b</em></p>\n"


def test_an_image_is_a_link_to_it() -> None:
    assert (
        render("![a chart](https://x.example/a.png)") == f"<p>{LINK.format('https://x.example/a.png', 'a chart')}</p>\n"
    )
    assert render("![](https://x.example/a.png)") == f"<p>{LINK.format('https://x.example/a.png', 'Image')}</p>\n"


def test_an_image_elsewhere_is_its_description() -> None:
    assert render("![<b>](data:image/png;base64,AA)") == "<p>&lt;b&gt;</p>\n"


def test_an_image_in_a_link_leaves_one_link() -> None:
    assert render("[![a](https://i.example)](https://x.example)") == f"<p>{LINK.format('https://x.example', 'a')}</p>\n"


def test_tasks_have_a_sign_and_a_word() -> None:
    html = render("- [x] a\n- [ ] b\n")
    assert '<li><span role="img" aria-label="Done">☑</span> a</li>' in html
    assert '<li><span role="img" aria-label="To do">☐</span> b</li>' in html


def test_a_list_keeps_its_first_number() -> None:
    assert render("3. a\n") == '<ol start="3">\n<li>a</li>\n</ol>\n'


def test_a_line_break_tag_breaks_the_line_but_not_in_code() -> None:
    assert render("a<br>b<br/>c<br />d `<br>`") == "<p>a<br>b<br>c<br>d <code>&lt;br&gt;</code></p>\n"


def test_raw_html_is_a_paragraph_of_its_own() -> None:
    assert render("a\n\n<div>\nb\n</div>\n\nc") == "<p>a</p>\n<p>&lt;div&gt;\nb\n&lt;/div&gt;</p>\n<p>c</p>\n"


def test_a_mark_that_nobody_set_is_no_citation() -> None:
    html = "<p>a&lt;\ue0001\ue001&gt;b&lt;\ue0001\ue001&gt;c&lt;\ue0002\ue001&gt;</p>"
    assert decorate(html, str, [1], Outline()) == "<p>a\u20601bc</p>"
