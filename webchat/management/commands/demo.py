"""`manage.py demo`: everything, started with one command and without a single setting."""

import secrets
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from webchat.demo import servers
from webchat.demo.preparation import add_data_option, kept_secret
from webchat.demo.servers import Server, ServerFailed, started
from webchat.management.commands.sandbox import APPLICATIONS, CHATTER, GLEAN
from webchat.models import User
from webchat.sandbox.chatter.layouts import LAYOUTS

EMPLOYEE = "employee@example.com"
ADMINISTRATOR = "admin@example.com"
PASTED = "personal-token"


class Command(BaseCommand):
    help = "Starts Webchat with its sandbox instead of a chat API, and prints where it is and how to sign in."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="of the web server (default: 8000, or a free one)")
        parser.add_argument("--sandbox-port", type=int, help="of the sandbox (default: 8001, or a free one)")
        parser.add_argument("--password", help="of both users (default: a random one, kept in the data folder)")
        parser.add_argument(
            "--credentials",
            choices=["global", "personal-oauth", "personal-token"],
            default=settings.GLEAN_TOKEN_KIND,
            help="with what the sandbox is asked: one token for all, or everybody connects their own account by OAuth, "
            "or pastes a token (default: %(default)s)",
        )
        parser.add_argument(
            "--upstream",
            choices=APPLICATIONS,
            default=GLEAN,
            help="the chat API whose wire format the sandbox speaks (default: %(default)s)",
        )
        parser.add_argument(
            "--layout",
            choices=[*LAYOUTS],
            default="september",
            help="which version of Chatter (default: %(default)s, the first one that reads documents)",
        )
        add_data_option(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.default_int_handler)
        if settings.UPSTREAM != "sandbox":
            raise CommandError("The demo talks to its own sandbox. Remove WEBCHAT_UPSTREAM from the environment.")
        try:
            self.run(options)
        except ServerFailed as failure:
            raise CommandError(str(failure)) from failure
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def run(self, options: dict[str, Any]) -> None:
        port = chosen_port("--port", options["port"], 8000)
        sandbox_port = chosen_port("--sandbox-port", options["sandbox_port"], 8001)
        password = chosen_password(options["password"])
        with started(sandbox_server(sandbox_port, password, options)) as sandbox:
            call_command("migrate", verbosity=0)
            collect_static()
            with started(web_server(port, sandbox_port, options)) as web:
                make_users(password)
                servers.wait_until_answering([sandbox, web])
                self.welcome(port, password, how_to_connect(sandbox_port, options))
                servers.watch([sandbox, web])

    def welcome(self, port: int, password: str, connect: str) -> None:
        self.stdout.write(
            f"""
  {settings.BRAND} is running at   http://{servers.HOST}:{port}/

  Sign in as   {EMPLOYEE}
          or   {ADMINISTRATOR}, an administrator
    password   {password}
{connect}
  What you write is kept in {settings.DATA}
  Ctrl-C stops it.
"""
        )


def how_to_connect(sandbox_port: int, options: dict[str, Any]) -> str:
    if options["upstream"] == CHATTER:
        return "\n  Connect to Chatter as   employee or admin, with the same password\n"
    if options["credentials"] == PASTED:
        return f"\n  Make a token to paste at http://{servers.HOST}:{sandbox_port}/tokens\n"
    return ""


def chosen_port(option: str, wanted: int | None, usual: int) -> int:
    if wanted is None:
        return servers.free_port(usual)
    if not servers.is_free(wanted):
        raise CommandError(f"Port {wanted} is taken. Choose another one with {option}.")
    return wanted


def sandbox_server(port: int, password: str, options: dict[str, Any]) -> Server:
    return Server(
        name="sandbox",
        application=APPLICATIONS[options["upstream"]],
        port=port,
        probe="/",
        environment={
            "WEBCHAT_SANDBOX_DATA": str(settings.SANDBOX_DATA),
            "WEBCHAT_SANDBOX_TOKEN": settings.SANDBOX_TOKEN.reveal(),
            "WEBCHAT_SANDBOX_PACE": f"{settings.SANDBOX_PACE:g}",
            "WEBCHAT_SANDBOX_PASSWORD": password,
            "WEBCHAT_SANDBOX_CHATTER_LAYOUT": options["layout"],
            "WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE": str(settings.SANDBOX_CHATTER_TOKEN_LIFE),
        },
    )


def web_server(port: int, sandbox_port: int, options: dict[str, Any]) -> Server:
    sandbox = f"http://{servers.HOST}:{sandbox_port}"
    chatter = {"WEBCHAT_UPSTREAM": "chatter", "WEBCHAT_CHATTER_URL": sandbox}
    glean = {
        "WEBCHAT_SANDBOX_URL": sandbox,
        "WEBCHAT_SANDBOX_TOKEN": settings.SANDBOX_TOKEN.reveal(),
        "WEBCHAT_GLEAN_TOKEN_KIND": options["credentials"],
    }
    return Server(
        name="web server",
        application="webchat.asgi:application",
        port=port,
        probe="/healthz",
        environment=chatter if options["upstream"] == CHATTER else glean,
    )


def collect_static() -> None:
    """It takes a second, so only if a source has changed since."""
    collected = settings.STATIC_ROOT / "staticfiles.json"
    since = collected.stat().st_mtime if collected.exists() else 0.0
    sources = (path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*"))
    if any(path.stat().st_mtime > since for path in sources):
        call_command("collectstatic", verbosity=0, interactive=False)


def chosen_password(wanted: str | None) -> str:
    """As wanted, or as it was, or a random one."""
    return wanted or kept_secret(settings.DATA / "password", secrets.token_urlsafe(9))


def make_users(password: str) -> None:
    """The two users of the demo."""
    for email, name, is_staff in (EMPLOYEE, "Erin Employee", False), (ADMINISTRATOR, "Adam Administrator", True):
        known = {"name": name, "is_staff": is_staff, "address_verified": True}
        user, _made = User.objects.get_or_create(email=email, defaults=known)
        # A new hash of the same password would end the sessions of the last run.
        if not user.check_password(password):
            user.set_password(password)
            user.save()
