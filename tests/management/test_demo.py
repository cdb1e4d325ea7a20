"""The whole demo, as somebody starts it who has just cloned the repository."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from webchat.demo import servers
from webchat.management.commands.demo import ADMINISTRATOR, EMPLOYEE, chosen_password, make_users
from webchat.models import User

ROOT = Path(__file__).parents[2]


@dataclass
class Demo:
    process: subprocess.Popen[str]
    welcome: str

    @property
    def url(self) -> str:
        return re.search(r"http://127\.0\.0\.1:\d+/", self.welcome)[0]  # type: ignore[index]

    @property
    def password(self) -> str:
        return re.search(r"password +(\S+)", self.welcome)[1]  # type: ignore[index]

    def rest(self) -> str:
        """What it still says until it ends."""
        assert self.process.stdout
        rest = self.process.stdout.read()
        self.process.wait()
        return rest

    def children(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]


def command(data: Path, *options: str) -> subprocess.Popen[str]:
    """An environment without a single setting."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WEBCHAT_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--data", str(data), *options],
        cwd=ROOT,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def demo(data: Path, *options: str) -> Iterator[Demo]:
    with command(data, *options) as process:
        assert process.stdout
        welcome = ""
        for line in process.stdout:
            welcome += line
            if "Ctrl-C stops it" in line:
                break
        yield Demo(process, welcome)
        process.terminate()
        process.stdout.read()


def sign_in(demo: Demo, browser: httpx.Client) -> httpx.Response:
    page = browser.get(f"{demo.url}account/sign-in/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
    form = {"email": EMPLOYEE, "password": demo.password, "csrfmiddlewaretoken": token}
    return browser.post(f"{demo.url}account/sign-in/", data=form)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for several tests: the second start is quicker than the first."""
    return tmp_path_factory.mktemp("demo")


def test_the_demo_survives_a_restart(data: Path):
    no_open_line = httpx.Limits(max_keepalive_connections=0)  # a server that ends would wait for it
    with httpx.Client(trust_env=False, limits=no_open_line) as browser:
        with demo(data) as first:
            assert sign_in(first, browser).status_code == 302
            assert browser.get(f"{first.url}readyz").json() == {"database": True, "upstream": True}
        with demo(data, "--port", str(httpx.URL(first.url).port)) as second:
            assert second.password == first.password
            assert browser.get(f"{second.url}account/sign-in/").status_code == 200
            assert browser.get(second.url).status_code == 200, "the session has outlived the restart"


def test_ctrl_c_ends_it_and_everything_it_started(data: Path):
    with demo(data) as started:
        children = started.children()
        assert len(children) == 2
        os.killpg(started.process.pid, signal.SIGINT)
        rest = started.rest()
    assert (started.process.returncode, rest.strip()) == (0, "Stopped.")
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_it_says_when_a_server_dies(data: Path):
    with demo(data) as started:
        os.kill(started.children()[0], signal.SIGKILL)
        rest = started.rest()
    assert started.process.returncode == 1
    assert "CommandError: The sandbox has ended by itself, with exit code -9." in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize("option", ["--port", "--sandbox-port"])
def test_a_port_that_was_asked_for_and_is_taken_is_told(tmp_path: Path, option: str):
    with socket.create_server((servers.HOST, 0)) as listener:
        taken = str(listener.getsockname()[1])
        with command(tmp_path, option, taken) as process:
            output, _ = process.communicate()
    assert process.returncode == 1
    assert f"CommandError: Port {taken} is taken. Choose another one with {option}." in output


def test_the_sandbox_of_the_demo_can_be_a_chatter(data: Path):
    with httpx.Client(trust_env=False) as browser, demo(data, "--upstream", "chatter") as started:
        assert "employee or admin, with the same password" in started.welcome
        assert sign_in(started, browser).status_code == 302
        assert browser.get(f"{started.url}readyz").json() == {"database": True, "upstream": True}


def test_another_upstream_is_no_demo(tmp_path: Path):
    glean = {"WEBCHAT_UPSTREAM": "glean", "WEBCHAT_GLEAN_URL": "https://acme-be.glean.com", "WEBCHAT_GLEAN_TOKEN": "x"}
    environment = {"PATH": os.environ["PATH"], "WEBCHAT_DATA": str(tmp_path), **glean}
    ended = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "The demo talks to its own sandbox." in ended.stderr


def test_the_users_of_the_demo_may_ask_the_assistant(transactional_db: None):
    make_users("first")
    assert [user.address_verified for user in User.objects.all()] == [True, True]


def test_the_users_of_the_demo(transactional_db: None):
    make_users("first")
    assert User.objects.get(email=EMPLOYEE).check_password("first")
    assert User.objects.get(email=ADMINISTRATOR).is_staff


def test_a_random_password_stays_the_same(tmp_path: Path, settings: object):
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    assert len(chosen_password(None)) > 10
    assert chosen_password(None) == chosen_password(None)


def test_a_password_may_be_chosen(transactional_db: None):
    make_users(chosen_password("first"))
    make_users(chosen_password("second"))
    assert User.objects.get(email=EMPLOYEE).check_password("second")


def test_the_same_password_does_not_end_a_session(transactional_db: None):
    make_users("same")
    before = User.objects.get(email=EMPLOYEE).password
    make_users("same")
    assert User.objects.get(email=EMPLOYEE).password == before
