"""Code in three inks: comments, keywords and strings each get a class, everything else stays text."""

from functools import cache
from html import escape
from itertools import groupby
from operator import itemgetter
from time import thread_time

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Operator, String, _TokenType

# Longer code stays in one ink, and so does code that takes longer: some lexers need quadratic time for odd code, and
# everyone else's reply waits meanwhile. Ordinary code of this length takes 5 to 30 ms.
LONGEST = 10_000  # characters
TIME_LIMIT = 0.1  # seconds of this thread's CPU time

# The name a reader sees, and what a fence may call it; the first is the lexer's own. The list is closed: the language
# is named by whoever writes the text, and not every lexer is safe with hostile code.
_LANGUAGES = {
    "Batch": "bat batch cmd",
    "C": "c h",
    "C#": "csharp c# cs",
    "C++": "cpp c++ cc hpp cxx",
    "CSS": "css",
    "Dart": "dart",
    "Diff": "diff patch",
    "Dockerfile": "docker dockerfile containerfile",
    "Elixir": "elixir ex exs",
    "Go": "go golang",
    "GraphQL": "graphql gql",
    "Groovy": "groovy gradle",
    "HTML": "html htm",
    "Haskell": "haskell hs",
    "INI": "ini cfg conf",
    "JSON": "json json5 jsonc jsonl ndjson",
    "Java": "java",
    "JavaScript": "javascript js jsx mjs node",
    "Kotlin": "kotlin kt kts",
    "LaTeX": "latex tex",
    "Lua": "lua",
    "Makefile": "make makefile mk",
    "Markdown": "markdown md",
    "Nginx": "nginx",
    "PHP": "php",
    "Perl": "perl pl",
    "PowerShell": "powershell ps1 pwsh posh",
    "Protocol Buffers": "protobuf proto",
    "Python": "python py python3 py3 ipython",
    "R": "r",
    "Ruby": "ruby rb",
    "Rust": "rust rs",
    "SCSS": "scss sass",
    "SQL": "sql postgresql postgres mysql sqlite tsql plsql",
    "Scala": "scala",
    "Shell": "bash sh shell zsh console shell-session terminal",
    "Swift": "swift",
    "TOML": "toml",
    "Terraform": "terraform tf hcl",
    "Text": "text txt plain plaintext",
    "TypeScript": "typescript ts tsx",
    "XML": "xml svg",
    "YAML": "yaml yml",
}
_LABELS = {name: label for label, names in _LANGUAGES.items() for name in names.split()}

_INKS = ((Comment.Preproc, "k"), (Comment, "c"), (Keyword, "k"), (Operator.Word, "k"), (Name.Tag, "k"), (String, "s"))


def language_label(language: str) -> str:
    """A fence's language as a reader knows it; `Code` if it is none of ours."""
    return _LABELS.get(language.lower(), "Code")


def highlight(code: str, language: str) -> str:
    """HTML of the code, its comments, keywords and strings in `<span class="c|k|s">`; equal text in any case."""
    spans = []
    for ink, words in groupby(_tokens(code, language_label(language)), key=itemgetter(0)):
        text = escape("".join(word for _, word in words), quote=False)
        spans.append(f'<span class="{ink}">{text}</span>' if ink else text)
    return "".join(spans)


def _tokens(code: str, label: str) -> list[tuple[str, str]]:
    """Ink and text of each token; joined they are the code, which not every lexer sees to."""
    if label == "Code" or len(code) > LONGEST:
        return [("", code)]
    lexer, tokens = _lexer(label), []
    end = thread_time() + TIME_LIMIT
    for kind, word in lexer.get_tokens(code + "\n"):  # without it, some lexers miss a comment in the last line
        tokens.append((_ink(kind), word))
        if thread_time() > end:
            break
    if "".join(word for _, word in tokens) != code + "\n":
        return [("", code)]
    ink, word = tokens.pop()
    return [*tokens, (ink, word.removesuffix("\n"))]


@cache
def _lexer(label: str) -> Lexer:
    return get_lexer_by_name(_LANGUAGES[label].split()[0], stripnl=False, ensurenl=False)


@cache
def _ink(token: _TokenType) -> str:
    # Each kind of token is a tuple that begins with the kinds it belongs to.
    return next((ink for kind, ink in _INKS if token[: len(kind)] == kind), "")
