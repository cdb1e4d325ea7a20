"""What happens to a file after its upload: it is read, and can be searched."""

from pathlib import PurePath

import anyio
from anyio import to_thread

from webchat.sandbox import extract
from webchat.sandbox.base import Base
from webchat.sandbox.passages import passages
from webchat.sandbox.store.files import Failure, FileStatus, StoredFile

_Outcome = tuple[FileStatus, Failure | None]


async def process(backend: Base, file: StoredFile) -> None:
    await waited(backend)
    await read(backend, file)


async def waited(backend: Base) -> None:
    """As long as a file has to wait for its turn."""
    await anyio.sleep(backend.settings.seconds(backend.settings.processing_delay))


async def read(backend: Base, file: StoredFile) -> None:
    await to_thread.run_sync(_process, backend, file, limiter=backend.readers)


def resume(backend: Base) -> None:
    """Go on with what a stop of the sandbox interrupted."""
    for file in backend.files.unfinished():
        backend.start(process, backend, file)


def _process(backend: Base, file: StoredFile) -> None:
    # A half-read file of an earlier start must not be found twice.
    backend.library.remove([file.id])
    status, failure = _named_outcome(file) or _read(backend, file)
    if status is FileStatus.PROCESSING:
        return
    if not backend.files.finish(file.id, status, failure):
        backend.library.remove([file.id])


def _named_outcome(file: StoredFile) -> _Outcome | None:
    """A file that is named like a status or a reason, such as AV_SCAN_FAILED.txt, ends that way: to see each."""
    stem = PurePath(file.name).stem
    if stem in Failure:
        return FileStatus.FAILED, Failure(stem)
    return (FileStatus(stem), None) if stem in FileStatus else None


def _read(backend: Base, file: StoredFile) -> _Outcome:
    extension = PurePath(file.name).suffix.lower()
    if failure := _refused(backend, file, extension):
        return FileStatus.FAILED, failure
    try:
        reading = extract.read(backend.path(file.id), extension)
    except (extract.Unreadable, FileNotFoundError):  # not there: deleted meanwhile, and nobody will ask why
        return FileStatus.FAILED, Failure.PARSE_FAILED
    if reading.is_empty:
        return FileStatus.FAILED, Failure.EMPTY_CONTENT
    found = (passage for sheet in reading.sheets for passage in passages(sheet.text, sheet.page))
    backend.library.add(file.id, file.name, found)
    return (FileStatus.PROCESSED if reading.complete else FileStatus.PARTIALLY_PROCESSED), None


def _refused(backend: Base, file: StoredFile, extension: str) -> Failure | None:
    if file.size > backend.settings.largest_file:
        return Failure.FILE_TOO_LARGE
    if extension not in extract.EXTENSIONS:
        return Failure.FILE_EXTENSION_UNSUPPORTED
    return Failure.FILE_TOO_SMALL if file.size < backend.settings.smallest_file else None
