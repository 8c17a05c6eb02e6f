"""Latent human-rights scores keep their posterior deviation, and Serbia is not lost in Yugoslavia."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.latent_scores import read
from duecare.countries.sources.record import Observation
from duecare.errors import InputError

HEAD = "YEAR,COW,country_name,theta_mean,theta_sd\n"


def test_a_score_has_its_deviation_as_error(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["latent_scores"], "LHRS-v4.02-2021_names.csv")])
    assert edition.dataset == "Latent human-rights scores v4.02"
    assert edition.records[0] == Observation("CN", 2021, "lhrs", -1.7125, 0.28)


def test_number_345_is_serbia_from_2007_and_a_larger_state_before(tmp_path: Path) -> None:
    text = HEAD + "".join(f"{year},345,Yugoslavia,0.{year % 100},0.3\n" for year in (1999, 2006, 2007, 2018))
    edition = read([written(tmp_path, text + "1990,265,German Democratic Republic,0.4,0.3\n")])
    assert [one.id for one in edition.records] == ["RS:2007", "RS:2018"]  # type: ignore[union-attr]
    assert {(one.raw, one.used) for one in edition.corrections} == {
        ("Yugoslavia", "RS"), ("German Democratic Republic", None),
    }  # fmt: skip


@pytest.mark.parametrize(("cells", "line"), [("9.5,0.3", 2), ("1.5,-0.3", 2), ("1.5,", 2)])
def test_a_score_out_of_its_scale_or_without_a_deviation_is_refused(cells: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, HEAD + f"2021,385,Norway,{cells}\n")])
    assert problem.value.line == line


@pytest.mark.reference_data
def test_version_4_02_has_194_countries_in_2021(reference_data: Path) -> None:
    edition = read([reference_data / "countries/lhrs/lhrs_v4.02_1990_2021.csv"])
    found = {(one.country, one.year): one for one in edition.records if isinstance(one, Observation)}
    assert edition.dataset == "Latent human-rights scores v4.02"
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [round(found[one, 2021].value, 2) for one in six] == [4.49, -1.71, -1.04, -2.27, -1.25, -2.01]
    assert sum(year == 2021 for _, year in found) == 194
    assert all(one.sd is not None and 0.1 < one.sd < 2 for one in found.values())
    # 6,130 rows, less Yugoslavia to 2006 and four states that ended in 1990
    assert len(found) == 6130 - 17 - 4
    assert {("NA", 2021), ("XK", 2021), ("TW", 2021), ("RS", 2018)} <= set(found)
