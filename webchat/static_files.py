"""Static files: named after their content, so that a browser may keep them for ever, and served at the door."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.core.files.base import ContentFile
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.responders import Response, StaticFile  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

from webchat import headers

# A style or a script needs no rights of its own; these are for whoever opens its address. What a page may ask a browser
# for is no matter of theirs, and would double the headers of some fifty small files.
HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in {**headers.COMMON, "Content-Security-Policy": headers.NO_RIGHTS}.items()
]


STYLES = "css/main.css"
IMPORT = re.compile(r'^@import "(.+)";$', re.MULTILINE)


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    # What one module imports from another must carry the content's name too, or a browser would mix two versions.
    support_js_module_import_aggregation = True
    # Nothing refers to the plain names any more; compressing them as well takes twice as long.
    keep_only_hashed_files = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        """`paths` has the storage of each file, and its name there. The styles become one file: before a browser has
        twenty of them it shows nothing."""
        if not options.get("dry_run"):
            self._write(STYLES, self._with_imports(paths))
            paths = {**paths, STYLES: (self, STYLES)}
        yield from super().post_process(paths, *args, **options)

    def _with_imports(self, paths: dict[str, Any]) -> str:
        def text(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read(), "utf-8")

        return IMPORT.sub(lambda found: text(f"css/{found[1]}"), text(STYLES))

    def _write(self, name: str, text: str) -> None:
        self.delete(name)
        self.save(name, ContentFile(text))


class StaticFiles:
    """WhiteNoise, before Django instead of inside it: a first visit asks for some fifty small files, and each would go
    through all that is only there for pages, at five times the cost."""

    def __init__(self, app: ASGI3Application) -> None:
        self.app = app
        self.whitenoise = WhiteNoiseMiddleware()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http" and (file := self._file(scope["path"])):
            await _serve(file, scope, send)
        else:
            await self.app(scope, receive, send)

    def _file(self, path: str) -> StaticFile | None:
        files = self.whitenoise
        return files.find_file(path) if files.autorefresh else files.files.get(path)


async def _serve(file: StaticFile, scope: HTTPScope, send: ASGISendCallable) -> None:
    answer, content = await asyncio.to_thread(_read, file, scope)
    headers = [*_encoded(answer.headers), *HEADERS]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def _read(file: StaticFile, scope: HTTPScope) -> tuple[Response, bytes]:
    """Whole: they are small. What of the file is wanted, and packed how, WhiteNoise reads from the headers."""
    asked = {f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value for name, value in scope["headers"]}
    answer = file.get_response(scope["method"], {name: value.decode("latin-1") for name, value in asked.items()})
    if answer.file is None:
        return answer, b""
    with answer.file as opened:
        return answer, opened.read()


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
