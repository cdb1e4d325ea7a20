import pytest

from webchat.upstream.glean import ActAsHeader, GleanClient, GleanConfig, TokenKind, normalise_server_url

URL = "https://acme-be.glean.com"


def headers(**options):
    return GleanConfig(base_url=URL, token="secret", **options).headers("ada@acme.example")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("acme-be.glean.com", URL),
        (" https://acme-be.glean.com/ ", URL),
        ("https://acme-be.glean.com:8443", "https://acme-be.glean.com:8443"),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8001"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://[::1]:8001", "http://[::1]:8001"),
        ("localhost:8001", "https://localhost:8001"),
    ],
)
def test_an_address_is_made_whole(given, url):
    assert normalise_server_url(given) == url


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://",
        "http://acme-be.glean.com",
        "ftp://127.0.0.1",
        "https://ada:pw@a.example",
        "https://a.example?b",
        "a.example#b",
    ],
)
def test_a_token_is_not_sent_just_anywhere(given):
    with pytest.raises(ValueError, match="address"):
        normalise_server_url(given)


def test_a_users_token_goes_alone():
    assert headers() == {"Authorization": "Bearer secret"}


def test_a_global_token_says_whom_it_acts_as():
    assert headers(token_kind=TokenKind.GLOBAL)["X-Glean-ActAs"] == "ada@acme.example"


def test_an_older_server_is_told_by_the_older_name():
    sent = headers(token_kind=TokenKind.GLOBAL, act_as_header=ActAsHeader.OLD)
    assert sent == {"Authorization": "Bearer secret", "X-Scio-Actas": "ada@acme.example"}


def test_a_token_of_the_companys_own_provider_says_so():
    assert headers(token_kind=TokenKind.OAUTH) == {"Authorization": "Bearer secret", "X-Glean-Auth-Type": "OAUTH"}


def test_a_global_token_acts_as_nobody_by_mistake():
    config = GleanConfig(base_url=URL, token="secret", token_kind=TokenKind.GLOBAL)
    with pytest.raises(ValueError, match="nobody"):
        GleanClient(http=None, config=config)


@pytest.mark.parametrize("token", ["", "two words", "line\nfeed", "caf\xe9"])
def test_a_token_that_no_header_can_hold_is_refused_at_the_start(token):
    with pytest.raises(ValueError, match="token"):
        GleanConfig(base_url=URL, token=token)


def test_the_token_is_in_no_repr():
    config = GleanConfig(base_url=URL, token="secret")
    assert "secret" not in repr(config)
    assert "secret" not in repr(GleanClient(http=None, config=config))
