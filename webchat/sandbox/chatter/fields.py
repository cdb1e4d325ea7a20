"""Fields of a body or a query, checked as Pydantic checks them: what is wrong is told with what was sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webchat.sandbox.chatter.problems import Problem
from webchat.sandbox.chatter.wire import Wire

_WRONG = {
    str: ("string_type", "Input should be a valid string"),
    int: ("int_type", "Input should be a valid integer"),
    float: ("float_type", "Input should be a valid number"),
    bool: ("bool_type", "Input should be a valid boolean"),
    dict: ("dict_type", "Input should be a valid dictionary"),
    list: ("list_type", "Input should be a valid list"),
}
_LARGEST = 2**63 - 1  # that SQLite keeps
_TRUTH = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    kind: type = str
    required: bool = False
    default: Any = None
    least: float | None = None
    most: float | None = None
    shortest: int | None = None  # characters
    longest: int | None = None
    choices: Sequence[str] = ()


def body_values(fields: Sequence[Field], body: Mapping[str, Any]) -> Wire:
    """Raises a Problem. Fields that are not known are ignored."""
    return _values("body", fields, body, body)


def query_values(fields: Sequence[Field], query: Mapping[str, str]) -> Wire:
    errors, values = list[Wire](), dict[str, Any]()
    for field in fields:
        if field.name in query:
            try:
                values[field.name] = _converted(field.kind, query[field.name])
            except (ValueError, KeyError):
                errors.append(_unparsable(field, query[field.name]))
    if errors:
        raise invalid(errors)
    return _values("query", fields, values, query)


def invalid(errors: Sequence[Wire]) -> Problem:
    return Problem(422, "The request contains invalid data", errors=list(errors))


def error(kind: str, place: Sequence[str | int], message: str, sent: Any, **context: Any) -> Wire:
    told = {"type": kind, "loc": list(place), "msg": message, "input": sent}
    return {**told, "ctx": context} if context else told


def _values(place: str, fields: Sequence[Field], given: Mapping[str, Any], said: Mapping[str, Any]) -> Wire:
    """`said` is what an error repeats."""
    errors = [wrong for field in fields for wrong in _errors(place, field, given, said)]
    if errors:
        raise invalid(errors)
    present = {field.name: given.get(field.name) for field in fields}
    return {field.name: field.default if present[field.name] is None else present[field.name] for field in fields}


def _errors(place: str, field: Field, given: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Wire]:
    where = (place, field.name)
    if field.name not in given:
        if field.required:
            yield error("missing", where, "Field required", said if place == "body" else None)
        return
    value = given[field.name]
    if value is None and not field.required:
        return
    if not _is_a(field.kind, value):
        yield error(_WRONG[field.kind][0], where, _WRONG[field.kind][1], value)
        return
    for kind, message, context in _complaints(field, value):
        yield error(kind, where, message, said[field.name], **context)


def _complaints(field: Field, value: Any) -> Iterator[tuple[str, str, Wire]]:
    if field.choices and value not in field.choices:
        *others, last = (f"'{choice}'" for choice in field.choices)
        expected = f"{', '.join(others)} or {last}"
        yield "literal_error", f"Input should be {expected}", {"expected": expected}
    if field.shortest is not None and len(value) < field.shortest:
        counted = f"{field.shortest} character{'s' if field.shortest > 1 else ''}"
        yield "string_too_short", f"String should have at least {counted}", {"min_length": field.shortest}
    if field.longest is not None and len(value) > field.longest:
        message = f"String should have at most {field.longest} characters"
        yield "string_too_long", message, {"max_length": field.longest}
    if field.least is not None and value < field.least:
        yield "greater_than_equal", f"Input should be greater than or equal to {field.least:g}", {"ge": field.least}
    if field.most is not None and value > field.most:
        yield "less_than_equal", f"Input should be less than or equal to {field.most:g}", {"le": field.most}


def _is_a(kind: type, value: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return isinstance(value, kind)


def _converted(kind: type, text: str) -> Any:
    return _TRUTH[text.lower()] if kind is bool else kind(text)


def _unparsable(field: Field, text: str) -> Wire:
    name, kind = ("boolean", "bool") if field.kind is bool else ("integer", "int")
    message = f"Input should be a valid {name}, unable to parse string as {'a' if name == 'boolean' else 'an'} {name}"
    return error(f"{kind}_parsing", ("query", field.name), message, text)
