"""An administrator deactivates somebody in one process, while another one writes for them."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from tests.processes.browser import Browser, Reader, message, until
from tests.processes.servers import ServerProcess
from webchat.models import Reply, Session, User
from webchat.sandbox.backend import Backend


@pytest.fixture
def adam(admin: User) -> Iterator[Browser]:
    """The administrator's browser."""
    with closing(Browser(admin)) as browser:
        yield browser


def test_who_is_deactivated_is_out_of_all_processes_at_once(
    erin: Browser, adam: Browser, pair: Sequence[ServerProcess], blank: str, sandbox: Backend
):
    reader, employee = Reader(blank), User.objects.get(email="erin@example.com")
    stream = erin.send(pair[0], message("/silent 600"))
    for event in stream:
        reader.take(event)
        if reader.chat_id and reader.text:
            break
    until(lambda: Reply.objects.filter(chat_id=reader.chat_id).exists(), "the message below knows what it waits for")
    waiting = {"prompt": "And then?", "send_key": "k2", "chat": reader.chat_id}
    assert erin.post(pair[0], "/messages/", waiting) == 202
    assert sandbox.lock(reader.chat_id).locked()

    assert adam.post(pair[1], f"/people/{employee.pk}/change/", {"change": "deactivate"}) == 302
    reader.read(stream)  # to its end: nobody would get there otherwise
    until(lambda: not sandbox.lock(reader.chat_id).locked(), "the connection to the chat API is closed")
    until(lambda: not Reply.objects.filter(status="running").exists(), "nothing waits or is written")
    assert not Session.objects.filter(user=employee).exists()
    assert "And then?" not in str(sandbox.chats.messages(reader.chat_id)), "what waited was not sent"


def test_what_is_streamed_to_a_browser_that_is_signed_out_elsewhere_is_cut(
    erin: Browser, employee: User, pair: Sequence[ServerProcess], blank: str
):
    reader = Reader(blank)
    streams = [erin.send(pair[0], message("/silent 600"))]
    reader.read_until(streams[0], "The tide tables")
    streams.append(erin.watch(pair[1], reader.reply_id))
    with closing(Browser(employee)) as here:
        assert here.post(pair[1], "/account/sessions/end-others/") == 302
        for stream in streams:
            assert "reply-done" not in [event.name for event in stream]
        assert Reply.objects.get().is_running, "the reply itself goes on"
        assert here.stop(pair[1], reader.reply_id) == 204
