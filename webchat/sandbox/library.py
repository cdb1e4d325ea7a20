"""Full-text search over passages of the handbook and of uploaded files."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from webchat.sandbox.handbook import PAGE_ID_PREFIX
from webchat.sandbox.passages import Passage
from webchat.sandbox.store.database import Database

MARK_START, MARK_END = "\x02", "\x03"  # around each word of the query, in a hit's `marked`

_MOST_TERMS = 12
_MOST_OF_ONE_SOURCE = 2
_WEAKEST = 0.4  # of the best score: what is weaker is not worth reading
_STOP_WORDS = """
a about all also am an and any are as at be because been but by can could did do does for from get gets give had has
have how i if in into is it its just know let like many may me mean much must my need no not of on or our out please
say says shall should show so some tell than that the their them then there these they this to us was we were what
when where which who whom whose why will with would you your
"""
_UNSEARCHED = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"[^\W_]{2,}|\d")

# bm25() is negative, the best lowest; its weights are those of title, heading and body. A table has few words for
# what it tells, which BM25 takes for little.
_SEARCH = f"""
SELECT rowid, source, title, heading, body, page,
       highlight(passages, 2, '{MARK_START}', '{MARK_END}') AS marked,
       bm25(passages, 2, 6, 1) * iif(instr(body, '|---'), 1.15, 1) AS score
FROM passages
WHERE passages MATCH ? AND source IN (SELECT value FROM json_each(?))
ORDER BY score, rowid LIMIT 60
"""  # noqa: S608
_OPENING = """
SELECT rowid, source, title, heading, body, page, body AS marked
FROM passages WHERE source = ? ORDER BY rowid LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Hit:
    source: str  # the id of a page or of a file
    title: str
    passage: Passage
    marked: str  # the passage's body with the words of the query marked


class Library:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, source: str, title: str, passages: Iterable[Passage]) -> None:
        rows = ((title, passage.heading, passage.body, source, passage.page) for passage in passages)
        # In pieces, so that a long file does not keep everybody else waiting.
        for piece in batched(rows, 200):
            with self._transaction() as db:
                db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", piece)

    def remove(self, sources: Iterable[str]) -> None:
        with self._transaction() as db:
            db.executemany("DELETE FROM passages WHERE source = ?", [(source,) for source in sources])

    def remove_pages(self) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM passages WHERE source GLOB ?", (f"{PAGE_ID_PREFIX}*",))

    def search(self, question: str, sources: Iterable[str], limit: int) -> list[Hit]:
        """The best passages of these sources, best first."""
        words = terms(question)
        if not words:
            return []
        with self._transaction() as db:
            rows = db.execute(_SEARCH, (_any_of(words), json.dumps(list(sources)))).fetchall()
            matched = _matched_terms(db, words, [row["rowid"] for row in rows])
        enough = _enough(words, matched)
        good = [row for row in rows if matched[row["rowid"]] >= enough]
        return list(_varied(_hit(row) for row in good if row["score"] <= good[0]["score"] * _WEAKEST))[:limit]

    def opening(self, source: str) -> Hit | None:
        """How the source begins."""
        with self._transaction() as db:
            row = db.execute(_OPENING, (source,)).fetchone()
        return _hit(row) if row else None

    def passages(self, source: str) -> list[Passage]:
        with self._transaction() as db:
            query = "SELECT body, heading, page FROM passages WHERE source = ? ORDER BY rowid"
            return [Passage(row["body"], row["heading"], row["page"]) for row in db.execute(query, (source,))]

    def headings(self, source: str) -> list[str]:
        with self._transaction() as db:
            query = "SELECT heading FROM passages WHERE source = ? AND heading <> '' ORDER BY rowid"
            return list(dict.fromkeys(row["heading"] for row in db.execute(query, (source,))))


def terms(question: str) -> Sequence[str]:
    """The words of a question that are worth searching for."""
    words = dict.fromkeys(_WORD.findall(question.lower()))
    return [word for word in words if word not in _UNSEARCHED][:_MOST_TERMS]


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _matched_terms(db: sqlite3.Connection, words: Sequence[str], rowids: Sequence[int]) -> Counter[int]:
    query = "SELECT rowid FROM passages WHERE passages MATCH ? AND rowid IN (SELECT value FROM json_each(?))"
    found = Counter[int]()
    for word in words:
        found.update(row["rowid"] for row in db.execute(query, (f'"{word}"', json.dumps(rowids))))
    return found


def _enough(words: Sequence[str], matched: Counter[int]) -> int:
    """How many words a passage must match: two, or one if the question is short and nothing matches two."""
    short = len(words) <= 2  # noqa: PLR2004
    return min(2, max(matched.values(), default=1)) if short else 2


def _varied(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Without the third and further passages of one source."""
    taken = Counter[str]()
    for hit in hits:
        taken[hit.source] += 1
        if taken[hit.source] <= _MOST_OF_ONE_SOURCE:
            yield hit


def _hit(row: sqlite3.Row) -> Hit:
    passage = Passage(row["body"], row["heading"], row["page"])
    return Hit(row["source"], row["title"], passage, row["marked"])
