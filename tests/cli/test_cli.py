"""Claims about the command line: exit codes, one line for bad input, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_here import run_here as duecare

ROOT = Path(__file__).resolve().parents[2]
SEVERE = ROOT / "examples" / "libya-2007-internet-interception.yaml"
HARMLESS = ROOT / "examples" / "harmless-library-tags.yaml"
NO_USER = ROOT / "examples" / "no-end-user.yaml"


def started(*args: object) -> int:
    """Exit status of a process of its own."""
    command = [sys.executable, "-m", "duecare", *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, env=environment, timeout=120).returncode


def test_a_pipeline_stops_at_a_level_that_is_reached_and_not_below() -> None:
    assert started("review", SEVERE, "--fail-on", "high") == 1
    assert started("review", HARMLESS, "--fail-on", "high") == 0
    assert duecare("review", HARMLESS, NO_USER, "--fail-on", "severe").returncode == 0
    assert duecare("review", HARMLESS, NO_USER, "--fail-on", "severe", "--possible").returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.yaml", None, "no such file"),
        ("cut.json", '{"id": "x", ', "cut.json"),
        ("list.yaml", "- a\n- b\n", "list.yaml"),
        ("key.yaml", "id: x\ntitle: y\nenduser: z\n", "key.yaml:3"),
        ("place.yaml", "id: x\ntitle: y\nplaces: [{id: p, country: Vennezuela}]\n", "Venezuela"),
        ("share.yaml", "id: x\ntitle: y\nparties: [{id: p, owners: [{name: o, share: 130}]}]\n", "130"),
    ],
)
def test_bad_input_is_one_line_with_exit_code_two(name: str, content: str | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8")
    done = duecare("review", tmp_path / name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_output_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    done = duecare("review", HARMLESS, "--format", "html", "-o", tmp_path / "absent" / "memo.html")
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())


def test_an_answer_is_recorded_and_what_it_moved_is_said(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    shutil.copy(NO_USER, path)
    done = duecare("answer", path, "end_user.kind=police", "--source", "end-use statement", "--date", "2026-11-01")
    assert done.returncode == 0
    assert "end_user.kind" in path.read_text("utf-8")
    assert "open to raised" in done.stdout
    before = path.read_text("utf-8")
    assert duecare("answer", path, "end_user.kind=polise", "--source", "x").returncode == 2
    assert path.read_text("utf-8") == before


def test_a_template_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    assert duecare("template", tmp_path / "deal.xlsx").returncode == 0
    assert duecare("template", tmp_path / "deal.xlsx").returncode == 2
    assert duecare("template", tmp_path / "deal.xlsx", "--force").returncode == 0
    assert duecare("template", tmp_path / "deal.csv").returncode == 2


def test_a_changed_condition_moves_deals_and_the_test_verb_says_which(tmp_path: Path) -> None:
    house = tmp_path / "HOUSE"
    shutil.copytree(ROOT / "src/duecare/guidance/instruments/HOUSE", house)
    flags = house / "flags_fit.yaml"
    text = flags.read_text("utf-8")
    changed = text.replace(
        "  raised_when: use.group_targeting\n", "  raised_when: use.group_targeting AND use.beyond_stated_use\n"
    )
    assert changed != text
    flags.write_text(changed, "utf-8")
    done = duecare("guidance", "test", tmp_path, "--deals", ROOT / "examples")
    assert "xinjiang-2017-city-cameras.yaml: " in done.stdout
    assert "HOUSE/fit/group-targeting" in done.stdout


def test_an_interrupt_ends_in_one_line_and_leaves_no_partial_file(tmp_path: Path) -> None:
    many = [str(HARMLESS)] * 400
    command = [sys.executable, "-m", "duecare", "review", *many, "--format", "html"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with (tmp_path / "out.txt").open("wb") as out:
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, env=environment)
        time.sleep(2)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in said


def test_a_reader_that_closes_early_is_no_error_to_see() -> None:
    command = f"{sys.executable} -m duecare review {HARMLESS} --full | head -1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", env=environment, timeout=60)
    assert "Traceback" not in done.stderr


def test_one_member_of_a_set_can_be_answered(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    shutil.copy(NO_USER, path)
    done = duecare("answer", path, "item.services#training=no", "--source", "contract, annex 2")
    assert done.returncode == 0, done.stderr
    refused = duecare("answer", path, "item.services#painting=no", "--source", "contract, annex 2")
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_place_that_is_asked_for_is_said_to_be_written_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    shutil.copy(NO_USER, path)
    assert duecare("answer", path, "end_user.kind=police", "--source", "tender").returncode == 0
    said = duecare("questions", path).stdout
    assert "under places:" in said
    assert "country=" not in said
