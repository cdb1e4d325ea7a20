"""Replies that show what a reply can hold."""

from collections.abc import Iterator

from webchat.sandbox import wire
from webchat.sandbox.cues import STEP
from webchat.sandbox.scenarios.scene import SITE, Scene, page
from webchat.sandbox.scenarios.texts import sections, text
from webchat.sandbox.script import Line, Reply, follow_ups, said, step, step_done, written
from webchat.sandbox.wire import Wire


def markdown(_: Scene) -> Reply:
    return Reply(list(written([text("markdown.md")])))


def long(scene: Scene) -> Reply:
    """Many words at once: a model's pace would take minutes."""
    return Reply(list(written(sections(scene.number(110) * 1000), words_per_line=40, word=0.0005)))


def citations(scene: Scene) -> Reply:
    reading = step("Reading", wire.reading([page("pilotage"), page("berths")]))
    return Reply([reading, step_done(), *written(_cited(round(scene.number(12)))), _closing_list()])


def everything(_: Scene) -> Reply:
    searching = step("Searching", wire.query_suggestion("entering at night"))
    reading = step("Reading", wire.reading([page("pilotage"), page("berths")]))
    wrong = written(["No ship enters", wire.citation("sourceDocument", page("closures")), " at night."], 5)
    again = Line(wire.response(wire.message("CONTROL_RETRY")), STEP)
    warning = said("WARNING", "The chart of the north basin is being redrawn.")
    right = written(_entering_at_night(), 5)
    on = follow_ups(["Who is the pilot tonight?", "Which berths have light?"])
    return Reply([searching, reading, *wrong, again, warning, step_done(), *right, on])


def hostile(_: Scene) -> Reply:
    forged = page("<b>bold</b><script>alert(1)</script>") | {"url": "javascript:alert(1)"}
    attack = '<img src=x onerror="alert(1)"> [click](javascript:alert(1))'
    return Reply(
        [
            step("Searching", wire.query_suggestion(attack)),
            step("Reading", wire.reading([forged])),
            *written([text("hostile.md"), wire.citation("sourceDocument", forged, wire.snippet(attack))]),
            follow_ups([attack, '" hx-get="/chats/delete-all/" x="']),
        ]
    )


# --- everything at once, and short ---------------------------------------------------------------------------------

_BEFORE = """## Entering at night

A ship may enter at night with a pilot"""
_LIST = """ and two tugs. Bring, as [the log][log] says:

- **the plan** of the berth
  1. with its lights
  2. and depths
- a watch on deck

| Berth | Depth |
|:------|------:|
| 3     | 9.5 m"""
_CODE = """ |
| 4     | 7.0 m |

```python
def may_enter(depth: float, draught: float) -> bool:
    return depth - draught > 1.0
```

Call `channel 12` first"""
# An address that comes last changes what stands above it.
_LAST = f""". That is all.

[log]: {SITE}/log"""


def _entering_at_night() -> Iterator[str | Wire]:
    yield _BEFORE
    yield wire.citation("sourceDocument", page("pilotage"), wire.snippet("At night every ship takes a pilot."))
    yield _LIST
    yield wire.citation("sourceDocument", page("berths"), wire.snippet("Berth 3 has been dredged to 9.5 metres."))
    yield _CODE
    yield wire.citation("sourceDocument", page("pilotage"))
    yield wire.citation("sourcePerson", wire.named_person("Imke Raaf", title="Harbour master"))
    yield _LAST


# --- sources of every kind ---------------------------------------------------------------------------------------


def _cited(berths: int) -> Iterator[str | Wire]:
    quote = wire.snippet("Ships over 90 metres take a pilot.", bold=[(26, 33)])
    yield "A document with a passage"
    yield wire.citation("sourceDocument", page("pilotage"), quote)
    yield ", the same one again with another passage"
    yield wire.citation("sourceDocument", page("pilotage"), wire.snippet("A pilot is ordered by radio."))
    yield ". A file, with the page it was found on"
    file = {"id": "SANDBOX_file", "name": "berth-plan.pdf", "metadata": {"mimeType": "application/pdf"}}
    yield wire.citation("sourceFile", file, wire.snippet("Berth 4 is closed for repairs.", page=12))
    yield ". A person"
    yield wire.citation(
        "sourcePerson", wire.named_person("Imke Raaf", title="Harbour master", email="imke@example.com")
    )
    yield ", something else"
    crane = {"id": "SANDBOX_crane", "title": "Crane 2", "datasource": "assets", "objectType": "crane"}
    yield wire.citation("sourceCustomEntity", crane)
    yield " and a skill"
    yield wire.citation("sourceSkill", {"id": "SANDBOX_skill", "name": "Mooring plans", "url": f"{SITE}/mooring"})
    yield ".\n\nOne without a title"
    yield wire.citation("sourceDocument", {"id": "SANDBOX_untitled", "url": f"{SITE}/untitled"})
    yield ", one whose address is not of the web"
    yield wire.citation("sourceDocument", {**page("tariffs"), "url": "smb://share/tariffs.xlsx"})
    yield ", one with nothing at all"
    yield wire.citation("sourceDocument", {})
    yield ", and one date that was never set"
    unset = {"datasource": "wiki", "updateTime": "0001-01-01T00:00:00Z"}
    yield wire.citation("sourceDocument", {**page("lights"), "metadata": unset})
    yield ".\n\nMany at once"
    for number in range(1, berths + 1):
        yield wire.citation("sourceDocument", page(f"berth {number}"))
    yield "."


def _closing_list() -> Line:
    """All citations again in the deprecated field, as the real API may send them at the end."""
    again = [wire.citation("sourceDocument", page(name))["citation"] for name in ("pilotage", "lights")]
    return Line(wire.response({"author": "GLEAN_AI", "messageType": "CONTENT", "citations": again}))
