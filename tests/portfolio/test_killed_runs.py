"""Runs that are killed, run twice at once, or find the disk full: nothing half-written is taken for a result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_result import rows_of

from duecare.cli import cli
from duecare.portfolio.made_up.synthetic import write_synthetic
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.schema import TABLES

REVIEW = (sys.executable, "-m", "duecare", "portfolio", "review")
DAYS = ("--known-at", "2026-11-26", "--law-at", "2026-11-26")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.parquet"
    write_synthetic(path, rows=1_200, parties=200, items=220)
    return path


def undisturbed(book: Path, folder: Path) -> None:
    """A run to its end, in this process."""
    done = CliRunner().invoke(cli, [*REVIEW[3:], str(book), "-o", str(folder), *DAYS])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def whole(book: Path) -> Path:
    """The result of a run that nobody disturbed."""
    folder = book.with_name("whole")
    undisturbed(book, folder)
    return folder


def pieces(folder: Path) -> list[Path]:
    """What a run has finished so far."""
    work = folder.with_name(f".{folder.name}.writing") / "work"
    return [path for path in work.glob("*.*") if path.suffix in (".json", ".npz") and ".part" not in path.name]


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {folder.name, "book.parquet", "whole"}


@pytest.mark.parametrize("done", [0, 3])
def test_a_killed_run_goes_on_and_gives_the_same(book: Path, whole: Path, tmp_path: Path, done: int) -> None:
    folder = tmp_path / "result"
    run = subprocess.Popen([*REVIEW, str(book), "-o", str(folder), *DAYS, "--workers", "2"],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    working = folder.with_name(".result.writing")
    until = time.monotonic() + 60
    while (not working.exists() or len(pieces(folder)) < done) and run.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not folder.exists(), "it was done before it was killed"
    kept = {path.name: path.stat().st_mtime_ns for path in working.glob("facts/*")}
    finished = {f"part-{path.stem.partition('-')[0]}-{int(path.stem.partition('-')[2]):05}.parquet"
                for path in pieces(folder) if path.suffix == ".json"}  # fmt: skip
    undisturbed(book, folder)
    for table in TABLES:
        assert rows_of(folder, table) == rows_of(whole, table), table
    for name in finished:
        assert (folder / "facts" / name).stat().st_mtime_ns == kept[name], f"{name} was made again"
    assert len(finished) >= min(done, 2)
    assert beside(folder) == set()


def test_what_a_run_over_something_else_left_is_not_used(book: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "result"
    left = tmp_path / ".result.writing"
    (left / "work").mkdir(parents=True)
    (left / "basis").write_text("of another book")
    (left / "work" / "item-0.json").write_text('{"facts": [], "of": [], "undecided": []}')
    (left / "findings").mkdir()
    (left / "findings" / "part-left.parquet").write_bytes(b"PAR1")
    undisturbed(book, folder)
    assert {table: rows_of(folder, table) for table in TABLES} == {table: rows_of(whole, table) for table in TABLES}


def test_two_runs_into_one_folder_do_not_mix(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "result"
    first = subprocess.Popen([*REVIEW, str(book), "-o", str(folder), *DAYS],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    while not pieces(folder) and first.poll() is None:
        time.sleep(0.002)
    first.send_signal(signal.SIGSTOP)  # it holds the folder until the second has seen that
    try:
        second = subprocess.run([*REVIEW, str(book), "-o", str(folder), *DAYS], capture_output=True, text=True)
    finally:
        first.send_signal(signal.SIGCONT)
    assert first.wait() == 0
    assert second.returncode == 2
    assert "another run is writing it" in second.stderr
    assert read_manifest(folder)["counts"]["transactions"] == len(rows_of(folder, "transactions"))
    assert beside(folder) == set()


def test_ctrl_c_keeps_what_was_done_and_the_result_that_was_there(book: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "result"
    run = subprocess.Popen([*REVIEW, str(book), "-o", str(folder), *DAYS],
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    while len(pieces(folder)) < 1 and run.poll() is None:
        time.sleep(0.002)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert not folder.exists()
    assert pieces(folder)
    undisturbed(book, folder)
    assert rows_of(folder, "findings") == rows_of(whole, "findings")
    assert beside(folder) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="limits on files are set another way there")
def test_a_full_disk_is_said_and_leaves_nothing(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on the size of files stands for the full disk: the write of the largest table fails midway."""
    folder = tmp_path / "result"
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
    limited += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from duecare.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", limited, "portfolio", "review", str(book), "-o", str(folder), *DAYS],
                         capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert "cannot be written" in run.stderr
    assert "Traceback" not in run.stderr
    assert not folder.exists()
    assert beside(folder) == set()
