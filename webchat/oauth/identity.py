"""Who somebody is: the ID token and its keys, and userinfo (OpenID Connect Core 1.0, 3.1.3.7 and 5.3)."""

import re

from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet
from joserfc.jws import JWSRegistry

from webchat.oauth.calls import JsonObject, fetch
from webchat.oauth.errors import Untrusted
from webchat.oauth.provider import Provider
from webchat.upstream.http import HttpClient, Request

# Signatures of a key pair only: with a shared secret, or with none, somebody else could have signed.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
KEY_TYPES = ("RSA", "EC", "OKP")
LEEWAY = 60  # seconds that two clocks may differ
SUBJECT = re.compile(r"[ -~]{1,255}")


async def fetch_keys(http: HttpClient, provider: Provider) -> KeySet:
    """The keys it signs with today. A key that we do not understand is left out (RFC 7517, 5)."""
    if not provider.jwks_uri:
        raise Untrusted("no keys")
    listed = (await fetch(http, Request(method="GET", url=provider.jwks_uri, repeatable=True))).get("keys")
    return KeySet([key for each in listed if (key := _key(each))] if isinstance(listed, list) else [])


def _key(listed: object) -> Key | None:
    if not isinstance(listed, dict) or listed.get("kty") not in KEY_TYPES or listed.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(listed)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def verified(id_token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str) -> JsonObject:
    """The claims of an ID token that this issuer has made for us, just now, for this one attempt."""
    headers = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)  # unknown ones are to be ignored
    expected = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        claims = jwt.decode(id_token, keys, registry=headers).claims
        expected.validate(claims)
    except ClaimError as error:
        raise Untrusted(f"{error.error}: {error.claim}") from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Untrusted(type(error).__name__) from error
    _check_party(claims, client_id)
    return claims


def _check_party(claims: JsonObject, client_id: str) -> None:
    """A token that others may use as well must say that it was made for us."""
    alone = claims["aud"] in (client_id, [client_id])
    if claims.get("azp", client_id if alone else None) != client_id:
        raise Untrusted("made for another client")
    if not SUBJECT.fullmatch(claims["sub"]):
        raise Untrusted("no subject")


async def fetch_userinfo(http: HttpClient, provider: Provider, access_token: str, subject: str) -> JsonObject:
    """The claims that are not in the ID token. They must be of the same person (5.3.2)."""
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
    claims = await fetch(http, Request(method="GET", url=provider.userinfo_endpoint, headers=headers))
    if claims.get("sub") != subject:
        raise Untrusted("userinfo of somebody else")
    return claims
