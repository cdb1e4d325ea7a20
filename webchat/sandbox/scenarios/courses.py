"""Replies that take an unusual course."""

from collections.abc import Iterator

from webchat.sandbox import wire
from webchat.sandbox.cues import Cut, Wait
from webchat.sandbox.scenarios.scene import Scene, page
from webchat.sandbox.scenarios.texts import PASSAGE
from webchat.sandbox.script import Line, Raw, Reply, follow_ups, said, step, step_done, written

_TIDES = page("tide tables")


def plain(_: Scene) -> Reply:
    return Reply(list(written([PASSAGE])))


def slow(scene: Scene) -> Reply:
    return Reply(list(_slowly(scene.number(1))))


def silent(scene: Scene) -> Reply:
    first, *rest = written([PASSAGE])
    return Reply([first, Wait(scene.number(600)), *rest])


def queued(scene: Scene) -> Reply:
    return Reply([Wait(scene.number(3)), *written([PASSAGE])], queued=True)


def retry(_: Scene) -> Reply:
    again = Line(wire.response(wire.message("CONTROL_RETRY")), 0.5)
    wrong = written(["The tables hang in the canteen", wire.citation("sourceDocument", _TIDES), ", next to the"])
    return Reply([*wrong, again, *written([PASSAGE, wire.citation("sourceDocument", _TIDES)])])


def broken(_: Scene) -> Reply:
    return Reply([step("Searching", wire.query_suggestion("tide tables")), *written([PASSAGE[:80]]), Cut()])


def error(_: Scene) -> Reply:
    return Reply([*written([PASSAGE[:80]]), said("ERROR", "The model did not respond in time.")])


def empty(_: Scene) -> Reply:
    return Reply([step("Searching", wire.query_suggestion("tide tables")), step_done()])


def steps(_: Scene) -> Reply:
    return Reply([*_every_kind(), *written([PASSAGE]), *_second_section(), follow_ups(["Where is the archive?"])])


def _slowly(seconds: float) -> Iterator[Line | Wait]:
    for line in written([PASSAGE], words_per_line=1, word=0):
        yield Wait(seconds)
        yield line


def _every_kind() -> Iterator[Line]:
    yield Line(wire.response(wire.message("CONTROL_START")))
    for query in ("tide tables", "harbour office hours", "archive"):
        yield step("Searching", wire.query_suggestion(query))
    yield step("Reading", wire.reading([_TIDES]))
    yield step("Reading", wire.text("two threads in #harbour"))
    yield step_done()
    yield said("CONTEXT", "The user works in the west wing.")
    yield said("DEBUG", "planner: 3 candidates")
    yield said("UPDATE", "Comparing the tables of two months")
    yield Line(wire.response(_tool_request()), 0.5)
    yield said("WARNING", "Some results may be older than a month.")
    yield said("PONDERING", "A kind of message nobody has heard of.")
    yield Line(wire.response({"messageType": "UPDATE", "fragments": None}))
    yield step("Writing", wire.text("the answer"), step_id="S2")


def _second_section() -> Iterator[Line | Raw]:
    yield said("HEADING", "Exceptions")
    yield from written(["In a storm the tables are read out over the loudspeakers."])
    yield Line(wire.response(wire.message("CONTROL_FINISH")))


def _tool_request() -> wire.Wire:
    request = {
        "requestType": "EXECUTION",
        "requestId": "tool-1",
        "toolType": "ACTION",
        "toolDisplayName": "Harbour calendar",
        "serverId": "harbour",
        "toolCta": "Allow",
        "actionPreview": {"markdown": "Read the calendar of **this week**.", "description": "Reads your calendar"},
    }
    return wire.message("SERVER_TOOL", {"serverToolRequest": request})
