"""What happens to a document after its upload."""

from starlette.concurrency import run_in_threadpool

from webchat.sandbox import intake
from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.store.documents import Document
from webchat.sandbox.chatter.wire import now
from webchat.sandbox.store.files import Failure, FileStatus


async def process(backend: ChatterBackend, document: Document) -> None:
    [file] = await run_in_threadpool(backend.files.owned_by, document.owner, [document.id])
    await intake.waited(backend)
    await run_in_threadpool(backend.documents.started, document.id, now())
    if backend.layout.reads_text or wire.document_type(file.name) not in wire.TEXT_TYPES:
        await intake.read(backend, file)
    else:
        await run_in_threadpool(backend.files.finish, document.id, FileStatus.FAILED, Failure.PARSE_FAILED)
    count = len(await run_in_threadpool(backend.library.passages, document.id))
    await run_in_threadpool(backend.documents.completed, document.id, now(), count)


def resume(backend: ChatterBackend) -> None:
    """Go on with what a stop of the sandbox interrupted."""
    for file in backend.files.unfinished():
        document = backend.documents.get(file.id)
        if document:
            backend.start(process, backend, document)
