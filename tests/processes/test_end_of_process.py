"""A server process ends, one way or another, while it writes a reply."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tests.processes.browser import Browser, Reader, idle_line, message, until
from tests.processes.conftest import Serve
from tests.processes.servers import ServerProcess
from webchat.models import Reply
from webchat.sandbox.backend import Backend

SLOW = "/slow 0.06"  # between two and three seconds
WORDS = "The tide tables hang"
WHOLE = "tell the harbour office."


def test_a_reply_whose_process_is_killed_is_interrupted_and_can_be_asked_for_again(
    erin: Browser, blank: str, serve: Serve
):
    with serve({}, {"SWEEPS_SOON": True}) as (owner, survivor):
        cut, watching = Reader(blank), Reader(blank)
        cut.read_until(erin.send(owner, message("/slow 0.3")), WORDS)
        reply = Reply.objects.get()
        watched = erin.watch(survivor, cut.reply_id)
        watching.read_until(watched, "The tide")
        owner.kill()
        watching.read(watched)
        assert watching.status == "interrupted"
        assert watching.text.startswith("The tide")
        assert "The reply was interrupted" in watching.after

        reply.refresh_from_db()
        assert reply.status == "interrupted"
        reloaded = Reader(erin.page(survivor, f"/chats/{reply.chat_id}/"))
        # A word may have come within the last beat before the end: the upstream alone has kept it.
        assert reloaded.text.startswith(watching.text.rstrip())
        [again] = [button for button in reloaded.page.find("button") if button.text == "Try again"]
        assert again.attributes["name"] == "again"
        assert again.attributes["value"] in {str(reply.id), "t1"}  # ours, or what the upstream has saved meanwhile

        reloaded.read(erin.send(survivor, message("/plain", reply.chat_id)))
        assert reloaded.status == "finished"
        assert reloaded.text.rstrip().endswith(WHOLE)


def test_a_killed_worker_is_replaced_and_its_reply_is_interrupted(erin: Browser, blank: str, serve: Serve):
    with serve({"SWEEPS_SOON": True}) as (server,):
        reader, sent = Reader(blank), message("/slow 0.3")
        reader.read_until(erin.send(server, sent), WORDS)
        [worker] = server.workers
        os.kill(worker, signal.SIGKILL)
        until(lambda: server.workers not in ([], [worker]), "there is another worker")
        reader.read(erin.send(server, sent))
        assert reader.status == "interrupted"
        assert reader.text.startswith("The tide")
        assert Reply.objects.count() == 1


def test_a_process_that_is_told_to_end_lets_its_reply_finish(
    erin: Browser, blank: str, other: ServerProcess, serve: Serve
):
    with serve({"SHUTDOWN_GRACE": 20}) as (owner,):
        cut, watching, sent = Reader(blank), Reader(blank), message(SLOW)
        stream = erin.send(owner, sent)
        cut.read_until(stream, "The tide")
        watched = erin.watch(other, cut.reply_id)
        owner.process.terminate()
        watching.read(watched)
        cut.read(stream)
        if not cut.status:  # its last words may still have come this way
            cut.read(erin.send(other, sent))
        assert owner.process.wait(30) == 0
    for reader in (watching, cut):
        assert reader.status == "finished"
        assert reader.text.rstrip().endswith(WHOLE)
    assert cut.outline == watching.outline
    assert Reply.objects.get().status == "finished"


def test_a_message_that_still_reaches_a_process_that_ends_gets_its_whole_reply(
    erin: Browser, blank: str, other: ServerProcess, serve: Serve
):
    with serve({"SHUTDOWN_GRACE": 20}) as (owner,):
        first, late, line = Reader(blank), Reader(blank), idle_line(owner)
        stream = erin.send(owner, message("/slow 0.2"))
        first.read_until(stream, "The tide")
        owner.process.terminate()
        first.read_until(stream, "every month")  # more than three seconds: its replies are waited for by now
        sent = message("/slow 0.2")
        late.read_until(erin.send(owner, sent, line), "The tide")
        assert owner.process.wait(30) == 0
        late.read(erin.send(other, sent))
    assert late.status == "finished"
    assert late.text.rstrip().endswith(WHOLE)


def test_a_rolling_restart_is_noticed_by_nobody(erin: Browser, blank: str, serve: Serve, sandbox: Backend):
    with serve({"SHUTDOWN_GRACE": 20}) as (server,):
        reader, sent = Reader(blank), message(SLOW)
        stream = erin.send(server, sent)
        reader.read_until(stream, "The tide")
        before = server.workers
        with sending(erin, server, blank) as others:
            server.process.send_signal(signal.SIGHUP)
            reader.read(stream)
            while not reader.status:
                reader.read(erin.send(server, sent))
            until(lambda: len(server.workers) == 1 and server.workers != before, "the old worker is gone")
        until(lambda: not Reply.objects.exclude(status="finished").exists(), "every end is kept")
    assert reader.status == "finished"
    assert reader.text.rstrip().endswith(WHOLE)
    assert {each.status for each in others} == {"finished"}
    assert len(sandbox.chats.owned_by("erin@example.com")) == 1 + len(others)


@contextmanager
def sending(erin: Browser, server: ServerProcess, blank: str) -> Iterator[list[Reader]]:
    """Somebody writes one message after the other meanwhile, and reads each reply to its end."""
    readers: list[Reader] = []
    failures: list[BaseException] = []
    enough = Event()

    def send() -> None:
        try:
            while not enough.is_set():
                reader, sent = Reader(blank), message("/plain")
                readers.append(reader)
                while not reader.status:
                    reader.read(erin.send(server, sent))
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    thread = Thread(target=send)
    thread.start()
    try:
        yield readers
    finally:
        enough.set()
        thread.join()
    assert failures == []
