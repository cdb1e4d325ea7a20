"""The modules of the page's script, named beforehand."""

from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def modules(context: Context) -> SafeString:
    """All that static/js/main.js imports. A browser would learn of them level after level, and wait for each."""
    nonce = context.get("csp_nonce", "")
    return format_html_join(
        "", '<link rel="modulepreload" href="{}" nonce="{}">', ((static(name), nonce) for name in _names())
    )


@cache
def _names() -> list[str]:
    folder = settings.BASE_DIR / "static"
    return sorted(str(path.relative_to(folder)) for path in folder.glob("js/*.js") if path.name != "main.js")
