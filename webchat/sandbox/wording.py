"""The text of a reply that quotes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from webchat.sandbox.library import Hit, Library
from webchat.sandbox.markdown import escaped, plain
from webchat.sandbox.passages import BlockKind
from webchat.sandbox.quotes import Quote, best_block, best_line, best_sentences
from webchat.sandbox.search import Sources

DISCLAIMER = "*I am a sandbox: I quote what I find and do not reason.*"

_MOST_TOPICS = 12
_MOST_FOLLOW_UPS = 3
_LEAD_IN = {
    BlockKind.TABLE: "The table there",
    BlockKind.LIST: "The list there",
    BlockKind.CODE: "The example there",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Here a wire format may cite what the text before it was taken from."""

    hit: Hit
    quote: Quote


def quoting(hits: Sequence[Hit], sources: Sources) -> Iterator[str | Quoted]:
    """Markdown, and where it was quoted from. There is at least one hit."""
    best, *others = hits
    quote, block = best_sentences(best), best_block(best)
    yield f"{_name(best, sources)} has this{_under(best)}"
    if quote:
        yield f":\n\n> {quote.markdown}"
    yield Quoted(best, quote or best_line(best))
    if block:
        yield f"\n\n{_LEAD_IN[block.kind]}" if quote else ""
        yield f":\n\n{block.text}"
    yield from _more(others, sources)
    yield f"\n\n{DISCLAIMER}"


def nothing_found(titles: Sequence[str]) -> Iterator[str]:
    yield "I found nothing about that."
    if titles:
        # From the whole alphabet.
        topics = titles[:: -(-len(titles) // _MOST_TOPICS)]
        yield " Among other things the handbook has pages on:\n"
        yield "".join(f"\n- {escaped(topic)}" for topic in topics)
    yield f"\n\n{DISCLAIMER}"


def next_prompts(hits: Iterable[Hit], library: Library) -> list[str]:
    """From the headings of the sources found, without those already quoted."""
    quoted = {(hit.title, hit.passage.heading) for hit in hits}
    titles = {hit.source: hit.title for hit in hits}
    places = [(title, heading) for source, title in titles.items() for heading in library.headings(source)]
    return [_prompt(*place) for place in places if place not in quoted][:_MOST_FOLLOW_UPS]


def _more(hits: Sequence[Hit], sources: Sources) -> Iterator[str | Quoted]:
    if hits:
        yield "\n\nSee also:\n"
    for hit in hits:
        quote = best_sentences(hit) or best_line(hit)
        yield f"\n- {_name(hit, sources)}{_under(hit)}: {quote.markdown}"
        yield Quoted(hit, quote)


def _name(hit: Hit, sources: Sources) -> str:
    name = f"**{escaped(hit.title)}**"
    return f"Your file {name}" if hit.source in sources.files else name


def _under(hit: Hit) -> str:
    heading, page = plain(hit.passage.heading), hit.passage.page
    place = f" under *{escaped(heading)}*" if heading else ""
    return f"{place} on page {page}" if page else place


def _prompt(title: str, heading: str) -> str:
    heading = plain(heading)
    return heading if title.lower() in heading.lower() else f"{title}: {heading}"
