"""A browser in plain words. What it says of itself is anybody's text: only words of ours come out."""

from django.utils.translation import gettext

# What tells it, and what people call it. Many pretend to be others as well: the first hit counts.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    names = {
        "browser": next((name for sign, name in BROWSERS.items() if sign in user_agent), ""),
        "system": next((name for sign, name in SYSTEMS.items() if sign in user_agent), ""),
    }
    if all(names.values()):
        return gettext("%(browser)s on %(system)s") % names
    return names["browser"] or names["system"] or gettext("Unknown browser")
