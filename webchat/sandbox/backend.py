"""What all operations of Glean's API share."""

from webchat.sandbox.base import Base
from webchat.sandbox.settings import Settings
from webchat.sandbox.store.chats import Chats
from webchat.sandbox.store.feedback import FeedbackStore
from webchat.sandbox.store.grants import Grants


class Backend(Base):
    settings: Settings

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.chats = Chats(self.database)
        self.feedback = FeedbackStore(self.database)
        self.grants = Grants(self.database)
