"""What the templates of a reply ask of its state."""

from math import ceil

from django import template

from webchat.models import is_temporary
from webchat.rendering.footnotes import about
from webchat.rendering.html import prose, seconds_left, web_url
from webchat.rendering.steps import current_step_line, step_line, steps_summary
from webchat.rendering.usage import usage_summary

register = template.Library()
register.filter("about", about)
register.filter("is_temporary", is_temporary)
register.filter("prose", prose)
register.filter("steps_summary", steps_summary)
register.filter("step_line", step_line)
register.filter("current_step_line", current_step_line)
register.filter("seconds_left", seconds_left)
register.filter("usage_summary", usage_summary)
register.filter("web_url", web_url)

MOST_LINES = 12  # of a question; of a longer one only these are shown at first
LINES = {"all": 80, "narrow": 38}  # how many characters a line has, on all screens at most and on a narrow one


@register.filter
def long_on(question: str) -> str:
    """On which screens a question is too long to be shown whole: on all, on narrow ones, or on none."""
    lines = question.splitlines()
    counts = {screens: sum(max(1, ceil(len(line) / width)) for line in lines) for screens, width in LINES.items()}
    return next((screens for screens, count in counts.items() if count > MOST_LINES), "")
