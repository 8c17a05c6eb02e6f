"""Claims about the project as a whole: what a start-up loads, what the core may touch, what the house's files say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import duecare

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "duecare"

# Each takes longer to import than a whole review takes to run; numpy, which weighs the words of items, is let in.
HEAVY = {"urllib3", "ruamel", "sqlglot", "duckdb", "pyarrow", "django", "openpyxl", "xlsxwriter", "pyspark", "pandas",
         "sklearn", "scipy", "pypdfium2", "docx", "lxml", "charset_normalizer"}  # fmt: skip
# Rooms that stand at the edge of the program, where clock and network may be used and are passed in from.
EDGES = {"cli", "office", "snapshots", "__main__"}

DEAL = {
    "schema": "duecare.transaction/1",
    "id": "start-up-probe",
    "title": "Body-worn cameras for a fire service",
    "items": [{"id": "cameras", "name": "Body-worn camera", "capabilities": ["body_worn_camera"]}],
    "parties": [{"id": "buyer", "roles": ["end_user"], "name": "City fire service", "country": "NZ"}],
    "places": [{"id": "city", "country": "NZ", "roles": ["destination", "use"]}],
}


def _packages_loaded(*arguments: str) -> set[str]:
    """Top-level packages that a fresh interpreter imports while it runs with these arguments."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", done.stderr, re.MULTILINE)
    assert "duecare" in rows
    return {name.partition(".")[0] for name in rows}


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert not (HEAVY | {"numpy"}) & _packages_loaded("-c", "import duecare")


def test_a_review_of_a_json_deal_loads_no_heavy_library(tmp_path: Path) -> None:
    deal = tmp_path / "deal.json"
    deal.write_text(json.dumps(DEAL), encoding="utf-8")
    loaded = _packages_loaded("-m", "duecare", "review", str(deal), "--format", "json")
    assert not HEAVY & loaded


def test_a_review_of_a_yaml_deal_loads_no_heavy_library_but_the_yaml_reader(tmp_path: Path) -> None:
    deal = tmp_path / "deal.yaml"
    deal.write_text(json.dumps(DEAL, indent=1), encoding="utf-8")  # JSON is YAML too
    loaded = _packages_loaded("-m", "duecare", "review", str(deal), "--format", "json")
    assert not (HEAVY - {"ruamel"}) & loaded


def _core_modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if room not in EDGES:
            yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def test_the_core_never_reads_the_clock() -> None:
    clocks = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}
    readings = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in _core_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
        and ast.unparse(node.func.value) in {"date", "datetime", "datetime.date", "datetime.datetime", "time"}
    ]
    assert not readings, "the edge passes dates in: " + "; ".join(readings)


def test_the_core_never_opens_a_connection() -> None:
    network = {"socket", "http", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "urllib.request"}
    found = []
    for path, tree in _core_modules():
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found += [f"{path.relative_to(ROOT)}: {name}" for name in names if {name, name.split(".")[0]} & network]
    assert not found, found


def test_no_module_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "base", "misc"}
    named_so = [str(path.relative_to(ROOT)) for path in SOURCE.rglob("*.py") if path.stem in empty_names]
    assert not named_so


def test_the_package_says_that_it_is_typed() -> None:
    assert (SOURCE / "py.typed").is_file()


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def test_one_version_stands_in_package_and_changelog(project: dict[str, object]) -> None:
    assert duecare.__version__ == project["version"]
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == project["version"]


def test_every_make_target_says_what_it_does_and_the_readme_shows_the_first_two() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    described = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert set(phony[1].split()) == described
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def test_scripts_and_the_ci_run_can_be_executed() -> None:
    for name in (".ci/run", "scripts/system_packages"):
        assert os.access(ROOT / name, os.X_OK), name
