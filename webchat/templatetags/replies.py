"""What the templates of a reply ask of its state."""

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


@register.filter
def web_url(url: str) -> str:
    """The address if a browser may follow it, else nothing: upstream addresses come from many systems."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""
