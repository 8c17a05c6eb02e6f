"""HRMI: six rights of its survey, each with its own error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.hrmi import RIGHTS, read
from duecare.countries.sources.record import Observation
from duecare.errors import InputError

HEAD = "year,country_code,metric_code,mean,sd\n"


def test_a_score_keeps_the_error_of_the_survey(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["hrmi"], "cpr-scores_v5-1.csv")])
    assert edition.dataset == "HRMI civil and political rights v5.1"
    assert Observation("GB", 2021, "hrmi_tort", 6.5, 0.53521699) in edition.records


def test_rights_that_are_not_used_are_passed_over_unless_there_are_no_others(tmp_path: Path) -> None:
    other = HEAD + "2021,GBR,polpart,6.5,0.5\n"
    assert len(read([written(tmp_path, other + "2021,GBR,Tort,6.5,0.5\n")]).records) == 1
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, other)])
    assert problem.value.message == "has no right that is read; the first metric_code is 'polpart'"
    assert problem.value.line == 2


def test_a_score_is_from_0_to_10(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a number from 0 to 10"):
        read([written(tmp_path, HEAD + "2021,GBR,tort,65,0.5\n")])


@pytest.mark.reference_data
def test_version_5_1_has_41_countries_and_six_of_ten_rights(reference_data: Path) -> None:
    edition = read([reference_data / "countries/hrmi/cpr-scores_v5-1.csv"])
    found = [one for one in edition.records if isinstance(one, Observation)]
    assert len({one.country for one in found}) == 41
    assert {one.year for one in found} == set(range(2017, 2022))
    assert Counter(one.indicator for one in found) == {
        "hrmi_arrest": 154, "hrmi_assem": 149, "hrmi_disap": 154, "hrmi_exkill": 150, "hrmi_express": 155,
        "hrmi_tort": 154,
    }  # fmt: skip
    assert len(RIGHTS) == 6
    angola = next(one for one in found if one.id == "AO:2017" and one.indicator == "hrmi_disap")
    assert (angola.value, angola.sd) == (6.0382442, 1.0052532)
