"""A country, year and indicator has one value."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecare.countries.sources.cells import Countries
from duecare.countries.sources.record import Observation
from duecare.countries.sources.series import Series, version_in
from duecare.countries.sources.table import Row
from duecare.errors import InputError


def _row(line: int, path: str = "a/one.csv") -> Row:
    return Row(path, line, {}, {})


def test_another_value_for_a_country_year_is_refused_with_both_lines() -> None:
    series = Series(Path("a/one.csv"), hint="one version at a time")
    series.add(_row(2), "NO", 2024, "lhrs", 4.5, 0.9)
    with pytest.raises(InputError) as problem:
        series.add(_row(9), "NO", 2024, "lhrs", 4.25, 0.9)
    assert str(problem.value) == (
        "a/one.csv:9: NO 2024 stands twice: lhrs is 4.5 on line 2 and 4.25 here (one version at a time)"
    )
    with pytest.raises(InputError, match=r"on a/one\.csv:2 and"):
        series.add(_row(3, "b/two.csv"), "NO", 2024, "lhrs", 4.25, 0.9)


def test_the_same_value_again_is_taken_once_and_said() -> None:
    series = Series(Path("a/one.csv"))
    for indicator in ("fiw_d4", "fiw_total"):
        series.add(_row(2), "NO", 2024, indicator, 4)
        series.add(_row(3, "b/two.csv"), "NO", 2024, indicator, 4)
    edition = series.edition(lambda last: f"Index {last}", Countries())
    assert edition.dataset == "Index 2024"
    assert edition.records == (Observation("NO", 2024, "fiw_d4", 4), Observation("NO", 2024, "fiw_total", 4))
    (correction,) = edition.corrections
    assert (correction.where, correction.reason) == ("two.csv:3", "the same as one.csv:2; taken once")


def test_records_come_in_one_order_whatever_that_of_the_file() -> None:
    series = Series(Path("one.csv"))
    for line, (country, year) in enumerate((("SE", 2020), ("NO", 2021), ("NO", 2020))):
        series.add(_row(line), country, year, "lhrs", line)
    edition = series.edition(str, Countries())
    assert [record.id for record in edition.records] == ["NO:2020", "NO:2021", "SE:2020"]  # type: ignore[union-attr]


def test_a_table_without_any_value_is_refused() -> None:
    with pytest.raises(InputError, match=r"^one.csv: holds no value"):
        Series(Path("one.csv")).edition(str, Countries())


def test_the_version_comes_from_the_name_of_the_file() -> None:
    assert version_in([Path("lhrs_v4.02_1990_2021.csv")]) == " v4.02"
    assert version_in([Path("cirights v2.3.10.22_public.xlsx")]) == " v2.3.10.22"
    assert version_in([Path("scores2021.csv")]) == ", version not stated"
