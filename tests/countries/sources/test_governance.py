"""The World Bank's governance scores: by year in rows or in columns, and only on the scale from 0 to 100."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.governance import read
from duecare.countries.sources.record import Observation
from duecare.errors import InputError

HEAD = "Country Name,Country Code,Series Name,Series Code"


def test_years_in_columns_are_read_as_years_in_rows(tmp_path: Path) -> None:
    """As DataBank writes them, with two dots for what is missing and a note below the table."""
    text = HEAD + (
        ',1996 [YR1996],2024 [YR2024]\n"Korea, Rep.",KOR,Rule of Law,GOV_WGI_RL.SC,..,78.5\n'
        "Namibia,NAM,Control of Corruption,GOV_WGI_CC.SC,60.25,58\n,,,,,\n,,,,,\n"
        "Data from database: Worldwide Governance Indicators,,,,,\nLast Updated: 09/30/2025,,,,,\n"
    )
    edition = read([written(tmp_path, text)])
    assert edition.records == (
        Observation("KR", 2024, "wgi_rl", 78.5),
        Observation("NA", 1996, "wgi_cc", 60.25),
        Observation("NA", 2024, "wgi_cc", 58),
    )
    assert edition.dataset == "Worldwide Governance Indicators to 2024, scores of 0 to 100"


def test_the_older_estimates_are_another_scale_and_not_read(tmp_path: Path) -> None:
    estimate = HEAD + ",score,year\nNorway,NOR,Rule of Law: Estimate,GOV_WGI_RL.EST,1.9,2024\n"
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, estimate)])
    assert problem.value.message == "has no score of 0 to 100; the first series is 'GOV_WGI_RL.EST'"
    assert problem.value.line == 2
    both = estimate + "Norway,NOR,Rule of Law,GOV_WGI_RL.SC,90.5,2024\n"
    assert read([written(tmp_path, both)]).records == (Observation("NO", 2024, "wgi_rl", 90.5),)


def test_a_score_is_from_0_to_100(tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, SAMPLES["governance"].replace(",47,", ",147,"))])
    assert (problem.value.line, problem.value.hint) == (3, "accepted: a number from 0 to 100")


@pytest.mark.reference_data
def test_the_extract_to_2024_rates_saudi_arabia_far_above_venezuela(reference_data: Path) -> None:
    """Which is why no dimension is built on it. 16,189 rows of 216 units, one of them dissolved."""
    edition = read([reference_data / "countries/wgi/wgi_cc_ge_rl_1996_2024.csv"])
    found = {
        (one.country, one.year, one.indicator): one.value for one in edition.records if isinstance(one, Observation)
    }
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [round(found[one, 2024, "wgi_rl"], 1) for one in six] == [90.5, 47.0, 60.6, 19.0, 37.1, 38.9]
    assert len(found) == 16189 - 42
    assert len({country for country, _, _ in found}) == 215
    assert [one.raw for one in edition.corrections] == ["Netherlands Antilles"]
    assert {country for country, _, _ in found} >= {"NA", "XK", "TW", "PS", "HK"}
