"""What differs between two instruments, and what serves the two State texts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from duecare.guidance import Guidance, GuidanceError
from duecare.guidance.compare import Change, coverage, diff, entries_of
from duecare.guidance.model import SERVED


def test_coverage_lists_every_consideration_and_characteristic_of_both_texts(guidance: Guidance) -> None:
    rows = {row.id: row for row in coverage(guidance)}
    for entry in guidance.entries.values():
        name = entry.reads or entry.id
        if name.startswith("US-STATE-") and entry.type in ("consideration", "sub", "characteristic"):
            assert name in rows
    for year, considerations in (("2019", 8), ("2020", 8)):
        found = [row for row in rows.values() if row.id.startswith(f"US-STATE-{year}/")]
        assert {row.id for row in found if row.id.count("/") == 1 and "/C" in row.id} >= {
            f"US-STATE-{year}/C{number}" for number in range(1, considerations + 1)
        }


def test_what_is_covered_says_by_what_and_what_is_not_says_so(guidance: Guidance) -> None:
    rows = coverage(guidance)
    assert {row.how for row in rows} <= set(SERVED)
    assert [row.id for row in rows if not row.by] == []
    assert [row.id for row in rows if not row.text] == []
    assert [row.id for row in rows] == list(dict.fromkeys(row.id for row in rows))


def test_coverage_stands_in_the_order_of_the_text(guidance: Guidance) -> None:
    names = [row.id for row in coverage(guidance)]
    for name, following in pairwise(names):
        if name.split("/")[:-1] == following.split("/")[:-1]:
            assert _number(name) <= _number(following) or name.rstrip("0123456789") != following.rstrip("0123456789")


def _number(name: str) -> int:
    return int(name[len(name.rstrip("0123456789")) :] or 0)


def test_the_draft_and_the_final_text_differ_as_published() -> None:
    changes = {change.id: change for change in diff(entries_of("US-STATE-2019"), entries_of("US-STATE-2020"))}
    assert {change.kind for change in changes.values()} == {"added", "removed", "changed"}
    assert changes["C1"].kind == "changed"
    title = next(field for field in changes["C1"].fields if field[0] == "title")
    assert title[1] != title[2]


def test_an_instrument_does_not_differ_from_itself() -> None:
    assert diff(entries_of("US-STATE-2020"), entries_of("US-STATE-2020")) == []


def test_a_changed_condition_is_shown_then_and_now(copied: Callable[[str], Path], guidance: Guidance) -> None:
    folder = copied("EAR-AFF")
    flags = folder / "red_flags.yaml"
    flag = next(entry for entry in guidance.flags if entry.instrument == "EAR-AFF")
    other = {"notable": "serious", "serious": "critical", "critical": "notable"}[flag.weight]
    flags.write_text(flags.read_text("utf-8").replace(f"weight: {flag.weight}", f"weight: {other}"), "utf-8")
    changes = diff(entries_of("EAR-AFF"), entries_of(str(folder)))
    name = flag.id.split("/", 1)[1]
    assert Change(name, "changed", (("weight", flag.weight, other),)) in changes


def test_a_changed_severity_is_a_change(copied: Callable[[str], Path], guidance: Guidance) -> None:
    folder = copied("HOUSE")
    row = guidance.severities[0]
    path = folder / "severity.yaml"
    text = path.read_text("utf-8")
    start = text.index(f"id: {row.id.split('/', 1)[1]}\n")
    scale = 1 if row.scale != 1 else 4
    path.write_text(text[:start] + text[start:].replace(f"scale: {row.scale}", f"scale: {scale}", 1), "utf-8")
    assert diff(entries_of("HOUSE"), entries_of(str(folder))) == [
        Change(row.id.split("/", 1)[1], "changed", (("scale", str(row.scale), str(scale)),))
    ]


def test_what_is_no_instrument_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match="is neither an instrument nor a folder that holds one; instruments: "):
        entries_of(str(tmp_path))
