"""The body of an upload (RFC 7578), passed on as it is read."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from webchat.upstream.types.saved import Upload

CONTENT_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
IN_QUOTES = {ord("\r"): "%0D", ord("\n"): "%0A", ord('"'): "%22"}  # as browsers escape a file's name (WHATWG HTML)


@dataclass(frozen=True, slots=True)
class Multipart:
    uploads: Sequence[Upload]
    part_name: str  # of every one of them
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def headers(self) -> Mapping[str, str]:
        """With the length if every upload's is known; otherwise the body goes in chunks."""
        headers = {"Content-Type": f"multipart/form-data; boundary={self.boundary}"}
        return headers if self.size is None else headers | {"Content-Length": str(self.size)}

    @property
    def size(self) -> int | None:
        """Bytes."""
        total = len(self._end)
        for upload in self.uploads:
            if upload.size is None:
                return None
            total += len(self._head(upload)) + upload.size + len(b"\r\n")
        return total

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for upload in self.uploads:
            yield self._head(upload)
            async for chunk in upload.chunks:
                yield chunk
            yield b"\r\n"
        yield self._end

    def _head(self, upload: Upload) -> bytes:
        content_type = (
            upload.content_type if CONTENT_TYPE.fullmatch(upload.content_type) else "application/octet-stream"
        )
        name = upload.name.translate(IN_QUOTES)
        return (
            f"--{self.boundary}\r\n"
            f'Content-Disposition: form-data; name="{self.part_name}"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        ).encode(errors="replace")

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()
