"""What it takes to open a page beside thousands of saved chats, and a chat of thousands of messages:
python tests/benchmarks/bench_pages.py

Our server and the sandbox behind it, a process each, as `manage.py demo` starts them, and Chromium in front.
`--markdown` prints the tables as docs/benchmarks.md has them.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from streams import processes
from streams.tables import Table, milliseconds, quantile

from tests.browser import chromium
from webchat.demo.servers import HOST, RunningServer, Server, any_port, started, wait_until_answering
from webchat.sandbox import wire
from webchat.sandbox.store.chats import Chats, SavedChat
from webchat.sandbox.store.database import Database

ROOT = Path(__file__).parents[2]
PERSON = "reader{number}@example.com"  # as streams/people.py makes them
CHATS = (50, 500, 5_000)
MESSAGES = (100, 1_000, 2_000)
TOKEN = "any"
PAUSE = 0.01  # seconds between two requests of somebody else
DOCUMENTS = [{"id": f"D{n}", "title": f"Runbook {n}", "url": f"https://wiki.example/{n}"} for n in range(3)]
ANSWER = """The runbook names **two approvers**, and the policy wins over it:

1. Create the next key, which *overlaps* with the current one.
2. Tell the partner, and retire the old key with `bw keys retire`.

| Environment | Approved by | Notice |
|-------------|:-----------:|-------:|
| Production  | team lead   | 3 days |
"""
USABLE = """() => document.readyState === "complete" && window.htmx && document.querySelector("#chats li")
  && document.querySelector("#message") && performance.now()"""


@dataclass(frozen=True)
class Person:
    """Who has so many saved chats, of which the last one has so many messages."""

    session: str
    chats: int
    messages: int = 0

    @property
    def path(self) -> str:
        return f"/chats/{chat_id(self.messages)}/" if self.messages else "/"

    @property
    def cookie(self) -> str:
        return f"session={self.session}"


@dataclass
class Cost:
    """Of one page, opened several times."""

    seconds: list[float] = field(default_factory=list)  # until it has come
    usable: list[float] = field(default_factory=list)  # until it can be used, in a browser
    waits: list[float] = field(default_factory=list)  # of somebody else who asks for something small meanwhile
    ours: float = 0.0  # CPU seconds of our server for one of them
    sandbox: float = 0.0


# --- what is saved ------------------------------------------------------------------------------------------------


def chat_id(messages: int) -> str:
    return f"chat-of-{messages}-messages"


def save(folder: Path, number: int, chats: int, messages: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(folder / "sandbox.sqlite3")
    store, now, owner = Chats(database), int(time.time()), PERSON.format(number=number)
    for age in range(1, chats + 1 - bool(messages)):
        when = now - age * 7_000
        title = f"Saved chat no. {age} about the rotation of keys"
        store.create(SavedChat(wire.new_id(), owner, title, "", when, when))
    if messages:
        store.create(SavedChat(chat_id(messages), owner, "A long chat", "", now, now))
        store.add_messages(chat_id(messages), [said for n in range(messages // 2) for said in turn(n)])
    database.close()


def turn(number: int) -> list[wire.Wire]:
    """A question and its answer, with the steps on the way to it."""
    cited = [wire.citation("sourceDocument", each, wire.snippet("Partners accept both keys.")) for each in DOCUMENTS]
    return [
        wire.prompt_message(f"Question {number}: how do we rotate the keys?", ()),
        wire.message("UPDATE", wire.text("**Searching:** "), wire.query_suggestion("rotation of keys")),
        wire.message("UPDATE", wire.text("**Reading:** "), wire.reading(DOCUMENTS)),
        wire.message("CONTENT", wire.text(ANSWER), cited[0], wire.text("\nIt takes 30 minutes."), *cited[1:]),
    ]


# --- who asks for it ----------------------------------------------------------------------------------------------


def get(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    """Seconds until all of it has come."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, f"{path} answers {response.status}"
    return time.perf_counter() - begun


