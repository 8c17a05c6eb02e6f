"""Fixtures of the guidance rooms; nothing is written to the home of whoever runs the tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from duecare.guidance import Guidance, load_guidance
from duecare.guidance.load import SHIPPED

collect_ignore = ["conftest.py"]  # it holds no doctest, and two conftests named on one command line would collide


@pytest.fixture(autouse=True)
def duecare_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test."""
    home = tmp_path / "home"
    monkeypatch.setenv("DUECARE_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    """The instruments as shipped."""
    return load_guidance()


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """Copies a shipped instrument to where a test may edit it."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(SHIPPED / name, tmp_path / "house" / name))

    return copy
