"""Pages and parts for what went wrong."""

import pytest
from django.template.loader import render_to_string

from webchat.upstream.errors import RateLimited, TokenRefused, Unreachable, UpstreamError

PROBLEM = {"status": 500, "title": "Broken", "sentence": "This page could not be made.", "advice": "Try again."}


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "unsent"])
def test_an_error_page_needs_no_request(name: str):
    html = render_to_string(f"errors/{name}.html", PROBLEM)
    assert "<h1>This page could not be made.</h1>" in html
    assert "Try again." in html
    assert "<script" not in html


def test_the_page_of_an_upstream_error_says_what_happened_and_what_to_do():
    html = render_to_string("errors/upstream.html", {"error": Unreachable("https://internal.example refused")})
    assert f"<h1>{Unreachable.sentence}</h1>" in html
    assert Unreachable.advice in html
    assert "internal.example" not in html


@pytest.mark.parametrize(
    ("error", "tone"),
    [(RateLimited(), "warn"), (Unreachable(), "warn"), (TokenRefused(), "bad"), (UpstreamError(), "bad")],
)
def test_what_passes_by_itself_is_amber_and_the_rest_is_red(error: UpstreamError, tone: str):
    html = render_to_string("errors/_upstream.html", {"error": error})
    assert f'<div class="note {tone}" role="alert">' in html
    assert f"<b>{error.sentence}</b>" in html
