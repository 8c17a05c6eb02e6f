"""Freedom on the Net: some 70 countries, and a country without a row is not assessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, workbook, written

from duecare.countries.sources.freedom_on_the_net import read
from duecare.countries.sources.record import Observation
from duecare.errors import InputError


def test_total_and_part_c_are_of_the_year_before_the_edition(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["freedom_on_the_net"])])
    assert edition.dataset == "Freedom on the Net 2025"
    assert edition.records[:2] == (Observation("CN", 2024, "fotn_c", 4), Observation("CN", 2024, "fotn_total", 9))


@pytest.mark.parametrize("title", ["fotn_c", "C", "C. Violations of User Rights", "Violations of User Rights (0-40)"])
def test_part_c_goes_by_several_names(title: str, tmp_path: Path) -> None:
    edition = read([written(tmp_path, f"iso3,edition,fotn_total,{title}\nCHN,2024,9,4\n")])
    assert len(edition.records) == 2


def test_the_edition_may_stand_in_the_name_of_the_file_alone(tmp_path: Path) -> None:
    cells = [["Country", "Total"], ["China", 9], ["Iran", 13]]
    edition = read([workbook(tmp_path, {"Scores": cells}, "FOTN_2025_Scores.xlsx")])
    assert edition.dataset == "Freedom on the Net 2025"
    with pytest.raises(InputError, match="its name does not state one year"):
        read([workbook(tmp_path, {"Scores": cells}, "FOTN_2024-2025.xlsx")])


def test_a_score_that_counts_the_other_way_is_refused(tmp_path: Path) -> None:
    """Before 2019 a high score was a bad one; the status shows it."""
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, "Country,Edition,Status,Total\nIceland,2017,Free,6\n")])
    assert problem.value.message == "Total is '6'"
    assert "counted the other way" in (problem.value.hint or "")


def test_a_score_out_of_its_scale_is_refused(tmp_path: Path) -> None:
    for text in (",9,4\n", ",9,41\n"):
        path = written(tmp_path, SAMPLES["freedom_on_the_net"].replace(",9,4\n", text))
        if text == ",9,4\n":
            assert read([path])
            continue
        with pytest.raises(InputError, match="a number from 0 to 40"):
            read([path])


@pytest.mark.reference_data
def test_the_totals_of_2025_have_seventy_countries_and_norway_is_not_among_them(reference_data: Path) -> None:
    edition = read([reference_data / "countries/freedomhouse/fotn_2025_totals.csv"])
    found = {one.country: one.value for one in edition.records if isinstance(one, Observation)}
    assert len(found) == 70
    assert "NO" not in found
    assert [found[one] for one in ("CN", "SA", "VE", "RU", "ET", "IR")] == [9, 25, 26, 17, 30, 13]
    assert {one.year for one in edition.records if isinstance(one, Observation)} == {2024}
    assert edition.corrections == ()
