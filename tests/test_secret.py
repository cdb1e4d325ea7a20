"""What holds a secret shows it nowhere by itself."""

import copy
import json
import logging
import pickle
from pprint import pformat

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from webchat.secret import Secret

VALUE = "s3cr3t-value"
SECRET = Secret(VALUE)


@pytest.mark.parametrize(
    "shown",
    [str(SECRET), repr(SECRET), f"{SECRET}", f"{SECRET!r:>40}", "%s" % SECRET, pformat({"token": [SECRET]})],  # noqa: UP031
)
def test_whatever_prints_a_secret_gets_dots(shown: str):
    assert "Secret(…)" in shown
    assert VALUE not in shown


def test_only_reveal_gives_the_value():
    assert SECRET.reveal() == VALUE


@pytest.mark.parametrize("words", ["{{ secret }}", "{{ secret.reveal }}", "{{ secret._value }}", "{{ secret|safe }}"])
def test_no_template_can_show_it(words: str):
    try:
        rendered = Template(words).render(Context({"secret": SECRET}))
    except Exception as error:  # noqa: BLE001
        rendered = str(error)
    assert VALUE not in rendered


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_written_down(write):
    with pytest.raises(TypeError):
        write(SECRET)


def test_a_log_line_has_dots(caplog: pytest.LogCaptureFixture):
    logging.getLogger("webchat").warning("the token is %s, %r", SECRET, {"token": SECRET})
    assert VALUE not in caplog.text


def test_a_page_with_a_traceback_has_dots(settings):
    settings.DEBUG = True

    def fail(**held: object) -> None:
        raise RuntimeError(held)

    try:
        fail(harmless=SECRET)
    except RuntimeError as error:
        reporter = ExceptionReporter(RequestFactory().get("/"), type(error), error, error.__traceback__)
    page = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "harmless" in page
    # Its source code is on that page too; the value stands there once for each time the module is quoted.
    assert VALUE not in page.replace(f"VALUE = &quot;{VALUE}&quot;", "")


def test_two_are_the_same_if_their_values_are():
    assert Secret("one") == Secret("one")
    assert Secret("one") != Secret("two")
    assert Secret("one") != "one"
    assert len({Secret("one"), Secret("one")}) == 1


def test_an_empty_one_is_none():
    assert not Secret("")
    assert Secret("one")
