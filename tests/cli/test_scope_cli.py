"""Claims about `duecare scope` and `duecare design-review`."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_here import run_here as duecare
from test_cli import ROOT

sys.path.insert(0, str(ROOT / "tests" / "items"))
import papers_made as made

ROWS = 12_000


def test_a_text_in_quotes_is_scoped() -> None:
    done = duecare("scope", "City-wide camera analytics with face matching against a watchlist")
    assert done.returncode == 0
    assert done.stdout.startswith("Intended surveillance capabilities")
    assert "facial_recognition" in done.stdout


def test_files_are_scoped_each_or_together(tmp_path: Path) -> None:
    (tmp_path / "brochure.pdf").write_bytes(made.pdf(["Face recognition against a watchlist"]))
    (tmp_path / "sheet.docx").write_bytes(made.docx("Training for operators"))
    (tmp_path / "page.html").write_bytes(b"<h1>Soap</h1><p>For dry skin.</p>")
    names = ["brochure.pdf", "sheet.docx", "page.html"]
    each = json.loads(duecare("scope", *names, "--format", "json", cwd=tmp_path).stdout)
    assert each["schema"] == "duecare.scope/1"
    assert [scope["documents"][0]["name"] for scope in each["scopes"]] == names
    (one,) = json.loads(duecare("scope", *names, "--together", "--format", "json", cwd=tmp_path).stdout)["scopes"]
    assert one["verdict"] == "intended"
    assert {row["service"] for row in one["services"]} == {"training"}


def test_standard_input_is_read() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "duecare", "scope", "-"], input="Система распознавания лиц для полиции",
        encoding="utf-8", capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert "facial_recognition" in done.stdout


def test_a_name_in_arabic_and_a_right_to_left_text_come_through(tmp_path: Path) -> None:
    (tmp_path / "كتيب.txt").write_text("نظام التعرف على الوجوه للشرطة", "utf-8")
    done = duecare("scope", "كتيب.txt", cwd=tmp_path)
    assert done.returncode == 0
    assert "كتيب.txt" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.pdf"], "none.pdf: there is no such file"),
        (["photo.png"], "is a picture"),
        (["list.csv", "--column", "text"], "--column needs -o FILE"),
        (["list.csv", "list.csv", "--column", "a", "-o", "x.csv"], "--column takes one table"),
        (["list.csv", "--column", "text", "-o", "x.csv"], "has no column 'text' (columns: 'a')"),
        (["list.csv", "--column", "a", "-o", "x.ods"], "ends in '.ods'; accepted: .csv, .tsv, .xlsx, .jsonl"),
        (["   "], "holds no text"),
    ],
)
def test_bad_input_is_one_line_and_exit_2_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "list.csv").write_text("a\nsoap\n")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n0")
    before = sorted(path.name for path in tmp_path.iterdir())
    done = duecare("scope", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_ctrl_c_in_a_catalogue_keeps_the_rows_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    rows = [
        [f"{number}", f"Camera number {number} with face recognition, for the police of district {number}"]
        for number in range(ROWS)
    ]
    with open(tmp_path / "in.csv", "w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *rows])
    command = [sys.executable, "-m", "duecare", "scope", "in.csv", "--column", "text", "-o", "out.csv"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, encoding="utf-8")
    journal = tmp_path / ".out.csv.journal"
    until = time.monotonic() + 60
    while time.monotonic() < until and not (journal.exists() and journal.stat().st_size > 50_000):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "The same command goes on from there." in said
    assert not (tmp_path / "out.csv").exists()
    kept = journal.read_bytes().count(b"\n") - 1
    assert 0 < kept < ROWS
    short = [["id", "text"], *rows[: kept + 500]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0
    assert "were done before" in done.stderr
    with open(tmp_path / "out.csv", newline="") as file:
        written = list(csv.reader(file))
    assert len(written) == ROWS + 1
    assert [row[0] for row in written[1 : len(short)]] == [row[0] for row in short[1:]]


def test_a_design_review_goes_to_markdown_word_and_json(tmp_path: Path) -> None:
    (tmp_path / "gate.yaml").write_text("name: Gate\ncapabilities: [facial_recognition]\n")
    for name, mark in (("list.md", b"# Design review: Gate"), ("list.docx", b"PK"), ("list.json", b"{")):
        done = duecare("design-review", "gate.yaml", "-o", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(mark)
    assert duecare("design-review", "gate.yaml", "--format", "docx", cwd=tmp_path).returncode == 2
    assert duecare("design-review", "none.yaml", cwd=tmp_path).returncode == 2
