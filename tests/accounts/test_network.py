"""Where a request comes from."""

from typing import Any

import pytest
from django.test import RequestFactory

from webchat.accounts.network import network_of


def network(peer: str, hops: str | None = None) -> str:
    headers = {} if hops is None else {"x-forwarded-for": hops}
    return network_of(RequestFactory(headers=headers, REMOTE_ADDR=peer).get("/"))


def test_it_is_the_other_end_of_the_connection():
    assert network("192.0.2.7") == "192.0.2.7"


def test_what_a_browser_says_of_itself_is_not_believed():
    assert network("192.0.2.7", "10.0.0.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("198.51.100.9", "198.51.100.9"),
        ("10.0.0.1, 10.0.0.2, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1,198.51.100.9:4711", "198.51.100.9"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("198.51.100.9, nonsense", "192.0.2.7"),
        ("198.51.100.9,", "192.0.2.7"),
        ("", "192.0.2.7"),
        (None, "192.0.2.7"),
    ],
)
def test_behind_a_proxy_it_is_what_the_proxy_wrote_last(settings: Any, hops: str | None, address: str):
    settings.BEHIND_PROXY = True
    assert network("192.0.2.7", hops) == address


def test_whoever_has_a_whole_network_of_ipv6_is_one():
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network("2001:db8:1:3::1") != network("2001:db8:1:2::1")


def test_an_address_is_the_same_however_it_is_written():
    assert network("::ffff:192.0.2.7") == network("192.0.2.7")


def test_a_socket_of_this_machine_has_none():
    assert network("") == ""
