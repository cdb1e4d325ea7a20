"""Where the server is, and what it has been found to be."""

from dataclasses import dataclass, field, replace

from webchat.upstream.address import normalise_server_url
from webchat.upstream.chatter.layout import Layout
from webchat.upstream.chatter.remembered import Remembered

PROVIDER_LIFETIME = 300.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatterConfig:
    """One Chatter server. Made once per process: what was found out about the server is remembered here."""

    base_url: str
    timeout: float = 300.0  # seconds a turn may stay silent: there is no heartbeat
    layout: Layout | None = None  # None: found by asking
    conversations: str = ""  # paths that overrule those of the layout
    chat: str = ""
    streaming: str = ""
    found_layout: Remembered[Layout] = field(default_factory=Remembered, init=False, repr=False, compare=False)
    found_provider: Remembered[str] = field(
        default_factory=lambda: Remembered(PROVIDER_LIFETIME), init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", normalise_server_url(self.base_url))

    def overruled(self, layout: Layout) -> Layout:
        """By the paths that are set. Whoever sets where it streams wants it to."""
        return replace(
            layout,
            conversations=self.conversations or layout.conversations,
            chat=self.chat or layout.chat,
            streaming=self.streaming or layout.streaming,
            saves_streams=layout.saves_streams or bool(self.streaming),
        )
