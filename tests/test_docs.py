"""The documentation is held to the program: what it lists exists, what exists is listed, and what it shows happens."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from run_here import run_here

import duecare
from duecare.cli import cli
from duecare.errors import DuecareError

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


# ── reference pages ──────────────────────────────────────────────────────────────────────────────────────────────────


def _commands(command: click.Command, name: str = "duecare") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _commands(found, f"{name} {child}")


COMMANDS = dict(_commands(cli))


def _sections(page: str) -> dict[str, str]:
    """Heading text without code marks -> the text under it, up to the next heading."""
    parts = re.split(r"^#{2,4} (.+)$", page, flags=re.MULTILINE)
    return {heading.replace("`", "").strip(): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_each_of_its_options_is_documented(name: str) -> None:
    section = _sections(_page("commands.md")).get(name)
    assert section is not None, f"docs/reference/commands.md has no heading for {name}"
    options = {
        longest
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for longest in [max(parameter.opts, key=len)]
        if longest != "--help"
    }
    missing = {option for option in options if not re.search(rf"`{option}\b", section)}
    assert not missing


@pytest.mark.parametrize("heading", [name for name in _sections(_page("commands.md")) if name.startswith("duecare")])
def test_every_documented_command_and_option_exists(heading: str) -> None:
    assert heading in COMMANDS
    known = {option for parameter in COMMANDS[heading].params for option in parameter.opts} | {"--help"}
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _sections(_page("commands.md"))[heading]))
    assert shown <= known


def test_every_error_class_is_documented() -> None:
    for module in pkgutil.walk_packages(duecare.__path__, "duecare."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes, waiting = set(), [DuecareError]
    while waiting:
        error = waiting.pop()
        classes.add(error.__name__)
        waiting += error.__subclasses__()
    assert classes == set(re.findall(r"^## `(\w+)`", _page("errors.md"), re.MULTILINE))


def test_the_generated_reference_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "write_reference.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _property_names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for value in schema.values():
            yield from _property_names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _property_names(value)


@pytest.mark.parametrize("name", ["transaction", "review"])
def test_every_key_of_a_published_schema_is_documented(name: str) -> None:
    schema = json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))
    documented = set(re.findall(r"`([a-z][\w-]*)`", _page(f"{name}-format.md")))
    facts = {fact.partition(".")[2] for fact in re.findall(r"`([a-z]+\.[a-z0-9_]+)`", _page("facts.md"))}
    assert set(_property_names(schema)) <= documented | facts


# ── what the pages show ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Step:
    """One shown command: its text, what the page shows of its output, and the exit status that it is to have."""

    command: str
    shown: list[str] = field(default_factory=list)
    status: int = 0


def _blocks(text: str) -> Iterator[tuple[str, str | None, str]]:
    """Fenced blocks: language, title, content without the indentation of the fence."""
    fence = re.compile(r'^( *)```(\w+)(?: title="([^"]+)")?[^\n]*\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)
    for indent, language, title, content in fence.findall(text):
        yield language, title or None, re.sub(rf"^{indent}", "", content, flags=re.MULTILINE)


def _steps(block: str) -> list[Step]:
    steps: list[Step] = []
    asked_status = False
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ echo $?"):
            asked_status = True
        elif line.startswith("$ "):
            asked_status = False
            steps.append(Step(line.removeprefix("$ ")))
        elif asked_status and line.strip():
            steps[-1].status = int(line)
        elif steps:
            steps[-1].shown += [_plain(part) for part in line.split("…") if part.strip()]
    return steps


def _pages_with_commands() -> list[Path]:
    pages = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    return [page for page in pages if "```console" in page.read_text(encoding="utf-8")]


RUN = ("duecare ", "cp ", "mkdir ", "sed ")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _run(command: str) -> tuple[int, str]:
    """Run a command here: exit status, and what it prints and says of errors. What a shell does, a shell does."""
    words = shlex.split(command)
    if words[0] != "duecare" or "*" in command:
        program = f'duecare() {{ {shlex.quote(sys.executable)} -m duecare "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", program + command],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        return done.returncode, done.stdout
    done = run_here(*words[1:], environment={"COLUMNS": "100"}, together=True)
    return done.returncode, done.stdout


@pytest.mark.parametrize("page", _pages_with_commands(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_shown_command_does_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks with a title are the files that the reader is told to write; console blocks run in order beside them.

    Only `duecare` and what copies or edits files are run, in a copy of what a checkout holds. Every shown line must
    occur in the real output, in the order shown; `…` stands for anything.
    """
    for shipped in ("examples", "src/duecare/guidance/instruments"):
        shutil.copytree(ROOT / shipped, tmp_path / shipped)
    (tmp_path / "src/duecare/review").mkdir()
    shutil.copy(ROOT / "src/duecare/review/policy.yaml", tmp_path / "src/duecare/review")
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", "100"), ("NO_COLOR", "1"), ("DUECARE_HOME", str(tmp_path / "home"))):
        monkeypatch.setenv(name, value)
    for language, title, content in _blocks(page.read_text(encoding="utf-8")):
        if title is not None:
            target = tmp_path / title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        if language != "console":
            continue
        for step in _steps(content):
            if not step.command.startswith(RUN):
                continue
            status, printed = _run(step.command)
            assert status == step.status, f"{step.command}\n{printed}"
            output, at = _plain(printed), 0
            for part in step.shown:
                found = output.find(part, at)
                assert found >= 0, f"{step.command} does not print here: {part}\n{printed}"
                at = found + len(part)


# ── the site ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_page_of_the_site_asks_another_host_for_anything(tmp_path: Path) -> None:
    pytest.importorskip("material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    loads = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"?((?:https?:)?//[^\"\s>]+)")
    for built in (tmp_path / "site").rglob("*.html"):
        assert not loads.findall(built.read_text(encoding="utf-8")), built
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.findall(r"url\([\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet
