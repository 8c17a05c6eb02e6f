"""The Political Terror Scale: three readers kept apart, and the worst of them with their spread as its error."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.political_terror_scale import read
from duecare.countries.sources.record import Edition, Observation
from duecare.errors import InputError

HEAD = SAMPLES["political_terror_scale"].splitlines()[0] + "\n"


def _values(edition: Edition) -> dict[tuple[str, int, str], tuple[float, float | None]]:
    found = [one for one in edition.records if isinstance(one, Observation)]
    return {(one.country, one.year, one.indicator): (one.value, one.sd) for one in found}


def test_the_worst_reader_counts_with_half_of_the_spread_and_never_below_half_a_category(tmp_path: Path) -> None:
    text = HEAD + (
        "Norway,Norway,2023,NOR,NOR,1,NA,1,0,88,0\nChina,China,2023,CHN,CHN,4,4,5,0,0,0\n"
        "Chad,Chad,2023,CHA,TCD,2,5,3,0,0,0\nMali,Mali,2023,MLI,MLI,NA,NA,3,88,88,0\n"
    )
    edition = read([written(tmp_path, text)])
    found = _values(edition)
    assert edition.dataset == "Political Terror Scale 2024"
    assert found["NO", 2023, "pts"] == (1, 0.5)
    assert found["CN", 2023, "pts"] == (5, 0.5)
    assert found["TD", 2023, "pts"] == (5, 1.5)
    assert found["ML", 2023, "pts"] == (3, 0.5)
    assert found["CN", 2023, "pts_s"] == (5, None)
    assert ("NO", 2023, "pts_h") not in found


def test_a_score_that_its_status_denies_is_not_used(tmp_path: Path) -> None:
    edition = read([written(tmp_path, HEAD + "Andorra,Andorra,2023,AND,ADO,3,NA,1,88,88,0\n")])
    assert _values(edition) == {("AD", 2023, "pts"): (1, 0.5), ("AD", 2023, "pts_s"): (1, None)}
    (correction,) = edition.corrections
    assert (correction.where, correction.raw) == ("table.csv:2", "PTS_A = 3")
    assert correction.reason == "NA_Status_A is 88, by which there is no score; not used"
    with pytest.raises(InputError, match="NA_Status_A is 'no report'"):
        read([written(tmp_path, HEAD + "Andorra,Andorra,2023,AND,ADO,3,NA,1,no report,88,0\n")])


def test_the_letters_of_the_correlates_of_war_are_never_taken_for_iso_codes(tmp_path: Path) -> None:
    """AUS is Austria there, SWZ Switzerland and SLV Slovenia."""
    text = HEAD + (
        "Austria,Austria,2023,AUS,,1,1,1,0,0,0\nSwitzerland,Switzerland,2023,SWZ,,1,1,1,0,0,0\n"
        "Slovenia,Slovenia,2023,SLV,,1,1,1,0,0,0\n"
    )
    assert {one.country for one in read([written(tmp_path, text)]).records} == {"AT", "CH", "SI"}  # type: ignore[union-attr]


def test_rows_of_units_that_did_not_exist_are_passed_over_and_palestine_is_its_authority(tmp_path: Path) -> None:
    text = HEAD + (
        "Soviet Union,Soviet Union,2023,RUS,,NA,NA,NA,66,66,66\nSoviet Union,Soviet Union,1990,RUS,,3,NA,4,0,88,0\n"
        '"Palestine, State of",Palestinian Authority,2022,,WBG,3,2,3,0,0,0\n'
        "Gaza (Hamas),Hamas/Gaza,2014,,,NA,NA,4,66,66,0\n"
        "Israel,Israel and Occupied Territories,2022,ISR,ISR,4,4,3,0,0,0\n"
        "Israel in pre-1967 borders,Israel in pre-1967 borders,2014,,,NA,NA,2,66,66,0\n"
    )
    edition = read([written(tmp_path, text)])
    assert {(one.raw, one.where.split(":")[1], one.used) for one in edition.corrections} == {
        ("Soviet Union", "3", None), ("Palestine, State of", "4", "PS"), ("Gaza (Hamas)", "5", None),
        ("Israel", "6", "IL"), ("Israel in pre-1967 borders", "7", None),
    }  # fmt: skip
    assert {one.country for one in edition.records} == {"PS", "IL"}  # type: ignore[union-attr]


@pytest.mark.parametrize("score", ["0", "6", "2.5"])
def test_a_score_is_a_whole_number_from_1_to_5(score: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        read([written(tmp_path, HEAD + f"Norway,Norway,2023,NOR,NOR,{score},NA,1,0,88,0\n")])
    assert (problem.value.line, problem.value.hint) == (2, "accepted: a whole number from 1 to 5")


@pytest.mark.reference_data
def test_the_release_of_2024_has_the_six_countries_as_they_were_checked(reference_data: Path) -> None:
    """10,220 rows from 1976 to 2023; the three statuses that deny a score are Andorra's."""
    edition = read([reference_data / "countries/pts/PTS-2024.csv"])
    found = _values(edition)
    assert edition.dataset == "Political Terror Scale 2024"
    six = {"NO": "1-1", "CN": "445", "SA": "344", "VE": "544", "RU": "445", "ET": "555"}
    for country, scores in six.items():
        for reader, score in zip("ahs", scores, strict=True):
            value = found.get((country, 2023, f"pts_{reader}"))
            assert (value[0] if value else None) == (None if score == "-" else int(score))
    assert found["SA", 2023, "pts"] == (4, 0.5)
    years = {year for _, year, _ in found}
    assert (min(years), max(years)) == (1976, 2023)
    assert len({country for country, _, _ in found}) == 198
    assert [one.where for one in edition.corrections if "NA_Status" in one.reason] == [
        "PTS-2024.csv:191", "PTS-2024.csv:192", "PTS-2024.csv:193",
    ]  # fmt: skip
    assert not any("that Duecare knows" in one.reason for one in edition.corrections)
