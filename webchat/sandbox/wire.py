"""The dictionaries of Glean's client API, by the names its OpenAPI document gives them.

Times of chats and files are Unix seconds, those of documents and messages ISO 8601.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

Wire = dict[str, Any]

# --- ids ---------------------------------------------------------------------------------------------------------


def new_id() -> str:
    return secrets.token_hex(16)


@lru_cache(maxsize=1024)
def _opaque(text: str) -> str:
    """A token that is always the same for the same thing."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


# --- replies -----------------------------------------------------------------------------------------------------


def message(kind: str, *fragments: Wire, message_id: str = "", **more: object) -> Wire:
    return {
        "author": "GLEAN_AI",
        "messageType": kind,
        "messageId": message_id or new_id(),
        "fragments": list(fragments),
        **more,
    }


def prompt_message(text: str, file_ids: Sequence[str]) -> Wire:
    """What the user said, as it is kept."""
    prompt = {"author": "USER", "messageType": "CONTENT", "messageId": new_id(), "fragments": [{"text": text}]}
    return {**prompt, "uploadedFileIds": list(file_ids)} if file_ids else prompt


def response(*messages: Wire) -> Wire:
    return {"messages": list(messages)}


def text(words: str) -> Wire:
    return {"text": words}


def query_suggestion(query: str) -> Wire:
    """A search, with its text in the same fragment, as recorded from the real API."""
    return {"text": query, "querySuggestion": {"query": query, "datasource": "all"}}


def reading(documents: Sequence[Wire]) -> Wire:
    return {"structuredResults": [{"document": document} for document in documents]}


def citation(kind: str, source: Wire, *snippets: Wire) -> Wire:
    """The fragment that cites a source; kind is the field's name, such as sourceDocument."""
    token = _opaque(kind + str(source.get("id") or source.get("obfuscatedId") or source.get("url")))
    cited = {"trackingToken": token, kind: source}
    return {"citation": {**cited, "referenceRanges": [{"snippets": list(snippets)}]} if snippets else cited}


def snippet(words: str, bold: Sequence[tuple[int, int]] = (), page: int | None = None, url: str = "") -> Wire:
    """A quoted passage. `pageNumber` is in Glean's guide to deep links, and in no schema."""
    ranges = [{"startIndex": start, "endIndex": end, "type": "BOLD"} for start, end in bold]
    quoted = {"text": words, "mimeType": "text/plain", "snippetTextOrdering": 0, "ranges": ranges}
    return quoted | ({"url": url} if url else {}) | ({"pageNumber": page} if page else {})


# --- people ------------------------------------------------------------------------------------------------------


def named_person(name: str, **metadata: str) -> Wire:
    person: Wire = {"name": name, "obfuscatedId": _opaque(name)}
    return {**person, "metadata": metadata} if metadata else person


def user(address: str) -> Wire:
    """The person behind an act-as address: ada.lovelace@… is Ada Lovelace."""
    name = address.partition("@")[0].replace(".", " ").replace("_", " ").title()
    return {"name": name, "obfuscatedId": _opaque(address), "metadata": {"email": address}}


# --- times -------------------------------------------------------------------------------------------------------


def timestamp() -> str:
    """Now, for a message's `ts`."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
