"""EAR country groups come from the regulation's own tables, whole or not at all."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import official_samples as samples
import pytest

from duecare.countries.sources import country_groups
from duecare.countries.sources.record import CountryGroups, Edition
from duecare.errors import InputError


def _write(folder: Path, text: str, name: str = "groups.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _groups(edition: Edition) -> dict[str, frozenset[str]]:
    return {one.country: one.groups for one in edition.records if isinstance(one, CountryGroups)}


def _refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        country_groups.read([path])
    assert caught.value.path == str(path)
    return caught.value


def test_marks_stand_under_the_group_of_their_column(tmp_path: Path) -> None:
    """A self-closing cell is a cell; a footnote mark is no part of a name; tables of one country are put together."""
    edition = country_groups.read([_write(tmp_path, samples.groups())])
    held = _groups(edition)
    assert held["NO"] == {"A:1", "A:2", "A:3", "A:4", "A:5"}
    assert held["UA"] == {"A:2", "A:3", "A:4"}
    assert held["CN"] == {"D:1", "D:3", "D:4", "D:5"}
    assert held["KP"] == {"D:1", "D:2", "D:3", "D:4", "D:5", "E:1"}
    assert held["CU"] == {"E:2"}
    assert edition.published == datetime.date(2026, 7, 8)


def test_a_country_without_a_group_has_no_record(tmp_path: Path) -> None:
    """Namibia stands in the table without a mark; group B is a list and not read."""
    held = _groups(country_groups.read([_write(tmp_path, samples.groups())]))
    assert "NA" not in held
    assert "KE" not in held


def test_hong_kong_has_the_groups_of_china_and_says_why(tmp_path: Path) -> None:
    """85 FR 83765 ended Hong Kong as a separate destination."""
    edition = country_groups.read([_write(tmp_path, samples.groups())])
    assert _groups(edition)["HK"] == _groups(edition)["CN"]
    assert any("85 FR 83765" in one.reason and one.used == "CN" for one in edition.corrections)


def test_hong_kong_in_an_older_edition_keeps_its_own_groups(tmp_path: Path) -> None:
    """Before December 2020 it stood in the supplement itself; that the override is not needed there is reported."""
    text = samples.groups(a=samples.row("Hong Kong", "", "", "", "", "", "X"))
    edition = country_groups.read([_write(tmp_path, text)])
    assert _groups(edition)["HK"] == {"A:6"}
    assert any(one.where == "HK groups" and "no longer needed" in one.reason for one in edition.corrections)


def test_the_regulation_itself_is_not_overridden_for_iceland(tmp_path: Path) -> None:
    """The doubt is about a copy that writes 1; the regulation writes X, and what it says is the law."""
    edition = country_groups.read([_write(tmp_path, samples.groups(a=samples.row("Iceland", "X", *[""] * 5)))])
    assert _groups(edition)["IS"] == {"A:1"}
    assert any(one.where == "IS A:1" and one.raw == one.used == "X" for one in edition.corrections)


def test_a_row_with_a_cell_too_few_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    """A short row would shift every mark after the gap."""
    problem = _refused(_write(tmp_path, samples.groups(d=samples.row("Laos", "X", "X"))))
    assert "the row of 'Laos' has 3 cells; accepted: 6" in problem.message
    assert problem.line is not None
    assert problem.line > 10


def test_columns_that_moved_keep_their_names(tmp_path: Path) -> None:
    """The head says which group a column is, not its place."""
    text = samples.groups()
    moved = text.replace("[E:1] Terrorist", "[swap]").replace("[E:2] Unilateral", "[E:1] Terrorist")
    moved = moved.replace("[swap]", "[E:2] Unilateral")
    assert _groups(country_groups.read([_write(tmp_path, moved)]))["CU"] == {"E:1"}


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("[D: 5] Embargoed", "Embargoed", "6 columns, 4 of them groups"),
        ("[E:2] Unilateral embargo", "[E:1] again", "two columns [E:1]"),
        ("<TD/>", "<TD>?</TD>", "says '?'; accepted: X or 1"),
        ("China (PRC)", "Chinna", "'Chinna' is no country that Duecare knows"),
        ("Namibia", "Korea, North", "stands twice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(was: str, now: str, message: str, tmp_path: Path) -> None:
    """Nothing is guessed at, and nothing is read by half."""
    problem = _refused(_write(tmp_path, samples.groups().replace(was, now, 1)))
    assert message in problem.message
    assert problem.line is not None


def test_an_unknown_country_comes_with_a_suggestion(tmp_path: Path) -> None:
    """The hint names what was probably meant."""
    problem = _refused(_write(tmp_path, samples.groups(d=samples.row("Venezuella", *"XXXXX"))))
    assert "did you mean VE" in (problem.hint or "")


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    """Without group E an embargoed destination would look like any other."""
    text = samples.groups()
    start = text.rindex("<TABLE")
    problem = _refused(_write(tmp_path, text[:start] + text[text.rindex("</TABLE>") + 8 :]))
    assert "no column [E:1], [E:2]" in problem.message


def test_another_supplement_is_refused(tmp_path: Path) -> None:
    """Part 740 has other supplements with tables."""
    problem = _refused(_write(tmp_path, samples.groups().replace("Supplement No. 1", "Supplement No. 2")))
    assert "holds no Supplement No. 1 to Part 740" in problem.message
    assert "appendix" in (problem.hint or "")


CSV = "iso2,iso3,name," + ",".join(country_groups.GROUPS)


def test_the_csv_is_read_by_its_column_names(tmp_path: Path) -> None:
    """Columns may stand in any order."""
    names = list(reversed(CSV.split(",")))
    row = ["1" if name in ("D:5", "E:1") else "SY" if name == "iso2" else "0" for name in names]
    path = _write(tmp_path, f"{','.join(names)}\n{','.join(row)}\n", "groups.csv")
    assert _groups(country_groups.read([path])) == {"SY": {"D:5", "E:1"}}


def test_a_csv_without_a_group_is_refused(tmp_path: Path) -> None:
    """A column that is missing is no column without marks."""
    path = _write(tmp_path, CSV.replace(",E:2", "") + "\nSY,SYR,Syria" + ",0" * 12 + "\n", "groups.csv")
    assert "'E:2'" in _refused(path).message


def test_two_editions_are_not_merged(tmp_path: Path) -> None:
    """One file is accepted."""
    path = _write(tmp_path, samples.groups())
    with pytest.raises(InputError, match="2 files were given"):
        country_groups.read([path, path])


def test_the_format_is_known_by_content() -> None:
    """The supplement and the table, and no other part of the title."""
    assert country_groups.fits(samples.groups())
    assert country_groups.fits(CSV)
    assert not country_groups.fits(samples.chart())
    assert not country_groups.fits("iso2,name\n")


@pytest.mark.reference_data
def test_the_copy_of_2026_gives_96_destinations_and_39_in_group_a1(reference_data: Path) -> None:
    """95 rows and Hong Kong; A:1 is the 42 Wassenaar states but Malta, Russia and Ukraine."""
    edition = country_groups.read([reference_data / "countries/ear/ear_country_groups_2026.csv"])
    held = _groups(edition)
    assert len(held) == 96
    counts = Counter(group for groups in held.values() for group in groups)
    assert counts["A:1"] == 39
    assert {code for code, groups in held.items() if "E:1" in groups} == {"IR", "KP", "SY"}
    assert {code for code, groups in held.items() if "E:2" in groups} == {"CU"}
    assert "A:1" not in held["IS"]
    assert len(edition.corrections) == 2
    with (reference_data / "countries/metadata/wassenaar_participating_states.csv").open(encoding="utf-8") as file:
        wassenaar = set(file.read().split()[1:])
    assert {code for code, groups in held.items() if "A:1" in groups} == wassenaar - {"MT", "RU", "UA"}
