"""RSF: no series crosses the break of 2022, and the ranks tell which way older scores count."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.press_freedom import fits, read
from duecare.countries.sources.record import Edition, Observation
from duecare.errors import InputError

OLD = "Year (N);ISO;Rank N;Score N;Score N without the exactions;EN_country;Zone\n"


def _values(edition: Edition) -> dict[tuple[str, int, str], float]:
    found = [one for one in edition.records if isinstance(one, Observation)]
    return {(one.country, one.year, one.indicator): one.value for one in found}


def test_the_official_file_has_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    edition = read([written(tmp_path, SAMPLES["press_freedom"], "2025.csv")])
    assert edition.dataset == "RSF World Press Freedom Index 2025"
    assert _values(edition) == {
        ("NO", 2025, "rsf_score"): 92.31, ("CN", 2025, "rsf_score"): 14.8, ("NA", 2025, "rsf_score"): 75.35,
    }  # fmt: skip
    renamed = SAMPLES["press_freedom"].replace(";Score;", ";Score 2025;")
    assert read([written(tmp_path, renamed)]).records == edition.records


def test_official_files_of_both_methods_are_known_by_their_header() -> None:
    assert fits(OLD)
    assert fits(SAMPLES["press_freedom"])
    assert not fits("country,year,score,rank\n")


def test_scores_of_both_methods_are_two_indicators(tmp_path: Path) -> None:
    text = "iso3,year,rank,score\nNOR,2021,1,93.28\nCHN,2021,2,21.28\nNOR,2022,1,92.65\nCHN,2022,2,25.17\n"
    found = _values(read([written(tmp_path, text)]))
    assert {indicator for _, year, indicator in found if year == 2021} == {"rsf_score_2013"}
    assert {indicator for _, year, indicator in found if year == 2022} == {"rsf_score"}


def test_older_scores_as_first_published_are_turned_and_said(tmp_path: Path) -> None:
    """Until the break 0 was the freest; RSF shows these years as 100 less the score today."""
    edition = read([written(tmp_path, OLD + "2021;NOR;1;6,72;;Norway;EU\n2021;CHN;2;78,72;;China;AP\n")])
    assert _values(edition) == {("NO", 2021, "rsf_score_2013"): 93.28, ("CN", 2021, "rsf_score_2013"): 21.28}
    (correction,) = edition.corrections
    assert (correction.raw, correction.used) == ("scores of 2021", "100 less the score")


def test_older_scores_without_ranks_and_newer_ones_against_them_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has for 2021 no ranks that tell which way its scores count"):
        read([written(tmp_path, "iso3,year,score\nNOR,2021,6.72\nCHN,2021,78.72\n")])
    with pytest.raises(InputError, match="has for 2023 the lowest scores at the best ranks"):
        read([written(tmp_path, OLD + "2023;NOR;1;6,72;;Norway;EU\n2023;CHN;2;78,72;;China;AP\n")])


def test_years_before_2013_are_left_out(tmp_path: Path) -> None:
    edition = read(
        [written(tmp_path, OLD + "2010;NOR;1;0;;Norway;EU\n2013;NOR;1;6,5;;Norway;EU\n2013;CHN;2;73;;China;AP\n")]
    )
    assert {year for _, year, _ in _values(edition)} == {2013}
    assert ("2010", None) in {(one.raw, one.used) for one in edition.corrections}


def test_a_rank_beyond_the_countries_of_its_year_is_not_used_and_its_score_is(tmp_path: Path) -> None:
    text = "iso3,year,rank,score,methodology\nNOR,2025,1,92.3,b\nERI,2025,181,11.3,b\n"
    edition = read([written(tmp_path, text)])
    assert _values(edition)["ER", 2025, "rsf_score"] == 11.3
    (correction,) = edition.corrections
    assert (correction.where, correction.raw, correction.used) == ("table.csv:3", "ERI 181", None)
    assert correction.reason.startswith("rank not used: beyond the 2 countries of its year")


def test_rsfs_own_letters_are_known(tmp_path: Path) -> None:
    text = (
        SAMPLES["press_freedom"]
        + "XKO;67,0;4;1,0;1;Europe;Kosovo;2025\nXCD;68,5;5;1,0;1;A;OECS;2025\nCTU;61,1;6;1,0;1;A;;2025\n"
    )
    edition = read([written(tmp_path, text)])
    assert ("XK", 2025, "rsf_score") in _values(edition)
    assert [(one.raw, one.used) for one in edition.corrections] == [("OECS", None), ("CTU", None)]


def test_a_column_with_both_decimal_marks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Score is '14.8' here and '92,31' on line 2"):
        read([written(tmp_path, SAMPLES["press_freedom"].replace("14,8", "14.8"))])


@pytest.mark.reference_data
def test_the_compiled_file_has_174_countries_in_2025_and_180_before(reference_data: Path) -> None:
    edition = read([reference_data / "countries/rsf/rsf_2014_2023_2025.csv"])
    found = _values(edition)
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [round(found[one, 2025, "rsf_score"], 1) for one in six] == [92.3, 14.8, 27.9, 29.2, 24.6, 36.9]
    assert sum(year == 2025 for _, year, _ in found) == 174
    # 180 rows a year, of which the Eastern Caribbean and Northern Cyprus are no countries
    assert sum(year == 2021 for _, year, _ in found) == 178
    assert {indicator for _, year, indicator in found if year < 2022} == {"rsf_score_2013"}
    assert not any(year == 2024 for _, year, _ in found)
    assert {one.raw for one in edition.corrections} == {"XCD", "CTU", "CSS"}
    assert {("NA", 2025, "rsf_score"), ("XK", 2022, "rsf_score"), ("TW", 2023, "rsf_score")} <= set(found)
