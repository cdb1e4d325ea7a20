"""Accounts: register, login, refresh, me, logout."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call, account_of, backend_of, json_object, owner_of
from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.fields import Field, body_values, error, invalid
from webchat.sandbox.chatter.problems import Crash, Problem, unauthorized
from webchat.sandbox.chatter.store.accounts import Account, hashed, is_password
from webchat.sandbox.chatter.tokens import REFRESH, Pair
from webchat.sandbox.chatter.wire import Wire, new_id, now

_COOKIE = "refresh_token"
_REGISTER = (
    Field(name="email", required=True, longest=255),
    Field(name="username", required=True, shortest=3, longest=50),
    Field(name="full_name", longest=255),
    Field(name="password", required=True, shortest=8, longest=128),
)
_LOGIN = (Field(name="email"), Field(name="username"), Field(name="password", required=True))

_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", re.ASCII)
_USERNAME = re.compile(r"[\w-]+", re.ASCII)
_RESERVED = frozenset({"admin", "api", "guest", "root", "test", "user"})
_STRONG = (
    (re.compile(r"[A-Z]"), "Password must contain at least one uppercase letter"),
    (re.compile(r"[a-z]"), "Password must contain at least one lowercase letter"),
    (re.compile(r"\d"), "Password must contain at least one digit"),
    (re.compile(r"[^\w\s]"), "Password must contain at least one special character"),
)


async def register(request: Request) -> Response:
    """The only answer that has the refresh token in its body."""
    backend, wanted = backend_of(request), body_values(_REGISTER, await json_object(request))
    account = await run_in_threadpool(_registered, backend, wanted)
    pair = backend.tokens.first(account)
    return JSONResponse(_tokens(backend, pair, pair.refresh) | {"user": wire.user(account)}, 201)


async def login(request: Request) -> Response:
    """The refresh token is in a cookie."""
    backend, given = backend_of(request), body_values(_LOGIN, await json_object(request))
    name = given["email"] or given["username"]
    if not name:
        raise _nameless(backend, given)
    account = await run_in_threadpool(_signed_in, backend, name, given["password"])
    pair = backend.tokens.first(account)
    return _with_cookie(JSONResponse(_tokens(backend, pair) | {"user": wire.user(account)}), backend, pair)


async def refresh(request: Request) -> Response:
    """A new pair for a cookie, which is good once."""
    backend, cookie = backend_of(request), request.cookies.get(_COOKIE)
    if not cookie:
        raise unauthorized("Refresh token not found")
    pair = await run_in_threadpool(_rotated, backend, cookie)
    return _with_cookie(JSONResponse(_tokens(backend, pair)), backend, pair)


def me(call: Call) -> Wire:
    return wire.user(call.account)


async def logout(request: Request) -> Response:
    """The tokens stay good, as they do in Chatter."""
    await run_in_threadpool(account_of, request)
    response = JSONResponse({"message": "Logged out successfully"})
    response.delete_cookie(_COOKIE, secure=True, httponly=True, samesite="strict")
    return response


def _registered(backend: ChatterBackend, wanted: Wire) -> Account:
    _check(wanted)
    account = Account(
        id=new_id(),
        email=wanted["email"],
        username=wanted["username"],
        full_name=wanted["full_name"],
        password=hashed(wanted["password"]),
        created=now(),
        updated=now(),
    )
    if not backend.accounts.add(account):
        taken = "email" if backend.accounts.by_name(wanted["email"]) else "username"
        raise Problem(409, f"User with this {taken} already exists", conflictingResource="user")
    return account


def _check(wanted: Wire) -> None:
    if not _ADDRESS.fullmatch(wanted["email"]):
        message = "value is not a valid email address"
        raise invalid([error("value_error", ["body", "email"], message, wanted["email"], reason="invalid")])
    if not _USERNAME.fullmatch(wanted["username"]) or wanted["username"].lower() in _RESERVED:
        raise Problem(400, "Invalid username format")
    if weak := [sentence for pattern, sentence in _STRONG if not pattern.search(wanted["password"])]:
        raise Problem(400, "Password does not meet security requirements", errors=weak)


def _nameless(backend: ChatterBackend, given: Wire) -> Exception:
    if not backend.layout.checks_login:
        return Crash("TypeError", "Object of type ValueError is not JSON serializable")
    message = "Value error, Either email or username must be provided"
    return invalid([error("value_error", ["body"], message, {"password": given["password"]}, error={})])


def _signed_in(backend: ChatterBackend, name: str, password: str) -> Account:
    account = backend.accounts.by_name(name)
    if account is None or not is_password(account, password):
        raise unauthorized("Invalid username or password")
    backend.accounts.signed_in(account.id, now())
    return backend.accounts.get(account.id) or account


def _rotated(backend: ChatterBackend, cookie: str) -> Pair:
    claims = backend.tokens.claims(REFRESH, cookie)
    owner_of(backend, claims)
    if claims is None or not backend.accounts.revoke(claims["jti"]):
        raise unauthorized("Token has been revoked")
    return backend.tokens.next(claims)


def _tokens(backend: ChatterBackend, pair: Pair, refresh_token: str | None = None) -> Wire:
    return {
        "access_token": pair.access,
        "refresh_token": refresh_token,
        "token_type": "bearer",
        "expires_in": backend.tokens.access_seconds,
    }


def _with_cookie(response: Response, backend: ChatterBackend, pair: Pair) -> Response:
    response.set_cookie(
        _COOKIE, pair.refresh, max_age=backend.tokens.refresh_seconds, secure=True, httponly=True, samesite="strict"
    )
    return response
