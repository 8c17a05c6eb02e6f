"""Claims about `duecare clauses`: every form, the reasons in a file of their own, bad input with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from said import Duecare, running

ROOT = Path(__file__).resolve().parents[2]
POLICE = ROOT / "examples" / "us-2020-police-face-search.yaml"
HARMLESS = ROOT / "examples" / "harmless-library-tags.yaml"
STARTS = {"pdf": b"%PDF-", "docx": b"PK", "json": b"{", "html": b"<!DOCTYPE"}


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Duecare:
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path / "home"))
    return running(monkeypatch, capsys)


def test_the_annex_and_the_reasons_are_written_in_each_form(duecare: Duecare, tmp_path: Path) -> None:
    for form, start in STARTS.items():
        annex, reasons = tmp_path / f"annex.{form}", tmp_path / f"reasons.{form}"
        done = duecare("clauses", POLICE, "-o", annex, "--reasons", reasons)
        assert (done.code, done.out) == (0, ""), done.err
        assert annex.read_bytes().startswith(start)
        assert reasons.read_bytes().startswith(start)


def test_without_a_file_it_says_what_the_deal_calls_for_and_why(duecare: Duecare) -> None:
    said = " ".join(duecare("clauses", POLICE).out.split())
    for wanted in ("Sales contract: ", "Why: ", "raised: ", "Safeguard: ", "Proof: ", "confidence)",
                   "What no clause answers", "held ready", "not legal advice"):  # fmt: skip
        assert wanted in said, wanted


def test_options_may_stand_before_the_deal(duecare: Duecare, tmp_path: Path) -> None:
    out = tmp_path / "annex.json"
    assert duecare("clauses", "--paper", "hosted", "--strength", "light", "-o", out, POLICE).code == 0
    record = json.loads(out.read_text("utf-8"))["record"]
    assert record["paper"] == "hosted"
    assert "firm" not in {row["strength"] for row in record["clauses"]}


def test_the_library_can_be_listed_and_read(duecare: Duecare) -> None:
    listed = duecare("clauses", "list", "--paper", "reseller")
    assert "CLAUSE/flow-down/end-user-terms" in listed.out
    assert "CLAUSE/logs/kept" not in listed.out
    shown = duecare("clauses", "show", "disabling/remote")
    assert "offence in many countries" in " ".join(shown.out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((HARMLESS, "-o", "annex.docx"), "no clause is called for"),
        ((POLICE, "-o", "annex.xlsx"), "accepted"),
        ((POLICE, "--paper", "lease"), "'lease' is not one of"),
        (("nowhere.yaml",), "nowhere.yaml"),
        (("show", "audit/inspecton"), "did you mean CLAUSE/audit/inspection"),
        ((POLICE, "-o", POLICE.with_suffix(".json"), "--house", "nowhere"), "nowhere"),
    ],
    ids=["nothing called for", "a form that is none", "a paper that is none", "no file", "no clause", "no house"],
)
def test_bad_input_is_one_sentence_and_leaves_nothing_behind(
    words: tuple[object, ...], says: str, duecare: Duecare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = duecare("clauses", *words)
    assert done.code == 2
    assert says in done.err
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == []


def test_the_lint_checks_the_clauses_of_a_house_and_the_annex_uses_them(duecare: Duecare, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "library.yaml").write_text("id: ACME\ntitle: Ours\n", "utf-8")
    clause = (
        "- id: audit/ours\n  title: Our own look\n  kind: audit\n  purpose: Lets us look.\n"
        "  safeguards: [contract/audit]\n  concerns: [end-user-record]\n  papers: [sales]\n"
        "  carries_out: [US-STATE-2020/C7/S2]\n  replaces: CLAUSE/audit/inspection\n"
        "  words: {firm: '{Supplier} may look.'}\n  notes: [Ask early.]\n"
        "  refused: [{instead: A letter., gives_up: The look., in_place: An auditor.}]\n"
    )
    (folder / "audit.yaml").write_text(clause, "utf-8")
    assert duecare("guidance", "lint", folder).out == "No problems.\n"
    out = tmp_path / "annex.json"
    assert duecare("clauses", POLICE, "--house", folder, "-o", out).code == 0
    named = [row["id"] for row in json.loads(out.read_text("utf-8"))["record"]["clauses"]]
    assert "ACME/audit/ours" in named
    assert "CLAUSE/audit/inspection" not in named
    (folder / "audit.yaml").write_text(clause.replace("may look", "shall look"), "utf-8")
    wrong = duecare("guidance", "lint", folder)
    assert wrong.code == 1
    assert "audit.yaml:1: ACME/audit/ours: words.firm: 'shall'" in wrong.out
