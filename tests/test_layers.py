"""Imports run one way: from the door down to the chat APIs, never back, never in a circle."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From top to bottom. A module imports from its own floor and those below.
FLOORS = (
    {"apps", "asgi", "gunicorn", "management", "middleware", "settings", "uploads", "urls"},
    {"demo", "lifespan", "templatetags", "views"},
    {
        "accounts",
        "audit",
        "chats",
        "company",
        "connection",
        "context",
        "credentials",
        "deletions",
        "diagnosis",
        "forms",
        "replies",
        "requests",
    },
    {"append_only", "models", "rendering"},
    {"oauth"},
    {"upstream"},
    {
        "body_limit",
        "environment",
        "formats",
        "headers",
        "logs",
        "redaction",
        "sandbox",
        "secret",
        "slow_readers",
        "static_files",
        "threads",
    },
)
# A house of its own, in front of which only an address and a token are known.
APART = "sandbox"


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name; migrations are written by a machine."""
    paths = [path for path in (ROOT / "webchat").rglob("*.py") if "migrations" not in path.parts]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> frozenset[str]:
    """The dotted names a module imports; ours down to the module, not to the name in it."""
    return frozenset(name for node in ast.walk(tree(module)) for name in _names(module, node))


def _names(module: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module} imports by a relative name"
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules() else str(node.module)


def ours(module: str) -> set[str]:
    return {name for name in imports(module) if name.partition(".")[0] == "webchat"}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def floor(module: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room(module) in rooms)


def test_every_room_has_its_floor():
    rooms = {room(module) for module in modules()} - {""}
    assert rooms <= set().union(*FLOORS)


@pytest.mark.parametrize("module", sorted(set(modules()) - {"webchat"}))
def test_nothing_is_imported_from_above(module: str):
    above = {name for name in ours(module) if floor(name) < floor(module)}
    assert above == set()


def test_nothing_is_imported_in_a_circle():
    """Raises CycleError, which names the modules."""
    TopologicalSorter({module: ours(module) - {module} for module in modules()}).prepare()


@pytest.mark.parametrize("module", sorted(modules()))
def test_nothing_is_imported_inside_a_function_or_for_types_only(module: str):
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [
        node for function in functions for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []
    assert "typing.TYPE_CHECKING" not in ast.unparse(tree(module))
    assert "import TYPE_CHECKING" not in ast.unparse(tree(module))


@pytest.mark.parametrize("library", ["oauth", "upstream"])
def test_what_speaks_to_others_knows_nothing_of_django(library: str):
    outside = {name for module in modules() if room(module) == library for name in imports(module)}
    assert {name for name in outside if name.startswith("django")} == set()


def test_the_sandbox_knows_nothing_of_the_web_side():
    inside = {name for module in modules() if room(module) == APART for name in imports(module)}
    assert {name for name in inside if name.startswith(("django", "webchat")) and room(name) != APART} == set()


def test_only_a_command_knows_the_sandbox():
    guests = {room(module) for module in modules() for name in ours(module) if room(name) == APART}
    assert guests <= {APART, "management"}
