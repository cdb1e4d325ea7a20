"""The words of a passage that are worth quoting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap

from webchat.sandbox.library import MARK_END, MARK_START, Hit
from webchat.sandbox.markdown import escaped, plain
from webchat.sandbox.passages import Block, BlockKind, blocks

LONGEST_QUOTE = 320  # characters
_MOST_LINES = 14  # of a quoted list, table or code block
_MOST_BOLD = 2  # places in one quote

_ITEM_START = re.compile(r"\n+(?=\s*(?:[-*+]|\d{1,9}[.)])\s)")
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][*_])|(?<=[.!?]\*\*))\s+(?=[\x02*_\[“\"]*[A-Z0-9])")
_QUOTE_START = re.compile(r"^\s*>\s?", re.MULTILINE)
_MARKED = re.compile(f"{MARK_START}([^{MARK_END}]*){MARK_END}")
_MARKED_TOGETHER = re.compile(f"{MARK_START}([^{MARK_END}]* [^{MARK_END}]*){MARK_END}")
_SPACE_BETWEEN_MARKS = re.compile(f"{MARK_END}( ){MARK_START}")
_ESCAPED = re.compile(r"\\.")
_MARKDOWN_SIGNS = re.compile(r"[*_`\[\]<>|\\~]")


@dataclass(frozen=True, slots=True)
class Quote:
    markdown: str
    text: str  # the same without Markdown
    bold: tuple[tuple[int, int], ...]  # where the words of the query stand in text: start, exclusive end


def best_sentences(hit: Hit) -> Quote | None:
    """The sentences that hold most words of the query; None for a passage without prose."""
    prose = [block.text for block in blocks(hit.marked) if block.kind is BlockKind.PROSE]
    runs = [run for text in prose for run in _runs(_sentences(text))]
    # Of two with as many, the one that begins where the words are.
    best = max(runs, key=lambda run: (_marks(" ".join(run)), _marks(run[0])), default=None)
    return _quote(" ".join(best)) if best else None


def best_line(hit: Hit) -> Quote:
    """The line of a list, a table or code that holds most words of the query."""
    lines = [line for block in blocks(hit.marked) for line in _lines(block)]
    text, bold = _bold_ranges(_joined_marks(plain(max(lines, key=_marks, default=""))))
    return Quote(escaped(text), text, bold)


def best_block(hit: Hit) -> Block | None:
    """The passage's list, table or code block with most words of the query in it, shortened where it is long."""
    found = [block for block in blocks(hit.marked) if block.kind is not BlockKind.PROSE]
    if not found:
        return None
    best = max(found, key=lambda block: _marks(block.text))
    return Block(best.kind, _shortened(best.kind, _unmarked(best.text)))


def _sentences(prose: str) -> list[str]:
    """Its sentences, and pieces of those that are too long for a quote."""
    sentences = _SENTENCE_END.split(" ".join(_QUOTE_START.sub("", prose).split()))
    return [piece for sentence in sentences for piece in wrap(sentence, LONGEST_QUOTE, break_long_words=False)]


def _lines(block: Block) -> list[str]:
    if block.kind is BlockKind.LIST:
        return _ITEM_START.split(block.text)
    lines = block.text.splitlines()
    return lines[1:-1] if block.kind is BlockKind.CODE else lines


def _runs(sentences: list[str]) -> Iterator[list[str]]:
    """From every sentence on, as many as fit into a quote."""
    for start in range(len(sentences)):
        lengths = accumulate(len(sentence) + 1 for sentence in sentences[start:])
        fitting = sum(length <= LONGEST_QUOTE + 1 for length in lengths)
        yield sentences[start : start + max(1, fitting)]


def _quote(marked: str) -> Quote:
    text, bold = _bold_ranges(_joined_marks(plain(marked)))
    return Quote(_markdown(_joined_marks(marked)), text, bold)


def _markdown(marked: str) -> str:
    """Bold for words of the query that stand together, and not where the text has Markdown of its own."""
    if not _MARKDOWN_SIGNS.search(marked):
        return _unmarked(_MARKED_TOGETHER.sub(r"**\1**", marked, count=_MOST_BOLD))
    markdown = _unmarked(marked)
    return markdown if _is_whole(markdown) else escaped(plain(markdown))


def _is_whole(markdown: str) -> bool:
    """Whether no emphasis, code or link seems to have been cut in two."""
    bare = _ESCAPED.sub("", markdown)
    pairs = bare.count("[") == bare.count("]") and bare.count("(") == bare.count(")")
    return pairs and all(bare.count(sign) % 2 == 0 for sign in "*_`~")


def _bold_ranges(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    ranges: list[tuple[int, int]] = []
    for found in _MARKED.finditer(marked):
        start = found.start() - 2 * len(ranges)
        ranges.append((start, start + len(found[1])))
    return _unmarked(marked), tuple(ranges)


def _joined_marks(marked: str) -> str:
    return _SPACE_BETWEEN_MARKS.sub(r"\1", marked)


def _marks(marked: str) -> int:
    """How many different words are marked."""
    return len({word.lower() for word in _MARKED.findall(marked)})


def _unmarked(marked: str) -> str:
    return marked.replace(MARK_START, "").replace(MARK_END, "")


def _shortened(kind: BlockKind, text: str) -> str:
    lines = text.splitlines()
    if len(lines) <= _MOST_LINES:
        return text
    end = [lines[-1]] if kind is BlockKind.CODE else []
    return "\n".join(lines[: _MOST_LINES - len(end)] + end)
