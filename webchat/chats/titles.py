"""Titles: one made from a prompt, and the search in all of them. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby

from django.utils.text import Truncator

LONGEST_QUERY = 200  # characters
LENGTH = 60  # characters of a prompt that stand for a title


def beginning(prompt: str) -> str:
    """What a chat is called until it has a title."""
    return Truncator(" ".join(prompt.split())).chars(LENGTH)


def words(query: str) -> tuple[str, ...]:
    """What to look for: each of them, in any order and anywhere in a title. A word that comes twice is looked for once,
    for a title may be long."""
    return tuple(dict.fromkeys(filter(None, map(fold, query[:LONGEST_QUERY].split()))))


def fold(text: str) -> str:
    """Equal for texts that differ in case and accents only."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def matches(title: str, wanted: Iterable[str]) -> bool:
    folded = fold(title)
    return all(word in folded for word in wanted)


def parts(title: str, wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """The title in pieces, each with whether it is one of the words."""
    is_hit = [False] * len(title)
    for start, end in _hits(title, wanted):
        is_hit[start:end] = [True] * (end - start)
    pieces = groupby(range(len(title)), key=partial(_at, is_hit))
    return [("".join(title[index] for index in piece), hit) for hit, piece in pieces]


def _at(flags: Sequence[bool], index: int) -> bool:
    return flags[index]


def _hits(title: str, wanted: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where in the title the words stand. Folded it may be longer or shorter: `origin` tells which character of the
    title each one comes from; an accent of its own belongs to the character before."""
    folded = [(letter, index) for index, char in enumerate(title) for letter in fold(char)]
    text = "".join(letter for letter, _ in folded)
    origin = [index for _, index in folded] + [len(title)]
    for word in wanted:
        found = text.find(word)
        while found >= 0:
            last = origin[found + len(word) - 1]
            yield origin[found], max(origin[found + len(word)], last + 1)
            found = text.find(word, found + 1)
