"""What rendering a reply costs while it arrives: python tests/benchmarks/bench_markdown.py

After each piece the open block is asked for, as a reader would do. "Whole again" is what it would cost to render all
the text so far after each piece instead, with the same code: measured at 20 places and scaled up. All times are CPU
time of this process, and "worst" is that of one piece.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from webchat.rendering.markdown import MarkdownStream, render

SECTION = """## Key rotation

Keys rotate **every 90 days**. The runbook names two approvers, [the policy](https://wiki.example/policy) names one;
the policy wins. See also https://wiki.example/runbook and `bw keys list`.

1. Create the next key, which *overlaps* with the current one.
2. Tell the partner.
   - by mail
   - in the change record
3. Retire the old key.

```python
def rotate(key: Key, overlap: timedelta) -> Key:
    # the current key stays active
    following = key.next(at=now() + overlap)
    return store.put(following, note="rotated by script")
```

| Environment | Approved by | Notice |
|-------------|:-----------:|-------:|
| Sandbox     | no one      |      0 |
| Production  | team lead   |  3 days |

> Partners accept both keys during the overlap, so no delivery is rejected.

"""

ONE_BLOCK = {
    "paragraph, one line": "word and word ",
    "paragraph, many lines": "words of a line and more words\n",
    "list": "- an item with *some* words\n",
    "table": "| a cell | another | 3 |\n|---|---|---|\n" + "| a cell | another | 3 |\n" * 400,
    "code, unclosed": "```python\n" + "value = compute(1, 'two')  # three\n" * 400,
    "quote": "> quoted words in a line\n",
    "nested quotes": "> > > > > > > > > > > > > > > > words\n",
    "raw HTML, unclosed": "<!--\nwords\n\nwords\n",
    "blank lines": "\n",
    "brackets": "[a][b] [c] ",
    "definitions": "[a]: https://x.example/a\n",
    "definitions, used before": "[a] [b]\n\n[a]: https://x.example/a\n\n",
    "asterisks": "*a **b ",
    "deep list": "- ",
}


@dataclass(frozen=True)
class Cost:
    total: float  # seconds
    worst: float  # seconds, of one piece


def pieces(text: str, width: int) -> Iterator[str]:
    return (text[start : start + width] for start in range(0, len(text), width))


def cost(text: str, width: int) -> Cost:
    stream, worst, begun = MarkdownStream(), 0.0, time.process_time()
    last = begun
    for piece in pieces(text, width):
        stream.feed(piece)
        stream.open()
        now = time.process_time()
        worst, last = max(worst, now - last), now
    stream.close()
    return Cost(time.process_time() - begun, worst)


def cost_of_whole_again(text: str, width: int) -> float:
    updates = len(text) // width
    prefixes = [text[: len(text) * place // 20] for place in range(1, 21)]
    begun = time.process_time()
    for prefix in prefixes:
        render(prefix)
    return (time.process_time() - begun) / len(prefixes) * updates


def repeated(sample: str, size: int) -> str:
    return (sample * (size // len(sample) + 1))[:size]


def answers() -> None:
    say(f"{'answer':>8} {'piece':>6} {'ms':>7} {'us each':>8} {'worst ms':>9} {'ratio':>6} {'whole again':>12}")
    for width in (40, 4):
        before = 0.0
        for size in (5_000, 20_000, 80_000, 320_000):
            text = repeated(SECTION, size)
            ours, again = cost(text, width), cost_of_whole_again(text, width)
            each = ours.total / (size // width) * 1e6
            ratio = f"{ours.total / before:.1f}" if before else ""
            say(
                f"{size // 1000:>5} kB {width:>6} {ours.total * 1e3:>7.0f} {each:>8.0f} {ours.worst * 1e3:>9.1f}"
                f" {ratio:>6} {f'x {again / ours.total:.0f}':>12}"
            )
            before = ours.total


def single_blocks() -> None:
    say(f"\n{'one block, in pieces of 40':<28} {'80 kB ms':>9} {'320 kB ms':>10} {'ratio':>6} {'worst ms':>9}")
    for name, sample in ONE_BLOCK.items():
        smaller, larger = (cost(repeated(sample, size), 40) for size in (80_000, 320_000))
        ratio = larger.total / smaller.total
        times = f"{smaller.total * 1e3:>9.0f} {larger.total * 1e3:>10.0f} {ratio:>6.1f} {larger.worst * 1e3:>9.1f}"
        say(f"{name:<28} {times}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    render(SECTION)  # loads the lexer
    answers()
    single_blocks()
