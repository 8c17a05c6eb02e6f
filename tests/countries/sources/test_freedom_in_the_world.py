"""Freedom in the World: an edition is of the year before, and a territory without a code is no country."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, rows, workbook, written

from duecare.countries.sources.freedom_in_the_world import ITEMS, read
from duecare.countries.sources.record import Edition, Observation
from duecare.errors import InputError


def _values(edition: Edition, indicator: str) -> dict[tuple[str, int], float]:
    found = [one for one in edition.records if isinstance(one, Observation) and one.indicator == indicator]
    return {(one.country, one.year): one.value for one in found}


def test_an_edition_covers_the_year_before_it(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["freedom_in_the_world"])])
    assert edition.dataset == "Freedom in the World 2025"
    assert _values(edition, "fiw_d4") == {("CN", 2024): 1, ("NA", 2024): 4, ("NO", 2024): 4}
    assert {one.indicator for one in edition.records if isinstance(one, Observation)} == {
        "fiw_total", *(f"fiw_{item}" for item in ITEMS),
    }  # fmt: skip
    assert all(one.sd is None for one in edition.records if isinstance(one, Observation))


def test_the_official_workbook_has_its_header_below_a_title_and_no_codes(tmp_path: Path) -> None:
    cells = [["Freedom in the World 2013-2025 Raw Data"], *rows(SAMPLES["freedom_in_the_world"])]
    edition = read([workbook(tmp_path, {"Index": [["Questions"]], "FIW13-25": cells})])
    assert _values(edition, "fiw_total") == {("CN", 2024): 9, ("NA", 2024): 77, ("NO", 2024): 99}


def test_a_territory_is_read_where_it_has_a_code_and_else_left_out(tmp_path: Path) -> None:
    head = "iso3,Country/Territory,C/T,Edition,D4,Total\n"
    text = head + (
        "GE-AB,Abkhazia,t,2025,3,39\nHKG,Hong Kong,t,2025,1,40\nPSE,Gaza Strip,t,2025,0,2\nPSE,West Bank,t,2025,1,22\n"
        ",Eastern Narnia,t,2025,1,9\nESH,Western Sahara,t,2025,0,4\nTWN,Taiwan,c,2025,4,94\n"
        "X-SO,South Ossetia,t,2025,1,12\n"
    )
    edition = read([written(tmp_path, text)])
    assert _values(edition, "fiw_d4") == {("EH", 2024): 0, ("HK", 2024): 1, ("PS", 2024): 1, ("TW", 2024): 4}
    assert [(one.raw, one.used) for one in edition.corrections] == [
        ("Abkhazia", None), ("Gaza Strip", None), ("West Bank", "PS"), ("Eastern Narnia", None),
        ("South Ossetia", None),
    ]  # fmt: skip
    assert edition.corrections[3].reason == "a territory without an ISO 3166 code"


def test_a_table_of_totals_goes_on_where_the_items_end(tmp_path: Path) -> None:
    """A total may be below 0, as Syria's was."""
    items = written(tmp_path, SAMPLES["freedom_in_the_world"], "items.csv")
    totals = written(
        tmp_path, "iso3,edition,status,PR,CL,Total\nSYR,2026,NF,-3,2,-1\nNOR,2026,F,40,59,99\n", "totals.csv"
    )
    edition = read([items, totals])
    assert edition.dataset == "Freedom in the World 2026"
    assert _values(edition, "fiw_total")["SY", 2025] == -1
    assert ("NO", 2025) not in _values(edition, "fiw_d4")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("NF,-2,0,1,0,1", "NF,-2,0,1,0,5", "accepted: a whole number from 0 to 4"),
        ("NF,-2,0,1,0,1", "NF,-2,0,1,0,1.5", "accepted: a whole number from 0 to 4"),
        (",11,9\n", ",11,101\n", "accepted: a whole number from -4 to 100"),
        ("Asia,c,", "Asia,x,", "accepted: c for a country, t for a territory"),
        ("c,2025,NF", "c,25,NF", "accepted: a year from 1973 to 2100"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_on_its_line(old: str, new: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, SAMPLES["freedom_in_the_world"].replace(old, new))])
    assert (problem.value.line, problem.value.hint) == (3, hint)


@pytest.mark.reference_data
def test_the_items_of_2013_to_2025_and_the_totals_of_2026_are_read(reference_data: Path) -> None:
    """2,723 rows; 208 units in 2025, of which 198 are countries or territories with a code."""
    folder = reference_data / "countries/freedomhouse"
    edition = read([folder / "fiw_2013_2025_items.csv", folder / "fiw_2026_totals.csv"])
    surveillance, total = _values(edition, "fiw_d4"), _values(edition, "fiw_total")
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [surveillance[one, 2024] for one in six] == [4, 1, 1, 0, 0, 1]
    assert [total[one, 2024] for one in six] == [99, 9, 9, 13, 12, 18]
    assert sum(year == 2024 for _, year in surveillance) == 198
    assert sum(year == 2025 for _, year in total) == 193
    assert min(total.values()) == total["SY", 2016] == -1
    assert len(surveillance) == 2723 - sum(_rows(one.where) for one in edition.corrections if one.used is None)
    assert {one.raw for one in edition.corrections if one.used} == {"West Bank"}
    assert {("NA", 2024), ("XK", 2024), ("TW", 2024), ("HK", 2024), ("PS", 2024)} <= set(surveillance)
    largest = max(abs(total[one, 2025] - total[one, 2024]) for one, year in total if year == 2025)
    assert largest == 8


def _rows(where: str) -> int:
    return int(where.split(": ")[1].split()[0]) if " rows " in where else 1
