"""Where a server is, and where something is on it."""

from urllib.parse import quote, urlsplit

from webchat.upstream.errors import NotFound

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def normalise_server_url(url: str) -> str:
    """`company-be.glean.com/` to `https://company-be.glean.com`. ValueError: a token must not be sent there.

    Plain HTTP is taken for this machine only, where it was asked for.
    """
    url = url.strip()
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("The server's address must begin with https://.")
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("The server's address must be a host, such as https://assistant.example.com.")
    return parts.geturl().rstrip("/")


def segment(identity: str) -> str:
    """One segment of a path. Raises NotFound for what would lead to another path."""
    if not identity.strip("."):
        raise NotFound("no id, but a way to another path")
    return quote(identity, safe="")
