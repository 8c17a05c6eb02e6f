"""Claims about `duecare screen`, run as a user runs it, on a list of invented parties loaded into a data folder."""

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
from run_here import run_here
from test_cli import ROOT

from duecare.cli import main

LISTED = """name,alias,country,kind,born,imo,effect,why
Zarubin Optoelektronika Vostok,Зарубин Оптоэлектроника Восток,RU,company,,,licence_duty,Invented for tests
Belkacem Ouazzanidine Tarfaoui,,DZ,person,1961-05-09,,blocked,Invented for tests
Sea Lantern of Qarnabad,,,vessel,,9074729,blocked,Invented for tests
"""
MAPPING = """list: own
columns: {name: name, alias: alias, country: country, kind: kind, born: birth_date, imo: identifier.imo,
  effect: effect, why: note}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one list of the user's own, compiled."""
    folder = tmp_path_factory.mktemp("screen")
    (folder / "ours.csv").write_text(LISTED, "utf-8")
    (folder / "ours.yaml").write_text(MAPPING, "utf-8")
    home = folder / "home"
    loaded = run(home, "data", "import", folder / "ours.csv", folder / "ours.yaml", "--source", "own")
    assert loaded.returncode == 0, loaded.stderr
    assert run(home, "screen", "Riverside Bakery").returncode == 0
    return home


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "100",
            "PYTHONIOENCODING": "utf-8", "DUECARE_HOME": str(home)}  # fmt: skip


