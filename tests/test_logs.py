import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.utils.log import AdminEmailHandler

from tests.fakes import ScriptedClient
from webchat.logs import ContentFreeFormatter
from webchat.replies import beat, run
from webchat.replies.limits import Message
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.views import health

PLANTED = "my salary is 54321"


def line_of(raised):
    try:
        raised()
    except Exception:  # noqa: BLE001
        record = logging.LogRecord("webchat", logging.ERROR, "", 0, "reply %s failed", ("r1",), sys.exc_info())
    return ContentFreeFormatter("%(message)s").format(record)


def refuse():
    raise IntegrityError(f"DETAIL: Failing row contains ({PLANTED})")


def refuse_in_turn():
    try:
        refuse()
    except IntegrityError as error:
        raise ValueError(f"cannot keep {PLANTED}") from error


def lose():
    raise OperationalError("connection refused")


@pytest.mark.parametrize("raised", [refuse, refuse_in_turn])
def test_an_error_is_told_without_its_words(raised):
    assert "54321" not in line_of(raised)


def test_an_error_is_told_with_its_class_its_cause_and_where_it_was_raised():
    line = line_of(refuse_in_turn)
    assert line.startswith("reply r1 failed\n")
    assert line.index("in refuse\n") < line.index("IntegrityError") < line.rindex("in refuse_in_turn\n")
    assert line.endswith("ValueError")


def test_what_an_operator_has_to_know_is_told():
    assert line_of(lose).endswith("OperationalError: connection refused")


def test_every_line_of_every_logger_goes_through_it():
    assert settings.LOGGING["formatters"]["line"]["()"] == "webchat.logs.ContentFreeFormatter"
    for name in ("django", "gunicorn.error"):
        assert settings.LOGGING["loggers"][name]["handlers"] == ["stderr"]


def test_no_logger_sends_mail():
    """Django by itself would send its error page to administrators, with the form, the cookies and the traceback."""
    names = [None, *logging.root.manager.loggerDict]
    handlers = [handler for name in names for handler in logging.getLogger(name).handlers]
    assert handlers
    assert [handler for handler in handlers if isinstance(handler, AdminEmailHandler)] == []


async def test_an_error_mails_nothing_to_anybody(async_client, monkeypatch, settings, mailoutbox):
    def fail(*_args, **_kwargs):
        raise ValueError(PLANTED)

    settings.ADMINS = settings.MANAGERS = ["admin@example.com"]
    async_client.raise_request_exception = False
    monkeypatch.setattr(health, "HttpResponse", fail)
    answer = await async_client.get("/healthz", headers={"referer": f"http://testserver/{PLANTED}"})
    assert answer.status_code == 500
    assert mailoutbox == []


@pytest.mark.parametrize("error", [None, Unavailable(PLANTED), ValueError(PLANTED)])
async def test_no_line_holds_what_was_asked_or_answered(employee, error, capsys, caplog):
    client = ScriptedClient((ReplyStarted("c1"), TextDelta(PLANTED), ReplyFinished()), error)
    message = Message(user=employee, prompt=Prompt(text=PLANTED), send_key="k1")
    async with run.running(grace=5):
        await run.start(client, message)
    await beat.commit()
    formatter = ContentFreeFormatter("%(message)s")
    assert not any("54321" in formatter.format(record) for record in caplog.records)
