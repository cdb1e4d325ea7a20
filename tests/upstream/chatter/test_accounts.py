import pytest

from tests.upstream.chatter.samples import body, recorded, said
from tests.upstream.server import Ending, Said, said_json
from webchat.secret import Secret
from webchat.upstream.chatter import accounts
from webchat.upstream.errors import BadResponse, RateLimited, Rejected, TokenRefused, Unavailable, Unreachable

PASSWORD = Secret("Quartz!Lantern#92vx")
OLD = Secret("old-refresh-token")
VERSIONS = pytest.mark.parametrize("version", ["seed", "september"])


def cookie(name):
    [given] = [value for key, value in recorded(name)["response"]["headers"] if key == "set-cookie"]
    return given.partition("=")[2].partition(";")[0]


@VERSIONS
async def test_a_name_and_its_password_give_both_tokens(http, server, config, version):
    server.says(said(f"{version}/13-login"))
    tokens = await accounts.sign_in(http, config, "mona", PASSWORD)
    assert tokens.access.reveal() == body(f"{version}/13-login")["access_token"]
    assert tokens.refresh.reveal() == cookie(f"{version}/13-login")
    assert tokens.expires_in == 1800
    [asked] = server.asked
    assert (asked.method, asked.target) == ("POST", "/api/v1/auth/login")
    assert asked.json == {"username": "mona", "password": PASSWORD.reveal()}


async def test_an_address_signs_in_as_well_as_a_name(http, server, config):
    server.says(said("seed/12-login-by-email"))
    await accounts.sign_in(http, config, "mona@uitest.org", PASSWORD)
    assert server.asked[0].json == {"email": "mona@uitest.org", "password": PASSWORD.reveal()}


async def test_a_refresh_token_may_come_in_the_body(http, server, config):
    server.says(said("seed/08-register"))
    tokens = await accounts.sign_in(http, config, "mona", PASSWORD)
    assert tokens.refresh.reveal() == body("seed/08-register")["refresh_token"]


async def test_a_server_may_give_no_refresh_token(http, server, config):
    server.says(said_json({"access_token": "a"}))
    tokens = await accounts.sign_in(http, config, "mona", PASSWORD)
    assert (tokens.refresh, tokens.expires_in) == (Secret(""), None)


@VERSIONS
async def test_a_wrong_password_is_refused(http, server, config, version):
    server.says(said(f"{version}/10-login-wrong"))
    with pytest.raises(TokenRefused) as caught:
        await accounts.sign_in(http, config, "mona", PASSWORD)
    assert caught.value.detail.startswith("401 authentication-required")


@pytest.mark.parametrize(
    ("sample", "error"),
    [
        ("seed/07-register-short-422", Rejected),
        ("seed/11-login-empty-422", Unavailable),
        ("september/11-login-empty-422", Rejected),
    ],
)
async def test_what_was_sent_is_in_no_error(http, server, config, sample, error):
    """The first of these repeats the password, here "x", in its errors; it could be any other."""
    refused = said(sample)
    server.says(Said(refused.body.replace(b'"x"', b'"Quartz!Lantern#92vx"'), refused.status, refused.headers))
    with pytest.raises(error) as caught:
        await accounts.sign_in(http, config, "mona", PASSWORD)
    assert "Quartz" not in repr(caught.value) + caught.value.detail
    assert caught.value.detail.endswith(f"(correlation id {server.asked[0].headers['x-correlation-id']})")


async def test_too_many_logins_say_how_long_to_wait(http, server, config):
    server.says(Said(status=429, headers={"Retry-After": "300"}))
    with pytest.raises(RateLimited) as caught:
        await accounts.sign_in(http, config, "mona", PASSWORD)
    assert caught.value.retry_after == 300


@pytest.mark.parametrize("token", ["", None, "two words", "line\nfeed", 3])
async def test_a_token_that_no_header_can_hold_is_no_token(http, server, config, token):
    server.says(said_json({"access_token": token}))
    with pytest.raises(BadResponse):
        await accounts.sign_in(http, config, "mona", PASSWORD)


@VERSIONS
async def test_a_refresh_token_goes_by_hand_and_the_next_one_comes_back(http, server, config, version):
    server.says(said(f"{version}/18-refresh"))
    tokens = await accounts.renew(http, config, OLD)
    assert tokens.refresh.reveal() == cookie(f"{version}/18-refresh")
    assert tokens.access.reveal() == body(f"{version}/18-refresh")["access_token"]
    [asked] = server.asked
    assert (asked.target, asked.headers["cookie"], asked.body) == (
        "/api/v1/auth/refresh",
        "refresh_token=old-refresh-token",
        b"",
    )


async def test_a_server_that_does_not_rotate_leaves_the_old_one(http, server, config):
    server.says(said_json({"access_token": "a"}))
    assert (await accounts.renew(http, config, OLD)).refresh == OLD


async def test_a_refresh_token_is_never_sent_twice(http, server, config):
    server.says(Said(ending=Ending.HUNG_UP))
    with pytest.raises(Unreachable):
        await accounts.renew(http, config, OLD)
    assert len(server.asked) == 1


async def test_a_refresh_token_that_is_no_longer_good_is_refused(http, server, config):
    server.says(said("seed/17-refresh-no-cookie"))
    with pytest.raises(TokenRefused):
        await accounts.renew(http, config, OLD)


async def test_signing_out_ends_the_session_of_the_token(http, server, config):
    server.says(said("seed/95-logout"))
    await accounts.sign_out(http, config, Secret("access"))
    [asked] = server.asked
    assert (asked.target, asked.headers["authorization"]) == ("/api/v1/auth/logout", "Bearer access")


async def test_a_token_says_whose_it_is(http, server, config):
    server.says(said("seed/14-me"))
    account = await accounts.me(http, config, Secret("access"))
    assert account == accounts.Account(
        id="01M7Y27SSSKFWCYDN5ZZ0QTDBC", username="mona_kgcjf", email="mona.kgcjf@uitest.org", name="Mona Tester"
    )


async def test_whoever_signs_in_is_counted_by_an_address_of_their_own(http, server, config):
    server.says(said("seed/13-login"))
    await accounts.sign_in(http, config, "mona", PASSWORD, sender={"X-Forwarded-For": "fd00::7"})
    await accounts.renew(http, config, OLD, sender={"X-Forwarded-For": "fd00::7"})
    assert [asked.headers["x-forwarded-for"] for asked in server.asked] == ["fd00::7"] * 2
