"""Replies: which are being written, which ended unseen; watch one again, stop it."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from webchat.accounts import sessions
from webchat.chats import content
from webchat.connection import client_for
from webchat.models import Reply, is_temporary
from webchat.rendering.html import TurnView
from webchat.rendering.reply import ReplyState
from webchat.replies import plain, reader, run, stream, temporary, unread
from webchat.requests import Request, chat_of
from webchat.views import conversation

SPLIT = "<!-- the running turn -->"


@require_GET
async def index(request: Request) -> JsonResponse:
    """What is being written, and where a reply ended while nobody looked; and the latest reply of the chat that `chat`
    names, with the key it was sent with, so that a page can tell whether it shows that one, and whether a message whose
    answer it never got has arrived."""
    running = [{"chat": reply.chat_id, "url": _address(reply)} for reply in await reader.running(request.user)]
    chat_id = chat_of(request.GET)
    if is_temporary(chat_id):
        await temporary.stay(request.user, chat_id)
    latest = await reader.latest(request.user, chat_id) if chat_id else None
    told = {"url": _address(latest), "key": latest.send_key} if latest else None
    unseen = sorted(await unread.chats(request.user))
    return JsonResponse({"running": running, "unread": unseen, "latest": told})


def _address(reply: Reply) -> str:
    return reverse("reply", args=[reply.id])


@require_GET
async def watch(request: Request, reply_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The reply from its beginning, then what follows."""
    return await reply_response(request, await _own(request, reply_id))


@require_POST
async def stop(request: Request, reply_id: UUID) -> HttpResponse:
    """Stop a reply; what was shown is kept. Harmless when it has ended."""
    reply = await _own(request, reply_id)
    await run.stop(reply)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("chat", reply.chat_id) if reply.chat_id else redirect("reply", reply.id)


@require_POST
async def seen(request: Request, reply_id: UUID) -> HttpResponse:
    """A reader has the end of the reply before their eyes."""
    await unread.see(await _own(request, reply_id))
    return HttpResponse(status=204)


@require_POST
async def withdraw(request: Request, reply_id: UUID) -> HttpResponse:
    """Take a message back that has not been sent to the chat API yet: nothing of it stays. 409 if it has been."""
    taken_back = await run.withdraw(await _own(request, reply_id))
    return HttpResponse(status=204 if taken_back else 409)


async def _own(request: Request, reply_id: UUID) -> Reply:
    reply = await reader.own(request.user, reply_id)
    if reply is None:
        raise Http404
    return reply


async def reply_response(
    request: Request, reply: Reply, before: Sequence[TurnView] = ()
) -> HttpResponse | StreamingHttpResponse:
    """A reply as it is written: as an event stream for htmx, else as a page that is streamed. `before` are the turns
    above it while its chat is not known."""
    if request.htmx:
        events = stream.events(reply, client_for(request.user).capabilities)
        while_signed_in = sessions.while_it_lasts(request.session.session_key, events)
        response = StreamingHttpResponse(while_signed_in, content_type="text/event-stream")
    elif reply.chat_id and not reply.is_running:
        return redirect("chat", reply.chat_id)
    else:
        response = await _streamed_page(request, reply, before)
    response["X-Accel-Buffering"] = "no"  # no proxy may hold the pieces back
    return response


async def _streamed_page(request: Request, reply: Reply, before: Sequence[TurnView]) -> StreamingHttpResponse:
    """The conversation page, cut where the running turn stands."""
    user = request.user
    client = client_for(user)
    # It may come to its end in this moment: then it is a turn like the others, and would stand there twice.
    page = {"turns": before, **await conversation.page(user, client, reply.chat_id, reply)}
    state = stream.state_of(reply, client.capabilities)
    turn = TurnView(state, await reader.files(reply))
    start = render_to_string("messages/_plain_start.html", {"turn": turn, "reply": reply}, request)

    def halves(context: dict[str, object]) -> list[str]:
        return render_to_string("chats/show.html", {**page, **context, "split": SPLIT}, request).split(SPLIT)

    async def rest(state: ReplyState) -> str:
        await unread.see(reply)
        chat_id = state.chat_id or reply.chat_id
        left = await content.files(user, chat_id)
        composer = conversation.composer(client, left, chat_id, page["form"], page["assistant"])
        return halves(composer)[1]

    page_so_far = plain.page(reply, state, halves({})[0] + start, rest)
    return StreamingHttpResponse(sessions.while_it_lasts(request.session.session_key, page_so_far))
