"""An identity provider as the specifications have it: discovery, authorize, token, keys, userinfo. A test can make each
part of it answer in another way."""

import hashlib
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from secrets import token_urlsafe
from typing import Any
from urllib.parse import unquote_plus, urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.conftest import serving
from webchat.secret import Secret

CLIENT_ID, CLIENT_SECRET = "webchat", "s3cret:of the client"

ERIN = {"sub": "e-1", "email": "Erin@Example.com", "email_verified": True, "name": "Erin Employee"}

Claims = dict[str, Any]

PAGE = """<!doctype html><html lang="en"><title>Northwind</title><link rel="icon" href="data:,"><h1>Northwind</h1>
<form method="post"><button>Continue as Erin</button></form></html>"""


@cache
def key(number: int) -> RSAKey:
    """To make one takes longer than all else."""
    return RSAKey.generate_key(2048, {"kid": f"key {number}", "use": "sig", "alg": "RS256"})


@dataclass(frozen=True)
class Granted:
    """What a code is good for."""

    redirect_uri: str
    challenge: str
    nonce: str
    claims: Claims


@dataclass
class Provider:
    """`person` is who signs in, `of_tokens` changes the claims of ID tokens."""

    issuer: str = ""
    person: Claims = field(default_factory=lambda: dict(ERIN))
    of_tokens: Claims = field(default_factory=dict)
    of_answers: dict[str, str | None] = field(default_factory=dict)  # changes what a browser brings back
    of_metadata: Claims = field(default_factory=dict)
    only_in_userinfo: frozenset[str] = frozenset()
    instead: dict[str, Callable[[], Response]] = field(default_factory=dict)  # by the path
    sign: Callable[[Claims], str] | None = None  # makes an ID token in another way
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)  # all that were ever issued
    number_of_key: int = 1
    _codes: dict[str, Granted] = field(default_factory=dict)
    _access: dict[str, Claims] = field(default_factory=dict)

    @property
    def key(self) -> RSAKey:
        """The one that signs; no other is listed."""
        return key(self.number_of_key)

    def rotate(self) -> None:
        self.number_of_key += 1

    def app(self) -> Starlette:
        routes = [
            Route("/.well-known/openid-configuration", self.metadata),
            Route("/authorize", self.authorize, methods=["GET", "POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", self.keys),
            Route("/userinfo", self.userinfo),
        ]
        return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=self._asked)])

    async def _asked(self, request: Request, call_next: Any) -> Response:
        self.asked.append(request.url.path)
        assert "cookie" not in request.headers or request.url.path == "/authorize"
        instead = self.instead.get(request.url.path)
        return instead() if instead else await call_next(request)

    async def metadata(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                **self.of_metadata,
            }
        )

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        for name, wanted in {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "code_challenge_method": "S256",
        }.items():
            if asked.get(name) != wanted:
                return Response(f"{name} is wrong", 400)
        if "openid" not in asked["scope"].split() or not asked["redirect_uri"].endswith("/account/company/back/"):
            return Response("wrong scope or redirect_uri", 400)
        if request.method == "GET":
            return HTMLResponse(PAGE)
        code = token_urlsafe()
        self._codes[code] = Granted(
            asked["redirect_uri"], asked["code_challenge"], asked["nonce"], {**self.person, "nonce": asked["nonce"]}
        )
        answer = {"code": code, "state": asked["state"], "iss": self.issuer, **self.of_answers}
        query = urlencode({name: value for name, value in answer.items() if value is not None})
        return RedirectResponse(f"{asked['redirect_uri']}?{query}", 302)

    async def token(self, request: Request) -> Response:
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        client = [unquote_plus(part) for part in b64decode(pair).decode().split(":")]
        if (scheme, client) != ("Basic", [CLIENT_ID, CLIENT_SECRET]):
            return JSONResponse({"error": "invalid_client"}, 401)
        form = await request.form()
        granted = self._codes.pop(str(form.get("code")), None)
        if granted is None or not self._is_due(form, granted):
            return JSONResponse({"error": "invalid_grant", "error_description": "<b>No.</b>"}, 400)
        access_token = token_urlsafe()
        self._access[access_token] = granted.claims
        id_token = self.id_token(granted.claims)
        self.tokens += [access_token, id_token]
        return JSONResponse(
            {"access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}
        )

    def _is_due(self, form: Mapping[str, Any], granted: Granted) -> bool:
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        return (
            form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == granted.redirect_uri
            and urlsafe_b64encode(digest).rstrip(b"=").decode() == granted.challenge
        )

    def id_token(self, person: Claims) -> str:
        now = int(time.time())
        mine = {name: value for name, value in person.items() if name not in self.only_in_userinfo}
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "exp": now + 300, "iat": now, **mine, **self.of_tokens}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    async def keys(self, _request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def userinfo(self, request: Request) -> Response:
        claims = self._access.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        return JSONResponse(claims) if claims else Response(status_code=401)

    def let_in(self, address: str) -> str:
        """What the browser does there: where it is sent back to."""
        response = httpx.post(address, trust_env=False)
        assert response.status_code == 302, response.text
        return response.headers["Location"]


@contextmanager
def providing(settings: Any) -> Iterator[Provider]:
    """A provider on loopback, and our settings for it."""
    provider = Provider()
    with serving(provider.app()) as provider.issuer:
        settings.OIDC_ISSUER = provider.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, Secret(CLIENT_SECRET)
        yield provider
