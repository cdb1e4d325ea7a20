from django.http import QueryDict

from webchat.forms.chats import DeleteAllForm, SelectionForm


def test_the_number_of_chats_confirms():
    assert DeleteAllForm({"confirm": "47"}, count=47).is_valid()


def test_another_number_is_told_which_one_is_meant():
    form = DeleteAllForm({"confirm": "46"}, count=47)
    assert form.errors["confirm"] == ["That is not the number of chats. Type 47."]


def test_only_chats_that_are_there_can_be_chosen():
    form = SelectionForm(QueryDict("ids=a&ids=z"), ids=["a", "b"])
    assert form.errors["ids"] == ["One of these chats is no longer there."]


def test_choosing_none_is_told():
    assert SelectionForm(QueryDict(), ids=["a"]).errors["ids"] == ["Choose at least one chat."]
