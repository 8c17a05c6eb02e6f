"""The instruments against the project's reading of the official texts (rows `| id | type | ... | confidence |`)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duecare.guidance import Guidance

pytestmark = pytest.mark.reference_data
WORD = re.compile(r"\w+")
LENGTH = 12
NAMES = ("Nicaragua Human Rights and Anticorruption Act of 2018",)
"""What a law is called cannot be said otherwise."""


@pytest.fixture(scope="module")
def reading(reference_data: Path) -> str:
    path = reference_data.parent / "guidance.md"
    if not path.is_file():
        pytest.skip("the reading of the official texts is not on this machine")
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def rows(reading: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in reading.splitlines()]
    return {row[0]: row for row in cells if len(row) > 3 and re.fullmatch(r"[A-Z][\w.-]*/\S+", row[0])}


def _expected(name: str) -> str | None:
    """Where a row is to be found: listings under the rule that lists, and differences in the crosswalk and the diff."""
    prefix = name.split("/", 1)[0]
    if prefix == "DIFF":
        return None
    return f"EAR-744.11/{name}" if prefix == "ENTLIST" else name


def test_every_row_is_an_entry_or_read_by_the_house(guidance: Guidance, rows: dict[str, list[str]]) -> None:
    assert len(rows) > 550
    read = {entry.reads for entry in guidance.entries.values()}
    expected = {name for row in rows if (name := _expected(row)) is not None}
    assert sorted(expected - guidance.entries.keys() - read) == []


def test_rows_of_low_confidence_are_the_houses_own_reading(guidance: Guidance, rows: dict[str, list[str]]) -> None:
    low = [name for name, row in rows.items() if "memory(L)" in row[-1] and not name.startswith("DIFF/")]
    assert low
    for name in low:
        readers = [entry for entry in guidance.entries.values() if entry.reads == name]
        assert readers, name
        assert {entry.instrument for entry in readers} == {"HOUSE"}, name
        assert name not in guidance.entries, name


def test_confidence_is_not_raised_on_the_way(guidance: Guidance, rows: dict[str, list[str]]) -> None:
    marks = {"read": "read", "secondary": "secondary", "memory(H)": "recollected H", "memory(M)": "recollected M"}
    for name, row in rows.items():
        entry = guidance.entries.get(_expected(name) or "")
        if entry is not None and (mark := marks.get(row[-1])):
            assert entry.cite.confidence == mark, name


def test_no_sentence_is_copied(guidance: Guidance, reading: str) -> None:
    """No twelve words in a row; lists of classification numbers are the law's own."""
    theirs = _shingles(reading)
    for entry in guidance.entries.values():
        for text in (entry.title, entry.text, entry.served_by, getattr(entry, "proof", "")):
            assert not _shingles(text) & theirs, entry.id
    for concern in guidance.concerns.values():
        assert not _shingles(f"{concern.title}. {concern.question}") & theirs, concern.id


def _shingles(text: str) -> set[str]:
    for name in NAMES:
        text = text.replace(name, "")
    words = WORD.findall(text.lower())
    runs = [words[start : start + LENGTH] for start in range(len(words) - LENGTH + 1)]
    return {" ".join(run) for run in runs if sum(any(sign.isdigit() for sign in word) for word in run) < LENGTH / 3}
