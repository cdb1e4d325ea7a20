"""Which packages are installed: each in one version, known by its content, and from no address of ours."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
RUNTIME, DEV = (ROOT / "requirements" / name for name in ("runtime.txt", "dev.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(path: Path) -> dict[str, str]:
    """What each package is pinned to, by its name: version and marker, without the hashes."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    wanted = [Requirement(line.partition(" --hash=")[0]) for line in lines]
    return {each.name: f"{each.specifier} {each.marker or ''}".strip() for each in wanted}


@pytest.mark.parametrize("path", [RUNTIME, DEV], ids=lambda path: path.name)
def test_every_package_has_one_version_its_hashes_and_no_address(path: Path):
    entries = path.read_text(encoding="utf-8").replace(" \\\n", "").splitlines()
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[a-z0-9.]+( ; [^@:/]+)?(    --hash=sha256:[0-9a-f]{64})+")
    assert entries
    assert [entry for entry in entries if not pinned.fullmatch(entry)] == []


def test_what_is_declared_is_what_is_pinned():
    def missing(declared: list[str], pinned: dict[str, str]) -> list[str]:
        wanted = [Requirement(each) for each in declared]
        found = {each.name: re.match("==([^ ]+)", pinned.get(each.name, "")) for each in wanted}
        return [each.name for each in wanted if not (match := found[each.name]) or match[1] not in each.specifier]

    assert missing(PROJECT["project"]["dependencies"], pins(RUNTIME)) == []
    assert missing([*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]], pins(DEV)) == []


def test_what_is_tested_is_what_runs():
    assert pins(RUNTIME).items() <= pins(DEV).items()


@pytest.mark.parametrize("name", ["Dockerfile", "README.md", "CONTRIBUTING.md"])
def test_whoever_installs_them_insists_on_their_hashes(name: str):
    """`uv run --with-requirements` passes over them."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    installing = [line for line in lines if re.search(r"requirements[ =]\S*requirements/|-r requirements/", line)]
    assert installing
    assert [line for line in installing if "--require-hashes" not in line] == []
