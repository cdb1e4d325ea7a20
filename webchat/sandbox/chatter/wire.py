"""The dictionaries of Chatter's API. What has no value is null, and never left out."""

import re
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.store.accounts import Account
from webchat.sandbox.chatter.store.conversations import Conversation, Message
from webchat.sandbox.chatter.store.documents import Document
from webchat.sandbox.store.files import Failure, FileStatus, StoredFile

Wire = dict[str, Any]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID = re.compile(f"[0-7][{_CROCKFORD}]{{25}}")

_TYPES = {"pdf": "pdf", "txt": "text", "md": "markdown", "html": "html", "doc": "doc", "docx": "docx"}
ALLOWED_TYPES = frozenset(_TYPES)  # extensions of documents
TEXT_TYPES = frozenset({"text", "markdown", "html"})
_WHY = {
    Failure.EMPTY_CONTENT: "No text content found in document",
    Failure.FILE_PROCESSING_TIMED_OUT: "Document processing timed out",
}


def new_id() -> str:
    """A ULID."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


# --- accounts ----------------------------------------------------------------------------------------------------


def user(account: Account) -> Wire:
    return {
        "email": account.email,
        "username": account.username,
        "full_name": account.full_name,
        "bio": None,
        "avatar_url": None,
        "phone_number": None,
        "id": account.id,
        "is_active": True,
        "is_verified": False,
        "is_superuser": account.is_superuser,
        "default_llm_provider": None,
        "default_profile_id": None,
        "daily_message_limit": None,
        "monthly_message_limit": None,
        "max_file_size_mb": None,
        "api_key_name": None,
        "created_at": account.created,
        "updated_at": account.updated,
        "last_login_at": account.last_login,
    }


# --- conversations -----------------------------------------------------------------------------------------------


def conversation(kept: Conversation) -> Wire:
    return {
        "title": kept.title,
        "description": None,
        "id": kept.id,
        "user_id": kept.owner,
        "profile_id": kept.profile_id,
        "status": kept.status,
        "llm_provider": None,
        "llm_model": None,
        "temperature": kept.temperature,
        "max_tokens": kept.max_tokens,
        "enable_retrieval": False,
        "message_count": 0,
        "total_tokens": 0,
        "total_cost": 0.0,
        "system_prompt": None,
        "context_window": 4096,
        "memory_enabled": True,
        "memory_strategy": None,
        "retrieval_limit": 5,
        "retrieval_score_threshold": 0.7,
        "tags": None,
        "extra_metadata": kept.extra_metadata,
        "workflow_config": None,
        "created_at": kept.created,
        "updated_at": kept.updated,
        "last_message_at": None,
    }


def messages(kept: Iterable[Message], layout: Layout) -> list[Wire]:
    return [message(each, layout) for each in kept]


def message(kept: Message, layout: Layout) -> Wire:
    rating: Wire = {"rating": kept.rating, "rating_count": kept.rating_count} if layout.rated else {}
    return {
        "role": kept.role,
        "content": kept.content,
        "id": kept.id,
        "conversation_id": kept.conversation_id,
        "sequence_number": kept.sequence_number,
        "prompt_tokens": kept.prompt_tokens,
        "completion_tokens": kept.completion_tokens,
        "total_tokens": None,
        "model_used": kept.model_used,
        "provider_used": None,
        "response_time_ms": kept.response_time_ms,
        "cost": None,
        "finish_reason": None,
        **rating,
        "created_at": kept.created,
    }


# --- documents ---------------------------------------------------------------------------------------------------


def documents(kept: Sequence[tuple[Document, StoredFile]], layout: Layout) -> list[Wire]:
    return [document(each, file, layout) for each, file in kept]


def document(kept: Document, file: StoredFile, layout: Layout) -> Wire:
    return {
        "title": kept.title,
        "description": kept.description,
        "tags": kept.tags,
        "extra_metadata": {} if layout.explains_uploads else None,
        "is_public": kept.is_public,
        "id": kept.id,
        "owner_id": file.owner,
        "filename": f"{kept.id}{_suffix(file.name)}",
        "original_filename": file.name,
        "file_size": file.size,
        "file_hash": kept.hash,
        "mime_type": file.mime_type,
        "document_type": document_type(file.name),
        "status": document_status(kept, file),
        "processing_started_at": kept.started,
        "processing_completed_at": kept.completed,
        "processing_error": _processing_error(file),
        "chunk_size": kept.chunk_size,
        "chunk_overlap": kept.chunk_overlap,
        "chunk_count": kept.chunk_count,
        "version": 1,
        "parent_document_id": None,
        "view_count": kept.view_count,
        "search_count": 0,
        "last_accessed_at": kept.accessed,
        "created_at": kept.created,
        "updated_at": kept.updated,
    }


def document_type(name: str) -> str:
    return _TYPES.get(_suffix(name).removeprefix("."), "other")


def document_status(kept: Document, file: StoredFile) -> str:
    if file.status is FileStatus.PROCESSING:
        return "processing" if kept.started else "pending"
    return "failed" if file.status is FileStatus.FAILED else "processed"


def _suffix(name: str) -> str:
    before, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if before and dot else ""


def _processing_error(file: StoredFile) -> str | None:
    return _WHY.get(file.failure, "Failed to extract text from document") if file.failure else None
