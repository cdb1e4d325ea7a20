"""Markdown in pieces: sections become passages, passages are made of blocks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST_PASSAGE = 1500  # characters; a longer section is split between its blocks

_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")


class BlockKind(StrEnum):
    PROSE = "prose"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source that can be found and quoted by itself."""

    body: str  # Markdown
    heading: str = ""
    page: int | None = None  # from 1, where the source has pages


def passages(markdown: str, page: int | None = None) -> Iterator[Passage]:
    for heading, section in _sections(markdown):
        for body in _pieces(section):
            yield Passage(body, heading, page)


def blocks(markdown: str) -> Iterator[Block]:
    previous: Block | None = None
    for lines in _block_lines(markdown):
        block = Block(_kind(lines), "\n".join(lines))
        if previous and _continues(previous, block):
            previous = Block(previous.kind, f"{previous.text}\n\n{block.text}")
            continue
        if previous:
            yield previous
        previous = block
    if previous:
        yield previous


def _sections(markdown: str) -> Iterator[tuple[str, str]]:
    heading, lines = "", list[str]()
    for line, fenced in _with_fences(markdown):
        match = None if fenced else _HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        yield heading, "\n".join(lines)
        heading, lines = match[1], []
    yield heading, "\n".join(lines)


def _pieces(section: str) -> Iterator[str]:
    piece = ""
    for block in blocks(section):
        longer = f"{piece}\n\n{block.text}" if piece else block.text
        if piece and len(longer) > LONGEST_PASSAGE:
            yield piece
            longer = block.text
        piece = longer
    if piece:
        yield piece


def _with_fences(markdown: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a fenced code block."""
    fence = ""
    for line in markdown.splitlines():
        match = _FENCE.match(line)
        if fence:
            yield line, True
            if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        else:
            fence = match[1] if match else ""
            yield line, bool(fence)


def _block_lines(markdown: str) -> Iterator[list[str]]:
    block: list[str] = []
    was_fenced = False
    for line, fenced in _with_fences(markdown):
        if block and (fenced != was_fenced or (not fenced and _begins_anew(block, line))):
            yield block
            block = []
        was_fenced = fenced
        if fenced or line.strip():
            block.append(line)
    if block:
        yield block


def _begins_anew(block: list[str], line: str) -> bool:
    """Whether a line outside of code ends the block before it: a blank one does, and a list or a table after prose."""
    if not line.strip():
        return True
    after_prose = _kind(block) is BlockKind.PROSE
    return after_prose and bool(_LIST_ITEM.match(line) or line.startswith("|")) and not block[-1].startswith("|")


def _continues(previous: Block, block: Block) -> bool:
    """Whether the two are one list with blank lines in it."""
    return previous.kind is BlockKind.LIST and (block.kind is BlockKind.LIST or block.text.startswith("  "))


def _kind(lines: Iterable[str]) -> BlockKind:
    first, second, *_ = [*lines, "", ""]
    if _FENCE.match(first):
        return BlockKind.CODE
    if "|" in first and "-" in second and _TABLE_RULE.match(second):
        return BlockKind.TABLE
    return BlockKind.LIST if _LIST_ITEM.match(first) else BlockKind.PROSE
