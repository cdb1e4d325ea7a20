"""The application as it is served, with the only clock a test cannot wait for."""

from datetime import timedelta
from types import ModuleType

from django.conf import settings

from webchat.asgi import application
from webchat.replies import beat, store

__all__ = ["application"]


def change(module: ModuleType, name: str, value: object) -> None:
    assert hasattr(module, name), f"{module.__name__} has no {name} any more"
    setattr(module, name, value)


if settings.SWEEPS_SOON:
    change(store, "SILENCE", timedelta(seconds=2))
    change(beat, "BEATS_BETWEEN_SWEEPS", 2)
