"""What is typed and not sent yet, kept for the next time its page is opened."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from webchat.forms.drafts import DraftForm
from webchat.models import Draft, is_temporary
from webchat.replies import run
from webchat.requests import Request, chat_of

MOST = 200  # drafts of one user; whoever writes more loses the oldest


@require_POST
async def keep(request: Request) -> HttpResponse:
    """Keep this text as the draft of its chat, or forget the draft if it is empty. Neither one that comes later than
    the message it became is kept, nor one of a temporary chat."""
    chat_id = chat_of(request.POST)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    if is_temporary(chat_id) or await run.find(request.user, form.cleaned_data["send_key"]):
        return HttpResponse(status=204)
    drafts = Draft.objects.filter(user=request.user, chat_id=chat_id)
    if text := form.cleaned_data["prompt"]:
        await drafts.aupdate_or_create(user=request.user, chat_id=chat_id, defaults={"text": text})
        old = Draft.objects.filter(user=request.user).order_by("-updated_at")[MOST:]
        await Draft.objects.filter(pk__in=old.values("pk")).adelete()
    else:
        await drafts.adelete()
    return HttpResponse(status=204)
