"""The commands of a portfolio, as a user types them."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from run_here import run_here
from said import Duecare, running

from duecare.transaction.tables import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
NAME = "وزارة الداخلية"
FLAG = "HOUSE/context/practice-serious"
HEAD = "id,item.name,item.description,end_user.name,end_user.kind,place.country,value,owner,state"
ROWS = (
    f"A-1,Veriface,Face recognition matched against watchlists,{NAME},interior_ministry,EG,120000,Lena,running",
    "A-2,Paper A4,Office paper,Riverside Bakery,private_company,NZ,90,Tom,ended",
    "A-3,Veriface,Face recognition matched against watchlists,Harbour Logistics,,EG,41000,Lena,running",
)


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    return running(monkeypatch, capsys)


def reviewed(folder: Path, name: str, *rows: str) -> Path:
    """A result of some rows."""
    book = folder / f"{name}.csv"
    book.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    done = run_here("portfolio", "review", book, "-o", folder / name)
    assert done.returncode == 0, done.stderr
    return folder / name


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reviewed(tmp_path_factory.mktemp("book"), "result", *ROWS)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same book, with the kind of one end user found out and one order gone."""
    known = ROWS[2].replace("Harbour Logistics,,", "Harbour Logistics,private_company,")
    return reviewed(tmp_path_factory.mktemp("later"), "result", ROWS[0], known)


# ── explain ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_flag_is_explained_from_the_result_alone(duecare: Duecare, result: Path) -> None:
    said = duecare("explain", result, "--transaction", "A-1", "--flag", FLAG)
    assert said.code == 0
    assert said.out.startswith("Transaction A-1, row 1 of result.csv\n")
    assert "Repression is usual" in said.flat
    assert "Condition: " in said.flat
    assert duecare("explain", result, FLAG, "--transaction", "A-1").out == said.out
    document = json.loads(duecare("explain", result, "--transaction", "A-1", "--flag", FLAG, "--json").out)
    assert (document["transaction"], document["entry"]) == ("A-1", FLAG)
    assert document["findings"][0]["status"] == "raised"


def test_without_a_flag_all_that_stands_is_listed(duecare: Duecare, result: Path) -> None:
    said = duecare("explain", result, "--transaction", "A-1")
    assert said.code == 0
    assert FLAG in said.part("RED FLAGS RAISED")
    assert NAME in said.flat
    document = json.loads(duecare("explain", result, "--transaction", "A-1", "--json").out)
    assert FLAG in {one["flag"] for one in document["raised"]}
    assert {one["flag"] for one in document["raised"]}.isdisjoint(one["flag"] for one in document["open"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--transaction", "a-1"], "no transaction 'a-1' in the result (did you mean A-1?)"),
        (["--transaction", "A-1", "--flag", f"{FLAG}s"], f"did you mean {FLAG}?"),
        ([], "which transaction is not said (--transaction ID)"),
        (["--transaction", "A-1", "--known-at", "2026-01-01"], "--known-at does not go with a result"),
        (["--transaction", "A-1", "X", "--flag", "Y"], "two flags are given, X and Y"),
    ],
)
def test_what_cannot_be_explained_is_said(duecare: Duecare, result: Path, words: list[str], message: str) -> None:
    said = duecare("explain", result, *words)
    assert said.refused
    assert message in said.err


def test_options_of_a_result_are_refused_for_a_transaction_file(duecare: Duecare) -> None:
    deal = ROOT / "examples" / "no-end-user.yaml"
    assert "--transaction does not go with a transaction file" in duecare("explain", deal, "--transaction", "x").err
    assert "which red flag or legal stop is not said" in duecare("explain", deal).err


# ── diff ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_difference_is_told_with_its_cause(duecare: Duecare, result: Path, later: Path) -> None:
    said = duecare("portfolio", "diff", result, later)
    assert said.code == 0
    assert "Of 2 transactions in both 1 comes out otherwise" in said.flat
    assert "1 are only in the first" in said.flat
    assert "Kind of the end user" in said.part("BECAUSE OF")
    assert "A-3: Veriface, Harbour Logistics, Egypt" in said.flat
    document = json.loads(duecare("portfolio", "diff", result, later, "--json").out)
    assert [one["transaction"] for one in document["changes"]] == ["A-3"]
    assert document["removed_ids"] == ["A-2"]
    assert json.loads(duecare("portfolio", "diff", result, later, "--json", "--most", "0").out)["changes"] == []


def test_a_result_does_not_differ_from_itself(duecare: Duecare, result: Path) -> None:
    assert "none comes out otherwise" in duecare("portfolio", "diff", result, result).flat


