"""What we keep ourselves.

users      who may sign in
replies    prompts under way and what became of them, for an hour; how often somebody may send
drafts     what somebody has typed and not sent yet
temporary  chats that are saved nowhere
files      which files somebody attached to which chat
"""

from webchat.models.drafts import Draft
from webchat.models.files import AttachedFile
from webchat.models.replies import Reply, ReplyEvent, SendRate
from webchat.models.temporary import TemporaryChat, is_temporary
from webchat.models.users import User

__all__ = ["AttachedFile", "Draft", "Reply", "ReplyEvent", "SendRate", "TemporaryChat", "User", "is_temporary"]
