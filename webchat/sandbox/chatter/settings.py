"""What the sandbox is told before it starts as a Chatter."""

from collections.abc import Mapping
from dataclasses import dataclass

from webchat.sandbox.chatter.layouts import LAYOUTS, SEED, Layout
from webchat.sandbox.settings import BaseSettings, data_folder, pace

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatterSettings(BaseSettings):
    password: str  # of the accounts that are there from the start
    layout: Layout = SEED
    access_token_seconds: int = 1800
    refresh_token_seconds: int = 7 * 24 * 3600
    limited: bool = True  # whether requests are counted
    trusted_hosts: tuple[str, ...] = _LOOPBACK
    smallest_file: int = 0
    largest_file: int = 50_485_760


def from_environment(environment: Mapping[str, str]) -> ChatterSettings:
    """Raises ValueError, with a sentence for the operator."""
    password = environment.get("WEBCHAT_SANDBOX_PASSWORD", "")
    if not password:
        raise ValueError("WEBCHAT_SANDBOX_PASSWORD is not set: the sandbox needs a password for its accounts.")
    return ChatterSettings(
        data=data_folder(environment),
        password=password,
        pace=pace(environment),
        layout=_layout(environment.get("WEBCHAT_SANDBOX_CHATTER_LAYOUT", SEED.name)),
        trusted_hosts=(*_LOOPBACK, *environment.get("WEBCHAT_SANDBOX_HOSTS", "").lower().split()),
        access_token_seconds=_seconds(environment.get("WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE", "1800")),
    )


def _layout(name: str) -> Layout:
    if name not in LAYOUTS:
        raise ValueError(f"WEBCHAT_SANDBOX_CHATTER_LAYOUT is {name!r}: it is one of {', '.join(LAYOUTS)}.")
    return LAYOUTS[name]


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise ValueError(f"WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE is {text!r}: a number of seconds is needed.")
    return int(text)
