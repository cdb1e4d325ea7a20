"""docs/threats.md names tests that there are."""

import ast

import pytest

from tests.threats import NAMED, ROOT, TABLE


def test_every_row_has_a_test():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 40
    assert [row for row in rows if "::test_" not in row] == []


@pytest.mark.parametrize("path", sorted({name.partition("::")[0] for name in NAMED}))
def test_every_test_that_is_named_is_there(path: str):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    there = {each.name for each in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(each, functions)}
    assert {name.partition("::")[2] for name in NAMED if name.startswith(f"{path}::")} <= there
