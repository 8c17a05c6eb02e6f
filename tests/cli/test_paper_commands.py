"""Claims about the commands that write papers: every form, bad input with exit code 2, nothing half-written."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from said import Duecare, running

ROOT = Path(__file__).resolve().parents[2]
IRAN = ROOT / "examples" / "iran-2008-interception-centre.yaml"
HARMLESS = ROOT / "examples" / "harmless-library-tags.yaml"
STARTS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "json": b"{", "html": b"<!DOCTYPE"}


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Duecare:
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path / "home"))
    return running(monkeypatch, capsys)


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        (("review", IRAN), ("pdf", "docx", "xlsx")),
        (("paper", "board-pack", IRAN, HARMLESS), ("pdf", "docx", "xlsx", "json", "html")),
        (("paper", "conditions", IRAN), ("xlsx", "docx", "pdf", "json")),
        (("paper", "end-use-statement", IRAN), ("pdf", "docx", "json")),
    ],
    ids=["memo", "board pack", "conditions", "end-use statement"],
)
def test_each_paper_is_written_in_each_of_its_forms_by_the_ending_of_the_file(
    words: tuple[object, ...], forms: tuple[str, ...], duecare: Duecare, tmp_path: Path
) -> None:
    for form in forms:
        done = duecare(*words, "-o", tmp_path / f"paper.{form}")
        assert (done.code, done.out) == (0, ""), done.err
        assert (tmp_path / f"paper.{form}").read_bytes().startswith(STARTS[form])


def test_marks_are_those_that_are_given(duecare: Duecare, tmp_path: Path) -> None:
    out = tmp_path / "list.json"
    duecare("paper", "conditions", IRAN, "-o", out, "--mark", "privileged", "--mark-note", "by counsel",
            "--paper-status", "proposed", "--paper-version", "7", "--known-at", "2026-11-20")  # fmt: skip
    marks = {one["label"]: one["value"] for one in json.loads(out.read_text("utf-8"))["marks"]}
    assert (marks["Version"], marks["Status"], marks["For"]) == ("7", "proposed", "privileged; by counsel")
    assert marks["Data up to"] == "2026-11-20"
    assert len(marks["Basis"]) == 64


def test_a_theme_by_file_and_the_one_of_the_data_folder(duecare: Duecare, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "theme.yaml").write_text("house: Kept\n", "utf-8")
    (tmp_path / "given.yaml").write_text("house: Given\nhue: '#7a1f1f'\n", "utf-8")
    out = tmp_path / "memo.docx"
    duecare("review", IRAN, "-o", out)
    assert docx.Document(io.BytesIO(out.read_bytes())).core_properties.author == "Kept"
    duecare("review", IRAN, "-o", out, "--theme", tmp_path / "given.yaml")
    assert docx.Document(io.BytesIO(out.read_bytes())).core_properties.author == "Given"
    page = duecare("review", IRAN, "--format", "html", "--theme", tmp_path / "given.yaml").out
    assert "Given memo on the transaction" in page
    assert "--hue: #7a1f1f" in page


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("hue: '#ffff00'", "4.5 to 1 or more"),
        ("logo: absent.png", "cannot be read"),
        ("font: x", "not known to themes"),
    ],
)
def test_a_theme_that_is_refused_ends_with_two_and_leaves_nothing(
    theme: str, said: str, duecare: Duecare, tmp_path: Path
) -> None:
    (tmp_path / "theme.yaml").write_text(theme, "utf-8")
    done = duecare("paper", "conditions", IRAN, "-o", tmp_path / "list.pdf", "--theme", tmp_path / "theme.yaml")
    assert done.refused, done.err
    assert said in done.err
    assert not (tmp_path / "list.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("review", IRAN, "--format", "pdf"), "a memo as .pdf is written to a file"),
        (("paper", "end-use-statement", IRAN, "-o", "form.xlsx"), "accepted: pdf, docx, json"),
        (("paper", "board-pack", IRAN, IRAN, "-o", "pack.pdf"), "two of the files have the same name"),
        (("paper", "conditions", "absent.yaml", "-o", "list.pdf"), "no such file"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(
    words: tuple[object, ...], said: str, duecare: Duecare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = duecare(*words)
    assert done.refused, done
    assert said in done.err
    assert [one.name for one in tmp_path.iterdir()] == []


def test_a_deal_is_not_written_over(duecare: Duecare, tmp_path: Path) -> None:
    deal = tmp_path / "deal.json"
    content = json.dumps({"id": "x", "title": "X"})
    deal.write_text(content, "utf-8")
    done = duecare("paper", "conditions", deal, "-o", deal)
    assert done.refused
    assert deal.read_text("utf-8") == content
