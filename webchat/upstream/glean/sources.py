"""Citations and search results."""

from collections.abc import Iterator

from webchat.upstream.types.replies import Snippet, Source, SourceKind
from webchat.upstream.wire import Wire, first_string, integer, mapping, mappings, moment, string

CITED = {
    "sourceDocument": SourceKind.DOCUMENT,
    "sourceFile": SourceKind.FILE,
    "sourcePerson": SourceKind.PERSON,
    "sourceCustomEntity": SourceKind.ENTITY,
    "sourceSkill": SourceKind.SKILL,
}
FOUND = {
    "document": SourceKind.DOCUMENT,
    "person": SourceKind.PERSON,
    "customEntity": SourceKind.ENTITY,
    "customer": SourceKind.ENTITY,
    "team": SourceKind.ENTITY,
    "meeting": SourceKind.ENTITY,
    "collection": SourceKind.ENTITY,
    "answer": SourceKind.ENTITY,
}


def cited_source(citation: Wire) -> Source | None:
    """What a ChatMessageCitation points to, with the passages it quotes."""
    return next(_sources(citation, CITED, _snippets(citation)), None)


def found_sources(results: object) -> tuple[Source, ...]:
    """What a list of StructuredResults is about."""
    return tuple(source for result in mappings(results) for source in _sources(result, FOUND, ()))


def _sources(holder: Wire, kinds: dict[str, SourceKind], snippets: tuple[Snippet, ...]) -> Iterator[Source]:
    for name, kind in kinds.items():
        # Most pieces of a reply cite nothing, and this is asked for each of them.
        if (thing := mapping(holder.get(name))) and (source := _source(kind, thing, snippets)):
            yield source


def _source(kind: SourceKind, thing: Wire, snippets: tuple[Snippet, ...]) -> Source | None:
    """Documents, people, files, entities and skills share their names for what we show."""
    about = mapping(thing.get("metadata"))
    name, url = first_string(thing, "title", "name"), string(thing.get("url"))
    identity = first_string(thing, "id", "obfuscatedId") or url or name
    if not identity:
        return None
    return Source(
        kind=kind,
        key=f"{kind}:{identity}",
        title=name or url or identity,
        url=url,
        datasource=string(thing.get("datasource")) or string(about.get("datasource")),
        author=_name(about.get("author")) or _name(about.get("owner")),
        updated=moment(about.get("updateTime")),
        snippets=snippets,
    )


def _name(person: object) -> str:
    return string(mapping(person).get("name"))


def _snippets(citation: Wire) -> tuple[Snippet, ...]:
    wires = [wire for place in mappings(citation.get("referenceRanges")) for wire in mappings(place.get("snippets"))]
    return tuple(dict.fromkeys(snippet for wire in wires if (snippet := _snippet(wire)).text))


def _snippet(wire: Wire) -> Snippet:
    """`snippet` is the older name of `text`, to be removed on 2026-10-15; `pageNumber` is only in a guide."""
    text = first_string(wire, "text", "snippet")
    return Snippet(text, integer(wire.get("pageNumber")), tuple(_highlights(wire, len(text))))


def _highlights(wire: Wire, length: int) -> Iterator[tuple[int, int]]:
    """The unit of the indexes is nowhere said: what does not fit the text is left out."""
    for place in mappings(wire.get("ranges")):
        start, end = integer(place.get("startIndex")), integer(place.get("endIndex"))
        if start is not None and end is not None and 0 <= start < end <= length:
            yield start, end
