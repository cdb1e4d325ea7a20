"""POST /chat: a prompt in, a reply out."""

import time
from textwrap import shorten

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp

from webchat.sandbox import agents, wire
from webchat.sandbox.access import backend_of, json_object, owned_chat, refusal, user_of
from webchat.sandbox.answer import answer
from webchat.sandbox.backend import Backend
from webchat.sandbox.chats import APPLICATION_ID
from webchat.sandbox.delivery import LineStream, play_unseen, whole
from webchat.sandbox.markdown import plain
from webchat.sandbox.prompt import Prompt, read_prompt
from webchat.sandbox.scenarios import SCENARIOS, Scene
from webchat.sandbox.script import Refusal, Reply
from webchat.sandbox.search import Sources
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.store.files import FileStatus, StoredFile
from webchat.sandbox.turn import Turn, stamped

_LONGEST_NAME = 60  # characters of a chat's name


async def chat(request: Request) -> ASGIApp:
    user, backend = user_of(request), backend_of(request)
    try:
        prompt = read_prompt(await json_object(request))
    except ValueError as error:
        raise refusal(400, str(error)) from error
    reply = await run_in_threadpool(_reply, backend, user, prompt)
    saved = await run_in_threadpool(_chat, backend, user, prompt) if prompt.save else None
    turn = Turn(backend, wire.prompt_message(prompt.text, prompt.file_ids), reply.script, saved)
    if saved and (reply.queued or turn.has_to_wait):
        backend.start(play_unseen, turn)
        queued = {"chatId": saved.id, "queuedRequestId": wire.new_id(), "isSavedToChatHistory": True}
        return JSONResponse(queued, 202)
    return LineStream(turn) if prompt.stream else await whole(turn, prompt.timeout)


def _reply(backend: Backend, user: str, prompt: Prompt) -> Reply:
    if prompt.agent_id not in {"", *agents.EFFORTS}:
        raise agents.unknown()
    if prompt.application_id not in {"", APPLICATION_ID}:
        raise refusal(400, "Application not found")
    files = _files(backend, user, prompt)
    name, *argument = prompt.text.split(maxsplit=1) or [""]
    if name in SCENARIOS:
        return _accepted(SCENARIOS[name].play(Scene("".join(argument), user, backend.busy_until)))
    pages = {page.id: page for page in backend.handbook.pages.values() if prompt.allows(page)}
    known = {file.id: file for file in files}
    sources = Sources(pages, known, attached=prompt.file_ids, starters=backend.handbook.starters)
    effort = agents.EFFORTS.get(prompt.agent_id, prompt.agent)
    return Reply(list(answer(prompt.text, effort, sources, backend.library)))


def _accepted(reply: Reply | Refusal) -> Reply:
    if isinstance(reply, Reply):
        return reply
    headers = {"Retry-After": str(reply.retry_after)} if reply.retry_after is not None else None
    raise refusal(reply.status, reply.sentence, headers)


def _files(backend: Backend, user: str, prompt: Prompt) -> list[StoredFile]:
    """Those of the prompt, and those used earlier in its chat."""
    earlier = list(prompt.earlier_file_ids)
    if prompt.chat_id:
        owned_chat(backend, user, prompt.chat_id)
        earlier += [id_ for said in backend.chats.messages(prompt.chat_id) for id_ in said.get("uploadedFileIds", ())]
    files = backend.files.owned_by(user, [*prompt.file_ids, *earlier])
    usable = [file for file in files if file.status is not FileStatus.DELETED]
    if not {file.id for file in usable}.issuperset(prompt.file_ids):
        raise refusal(400, "uploadedFileIds: no permission for a file, or no such file")
    return usable


def _chat(backend: Backend, user: str, prompt: Prompt) -> SavedChat:
    """The chat to continue, or a new one."""
    if prompt.chat_id:
        chat = owned_chat(backend, user, prompt.chat_id)
    else:
        now = int(time.time())
        chat = SavedChat(wire.new_id(), user, _name(prompt.text), prompt.application_id, now, now)
        backend.chats.create(chat)
        backend.chats.add_messages(chat.id, stamped({"messageId": wire.new_id(), **said} for said in prompt.history))
    backend.files.attach(chat.id, prompt.file_ids)
    return chat


def _name(text: str) -> str:
    return shorten(plain(text), _LONGEST_NAME, placeholder="…") or "New chat"
