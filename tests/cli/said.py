"""A command of Duecare run in this process, and what it said to its user."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from duecare.cli import main


@dataclass(frozen=True)
class Said:
    """Exit code, output and errors of a run."""

    code: int
    out: str
    err: str

    @property
    def flat(self) -> str:
        """The output without the line breaks of the layout."""
        return " ".join(self.out.split())

    @property
    def refused(self) -> bool:
        """Exit code 2, one line of error, and nothing else: no output, no traceback, no control character."""
        error = self.err.removesuffix("\n")
        return self.code == 2 and not self.out and error.isprintable() and bool(error)

    def part(self, name: str) -> str:
        """The lines under a heading."""
        after = self.out.split(f"{name}\n", 1)[1]
        return re.split(r"\n\n[A-Z][A-Z, ]+\n", after, maxsplit=1)[0]


Duecare = Callable[..., Said]


def running(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    """What runs `duecare` with some words, 80 columns wide and without colour."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: object) -> Said:
        code: object = 0
        try:
            main([str(word) for word in words])
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        return Said(code, out, err)

    return run
