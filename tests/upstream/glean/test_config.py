import pytest

from webchat.secret import Secret
from webchat.upstream.glean import ActAsHeader, GleanClient, GleanConfig, GleanToken, TokenKind

URL = "https://acme-be.glean.com"


ADA = "ada@acme.example"
BEARER = {"Authorization": Secret("Bearer secret")}


async def headers(**options):
    return await GleanToken(token=Secret("secret"), **options).headers()


async def test_a_users_token_goes_alone():
    assert await headers() == BEARER


async def test_a_global_token_says_whom_it_acts_as():
    assert await headers(kind=TokenKind.GLOBAL, act_as=ADA) == BEARER | {"X-Glean-ActAs": ADA}


async def test_an_older_server_is_told_by_the_older_name():
    sent = await headers(kind=TokenKind.GLOBAL, act_as=ADA, act_as_header=ActAsHeader.OLD)
    assert sent == BEARER | {"X-Scio-Actas": ADA}


async def test_a_token_of_the_companys_own_provider_says_so():
    assert await headers(kind=TokenKind.OAUTH) == BEARER | {"X-Glean-Auth-Type": "OAUTH"}


def test_a_global_token_acts_as_nobody_by_mistake():
    with pytest.raises(ValueError, match="nobody"):
        GleanToken(token=Secret("secret"), kind=TokenKind.GLOBAL)


@pytest.mark.parametrize("token", ["", "two words", "line\nfeed", "caf\xe9"])
def test_a_token_that_no_header_can_hold_is_refused_at_once(token):
    with pytest.raises(ValueError, match="token"):
        GleanToken(token=Secret(token))


async def test_the_token_is_in_no_repr():
    token = GleanToken(token=Secret("s3cr3t"))
    assert "s3cr3t" not in repr(token)
    assert "s3cr3t" not in repr(await token.headers())
    assert "s3cr3t" not in repr(GleanClient(http=None, config=GleanConfig(base_url=URL), credential=token))
