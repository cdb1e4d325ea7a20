"""An uploaded file becomes Markdown, page by page, within limits.

reading      what comes out, what can go wrong, how much is read
plaintext    text, Markdown, source code, CSV, JSON
html         HTML without its scripts
docx         Word documents
pdf          PDF documents
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from webchat.sandbox.extract import docx, html, pdf, plaintext
from webchat.sandbox.extract.reading import Reading, Sheet, Unreadable

__all__ = ["EXTENSIONS", "Reading", "Sheet", "Unreadable", "read"]

_LANGUAGES = ("css", "ini", "js", "py", "sh", "sql", "toml", "ts", "xml", "yaml", "yml")
_READERS: Mapping[str, Callable[[Path], Reading]] = {
    **dict.fromkeys((".txt", ".text", ".log", ".rst", ".vtt"), plaintext.text),
    **dict.fromkeys((".md", ".markdown"), plaintext.markdown),
    **dict.fromkeys((".csv", ".tsv"), plaintext.table),
    ".json": plaintext.json_document,
    **dict.fromkeys((".html", ".htm"), html.document),
    ".docx": docx.document,
    ".pdf": pdf.document,
    **{f".{language}": partial(plaintext.code, language=language) for language in _LANGUAGES},
}

EXTENSIONS = frozenset(_READERS)


def read(path: Path, extension: str) -> Reading:
    """Raises KeyError for an extension that is not among EXTENSIONS, Unreadable for a file that is not what its
    extension says. May take seconds: for a thread.
    """
    return _READERS[extension](path)
