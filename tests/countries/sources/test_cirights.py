"""CIRIGHTS: codes of hand, whose missing values are no scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.cirights import read
from duecare.countries.sources.record import Observation
from duecare.errors import InputError

HEAD = SAMPLES["cirights"].splitlines()[0] + "\n"


def test_four_indicators_are_read_on_their_own_scales(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["cirights"], "cirights_v1_1990_2020.csv")])
    assert edition.dataset == "CIRIGHTS v1"
    china = [one for one in edition.records if isinstance(one, Observation) and one.country == "CN"]
    assert {one.indicator: one.value for one in china} == {
        "cirights_physint": 1, "cirights_speech": 0, "cirights_assn": 0, "cirights_injud": 0,
    }  # fmt: skip


def test_codes_for_no_information_are_missing_and_other_numbers_out_of_scale_are_refused(tmp_path: Path) -> None:
    edition = read([written(tmp_path, HEAD + "Iraq,IRQ,2003,-66,-77,-999,1\n")])
    assert edition.records == (Observation("IQ", 2003, "cirights_injud", 1),)
    for cells, hint in (("9,2,2,2", "0 to 8"), ("8,3,2,2", "0 to 2"), ("8,-1,2,2", "0 to 2")):
        with pytest.raises(InputError, match=f"a whole number from {hint}"):
            read([written(tmp_path, HEAD + f"Norway,NOR,2020,{cells}\n")])


def test_states_that_were_dissolved_are_left_out_though_a_code_of_today_stands_beside_them(tmp_path: Path) -> None:
    """The file goes on with Serbia and Montenegro under SRB when Serbia already has rows of its own."""
    text = HEAD + "Serbia and Montenegro,SRB,2010,5,1,1,1\nSerbia,,2010,6,1,2,1\nYugoslavia,SRB,1990,4,1,1,1\n"
    edition = read([written(tmp_path, text)])
    assert {one.id for one in edition.records} == {"RS:2010"}  # type: ignore[union-attr]
    assert {one.raw for one in edition.corrections} == {"Serbia and Montenegro", "Yugoslavia"}


@pytest.mark.reference_data
def test_the_first_version_has_195_countries_to_2020(reference_data: Path) -> None:
    edition = read([reference_data / "countries/cirights/cirights_v1_1990_2020.csv"])
    found = {
        (one.country, one.year, one.indicator): one.value for one in edition.records if isinstance(one, Observation)
    }
    assert len({country for country, _, _ in found}) == 195
    assert {year for _, year, _ in found} == set(range(1990, 2021))
    assert {one.raw for one in edition.corrections} == {
        "Czechoslovakia", "Serbia and Montenegro", "Soviet Union", "Yemen Arab Republic", "Yugoslavia",
    }  # fmt: skip
    assert {country for country, year, _ in found if year == 2020} >= {"NA", "XK", "TW", "RS", "SS"}
