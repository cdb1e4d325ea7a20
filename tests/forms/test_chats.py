import pytest
from django.http import QueryDict

from webchat.forms.chats import LONGEST_TITLE, DeleteAllForm, ListForm, SelectionForm, TitleForm, Wish
from webchat.models import ChatNote
from webchat.upstream.protocol import Capabilities


def test_pinned_chats_are_counted_only_when_they_are_meant_too():
    assert DeleteAllForm({"confirm": "44"}, count=47, pinned=3).is_valid()
    assert DeleteAllForm({"confirm": "47", "pinned": "1"}, count=47, pinned=3).is_valid()
    form = DeleteAllForm({"confirm": "44", "pinned": "1"}, count=47, pinned=3)
    assert form.errors["confirm"] == ["That is not the number of chats. Type 47."]


def test_where_all_are_pinned_all_are_meant():
    assert DeleteAllForm({"confirm": "3"}, count=3, pinned=3).is_valid()


def test_the_number_of_chats_confirms():
    assert DeleteAllForm({"confirm": "47"}, count=47).is_valid()


def test_another_number_is_told_which_one_is_meant():
    form = DeleteAllForm({"confirm": "46"}, count=47)
    assert form.errors["confirm"] == ["That is not the number of chats. Type 47."]


def test_only_chats_that_are_there_can_be_chosen():
    form = SelectionForm(QueryDict("ids=a&ids=z"), ids=["a", "b"])
    assert form.errors["ids"] == ["One of these chats is no longer there."]


def test_a_chat_that_is_chosen_twice_is_chosen_once():
    form = SelectionForm(QueryDict("ids=a&ids=b&ids=a"), ids=["a", "b"])
    assert form.is_valid()
    assert form.cleaned_data["ids"] == ["a", "b"]


def test_choosing_none_is_told():
    assert SelectionForm(QueryDict(), ids=["a"]).errors["ids"] == ["Choose at least one chat."]


def title_of(text):
    form = TitleForm({"title": text}, capabilities=Capabilities())
    assert form.is_valid(), form.errors
    return form.cleaned_data["title"]


def test_a_title_is_one_line_without_space_around_it():
    assert title_of("  Keys\r\nand\t locks ") == "Keys and locks"


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u2060", "\u200d"])
def test_a_title_that_nobody_would_see_is_none(text):
    assert title_of(text) == ""


@pytest.mark.parametrize("text", ["👩🏽‍🚀 launch", "می‌خواهم", "Straße", "日本語", "<b>&amp;</b>"])
def test_every_script_and_sign_may_stand_in_a_title(text):
    assert title_of(text) == text


@pytest.mark.parametrize("text", ["a\x07b", "a\x1bb", "a\u202eb", "a\u2067b", "a\0b"])
def test_characters_that_do_something_instead_are_refused(text):
    assert TitleForm({"title": text}, capabilities=Capabilities()).errors["title"]


def test_a_title_that_is_too_long_is_told_by_how_much():
    assert title_of("x" * 120)
    errors = TitleForm({"title": "x" * 121}, capabilities=Capabilities()).errors["title"]
    assert errors == ["A title has at most 120 characters. This one has 121."]


def test_a_title_in_the_chat_api_has_its_length_and_cannot_be_none():
    there = Capabilities(rename=True, title_length=255)
    assert TitleForm({"title": "x" * 255}, capabilities=there).is_valid()
    assert "at most 255" in TitleForm({"title": "x" * 256}, capabilities=there).errors["title"][0]
    assert TitleForm({"title": " \u200b "}, capabilities=there).errors["title"] == ["Write a title first."]


def test_the_database_has_room_for_the_longest_title():
    assert ChatNote._meta.get_field("title").max_length == LONGEST_TITLE


@pytest.mark.parametrize("query", ["shown=many", "shown=-1", "shown=99999999999", "q=%00", ""])
def test_a_list_asked_for_in_nonsense_is_the_whole_list(query):
    assert ListForm(QueryDict(query)).wish() == Wish()


def test_a_search_is_one_line_of_some_length():
    assert ListForm(QueryDict("q=%20key%0A%20rotation")).wish().query == "key rotation"
    assert len(ListForm(QueryDict("q=" + "x" * 5000)).wish().query) == 200