# ── what if ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_supposed_is_told_and_nothing_is_written(duecare: Duecare, result: Path) -> None:
    before = {path: path.read_bytes() for path in result.rglob("*") if path.is_file()}
    words = ("portfolio", "whatif", result, "--set", "end_user.kind=police", "--where", "country.code = 'Egypt'")
    said = duecare(*words)
    assert said.code == 0
    assert said.flat.startswith("If kind of the end user were police, where country.code = 'EG'")
    assert "2 of 3 transactions are meant" in said.flat
    assert "A-3: Veriface, Harbour Logistics, Egypt" in said.flat
    document = json.loads(duecare(*words, "--json").out)
    assert (document["transactions"], document["matched"]) == (3, 2)
    assert {path: path.read_bytes() for path in result.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "end_user.kund=police"], "did you mean end_user.kind?"),
        (["--set", "end_user.kind=polise"], "did you mean 'police'?"),
        (["--set", "end_user.kind"], "sets nothing (FACT=VALUE"),
        (["--set", "end_user.kind=police", "--where", "row.stete = 'running'"], "did you mean row.state?"),
        (["--set", "end_user.kind=police", "--where", "country.code = 'Egipt'"], "did you mean EG"),
        (["--set", "end_user.kind=police", "--where", "(row.hold"], "parenthesis"),
    ],
)
def test_what_cannot_be_supposed_is_said(duecare: Duecare, result: Path, words: list[str], message: str) -> None:
    said = duecare("portfolio", "whatif", result, *words)
    assert said.refused
    assert message in said.err


# ── show --where ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_transactions_that_meet_a_condition_are_listed_with_levels_and_reasons(duecare: Duecare, result: Path) -> None:
    said = duecare("portfolio", "show", result, "--where", f"row.end_user_name = '{NAME}' OR row.owner = 'Tom'")
    assert said.code == 0
    assert said.flat.startswith("2 of 3 transactions: ")
    assert f"A-1: Veriface, {NAME} (" in said.flat
    assert FLAG in said.flat
    assert said.out.index("A-1: ") < said.out.index("A-2: ")
    one = duecare("portfolio", "show", result, "--where", "row.owner IN ('Lena', 'Tom')", "--most", "1")
    assert "2 more transactions" in one.flat
    assert max(map(len, one.out.splitlines())) <= 80


def test_what_is_not_known_and_what_nobody_has_is_said(duecare: Duecare, result: Path) -> None:
    said = duecare("portfolio", "show", result, "--where", "end_user.kind = 'police' OR row.owner = 'Nobody'")
    assert "None of 3 transactions" in said.flat
    assert "Of 1 transaction it is not known whether it meets the condition" in said.flat
    assert "No transaction has row.owner 'Nobody'." in said.flat


def test_the_rows_are_written_as_a_table_in_every_form(duecare: Duecare, result: Path, tmp_path: Path) -> None:
    for ending in OUTPUTS:
        target = tmp_path / f"rows{ending}"
        said = duecare("portfolio", "show", result, "--where", "row.owner = 'Lena'", "-o", target)
        assert (said.code, said.out) == (0, "")
        assert said.err.startswith("2 transactions")
        assert target.stat().st_size
    with open(tmp_path / "rows.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["transaction"] for row in rows] == ["A-1", "A-3"]
    assert rows[0]["end_user_name"] == NAME
    assert FLAG in rows[0]["flags_raised"].split(", ")


def test_a_dashboard_of_some_transactions_says_so(duecare: Duecare, result: Path, tmp_path: Path) -> None:
    assert duecare("portfolio", "show", result, "--where", "row.owner = 'Tom'", "-o", tmp_path / "t.html").code == 0
    page = (tmp_path / "t.html").read_text("utf-8")
    assert "Only transactions where row.owner" in page
    assert "Harbour Logistics" not in page
    said = duecare("portfolio", "show", result, "-o", tmp_path / "t.txt")
    assert said.refused
    assert "accepted: .html, .csv" in said.err


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────

COMMANDS = {
    "explain": ("explain", "RESULT", "--transaction", "A-1"),
    "diff": ("portfolio", "diff", "RESULT", "RESULT"),
    "whatif": ("portfolio", "whatif", "RESULT", "--set", "item.covert=yes"),
    "show": ("portfolio", "show", "RESULT", "--where", "row.hold"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_is_no_result_is_refused(duecare: Duecare, name: str, tmp_path: Path) -> None:
    said = duecare(*(tmp_path if word == "RESULT" else word for word in COMMANDS[name]))
    assert said.refused
    assert f"{tmp_path}: is no result of a portfolio review (duecare portfolio review BOOK -o FOLDER)" in said.err


def test_a_review_that_is_stopped_leaves_no_result_and_goes_on_from_there(tmp_path: Path) -> None:
    """Ctrl-C while the result is written: exit 130, no result, and nothing beside it once it is done."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path / "spill")}
    (tmp_path / "spill").mkdir()
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-m", "duecare", "portfolio"]
    made = [*command, "synthetic", "-o", tmp_path / "book.parquet", "--rows", "20000", "--parties", "200"]
    subprocess.run(made, env=environment, check=True, capture_output=True, timeout=120)
    words = [*command, "review", tmp_path / "book.parquet", "-o", tmp_path / "out" / "result"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if line.startswith("Writing"):
                run.send_signal(signal.SIGINT)
                break
        assert "no result was written; what is done is kept" in run.stderr.read()
    assert run.returncode == 130
    assert not (tmp_path / "out" / "result").exists()
    assert subprocess.run(words, env=environment, capture_output=True, timeout=120).returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["result"]
    assert not list((tmp_path / "spill").iterdir())
