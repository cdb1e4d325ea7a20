"""The database goes away while a reply is written, and comes back."""

import os
from pathlib import Path

import pytest
from django.db import connection

from tests.postgres import Postgres
from tests.processes.browser import Browser, Reader, message, until
from tests.processes.servers import ServerProcess
from webchat.models import Reply

pytestmark = pytest.mark.skipif("POSTGRES_DATA" not in os.environ, reason="a file is always there")


def test_a_reply_outlives_a_restart_of_the_database(
    erin: Browser, one: ServerProcess, other: ServerProcess, blank: str
):
    owners, watching, late = Reader(blank), Reader(blank), Reader(blank)
    stream = erin.send(one, message("/slow 0.1"))
    owners.read_until(stream, "The tide")
    watched = erin.watch(other, owners.reply_id)
    watching.read_until(watched, "The tide")
    connection.close()
    with Postgres(Path(os.environ["POSTGRES_DATA"])).stopped():
        owners.read_until(stream, "by the west door")

    owners.read(stream)
    watching.read(watched)
    until(lambda: Reply.objects.get().status == "finished", "the end is kept")
    late.read(erin.watch(other, owners.reply_id))
    assert owners.status == watching.status == late.status == "finished"
    assert owners.text.rstrip().endswith("tell the harbour office.")
    assert owners.outline == watching.outline == late.outline
