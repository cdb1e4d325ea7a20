import pytest

from webchat.upstream.address import normalise_server_url

URL = "https://acme-be.glean.com"


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
