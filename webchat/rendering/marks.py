"""A citation's place in Markdown: a mark the engine carries along as text, until the citation's HTML takes its place.

A mark is `<`, U+E000, the number, U+E001, `>`. The angle brackets let bold words end right before it and a bare link
stop at it. The two private characters are taken out of all other text, so nobody else can write a mark.
"""

import re
from collections.abc import Callable

_MARK = "<\ue000{}\ue001>"
_IN_SOURCE = re.compile("<\ue000(\\d+)\ue001>")
IN_HTML = re.compile("&lt;\ue000(\\d+)\ue001&gt;")
END_IN_HTML = "\ue001&gt;"
_IN_CODE = re.compile(f"^[ \\t]*(?:{IN_HTML.pattern})+\n{{1,2}}|{IN_HTML.pattern}", re.MULTILINE)
IN_URL = re.compile(r"%3C%EE%80%80\d+%EE%80%81%3E")

# A block of code between fences, wherever it stands: what opens it, what is in it, what closes it, if anything does.
_FENCED = re.compile(
    r"^(?P<start>(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=\s)))*[ \t]*(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}).*\n)"
    r"(?P<code>(?:.*\n)*?.*?)(?P<end>^[ \t>]*(?P=fence)[`~]*[ \t]*(?:\n|\Z)|\Z)",
    re.MULTILINE,
)
_OWN_LINE = re.compile(f"^[ \\t>]*(?:{_IN_SOURCE.pattern})+\n{{1,2}}|{_IN_SOURCE.pattern}", re.MULTILINE)

_FOREIGN = str.maketrans({"\ue000": None, "\ue001": None, "\ufeff": None, "\0": "\ufffd"})
_FOREIGN_ENTITY = re.compile(r"&#(?:[xX]0*[eE]00[01]|0*5734[45]);")

_SIGHT = 8  # lines; how far back words are looked for
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=\s|\Z)))*[ \t]*")


def without_foreign(text: str) -> str:
    """Text without the characters of a mark; also without NUL and byte order marks, which engines treat specially."""
    return text.translate(_FOREIGN)


def without_foreign_entities(source: str) -> str:
    """The engine decodes entities, so they must not spell a mark either."""
    return _FOREIGN_ENTITY.sub("\ufffd", source) if "&#" in source else source


def numbers(source: str) -> list[int]:
    return [int(number) for number in _IN_SOURCE.findall(source)]


def removed(source: str) -> str:
    return _IN_SOURCE.sub("", source)


def without_marks(html: str) -> str:
    return IN_HTML.sub("", html)


def without_marks_in_code(html: str) -> str:
    """Code as it was written: where a mark has a line of its own, that line goes too."""
    return _IN_CODE.sub("", html)


def replaced(source: str, note: Callable[[int], str]) -> str:
    """Markdown with notes in the places of its marks. Code stays as it was written: its notes follow it."""
    return _IN_SOURCE.sub(lambda match: note(int(match[1])), _FENCED.sub(_behind, source))


def _behind(fenced: re.Match[str]) -> str:
    found = "".join(_MARK.format(number) for number in numbers(fenced["code"]))
    end = fenced["end"] or f"\n{fenced['fence']}\n"
    return fenced["start"] + _OWN_LINE.sub("", fenced["code"]) + end + (f"\n{found}\n" if found else "")


def place(lines: list[str], number: int) -> None:
    """Puts a mark after the last words of the lines, so that no block changes its kind by it.

    Lines end with a newline, but for the last, which may still be under way. The mark stays within a table's cell or
    a heading; after a fence, a rule or the like it gets a line of its own.
    """
    mark = _MARK.format(number)
    index = _last_visible(lines)
    if index < 0:
        _add_line(lines, mark)
        return
    if index and _is_delimiter_row(lines[index]) and lines[index - 1].strip():
        index -= 1
    containers, body = _split(lines[index])
    is_empty = not body.strip("#")
    if is_empty and not lines[index].endswith("\n"):
        lines[index] += mark  # the words of this item or heading are still to come
    elif is_empty or _is_structure(body):
        _add_line(lines, mark, indent=re.sub(r"[^\s>]", " ", containers))
    else:
        end = len(containers) + len(_words(body))
        lines[index] = lines[index][:end] + mark + lines[index][end:]


def _last_visible(lines: list[str]) -> int:
    """-1 if all that is in sight is blank."""
    return next((at for at in reversed(range(len(lines))[-_SIGHT:]) if lines[at].strip()), -1)


def _add_line(lines: list[str], mark: str, indent: str = "") -> None:
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
        lines.append(indent + mark)  # its newline is the one that was to come
    else:
        lines += [f"{indent}{mark}\n", f"{indent.rstrip()}\n"]


def _split(line: str) -> tuple[str, str]:
    """The signs of the lists and quotes a line stands in, and the rest of it."""
    containers = _CONTAINERS.match(line)
    end = containers.end() if containers else 0
    return line[:end], line[end:].rstrip()


def _is_structure(body: str) -> bool:
    """A fence, a rule, the line under a heading, a link reference definition: a mark would make it something else."""
    return (
        body.startswith("~~~")
        or (body.startswith("```") and "`" not in body.lstrip("`"))
        or not body.strip("-_*= \t")
        or (body.startswith("[") and "]:" in body)
    )


def _is_delimiter_row(line: str) -> bool:
    """The line under a table's head; one without any `|` or `:` would be a rule, one that begins a list an item."""
    containers, body = _split(line)
    is_item = containers.strip("> \t") != ""
    return not is_item and not body.strip("|:- \t") and "-" in body and ("|" in body or ":" in body)


def _words(body: str) -> str:
    """A line's text without what may close it: a cell's border, a heading's signs, a hard line break."""
    if body.startswith("#"):
        heading = body.rstrip("#")
        return heading.rstrip() if heading.endswith((" ", "\t")) else body
    return body.rstrip("|\\ \t")
