"""AI Global Surveillance Index: what is there and where its makers are, with the accidents of its editing undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.ai_surveillance import TECHNOLOGIES, read
from duecare.countries.sources.record import Presence
from duecare.errors import InputError


def test_marks_are_technologies_and_makers_are_countries(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["ai_surveillance"])])
    assert edition.dataset == "AI Global Surveillance Index 2022"
    assert edition.records == (
        Presence("BH", 2021, TECHNOLOGIES[1:], ("AU", "BH", "US")),
        Presence("CN", 2021, TECHNOLOGIES, ("CN", "GB", "IL", "US")),
        Presence("NA", 2021, ("facial_recognition", "smart_policing"), ("NA",)),
    )


def test_regime_types_written_out_inside_of_words_are_read_back(tmp_path: Path) -> None:
    text = (
        SAMPLES["ai_surveillance"]
        .replace("Bahrain,30", "UnitElectoral Democracy States of AmeriClosed Autocracy,75")
        .replace("Australia, Bahrain", "South KorElectoral Autocracy, SwElectoral Democracyen, Russia")
    )
    edition = read([written(tmp_path, text)])
    assert edition.records[2] == Presence("US", 2021, TECHNOLOGIES[1:], ("KR", "RU", "SE", "US"))
    assert {(one.raw[:8], one.used) for one in edition.corrections} == {
        ("UnitElec", "US"),
        ("South Ko", "KR"),
        ("SwElecto", "SE"),
    }


def test_a_maker_of_an_unknown_country_is_said_and_left_out(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["ai_surveillance"].replace("Australia, Bahrain", "Isreal; Bahrain"))])
    assert isinstance(edition.records[0], Presence)
    assert edition.records[0].origins == ("BH", "US")
    (correction,) = edition.corrections
    assert (correction.raw, correction.used) == ("Isreal", None)
    assert "did you mean IL (Israel)" in correction.reason


def test_a_mark_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, SAMPLES["ai_surveillance"].replace("10,x,", "10,maybe,"))])
    assert (problem.value.line, problem.value.message) == (3, "Safe City System is 'maybe'")


def test_the_year_is_the_newest_in_the_names_of_the_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="states no year in the names of its columns"):
        read([written(tmp_path, SAMPLES["ai_surveillance"].replace(" 2021 ", " "))])


@pytest.mark.reference_data
def test_workbook_and_copy_hold_the_same_97_countries(reference_data: Path) -> None:
    folder = reference_data / "countries/aigs"
    edition = read([folder / "AI_Global_Surveillance_Index_09Mar2022.xlsx"])
    assert read([folder / "AIGS_cleaned.csv"]).records == edition.records
    found = {one.country: one for one in edition.records if isinstance(one, Presence)}
    assert len(found) == 97
    assert {"NA", "US", "MM", "TW", "HK"} <= set(found)
    assert found["CN"].origins == ("CN", "DE", "GB", "IL", "JP", "SE", "US")
    assert {"KR", "RU", "SE"} <= set(found["KR"].origins)
    assert all(one.year == 2021 for one in found.values())