@contextmanager
def somebody_else(port: int, waits: list[float]) -> Iterator[None]:
    """Asks for the smallest thing there is, again and again."""
    over = threading.Event()

    def ask() -> None:
        connection = http.client.HTTPConnection(HOST, port)
        while not over.wait(PAUSE):
            waits.append(get(connection, "/healthz", ""))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def measure(servers: "Servers", browser: BrowserContext, person: Person, times: int) -> Cost:
    cost, port = Cost(), servers.web.server.port
    connection = http.client.HTTPConnection(HOST, port)
    for _ in range(3):
        get(connection, person.path, person.cookie)
    ours, sandbox = (processes.cpu(each.process.pid) for each in (servers.web, servers.sandbox))
    cost.seconds = [get(connection, person.path, person.cookie) for _ in range(times)]
    cost.ours = (processes.cpu(servers.web.process.pid) - ours) / times
    cost.sandbox = (processes.cpu(servers.sandbox.process.pid) - sandbox) / times
    with somebody_else(port, cost.waits):
        for _ in range(times):
            get(connection, person.path, person.cookie)
    connection.close()
    cost.usable = [usable(browser, port, person) for _ in range(times // 2)]
    return cost


def usable(browser: BrowserContext, port: int, person: Person) -> float:
    """Seconds until a new tab shows the list and takes a message; with a warm cache."""
    browser.add_cookies([{"name": "session", "value": person.session, "url": f"http://{HOST}:{port}"}])
    page = browser.new_page()
    page.goto(f"http://{HOST}:{port}{person.path}", wait_until="commit")
    milliseconds_since_start: float = page.wait_for_function(USABLE).json_value()
    page.close()
    return milliseconds_since_start / 1e3


# --- the servers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Servers:
    sandbox: RunningServer
    web: RunningServer


@contextmanager
def serving(folder: Path) -> Iterator[Servers]:
    os.environ.update(environment(folder))
    with started(sandbox_server(folder)) as sandbox, started(web_server(sandbox.server.port)) as web:
        wait_until_answering([sandbox, web])
        yield Servers(sandbox, web)


def environment(folder: Path) -> dict[str, str]:
    return {
        "DJANGO_SECRET_KEY": "for-benchmarks-only-" * 3,
        "DJANGO_ALLOWED_HOSTS": HOST,
        "DJANGO_SETTINGS_MODULE": "webchat.settings",
        "WEBCHAT_DATA": str(folder / "web"),
        "WEBCHAT_HTTPS": "false",
        "WEBCHAT_SANDBOX_TOKEN": TOKEN,
        "PYTHONPATH": str(ROOT),
    }


def sandbox_server(folder: Path) -> Server:
    data = {"WEBCHAT_SANDBOX_DATA": str(folder / "sandbox")}
    return Server(
        name="sandbox", application="webchat.sandbox.asgi:application", port=any_port(), probe="/", environment=data
    )


def web_server(sandbox: int) -> Server:
    address = {"WEBCHAT_SANDBOX_URL": f"http://{HOST}:{sandbox}"}
    return Server(
        name="web", application="webchat.asgi:application", port=any_port(), probe="/healthz", environment=address
    )


def sessions(count: int) -> list[str]:
    people = Path(__file__).parent / "streams" / "people.py"
    made = subprocess.run([sys.executable, people, str(count)], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return made.stdout.decode().split()


# --- the tables ---------------------------------------------------------------------------------------------------

HEAD = (
    "page p50, ms",
    "p95",
    "usable p50, ms",
    "p95",
    "CPU of ours, ms",
    "of the sandbox, ms",
    "beside it p95, ms",
    "max",
)


def row(cost: Cost) -> tuple[str, ...]:
    spans = (cost.seconds, cost.usable)
    spread = [milliseconds(quantile(span, part)) for span in spans for part in (0.5, 0.95)]
    waits = [milliseconds(quantile(cost.waits, part)) for part in (0.95, 1.0)]
    return (*spread, milliseconds(cost.ours), milliseconds(cost.sandbox), *waits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=30, help="that each page is opened (30)")
    parser.add_argument("--markdown", action="store_true", help="the tables as docs/benchmarks.md has them")
    options = parser.parse_args()
    lists = Table("A new chat beside so many saved ones", ("saved chats", *HEAD), "")
    chats = Table("The end of a chat of so many messages", ("messages", *HEAD), "")
    wanted = [(lists, count, 0) for count in CHATS] + [(chats, 50, count) for count in MESSAGES]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for number, (_, saved, messages) in enumerate(wanted):
            save(folder / "sandbox", number, saved, messages)
        os.environ.update(environment(folder))
        keys = sessions(len(wanted))
        browser = playwright.chromium.launch(**chromium.LAUNCH).new_context(viewport={"width": 1440, "height": 900})
        with serving(folder) as servers:
            for (table, saved, messages), key in zip(wanted, keys, strict=True):
                cost = measure(servers, browser, Person(key, saved, messages), options.times)
                table.rows.append((f"{messages or saved:,}", *row(cost)))
                sys.stderr.write(".")
    for table in (lists, chats):
        sys.stdout.write((table.markdown() if options.markdown else table.plain()) + "\n")


if __name__ == "__main__":
    main()
