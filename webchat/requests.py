"""A request as it reaches a view: with what the middleware has found out about it."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from webchat.models import User


class AnyRequest(HttpRequest):
    htmx: HtmxDetails
    user: User | AnonymousUser


class Request(AnyRequest):
    """The ordinary case: every view that is not marked `@login_not_required` is only called with a user."""

    user: User
