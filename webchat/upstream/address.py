"""Where a server is."""

from urllib.parse import urlsplit

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
