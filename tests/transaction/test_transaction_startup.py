"""Importing the room is cheap: readers load their libraries when they read."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["ruamel", "openpyxl", "xlsxwriter", "pydantic", "duckdb", "difflib", "lxml"])
def test_importing_the_room_loads_no_reader_library(module: str) -> None:
    script = f"import sys, duecare.transaction.model, duecare.transaction; print({module!r} in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"},
    )  # fmt: skip
    assert run.stdout.strip() == "False"
