"""What we keep ourselves.

users      who may sign in
identities who they are at the company's sign-in
accounts   how often a password may be tried
sessions   who is signed in, in which browser
replies    prompts under way and what became of them, for an hour; how often somebody may send
drafts     what somebody has typed and not sent yet
temporary  chats that are saved nowhere
files      which files somebody attached to which chat
deletions  what somebody deleted and may still undo, or what is on its way to be deleted upstream
chats      what a user notes about chats: names, pins, which replies helped
audit      who did what, and when
credentials  people's own tokens for the chat API, sealed
"""

from webchat.models.accounts import TryRate
from webchat.models.audit import Action, AppendOnly, AuditEvent, Outcome
from webchat.models.chats import ChatNote
from webchat.models.credentials import ConnectionAttempt, Credential, RegisteredClient
from webchat.models.deletions import Deletion
from webchat.models.drafts import Draft
from webchat.models.files import AttachedFile
from webchat.models.identities import Identity
from webchat.models.replies import Reply, ReplyEvent, SendRate
from webchat.models.sessions import Session
from webchat.models.temporary import TemporaryChat, is_temporary
from webchat.models.users import User

__all__ = [
    "Action",
    "AppendOnly",
    "AttachedFile",
    "AuditEvent",
    "ChatNote",
    "ConnectionAttempt",
    "Credential",
    "Deletion",
    "Draft",
    "Identity",
    "Outcome",
    "RegisteredClient",
    "Reply",
    "ReplyEvent",
    "SendRate",
    "Session",
    "TemporaryChat",
    "TryRate",
    "User",
    "is_temporary",
]
