"""Replies that ended while nobody looked."""

from webchat.models import Reply, User, is_temporary
from webchat.replies import run
from webchat.replies.database import in_database

# One that was stopped was stopped by its reader.
_ENDS = {Reply.Status.FINISHED, Reply.Status.FAILED, Reply.Status.INTERRUPTED}


async def chats(user: User) -> frozenset[str]:
    """The ids of the chats in which there is one."""
    return frozenset(reply.chat_id for reply in await _unseen(user) if _is_over(reply))


@in_database
def _unseen(user: User) -> list[Reply]:
    fields = Reply.objects.only("chat_id", "status")
    return list(fields.filter(user=user, is_seen=False).exclude(chat_id="").exclude(status=Reply.Status.STOPPED))


def _is_over(reply: Reply) -> bool:
    """The beat may not have come round to its end yet. Whoever leaves a temporary chat does not come back to it."""
    here = run.here().get(reply.id)
    status = here.log.ended.status if here and here.log.ended else reply.status
    return status in _ENDS and not is_temporary(reply.chat_id)


@in_database
def see_chat(user: User, chat_id: str) -> None:
    """Its reader has what ended in this chat before their eyes."""
    Reply.objects.filter(user=user, chat_id=chat_id, is_seen=False, status__in=_ENDS).update(is_seen=True)


@in_database
def see(reply: Reply) -> None:
    """Its reader saw how it ended, maybe before the database knows that it has."""
    Reply.objects.filter(id=reply.id).update(is_seen=True)
