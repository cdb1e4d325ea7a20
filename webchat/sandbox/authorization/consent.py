"""The pages for people. Nobody has a password here: whoever says an address is its owner."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from webchat.sandbox.access import backend_of, refusal
from webchat.sandbox.authorization.metadata import SCOPES, address, issuer
from webchat.sandbox.store.grants import ACCESS, Grant, StoredClient

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title} · Sandbox</title>
<style>body{{font:1rem/1.5 system-ui;max-width:26rem;margin:4rem auto;padding:0 1rem}}
input,button{{font:inherit;padding:.5rem .75rem;margin:.5rem .5rem .5rem 0}}input{{display:block;width:100%;
box-sizing:border-box}}code{{overflow-wrap:anywhere}}</style>
<h1>{title}</h1>{content}</html>
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_KEPT = ("client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method")


async def ask(request: Request) -> Response:
    """The page on which somebody allows a client to ask in their name, or does not."""
    query = request.query_params
    client = _known(request, query)
    if problem := _problem(request, query):
        return _back(request, query, error=problem)
    return _page("Allow access?", _form(client.name, query))


async def answer(request: Request) -> Response:
    form = {name: str(value) for name, value in (await request.form()).items()}
    _known(request, form)
    if problem := _problem(request, form):
        return _back(request, form, error=problem)
    if form.get("answer") != "allow":
        return _back(request, form, error="access_denied")
    owner = _address(form)
    grants = backend_of(request).grants
    code = grants.add_code(owner, form["client_id"], form["redirect_uri"], form["code_challenge"])
    return _back(request, form, code=code)


async def token_page(request: Request) -> Response:
    """A token to be pasted, shown once."""
    if request.method != "POST":
        return _page("Make a token", _token_form())
    form = {name: str(value) for name, value in (await request.form()).items()}
    owner = _address(form)
    token = backend_of(request).grants.add_token(ACCESS, Grant(owner, "", f"pasted-{owner}"))
    return _page("Your token", f"<p>It is shown only now.</p><p><code>{escape(token)}</code></p>")


def _known(request: Request, query: Mapping[str, str]) -> StoredClient:
    """The client, if it may be sent back to where it wants; otherwise nobody is sent anywhere."""
    client = backend_of(request).grants.client(query.get("client_id", ""))
    if client is None or query.get("redirect_uri", "") not in client.redirect_uris:
        raise refusal(400, "Unknown client or redirect URI")
    return client


def _problem(request: Request, query: Mapping[str, str]) -> str:
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "invalid_request"
    if not set(query.get("scope", "").split()) <= set(SCOPES):
        return "invalid_scope"
    if query.get("resource", address(request)) != address(request):
        return "invalid_target"
    return ""


def _back(request: Request, query: Mapping[str, str], **said: str) -> Response:
    told = urlencode({**said, "state": query.get("state", ""), "iss": issuer(request)})
    joint = "&" if "?" in query["redirect_uri"] else "?"
    return RedirectResponse(f"{query['redirect_uri']}{joint}{told}", 303, _HEADERS)


def _address(form: Mapping[str, str]) -> str:
    owner = form.get("address", "").strip().lower()
    if "@" not in owner.strip("@"):
        raise refusal(400, "That is no address")
    return owner


def _form(name: str, query: Mapping[str, str]) -> str:
    kept = "".join(
        f'<input type="hidden" name="{each}" value="{escape(query[each])}">' for each in _KEPT if each in query
    )
    return f"""<p><b>{escape(name)}</b> wants to chat in your name, and to see what you may see.</p>
<form method="post">{kept}<label>Your e-mail address<input name="address" type="email" required
value="{escape(query.get("login_hint", ""))}"></label>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny" formnovalidate>Deny</button></form>"""


def _token_form() -> str:
    return """<form method="post"><label>Your e-mail address<input name="address" type="email" required></label>
<button>Make a token</button></form>"""


def _page(title: str, content: str) -> Response:
    return HTMLResponse(_PAGE.format(title=escape(title), content=content), headers=_HEADERS)
