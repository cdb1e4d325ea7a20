"""The chat API breaks off, or falls silent, in the middle of a reply."""

from tests.processes.browser import Browser, Reader, message
from tests.processes.conftest import Serve
from tests.processes.servers import ServerProcess
from webchat.models import Reply


def test_a_reply_that_breaks_off_ends_with_a_sentence_and_keeps_its_text(
    erin: Browser, blank: str, one: ServerProcess, other: ServerProcess
):
    reader, late = Reader(blank), Reader(blank)
    reader.read(erin.send(one, message("/broken")))
    late.read(erin.watch(other, reader.reply_id))
    for each in (reader, late):
        assert each.status == "failed"
        assert each.text.startswith("The tide tables hang")
        assert "The connection to the assistant dropped." in each.after
        assert "Try again" in each.after


def test_a_reply_that_falls_silent_ends_with_a_sentence_and_keeps_its_text(erin: Browser, blank: str, serve: Serve):
    with serve({"UPSTREAM_TIMEOUT": 3}) as (server,):
        reader = Reader(blank)
        reader.read(erin.send(server, message("/silent")))
        reloaded = Reader(erin.page(server, f"/chats/{Reply.objects.get().chat_id}/"))
    for each in (reader, reloaded):
        assert each.text.strip() == "The tide tables"
        assert "The assistant took too long to answer." in each.after
        assert "Try again" in each.after
    assert reader.status == "failed"
