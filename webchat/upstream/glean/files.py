"""Attached files."""

from collections.abc import Mapping

from webchat.upstream.types.saved import ChatFile, FileStatus
from webchat.upstream.wire import Wire, integer, mapping, mappings, moment, string

STATUSES = {
    "PROCESSING": FileStatus.PROCESSING,
    "PROCESSED": FileStatus.READY,
    "PARTIALLY_PROCESSED": FileStatus.PARTLY_READY,
    "FAILED": FileStatus.FAILED,
    "DELETED": FileStatus.DELETED,
}


def chat_file(wire: Wire, file_id: str = "") -> ChatFile:
    """A file without an id gets the one given."""
    about = mapping(wire.get("metadata"))
    failure = string(about.get("failureReason"))
    return ChatFile(
        id=string(wire.get("id")) or file_id,
        name=string(wire.get("name")),
        status=STATUSES.get(string(about.get("status")), FileStatus.FAILED if failure else FileStatus.PROCESSING),
        failure=failure,
        size=integer(about.get("processedSize")),
        content_type=string(about.get("mimeType")),
        uploaded=moment(about.get("uploadTime")),
    )


def uploaded_files(answer: Wire) -> tuple[ChatFile, ...]:
    """A list, from uploadchatfiles. A file it refused may have no id, but then it has a failure."""
    files = map(chat_file, mappings(answer.get("files")))
    return tuple(file for file in files if file.id or file.failure)


def known_files(answer: Wire) -> Mapping[str, ChatFile]:
    """A map by id, from getchatfiles."""
    files = mapping(answer.get("files")).items()
    return {file_id: chat_file(wire, file_id) for file_id, wire in files if isinstance(wire, dict)}
