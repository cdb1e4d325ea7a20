import pytest

from webchat.chats import content
from webchat.models import AttachedFile, Reply
from webchat.replies import run
from webchat.replies.log import ReplyLog


@pytest.mark.parametrize(("status", "waits"), [("failed", True), ("finished", False)])
async def test_files_of_a_reply_that_failed_go_along_with_the_next_before_the_database_knows(
    employee, monkeypatch, status, waits
):
    reply = await Reply.objects.acreate(user=employee, send_key="k")
    await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="a", size=1, sent_with=reply.id)
    log = ReplyLog(reply.id)
    monkeypatch.setitem(run._runs, reply.id, run.Run(log, task=None))
    [file] = await content.files(employee, "")
    assert file.sent_with == reply.id
    log.end(status)
    [file] = await content.files(employee, "")
    assert (file.sent_with is None) is waits
