"""A token, a key, a password: a value that shows itself only where somebody asks for it by name."""

import hmac
from typing import NoReturn


class Secret:
    """Whatever prints, formats, pickles or renders it gets three dots. `reveal()` is the only way to the value, and a
    search for that word finds every place that has it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    reveal.alters_data = True  # type: ignore[attr-defined] # a template does not call what says so

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written down.")

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)
