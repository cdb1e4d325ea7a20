"""A prompt in, a reply out."""

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from webchat.connection import client_for
from webchat.forms.messages import PromptForm
from webchat.models import AttachedFile
from webchat.replies import run
from webchat.requests import Request
from webchat.upstream.protocol import ChatClient
from webchat.views import conversation
from webchat.views.replies import reply_response


@require_POST
async def send(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Start the reply to a prompt, or find the one this send key started before; answer with the reply itself."""
    user = request.user
    if known := await run.find(user, request.POST.get("send_key", "")):
        return await reply_response(request, known)
    client = client_for(user)
    chat_id = request.POST.get("chat", "")
    files = await conversation.attached_files(user, chat_id)
    pending = {str(file.id): file for file in files if file.sent_with is None and file.is_usable}
    form = PromptForm(request.POST, capabilities=client.capabilities, files=tuple(pending))
    if form.is_valid() and await run.is_answering(user, chat_id):
        form.add_error("prompt", "This chat is still answering. Wait for the reply, or stop it.")
    if not form.is_valid():
        return await _refused(request, client, form, files)
    chosen = [pending[each] for each in form.cleaned_data["files"]]
    prompt = form.to_prompt(tuple(file.upstream_id for file in chosen), settings.UPSTREAM_TIMEOUT)
    reply = await run.start(user, client, prompt, form.cleaned_data["send_key"], chosen)
    return await reply_response(request, reply)


async def _refused(request: Request, client: ChatClient, form: PromptForm, files: list[AttachedFile]) -> HttpResponse:
    """The composer again, with a sentence beside what is wrong and everything typed still in it."""
    chat_id = form.data.get("chat", "")
    composer = conversation.composer(client, files, chat_id, form)
    if request.htmx:
        response = render(request, "messages/_composer.html", composer, status=422)
        return retarget(reswap(response, "outerHTML"), "#composer")
    page = await conversation.page(request.user, client, chat_id)
    return render(request, "chats/show.html", page | composer, status=422)
