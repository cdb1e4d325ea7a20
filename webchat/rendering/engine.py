"""The CommonMark engine: 0.31.2 with GitHub's tables, task lists, strikethrough and bare links.

Raw HTML is shown as the text it is; the engine itself drops the address of a `javascript:` link. That is the first
wall, and `sanitise` the second.
"""

import re

import comrak

# What can stand at the top level, and what can hold other blocks. Any other `<` of the engine's output is escaped.
_BLOCK = re.compile(
    r"<(?:(?P<end>/)?(?P<holder>blockquote|ul|ol|table)|p|h[1-6]|pre|hr)\b"
    r'(?: data-sourcepos="(?P<first>\d+):\d+-(?P<last>\d+):\d+")?'
)


def html(source: str) -> str:
    return comrak.render_markdown(source, extension_options=_EXTENSIONS, render_options=_SHOWN)


def block_lines(source: str) -> list[tuple[int, int]]:
    """The first and last line of each top-level block, counted from 1.

    Link reference definitions and raw HTML have no block of their own: their lines lie between two others.
    """
    depth = 0
    blocks = []
    for match in _BLOCK.finditer(comrak.render_markdown(source, extension_options=_EXTENSIONS, render_options=_PLACED)):
        if match["end"]:
            depth -= 1
            continue
        if not depth:
            blocks.append((int(match["first"]), int(match["last"])))
        depth += match["holder"] is not None
    return blocks


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = options.strikethrough = options.autolink = options.tasklist = True
    # Chinese, Japanese and Korean put no spaces around bold words; CommonMark alone would show the asterisks.
    options.cjk_friendly_emphasis = True
    return options


def _rendering(*, sourcepos: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.escape = True
    options.sourcepos = sourcepos
    return options


_EXTENSIONS = _extensions()
_SHOWN = _rendering(sourcepos=False)
_PLACED = _rendering(sourcepos=True)
