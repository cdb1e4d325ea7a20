"""Markdown that has been thought about: the specification's examples, GitHub's extensions, and what models write."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Example:
    number: int
    section: str
    markdown: str
    html: str


def _commonmark() -> list[Example]:
    path = Path(__file__).parent / "data" / "commonmark-0.31.2.json"
    return [Example(e["example"], e["section"], e["markdown"], e["html"]) for e in json.loads(path.read_text("utf-8"))]


COMMONMARK = _commonmark()

GITHUB = [
    "|a|b|\n|-|-:|\n|c|d|\n",
    "before\n| a | b |\n| --- | :-: |\n| c | d |\n| too | many | cells |\n| few |\nafter\n",
    "| a |\n| - |\n# a heading ends it\n",
    "| `x \\| y` | **b** |\n|:--|--:|\n| ~~c~~ | [d](https://d.example) |\n\n> quote\n",
    "a | b\n- | -\n1 | 2\n",
    "> | a |\n> |---|\n> | b |\n\nafter\n",
    "- | a | b |\n  |---|---|\n  | c | d |\n- next\n",
    "| no | table |\n| - |\n",
    "|||\n|-|-|\n|||\n",
    "~~gone~~ and ~gone~ and ~~~not~~~\n",
    "- [x] done\n- [ ] to do\n  - [X] nested\n\n  words\n- [] neither\n",
    "www.example.com/a_b. and (https://x.example/(y)) and http://z.example.\n",
    "me@x.example, mailto:you@x.example\n",
]

WRITTEN_BY_MODELS = [
    "Here is how:\n- one\n- two\n\n1. **First.** Text\n\n   ```python\n   def f():\n       return 1\n   ```\n2. Next\n",
    "```python\nprint('a')\n\n\nprint('b')\n```\n**Note:** done.\n",
    "````markdown\n```\ninner\n```\n````\n~~~\nleft open\n\nand on",
    "## Title ##\nText[1]\n\n[1]: https://x.example/one\n",
    "See [policy][p] and [p].\n\n---\n\n[p]: <https://x.example/a b> 'Title'\n\nEnd [p]\n",
    "> [p]: /quoted\n\n[p]\n",
    "| a | b |\n|---|---|\n| one<br>two | `<br>` |\n",
    "<details>\n<summary>More</summary>\n\nHidden *words*\n\n</details>\n\n<!-- a comment\n\nthat goes on -->\n\nEnd\n",
    "**重要。**後 *強調*。\n\nعربي **غامق**\n\n👩‍👩‍👧 *e*\u0301\n",
    "- a\n\n      code\n\n\n      more code\n\npara\n",
    "a\r\nb\rc\r\n\r\n- d\r- e\r\n",
    "Title\n===\nText\n---\n- \n-\n\n1)\n2) x\n***\n",
    "\tcode\n\n\ufeffmark \0 \ue00012\ue001 &#xE000;1&#xE001; \u2028 \x0c x\n",
    "line one  \nline two\\\nline three\n",
]

ALL = [example.markdown for example in COMMONMARK] + GITHUB + WRITTEN_BY_MODELS
