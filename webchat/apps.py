from django.apps import AppConfig
from django.db.models.signals import post_migrate

from webchat.append_only import keep_audit


class WebchatConfig(AppConfig):
    name = "webchat"

    def ready(self) -> None:
        post_migrate.connect(keep_audit, sender=self)
