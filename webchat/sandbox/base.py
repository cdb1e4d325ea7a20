"""What the operations of any wire format share, for as long as the sandbox runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, create_task_group
from anyio.abc import TaskGroup

from webchat.sandbox.handbook import read_handbook
from webchat.sandbox.library import Library
from webchat.sandbox.passages import passages
from webchat.sandbox.settings import BaseSettings
from webchat.sandbox.store.database import Database
from webchat.sandbox.store.files import Files, StoredFile

_log = logging.getLogger(__name__)


class Base:
    """The store and the library block: for threads. The rest belongs to the event loop."""

    def __init__(self, settings: BaseSettings, schema: str = "") -> None:
        """`schema` makes the tables that only one wire format needs."""
        self.settings = settings
        self.handbook = read_handbook(settings.handbook)
        self.database = Database(settings.data / "sandbox.sqlite3", schema)
        self.files = Files(self.database)
        self.library = Library(self.database)
        self.busy_until: dict[str, float] = {}
        self.readers = CapacityLimiter(1)  # reading files must not take the processor from the replies
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._jobs: TaskGroup | None = None
        self._file_folder = settings.data / "files"
        self._file_folder.mkdir(exist_ok=True)
        self._read_handbook()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with create_task_group() as self._jobs:
            yield
            self._jobs.cancel_scope.cancel()
        self.database.close()

    def start[*Arguments](self, job: Callable[[*Arguments], Awaitable[None]], *arguments: *Arguments) -> None:
        """Go on with it after the request. Its failure is its own."""
        assert self._jobs, "the application has not been started: its server must speak the lifespan protocol"  # noqa: S101
        self._jobs.start_soon(_logged, lambda: job(*arguments))

    def lock(self, chat_id: str) -> asyncio.Lock:
        """Held by the turn that is under way in the chat."""
        return self._locks.setdefault(chat_id, asyncio.Lock())

    def path(self, file_id: str) -> Path:
        return self._file_folder / file_id

    def delete_files(self, files: Iterable[StoredFile]) -> None:
        file_ids = [file.id for file in files]
        self.files.delete(file_ids)
        self.library.remove(file_ids)
        for file_id in file_ids:
            self.path(file_id).unlink(missing_ok=True)

    def _read_handbook(self) -> None:
        """Anew at every start: pages may have changed."""
        self.library.remove_pages()
        for page in self.handbook.pages.values():
            self.library.add(page.id, page.title, passages(page.text))


async def _logged(job: Callable[[], Awaitable[None]]) -> None:
    try:
        await job()
    except Exception:  # noqa: BLE001 - whatever it is, the other jobs go on
        _log.exception("A background job of the sandbox failed")
