"""Where a request comes from."""

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The network address, as far as it can be believed: of the hops in X-Forwarded-For only the last one was written
    by our own proxy, all before it by whoever wanted to. Empty if there is none, as behind a socket of this machine."""
    peer = _network(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return peer
    return _network(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]) or peer


def _network(text: str) -> str:
    """With or without a port. Of IPv6 the first half: the other one is everybody's own to choose."""
    for host in (text, text.rpartition(":")[0]):
        with suppress(ValueError):
            address = ip_address(host.strip(" []"))
            if isinstance(address, IPv6Address):
                return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))
            return str(address)
    return ""