def run(home: Path, *args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run_here(*args, cwd=cwd, environment={"COLUMNS": "100", "DUECARE_HOME": str(home)})


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_match_is_told_in_words_with_what_speaks_for_and_against(home: Path) -> None:
    """Headline, names side by side, effect, list, entry; then what was searched and what was not."""
    done = run(home, "screen", "Zarubin Optoelektronika Vostok", "--country", "RU")
    said = plain(done.stdout)
    assert done.returncode == 0
    assert said.startswith("One possible match among 3 parties on 1 list (")
    assert "nobody has decided identity" in said
    assert "Зарубин Оптоэлектроника Восток (Zarubin Optoelektronika Vostok)" in said
    assert "the same name, “Zarubin Optoelektronika Vostok”; the same country, RU" in said
    assert "Licence needed." in said
    assert "Entry own:" in said
    assert "NOT LOADED, SO NOT SEARCHED" in said
    assert "us-ofac-sdn: OFAC Specially Designated Nationals" in said


def test_a_name_typed_in_another_script_is_found(home: Path) -> None:
    """Through the name that the user typed: Cyrillic beside Cyrillic."""
    said = plain(run(home, "screen", "Зарубин Оптоэлектроника Восток").stdout)
    assert "the same name, “Зарубин Оптоэлектроника Восток”" in said


def test_silence_does_not_read_as_clearance(home: Path) -> None:
    done = run(home, "screen", "Riverside Bakery")
    said = plain(done.stdout)
    assert done.returncode == 0
    assert said.startswith("No match at 0.025 or more among 3 parties on 1 list (")
    assert "others not loaded" in said.partition("Searched for")[0]
    assert "That is no clearance" in said
    assert "SEARCHED" in said
    assert "NOT LOADED, SO NOT SEARCHED" in said


def test_without_any_list_the_starter_is_no_screening(tmp_path: Path) -> None:
    said = plain(run(tmp_path / "empty", "screen", "Riverside Bakery").stdout)
    assert "parties of the starter; no list is loaded, so this is no screening" in said


def test_json_carries_the_receipt_by_which_to_repeat_it(home: Path) -> None:
    """Query, threshold, version, lists with dates and hashes; twice the same question gives the same bytes."""
    first, second = (run(home, "screen", "Sea Lantern", "--id", "imo:9074729", "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    document = json.loads(first.stdout)
    assert document["schema"] == "duecare.screening/1"
    assert document["query"]["identifiers"] == [{"type": "imo", "value": "9074729"}]
    assert document["open"] == 1
    (match,) = document["matches"]
    assert match["effect_words"] == "blocked"
    assert any("right by its check digit" in one["words"] for one in match["evidence"])
    (held,) = document["receipt"]["lists"]
    assert held["key"] == "own"
    assert len(held["sha256"]) == 64
    assert held["edition"]  # of one's own list the day on which it is imported
    assert held["imported"] is None
    assert "us-ofac-sdn" in document["receipt"]["not_loaded"]


def test_a_pipeline_stops_at_a_match_that_is_not_cleared(home: Path) -> None:
    assert run(home, "screen", "Riverside Bakery", "--fail-on-match").returncode == 0
    assert run(home, "screen", "Sea Lantern of Qarnabad", "--fail-on-match").returncode == 1


def test_a_decision_is_recorded_shown_and_taken_back_by_a_change(home: Path, tmp_path: Path) -> None:
    """With who, why and until when; the match stays in sight, and another fact about the party opens it again."""
    name, file = "Belkacem Ouazzanidine Tarfaoui", tmp_path / "decisions.jsonl"
    found = json.loads(run(home, "screen", name, "--format", "json").stdout)["matches"][0]["entry"]
    decide = ("screen", name, "--decisions", file, "--decide", found, "--by", "Ada", "--why", "Other birth, seen")
    done = run(home, *decide, "--not-same", "--until", "2099-12-31")
    assert done.returncode == 0, done.stderr
    assert f"Recorded in {file}: {found}." in done.stderr
    said = plain(run(home, "screen", name, "--decisions", file, "--fail-on-match").stdout)
    assert said.startswith("One cleared match among")
    assert "cleared until 2099-12-31, probability" in said
    assert "Decided: not the same party, by Ada on" in said
    again = run(home, "screen", name, "--country", "DZ", "--decisions", file, "--fail-on-match")
    assert again.returncode == 1
    assert "Open again: the party is described differently: countries" in plain(again.stdout)
    assert run(home, *decide, "--same").returncode == 0
    assert "One confirmed match" in run(home, "screen", name, "--decisions", file).stdout
    assert len(file.read_text("utf-8").splitlines()) == 2


def test_a_table_is_screened_and_its_columns_are_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Customer;Land;Tel\nSea Lantern of Qarnabad;;1\nRiverside Bakery;NZ;2\n;;3\n")
    done = run(home, "screen", "in.csv", "-o", "hits.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 with a possible match, 1 with no match on the lists loaded, 1 not screened" in done.stderr
    assert "Read: Customer as name, Land as country." in done.stderr
    assert "Not read: Tel." in done.stderr
    assert "Not loaded: us-ofac-sdn" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "hits.xlsx", "hits.xlsx.receipt.json", "hits.xlsx.rejects.csv", "in.csv",
    ]  # fmt: skip


def test_another_tools_export_is_compared(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Name\nSea Lantern of Qarnabad\nRiverside Bakery\n")
    (tmp_path / "ex.csv").write_text(
        "Customer ID,Customer Name,Sanctions List,Profile Name,Profile ID,Match Strength,Case Status,Analyst,"
        "Closed Date,Analyst Notes\n"
        ",Sea Lantern of Qarnabad,,Sea Lantern of Qarnabad,7,0.9,Open,,,\n"
        ",Riverside Bakery,BIS - Entity List,Bakers of Rivers,8,0.4,False Positive,Eve,2026-11-01,\n"
    )
    done = run(home, "screen", "in.csv", "--compare", "ex.csv", "--mapping", "dow-jones", "-o", "c.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 both, 1 only theirs, 0 only ours" in done.stderr
    with open(tmp_path / "c.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["party"], row["comparison"]) for row in rows] == [
        ("Sea Lantern of Qarnabad", "both"), ("Riverside Bakery", "only theirs"),
    ]  # fmt: skip
    assert rows[1]["why"] == "us-bis-el is not loaded here"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["A"], "of a single letter"),
        ([""], "no name"),
        (["🙂"], "without a letter"),
        (["x" * 10_000], "name of 10,000 characters"),
        (["Acme", "--country", "Utopia"], "'Utopia' is not a country"),
        (["Acme", "--born", "1970-02-31"], "is no day of any year"),
        (["Acme", "--id", "lei"], "accepted: TYPE:VALUE"),
        (["Acme", "--kind", "ghost"], "accepted: person, company"),
        (["Acme", "--decide", "x"], "--decide needs a verdict"),
        (["Acme", "--same"], "goes with --decide"),
        (["Acme", "--decide", "own:x", "--same", "--by", "a", "--why", "b"], "is not among the matches"),
        (["Acme", "--workers", "2"], "--workers does not go with one party"),
        (["Acme", "-o", "x.xlsx"], "one party's screening is text or JSON"),
        (["none.csv", "-o", "x.csv"], "there is no such file"),
        (["list.csv"], "a table needs -o FILE"),
        (["list.csv", "Acme", "-o", "x.csv"], "one table at a time"),
        (["list.csv", "-o", "x.csv", "--country", "CN"], "--country does not go with a table"),
        (["list.csv", "-o", "x.csv", "--format", "json"], "--format does not go with a table"),
        (["list.csv", "-o", "x.csv"], "which column holds the names is not certain"),
        (["list.csv", "-o", "x.csv", "--column", "a"], "accepted: FIELD=HEADING"),
        (["list.csv", "-o", "x.csv", "--column", "name=z"], "has no column 'z'"),
        (["list.csv", "-o", "list.csv"], "is what is read"),
        (["list.csv", "-o", "x.csv", "--compare", "list.csv"], "--compare and --mapping go together"),
    ],
)
def test_bad_input_is_one_line_and_exit_2_and_nothing_is_written(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    (tmp_path / "list.csv").write_text("a\nsoap\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUECARE_HOME", str(home))
    with pytest.raises(SystemExit) as left:
        main(["screen", *arguments])
    said = capsys.readouterr()
    assert left.value.code == 2
    assert says in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_ctrl_c_in_a_table_keeps_the_rows_done_and_the_same_command_goes_on(home: Path, tmp_path: Path) -> None:
    names = [f"Riverside Bakery number {number} of Zarubin street" for number in range(60_000)]
    (tmp_path / "in.csv").write_text("name\n" + "\n".join(names) + "\n")
    command = [sys.executable, "-m", "duecare", "screen", "in.csv", "-o", "out.csv"]
    running = subprocess.Popen(command, cwd=tmp_path, env=environment(home), stderr=subprocess.PIPE, encoding="utf-8")
    journal, until = tmp_path / ".out.csv.journal", time.monotonic() + 60
    while time.monotonic() < until and not (journal.exists() and journal.stat().st_size > 50_000):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "The same command goes on from there." in said
    assert not (tmp_path / "out.csv").exists()
    kept = journal.read_bytes().count(b"\n") - 1
    assert 0 < kept < 60_000
    # The second run is stopped as well, once it has shown that it goes on from there.
    whole = journal.read_bytes()
    again = subprocess.Popen(command, cwd=tmp_path, env=environment(home), stderr=subprocess.PIPE, encoding="utf-8")
    while time.monotonic() < until and journal.stat().st_size < len(whole) + 10_000:
        time.sleep(0.02)
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=60)
    assert journal.read_bytes().startswith(whole)
