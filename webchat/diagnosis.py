"""Is the chat API reachable, does it take our token, and does its text arrive while it is written?"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from webchat.upstream.errors import (
    Forbidden,
    NotConnected,
    TimedOut,
    TokenRefused,
    Unavailable,
    Unreachable,
    UpstreamError,
)
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.prompts import Mode, Prompt
from webchat.upstream.types.replies import ReplyStarted, TextDelta

PROMPT = "Count from one to twenty in words."
LIST_LIMIT = 10  # seconds
REPLY_LIMIT = 20  # seconds
DELETE_LIMIT = 5  # seconds
AT_ONCE = 0.02  # seconds between the first and the last piece: no model writes a sentence as quickly


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do if it does not stand well. All of it is our own plain text."""

    subject: str
    state: Literal["ok", "warn", "bad", "skipped"]
    sentence: str
    advice: str = ""


async def diagnose(client: ChatClient, clock: Callable[[], float] = monotonic) -> tuple[Finding, ...]:
    """Takes 35 seconds at most, and asks one prompt. A chat API that has to save it is told to delete its chat.
    `clock` counts in seconds."""
    error = await _error_of_listing(client)
    if error:
        return _address(error), _token(error), Finding(gettext("Streaming"), "skipped", gettext("Not checked."))
    saved: set[str] = set()
    streaming = await _streaming(client, clock, saved)
    return _address(error), _token(error), streaming, *await _left(client, saved)


async def _error_of_listing(client: ChatClient) -> UpstreamError | None:
    try:
        async with asyncio.timeout(LIST_LIMIT):
            await client.chats()
    except TimeoutError:
        return TimedOut()
    except UpstreamError as error:
        return error
    return None


def _address(error: UpstreamError | None) -> Finding:
    match error:
        case NotConnected():
            return Finding(gettext("Address"), "skipped", gettext("Not checked."))
        case Unreachable() | TimedOut():
            advice = gettext(
                "Check the address in the settings, and whether this server may reach it: name, port, proxy, TLS."
            )
            return Finding(gettext("Address"), "bad", gettext(error.sentence), advice)
        case Unavailable():
            return Finding(
                gettext("Address"),
                "warn",
                gettext("The address answers, with an error of its own."),
                gettext(error.advice),
            )
    return Finding(gettext("Address"), "ok", gettext("The address answers."))


def _token(error: UpstreamError | None) -> Finding:
    match error:
        case None:
            return Finding(gettext("Token"), "ok", gettext("The token is accepted, and saved chats can be listed."))
        case Unreachable() | TimedOut() | Unavailable():
            return Finding(gettext("Token"), "skipped", gettext("Not checked."))
        case TokenRefused():
            advice = gettext(
                "It may have expired or been revoked, or the assistant does not know your address. Set a new one."
            )
            return Finding(gettext("Token"), "bad", gettext("The token is refused."), advice)
        case Forbidden():
            advice = gettext("Give it the scope for chats. A global token must be allowed to act for people.")
            return Finding(
                gettext("Token"), "bad", gettext("The token is known, but may not be used for this."), advice
            )
    return Finding(gettext("Token"), "warn", gettext(error.sentence), gettext(error.advice))


async def _streaming(client: ChatClient, clock: Callable[[], float], saved: set[str]) -> Finding:
    """`saved` takes the chat that is there now because of the prompt."""
    able = client.capabilities
    prompt = Prompt(text=PROMPT, save=not able.temporary, mode=able.modes[0] if able.modes else Mode.AUTO)
    began = clock()
    arrivals: list[float] = []
    try:
        async with asyncio.timeout(REPLY_LIMIT):
            async for event in client.reply(prompt):
                if isinstance(event, TextDelta):
                    arrivals.append(clock() - began)
                elif isinstance(event, ReplyStarted) and prompt.save:
                    saved.add(event.chat_id)
    except TimeoutError:
        if not arrivals:
            sentence = gettext("No text arrived within {seconds} seconds.").format(seconds=REPLY_LIMIT)
            return Finding(gettext("Streaming"), "bad", sentence, gettext(TimedOut.advice))
    except UpstreamError as error:
        return Finding(gettext("Streaming"), "bad", gettext(error.sentence), gettext(error.advice))
    return _judged(arrivals, streams=client.capabilities.streaming)


def _judged(arrivals: Sequence[float], *, streams: bool) -> Finding:
    """From when each piece of text arrived, in seconds since the prompt was sent."""
    if not arrivals:
        return Finding(
            gettext("Streaming"),
            "warn",
            gettext("The reply held no text."),
            gettext("Ask something in a chat, and see what comes."),
        )
    count, took = len(arrivals), arrivals[-1] - arrivals[0]
    first = number_format(arrivals[0], 1)
    if took < AT_ONCE or not streams:
        sentence = gettext("The whole text arrived at once, after {first} s.").format(first=first)
        if not streams:
            return Finding(gettext("Streaming"), "ok", sentence)
        advice = gettext(
            "Something on the way collects the reply before it hands it over. Turn off the buffering of responses in "
            "every proxy between this server and the assistant; in nginx that is proxy_buffering off."
        )
        return Finding(gettext("Streaming"), "warn", sentence, advice)
    words = ngettext(
        "The text arrived in {count} piece over {took} s, the first after {first} s.",
        "The text arrived in {count} pieces over {took} s, the first after {first} s.",
        count,
    )
    sentence = words.format(count=count, took=number_format(took, 1), first=first)
    return Finding(gettext("Streaming"), "ok", sentence)


async def _left(client: ChatClient, saved: Collection[str]) -> tuple[Finding, ...]:
    """What is to be said of the chat of the check: nothing, if it is deleted."""
    try:
        async with asyncio.timeout(DELETE_LIMIT):
            if saved:
                await client.delete_chats([*saved])
    except (TimeoutError, UpstreamError):
        sentence = gettext("The chat of this check could not be deleted.")
        return (Finding(gettext("Cleaning up"), "warn", sentence, gettext("Delete it in your list of chats.")),)
    return ()
