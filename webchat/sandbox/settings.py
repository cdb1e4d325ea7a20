"""What the sandbox is told before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HANDBOOK = Path(__file__).parent / "handbook"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseSettings:
    """Whatever the wire format."""

    data: Path  # folder of the database and the uploaded bytes; made when missing
    handbook: Path = HANDBOOK  # folder of Markdown pages
    pace: float = 1.0  # 1: as fast as a model writes, 2: twice as fast, 0: without pauses
    processing_delay: float = 1.5  # seconds an upload is PROCESSING at least, at pace 1
    smallest_file: int = 1024  # bytes
    largest_file: int = 64 * 1024 * 1024  # bytes

    def seconds(self, natural: float) -> float:
        """How long a natural pause is at this pace."""
        return natural / self.pace if self.pace else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(BaseSettings):
    token: str  # the global token, with which a request acts as anybody
    access_token_seconds: int = 3600  # how long a token is good that the authorization server gives


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Raises ValueError, with a sentence for the operator."""
    token = environment.get("WEBCHAT_SANDBOX_TOKEN", "")
    if not token:
        raise ValueError("WEBCHAT_SANDBOX_TOKEN is not set: the sandbox needs the token it is to expect.")
    return Settings(
        data=data_folder(environment),
        token=token,
        pace=pace(environment),
    )


def data_folder(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("WEBCHAT_SANDBOX_DATA", ".webchat"))


def pace(environment: Mapping[str, str]) -> float:
    text = environment.get("WEBCHAT_SANDBOX_PACE", "1")
    try:
        pace = float(text)
    except ValueError:
        pace = -1.0
    if not 0 <= pace < float("inf"):
        raise ValueError(f"WEBCHAT_SANDBOX_PACE is {text!r}: a number from 0 (no pauses) up is needed.")
    return pace
