"""The page that tests apply partials to."""

import pytest

from tests.page import Page

LIST = '<ol id="turns"><li id="a">one</li><li id="b">two</li></ol>'


def after(target: str, swap: str, html: str = "<b>new</b>") -> list[str]:
    page = Page(LIST)
    page.apply(f'<hx-partial hx-target="{target}" hx-swap="{swap}">{html}</hx-partial>')
    return page.outline("ol")


def same(html: str) -> list[str]:
    return Page(html).outline("ol")


@pytest.mark.parametrize(
    ("swap", "expected"),
    [
        ("innerHTML", '<ol id="turns"><li id="a">one</li><li id="b"><b>new</b></li></ol>'),
        ("outerHTML", '<ol id="turns"><li id="a">one</li><b>new</b></ol>'),
        ("beforebegin", '<ol id="turns"><li id="a">one</li><b>new</b><li id="b">two</li></ol>'),
        ("beforeend", '<ol id="turns"><li id="a">one</li><li id="b">two<b>new</b></li></ol>'),
        ("delete", '<ol id="turns"><li id="a">one</li></ol>'),
    ],
)
def test_a_partial_is_put_where_it_belongs(swap: str, expected: str):
    assert after("#b", swap) == same(expected)


def test_a_partial_without_its_target_does_nothing():
    assert after("#c", "innerHTML") == same(LIST)


def test_a_partial_finds_what_the_one_before_has_brought():
    page = Page(LIST)
    page.apply(
        '<hx-partial hx-target="#turns" hx-swap="beforeend"><li id="c"></li></hx-partial>'
        '<hx-partial hx-target="#c" hx-swap="innerHTML">three</hx-partial>'
    )
    assert page.find("#c")[0].text == "three"


def test_all_of_a_class_are_deleted():
    page = Page('<ol><li class="old next">1</li><li>2</li><li class="next">3</li></ol>')
    page.apply('<hx-partial hx-target=".next" hx-swap="delete"></hx-partial>')
    assert page.outline("ol") == same("<ol><li>2</li></ol>")


def test_a_place_that_stands_twice_is_an_error():
    page = Page('<p id="a"></p><p id="a"></p>')
    with pytest.raises(AssertionError, match="#a stands 2 times"):
        page.apply('<hx-partial hx-target="#a" hx-swap="innerHTML">new</hx-partial>')


@pytest.mark.parametrize("html", ["<ol><p></ol>", "<ol>", "</ol>"])
def test_html_that_a_browser_would_have_to_mend_is_an_error(html: str):
    with pytest.raises(AssertionError, match="end"):
        Page(html)


def test_only_partials_may_come():
    with pytest.raises(AssertionError, match="no place"):
        Page(LIST).apply("<p>loose</p>")


def test_white_space_between_elements_does_not_count():
    assert same("<ol>\n  <li>one\n two</li>\n</ol>") == same("<ol><li>one two</li></ol>")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<ol>a</ol>", "<ol>b</ol>"),
        ("<ol>a <b>c</b></ol>", "<ol>a<b>c</b></ol>"),
        ("<ol><pre>a  b</pre></ol>", "<ol><pre>a b</pre></ol>"),
        ("<ol><li></li><b></b></ol>", "<ol><b></b><li></li></ol>"),
        ("<ol><li></li><b></b></ol>", "<ol><li><b></b></li></ol>"),
        ('<ol class="a"></ol>', '<ol class="b"></ol>'),
    ],
)
def test_what_a_reader_sees_counts(one: str, other: str):
    assert same(one) != same(other)


def test_where_text_was_cut_does_not_count():
    page = Page("<ol>one</ol>")
    page.apply('<hx-partial hx-target="#a" hx-swap="delete"></hx-partial>')
    page.find("ol")[0].children.append(" two")
    assert page.outline("ol") == same("<ol>one two</ol>")


def test_tables_and_svg_are_taken_as_they_are_written():
    page = Page('<table><tr><td>1<br></td></tr></table><svg><path d="M0"/></svg>')
    assert page.outline("svg") == ["<svg>", '  <path d="M0">']
    assert page.find("td")[0].text == "1"
