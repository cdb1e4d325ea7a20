"""Many at once, and one who is very slow."""

import socket
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from tests.processes.browser import PATIENCE, Browser, Event, Message, Reader, message, until
from tests.processes.servers import HOST, ServerProcess
from webchat.models import Reply
from webchat.sandbox.backend import Backend

KEYS = 200
STOPS = 50


def at_once[Each, Result](call: Callable[[Each], Result], each: Iterable[Each]) -> list[Result]:
    arguments = list(each)
    with ThreadPoolExecutor(len(arguments)) as together:
        return list(together.map(call, arguments))


def test_two_hundred_double_submits_are_two_hundred_turns(
    erin: Browser, pair: Sequence[ServerProcess], sandbox: Backend
):
    messages = [message("/plain") for _ in range(KEYS)]
    # Of each two the one goes here and the other there, or both to the same.
    sent = list(zip([each for each in messages for _ in range(2)], cycle([*pair, pair[0]]), strict=False))

    def ends(each: tuple[Message, ServerProcess]) -> tuple[str, Event]:
        with erin.send(each[1], each[0]) as stream:
            return each[0].key, [event for event in stream if event.name == "reply-done"][-1]

    ended = at_once(ends, sent)
    assert {event.json["status"] for _, event in ended} == {"finished"}
    assert Counter(key for key, _ in ended) == {each.key: 2 for each in messages}
    assert Reply.objects.count() == KEYS
    chats = sandbox.chats.owned_by("erin@example.com")
    assert [len(sandbox.chats.messages(chat.id)) for chat in chats] == [2] * KEYS


def test_fifty_stops_are_one(
    erin: Browser, pair: Sequence[ServerProcess], one: ServerProcess, blank: str, sandbox: Backend
):
    reader, reloaded = Reader(blank), Reader(blank)
    stream = erin.send(one, message("/slow 0.1"))
    reader.read_until(stream, "The tide tables")
    assert is_writing(sandbox, reader.chat_id)
    stops = list(zip(range(STOPS), cycle(pair), strict=False))
    assert at_once(lambda stop: erin.stop(stop[1], reader.reply_id), stops) == [204] * STOPS

    reader.read(stream)
    assert reader.status == "stopped"
    assert reader.text.startswith("The tide tables")
    until(lambda: not is_writing(sandbox, reader.chat_id), "the connection to the chat API is closed")
    until(lambda: Reply.objects.get().status == "stopped", "the end is kept")
    assert erin.stop(one, reader.reply_id) == 204, "after the end it is harmless"
    reloaded.read(erin.watch(pair[1], reader.reply_id))
    assert reloaded.outline == reader.outline
    assert reloaded.after.count("Stopped") == 1


def test_a_stop_reaches_a_reply_of_another_process(
    erin: Browser, one: ServerProcess, other: ServerProcess, blank: str, sandbox: Backend
):
    reader = Reader(blank)
    stream = erin.send(one, message("/silent"))
    reader.read_until(stream, "The tide tables")
    assert erin.stop(other, reader.reply_id) == 204
    reader.read(stream)
    assert reader.status == "stopped"
    assert reader.text.strip() == "The tide tables"
    assert "again" in {button.attributes.get("name") for button in reader.page.find("button")}
    until(lambda: not is_writing(sandbox, reader.chat_id), "the connection to the chat API is closed")


def test_a_reader_who_hardly_reads_holds_nobody_up(erin: Browser, one: ServerProcess, other: ServerProcess, blank: str):
    sent = message("/long 90")
    slow, quick, elsewhere = Reader(blank), Reader(blank), Reader(blank)
    with erin.send(one, sent, narrow_line(one)) as stalled:
        assert stalled.answer.read(1)
        quick.read(erin.send(one, sent))
        assert stalled.answer.read(1)
        elsewhere.read(erin.send(other, sent))
        until(lambda: Reply.objects.get().status == "finished", "the end is kept")
        assert stalled.answer.read(1)
    slow.read(erin.send(one, sent))
    assert slow.status == quick.status == "finished"
    assert len(quick.text) > 50_000
    assert slow.outline == quick.outline == elsewhere.outline


def narrow_line(server: ServerProcess) -> socket.socket:
    """A connection that takes next to nothing until it is read."""
    line = socket.socket()
    line.settimeout(PATIENCE)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    line.connect((HOST, server.port))
    return line


def is_writing(sandbox: Backend, chat_id: str) -> bool:
    """Whether the chat API is still writing a reply for somebody who listens."""
    return sandbox.lock(chat_id).locked()
