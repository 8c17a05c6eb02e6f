"""A command of Duecare run in this process as a user would run it: what a start of Python would cost is saved."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from duecare.cli import main


def run_here(
    *words: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None, together: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run `duecare` with some words, in a folder and with variables as they are given; 80 columns wide.

    together: what it says of errors stands in what it prints, where it was said.
    """
    said = [str(word) for word in words]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status, wrong = 0, out if together else err
    with pytest.MonkeyPatch.context() as patch, chdir(cwd or Path.cwd()), redirect_stdout(out), redirect_stderr(wrong):
        for name, value in {"COLUMNS": "80", "NO_COLOR": "1", **(environment or {})}.items():
            patch.setenv(name, value)
        try:
            main(said)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
    printed, errors = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(said, status, printed, errors)
