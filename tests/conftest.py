"""Fixtures shared by all tests."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROOT = Path(__file__).resolve().parent.parent

# Spark starts processes of Python: all tests of one run share a session, and it needs the Python that has Duecare
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # started in the background, where a shell ignores Ctrl-C: the commands that tests interrupt would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)


collect_ignore_glob = ["*/conftest.py"]
"""They hold no examples, and modules of one name cannot be read together for them."""


def pytest_collection_finish() -> None:
    """Leave what stays for the whole run out of the search for garbage, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each worker begins with a part of its own, not with every other test: what a module needs is made once."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what a user has loaded, and none writes to a user's data folder."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of outside data beside the project; tests that need it skip visibly where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("reference data is not on this machine")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium as it is installed here."""
    api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        yield chromium
        chromium.close()
