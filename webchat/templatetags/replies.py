"""What the templates of a reply ask of its state."""

from math import ceil
from urllib.parse import urlsplit

from django import template

from webchat.rendering.html import prose, seconds_left
from webchat.rendering.steps import current_step_line, step_line, steps_summary

register = template.Library()
register.filter("prose", prose)
register.filter("steps_summary", steps_summary)
register.filter("step_line", step_line)
register.filter("current_step_line", current_step_line)
register.filter("seconds_left", seconds_left)

MOST_LINES = 12  # of a question; of a longer one only these are shown at first
LINES = {"all": 80, "narrow": 38}  # how many characters a line has, on all screens at most and on a narrow one


@register.filter
def long_on(question: str) -> str:
    """On which screens a question is too long to be shown whole: on all, on narrow ones, or on none."""
    lines = question.splitlines()
    counts = {screens: sum(max(1, ceil(len(line) / width)) for line in lines) for screens, width in LINES.items()}
    return next((screens for screens, count in counts.items() if count > MOST_LINES), "")


@register.filter
def web_url(url: str) -> str:
    """The address if a browser may follow it, else nothing: upstream addresses come from many systems."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""
