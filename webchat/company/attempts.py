"""Ways to the provider that a browser has begun. Its session keeps them: no other browser can end them."""

from dataclasses import dataclass
from time import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from webchat.company.errors import Expired
from webchat.oauth.code import Attempt

KEY = "company"
LASTS = 600  # seconds
MOST = 5  # tabs in which somebody may sign in at the same time


@dataclass(frozen=True, slots=True)
class Journey:
    attempt: Attempt
    onward: str  # a path of ours


async def keep(session: SessionBase, attempt: Attempt, onward: str) -> None:
    """`onward` is where the browser goes when it has signed in."""
    kept = {"nonce": attempt.nonce, "verifier": attempt.verifier, "onward": onward, "begun_at": time()}
    others = list(_open(await session.aget(KEY, {})).items())[1 - MOST :]
    await session.aset(KEY, {**dict(others), attempt.state: kept})
    if not await session.ahas_key(SESSION_KEY):
        await session.aset_expiry(LASTS)  # of a stranger, who may be gone already


async def end(session: SessionBase, state: str) -> Journey:
    """Raises Expired for a state that this browser did not bring from us, or has ended before."""
    open_ = _open(await session.aget(KEY, {}))
    kept = open_.pop(state, None)
    if kept is None:
        raise Expired("no such attempt")
    await session.aset(KEY, open_)
    await session.asave()  # before the provider is asked: whoever comes a second time meanwhile comes too late
    return Journey(Attempt(state=state, nonce=kept["nonce"], verifier=kept["verifier"]), kept["onward"])


def _open(attempts: dict[str, Any]) -> dict[str, Any]:
    return {state: kept for state, kept in attempts.items() if time() - kept["begun_at"] < LASTS}
