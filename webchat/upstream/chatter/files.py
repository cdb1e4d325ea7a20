"""Documents: files that belong to a user, and to no chat."""

from webchat.upstream.types.saved import ChatFile, FileStatus
from webchat.upstream.wire import Wire, first_string, integer, moment, string

STATUSES = {
    "pending": FileStatus.PROCESSING,
    "processing": FileStatus.PROCESSING,
    "processed": FileStatus.READY,
    "archived": FileStatus.READY,
    "failed": FileStatus.FAILED,
}
NOT_PROCESSED = "PROCESSING_FAILED"  # the server's own reason is made of its inner errors


def document(wire: Wire, file_id: str = "") -> ChatFile:
    status = STATUSES.get(string(wire.get("status")), FileStatus.PROCESSING)
    return ChatFile(
        id=string(wire.get("id")) or file_id,
        name=first_string(wire, "original_filename", "title"),
        status=status,
        failure=NOT_PROCESSED if status is FileStatus.FAILED else "",
        size=integer(wire.get("file_size")),
        content_type=string(wire.get("mime_type")),
        uploaded=moment(wire.get("created_at")),
    )
