"""Who somebody is: every check of an ID token, by a token that is wrong in this one thing."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry

from tests.upstream.server import said_json
from webchat.oauth.errors import Untrusted
from webchat.oauth.identity import fetch_keys, fetch_userinfo, verified

ISSUER = "https://login.example.com"
EXPECTED = {"issuer": ISSUER, "client_id": "webchat", "nonce": "n"}
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "1"})
KEYS = KeySet([RSAKey.import_key(KEY.as_dict(private=False))])


def claims(**changes):
    now = int(time.time())
    named = {"iss": ISSUER, "sub": "e1", "aud": "webchat", "nonce": "n", "exp": now + 300, "iat": now, **changes}
    return {name: value for name, value in named.items() if value is not None}


class Lenient(JWSRegistry):
    max_header_length = 10_000


def signed(key=KEY, header=None, **changes):
    header = {"alg": "RS256", "kid": "1"} | (header or {})
    lenient = Lenient(algorithms=[header["alg"]], strict_check_header=False)
    return jwt.encode(header, claims(**changes), key, registry=lenient)


def by_hand(header, signature):
    """A token that the library refuses to make."""

    def part(value):
        return urlsafe_b64encode(value).rstrip(b"=")

    message = b".".join(part(json.dumps(each).encode()) for each in (header, claims()))
    return b".".join([message, part(signature(message))]).decode()


def test_a_token_made_for_us_is_taken():
    assert verified(signed(), KEYS, **EXPECTED)["sub"] == "e1"
    assert verified(signed(aud=["webchat"], azp="webchat"), KEYS, **EXPECTED)["sub"] == "e1"
    assert verified(signed(header={"x-vendor": "unknown"}), KEYS, **EXPECTED)["sub"] == "e1"


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("ES256", ECKey.generate_key("P-256", {"kid": "1"})), ("PS256", RSAKey.generate_key(2048, {"kid": "1"}))],
)
def test_signatures_of_other_key_pairs_are_taken(algorithm, key):
    assert verified(signed(key, {"alg": algorithm}), KeySet([key]), **EXPECTED)["sub"] == "e1"


@pytest.mark.parametrize("issuer", [None, "https://evil.example", f"{ISSUER}/", ISSUER.upper(), [ISSUER], ""])
def test_a_token_of_another_issuer_is_refused(issuer):
    with pytest.raises(Untrusted, match="iss"):
        verified(signed(iss=issuer), KEYS, **EXPECTED)


@pytest.mark.parametrize("audience", [None, "another", ["another"], "webchat2", "WEBCHAT", [], "", [["webchat"]]])
def test_a_token_for_another_client_is_refused(audience):
    with pytest.raises(Untrusted, match="aud"):
        verified(signed(aud=audience), KEYS, **EXPECTED)


@pytest.mark.parametrize("party", [None, "another", ["webchat"], ""])
def test_a_token_that_others_share_must_be_made_for_us(party):
    assert verified(signed(aud=["webchat", "another"], azp="webchat"), KEYS, **EXPECTED)
    with pytest.raises(Untrusted, match="another client"):
        verified(signed(aud=["webchat", "another"], azp=party), KEYS, **EXPECTED)


def test_a_token_that_another_client_asked_for_is_refused():
    with pytest.raises(Untrusted, match="another client"):
        verified(signed(azp="another"), KEYS, **EXPECTED)


@pytest.mark.parametrize("nonce", [None, "another", "", "N"])
def test_a_token_of_another_attempt_is_refused(nonce):
    with pytest.raises(Untrusted, match="nonce"):
        verified(signed(nonce=nonce), KEYS, **EXPECTED)


@pytest.mark.parametrize("expiry", [None, 0, "soon", float("nan"), True])
def test_a_token_without_a_real_expiry_is_refused(expiry):
    with pytest.raises(Untrusted, match="exp"):
        verified(signed(exp=expiry), KEYS, **EXPECTED)


def test_an_expired_token_is_refused():
    with pytest.raises(Untrusted, match="exp"):
        verified(signed(exp=int(time.time()) - 120), KEYS, **EXPECTED)


@pytest.mark.parametrize("issued", [None, "now"])
def test_a_token_without_a_real_time_of_issue_is_refused(issued):
    with pytest.raises(Untrusted, match="iat"):
        verified(signed(iat=issued), KEYS, **EXPECTED)


def test_a_token_of_the_future_is_refused():
    with pytest.raises(Untrusted, match="iat"):
        verified(signed(iat=int(time.time()) + 600), KEYS, **EXPECTED)


def test_clocks_may_differ_a_little():
    now = int(time.time())
    assert verified(signed(exp=now - 30, iat=now + 30), KEYS, **EXPECTED)


@pytest.mark.parametrize("subject", [None, "", 5, "s" * 256, "s\0", "é", "s\n"])
def test_a_token_about_nobody_is_refused(subject):
    with pytest.raises(Untrusted):
        verified(signed(sub=subject), KEYS, **EXPECTED)


# --- signatures ---------------------------------------------------------------------------------------------------


def test_a_signature_by_another_key_is_refused():
    with pytest.raises(Untrusted, match="BadSignatureError"):
        verified(signed(ANOTHER), KEYS, **EXPECTED)


def test_a_key_that_is_not_listed_is_refused():
    with pytest.raises(Untrusted, match="InvalidKeyIdError"):
        verified(signed(ANOTHER, {"kid": "2"}), KEYS, **EXPECTED)


@pytest.mark.parametrize("key", [ANOTHER, ECKey.generate_key("P-256", {"kid": "1"})])
def test_a_key_that_the_token_brings_along_is_refused(key):
    algorithm = "RS256" if key is ANOTHER else "ES256"
    with pytest.raises(Untrusted):
        verified(signed(key, {"alg": algorithm, "jwk": key.as_dict(private=False)}), KEYS, **EXPECTED)


@pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
def test_a_token_without_signature_is_refused(name):
    with pytest.raises(Untrusted):
        verified(by_hand({"alg": name, "kid": "1"}, lambda _: b""), KEYS, **EXPECTED)


@pytest.mark.parametrize("secret", [KEY.as_pem(private=False), b"the client's secret"])
def test_a_signature_with_a_secret_is_refused_even_with_the_public_key_as_one(secret):
    token = by_hand({"alg": "HS256", "kid": "1"}, lambda message: hmac.digest(secret, message, hashlib.sha256))
    with pytest.raises(Untrusted, match="UnsupportedAlgorithmError"):
        verified(token, KEYS, **EXPECTED)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "....", "ä.ö.ü", "e30.e30.e30", "a" * 10**6, "W10.W10.W10"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(Untrusted):
        verified(token, KEYS, **EXPECTED)


def test_a_token_cut_anywhere_is_refused():
    token = signed()
    for end in range(0, len(token), 7):
        with pytest.raises(Untrusted):
            verified(token[:end], KEYS, **EXPECTED)


# --- keys ---------------------------------------------------------------------------------------------------------


async def test_keys_that_are_not_understood_are_left_out(http, server, provider):
    strange = [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "1"},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"},
        {"kty": "EC", "crv": "P-1", "x": "", "y": ""},
        {"kty": "RSA", "n": 5},
        {"kty": ["RSA"]},
        {**KEY.as_dict(private=False), "use": "enc"},
        "RSA",
        None,
    ]
    server.says(said_json({"keys": [*strange, KEY.as_dict(private=False)]}))
    keys = await fetch_keys(http, provider)
    assert [key.kid for key in keys] == ["1"]
    assert verified(signed(), keys, **EXPECTED)


@pytest.mark.parametrize("listed", [{}, {"keys": None}, {"keys": []}, {"keys": {"1": "2"}}])
async def test_without_keys_nobody_is_believed(http, server, provider, listed):
    server.says(said_json(listed))
    with pytest.raises(Untrusted):
        verified(signed(), await fetch_keys(http, provider), **EXPECTED)


# --- userinfo -----------------------------------------------------------------------------------------------------


async def test_userinfo_is_asked_for_with_the_token(http, server, provider):
    server.says(said_json({"sub": "e1", "email": "erin@example.com"}))
    assert (await fetch_userinfo(http, provider, "a-token", "e1"))["email"] == "erin@example.com"
    assert server.asked[0].headers["authorization"] == "Bearer a-token"


@pytest.mark.parametrize("subject", ["e2", None, "E1", ["e1"]])
async def test_userinfo_of_somebody_else_is_refused(http, server, provider, subject):
    server.says(said_json({"sub": subject, "email": "erin@example.com"}))
    with pytest.raises(Untrusted, match="somebody else"):
        await fetch_userinfo(http, provider, "a-token", "e1")
