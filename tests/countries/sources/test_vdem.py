"""V-Dem is read with its bounds, one version at a time, and Feldstein's table with its signs turned back."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import SAMPLES, written

from duecare.countries.sources.record import Edition, Observation
from duecare.countries.sources.vdem import FELDSTEIN, INDICATORS, NOT_STATED, fits, read
from duecare.errors import InputError

HEAD = "country_name,country_text_id,year,v2x_clphy,v2cltort\n"
FELDSTEINS = (
    "Country,Year,v2x_polyarchy,Digital Repression Index 2021,Gov SM surveillance v2smgovsmmon,"
    "Arrests online users (v2smarrest),iso3\n"
)


def _values(edition: Edition, indicator: str) -> dict[tuple[str, int], float]:
    found = [one for one in edition.records if isinstance(one, Observation) and one.indicator == indicator]
    return {(one.country, one.year): one.value for one in found}


def _refusal(*paths: Path) -> InputError:
    with pytest.raises(InputError) as problem:
        read(paths)
    return problem.value


def test_the_error_is_half_of_what_lies_between_the_bounds(tmp_path: Path) -> None:
    """The bounds are about one standard deviation to each side; where they are missing `_sd` counts, else none."""
    text = """country_text_id,year,v2x_clphy,v2x_clphy_codelow,v2x_clphy_codehigh,v2x_clphy_sd,v2cltort,\
v2cltort_sd,v2clkill
NOR,2024,0.988,0.978,0.994,0.5,3.36,0.41,3
CHN,2024,0.345,,,0.06,-1.35,,-1
"""
    found = {(one.country, one.indicator): one.sd for one in read([written(tmp_path, text)]).records}  # type: ignore[union-attr]
    assert found == {
        ("NO", "v2x_clphy"): 0.008, ("NO", "v2cltort"): 0.41, ("NO", "v2clkill"): None,
        ("CN", "v2x_clphy"): 0.06, ("CN", "v2cltort"): None, ("CN", "v2clkill"): None,
    }  # fmt: skip
    problem = _refusal(written(tmp_path, text.replace("0.978,0.994", "0.994,0.978")))
    assert (problem.line, problem.message) == (2, "v2x_clphy_codelow is '0.994'")


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("V-Dem-CY-Full+Others-v16.csv", "V-Dem v16"),
        ("V-Dem-CY-Core-v13.1.csv", "V-Dem v13.1"),
        ("vdem_v14_lite.csv", "V-Dem v14"),
        ("vdem V15.csv", "V-Dem v15"),
        ("v2x_clphy.csv", NOT_STATED),
        ("vdem-2024.csv", NOT_STATED),
    ],
)
def test_the_version_comes_from_the_name_of_the_file(name: str, dataset: str, tmp_path: Path) -> None:
    assert read([written(tmp_path, SAMPLES["vdem"], name)]).dataset == dataset


def test_a_column_of_the_version_counts_and_two_versions_in_it_are_a_splice(tmp_path: Path) -> None:
    text = "country_text_id,year,v2x_clphy,dataset_version\nNOR,2023,0.98,{}\nNOR,2024,0.988,{}\n"
    assert read([written(tmp_path, text.format("v16", "V-Dem v16"))]).dataset == "V-Dem v16"
    problem = _refusal(written(tmp_path, text.format("v14", "v16")))
    assert (problem.line, problem.message) == (3, "is spliced: V-Dem v16 here and v14 on line 2")
    assert "estimates all years anew" in (problem.hint or "")
    problem = _refusal(written(tmp_path, text.format("v14", "v14"), "vdem_v16.csv"))
    assert problem.message == "says in its name that it is v16, and in its rows that it is v14"


def test_files_of_two_versions_are_never_one_edition(tmp_path: Path) -> None:
    first = written(tmp_path, HEAD + "Norway,NOR,2023,0.98,3.3\n", "vdem_v14.csv")
    second = written(tmp_path, HEAD + "Norway,NOR,2024,0.98,3.3\n", "vdem_v16.csv")
    problem = _refusal(first, second)
    assert problem.message == "is V-Dem v16, and vdem_v14.csv is V-Dem v14: the two cannot be spliced"
    unstated = written(tmp_path, HEAD + "Norway,NOR,2024,0.98,3.3\n", "vdem.csv")
    assert "cannot be spliced" in _refusal(first, unstated).message
    other = written(tmp_path, "country_text_id,year,v2clkill\nNOR,2023,3\n", "vdem_v14_more.csv")
    assert len(read([first, other]).records) == 3


def test_a_splice_inside_a_table_shows_where_a_country_year_has_two_values(tmp_path: Path) -> None:
    text = HEAD + "Norway,NOR,2023,0.98,3.3\nChina,CHN,2023,0.3,-1\nNorway,NOR,2023,0.97,3.3\n"
    problem = _refusal(written(tmp_path, text))
    assert (problem.line, problem.message) == (
        4, "NO 2023 stands twice: v2x_clphy is 0.98 on line 2 and 0.97 here",
    )  # fmt: skip
    assert (problem.hint or "").startswith("two versions spliced?")


def test_years_before_1990_and_their_states_are_not_read(tmp_path: Path) -> None:
    text = HEAD + "Prussia,PRU,1850,0.3,-1\nNorway,NOR,1989,0.98,3.3\nNorway,NOR,1990,0.98,3.3\n"
    edition = read([written(tmp_path, text)])
    assert list(_values(edition, "v2x_clphy")) == [("NO", 1990)]
    assert edition.corrections == ()


def test_of_palestine_the_west_bank_is_taken_and_gaza_left_out(tmp_path: Path) -> None:
    text = HEAD + (
        "Palestine/Gaza,PSG,2023,0.1,-2\nPalestine/West Bank,PSE,2023,0.3,-1\nSomaliland,SML,2023,0.5,0\n"
        "Zanzibar,ZZB,2023,0.6,1\nKosovo,XKX,2023,0.8,2\nKosovo,OWID_KOS,2022,0.8,2\n"
    )
    edition = read([written(tmp_path, text)])
    assert _values(edition, "v2x_clphy") == {("PS", 2023): 0.3, ("XK", 2022): 0.8, ("XK", 2023): 0.8}
    assert [(one.raw, one.used) for one in edition.corrections] == [
        ("Palestine/Gaza", None), ("Palestine/West Bank", "PS"), ("Somaliland", None), ("Zanzibar", None),
    ]  # fmt: skip


def test_a_table_without_any_indicator_is_refused_with_those_that_it_could_have(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, "country_text_id,year,v2x_clpyh\nNOR,2024,0.9\n"))
    assert problem.message == "has no column 'v2x_clphy' or 'v2x_freexp_altinf' or 'v2x_rule' or one of 20 more"
    assert (problem.hint or "").startswith("the nearest: 'v2x_clpyh'; ")


def test_a_value_out_of_its_scale_is_refused_with_line_and_bounds(tmp_path: Path) -> None:
    problem = _refusal(written(tmp_path, HEAD + "Norway,NOR,2023,0.98,3.3\nChina,CHN,2023,1.3,-1\n"))
    assert str(problem).endswith("table.csv:3: v2x_clphy is '1.3' (accepted: a number from 0 to 1)")
    problem = _refusal(written(tmp_path, HEAD + "Norway,NOR,2023,0.98,33\n"))
    assert problem.hint == "accepted: a number from -7 to 7"


def test_feldsteins_signs_are_turned_back_and_said_once(tmp_path: Path) -> None:
    text = FELDSTEINS + "Norway,2021,0.9,-1.4,-2.04,0,NOR\nChina,2021,0.07,1.9,3.07,2.1,CHN\n"
    edition = read([written(tmp_path, text)])
    assert edition.dataset == FELDSTEIN
    assert _values(edition, "v2smgovsmmon") == {("NO", 2021): 2.04, ("CN", 2021): -3.07}
    assert str(_values(edition, "v2smarrest")["NO", 2021]) == "0.0"
    (correction,) = edition.corrections
    assert correction.raw == "Gov SM surveillance v2smgovsmmon, Arrests online users (v2smarrest)"
    assert correction.used == "the same with the other sign"


def test_feldsteins_table_is_not_spliced_with_vdem_and_a_renamed_column_alone_is_not_trusted(tmp_path: Path) -> None:
    table = written(tmp_path, FELDSTEINS + "Norway,2021,0.9,-1.4,-2.04,-2,NOR\n", "dri.csv")
    assert "cannot be spliced" in _refusal(table, written(tmp_path, SAMPLES["vdem"], "vdem_v16.csv")).message
    text = FELDSTEINS.replace("Digital Repression Index 2021", "Index") + "Norway,2021,0.9,-1.4,-2.04,-2,NOR\n"
    assert "in which the sign may be turned" in _refusal(written(tmp_path, text)).message


def test_a_header_that_is_cut_by_the_head_of_the_file_still_fits() -> None:
    """The header of the full table alone has more than the 64 KiB that are looked at."""
    names = [
        "country_name",
        "country_text_id",
        "country_id",
        "year",
        "v2x_polyarchy",
        *(f"v2x_{n}" for n in range(9000)),
    ]
    assert fits(",".join(names)[:65_536])
    assert not fits("country,year,value\n")


@pytest.mark.reference_data
def test_version_16_has_175_countries_from_1990_to_2025(reference_data: Path) -> None:
    edition = read([reference_data / "countries/vdem/vdem_v16_owid_core_1990_2025.csv"])
    assert edition.dataset == "V-Dem v16"
    assert edition.corrections == ()
    physical = _values(edition, "v2x_clphy")
    assert len(physical) == 6281
    assert len({country for country, _ in physical}) == 175
    assert {year for _, year in physical} == set(range(1990, 2026))
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [physical[one, 2025] for one in six] == [0.988, 0.345, 0.264, 0.163, 0.218, 0.266]
    rule, liberties = _values(edition, "v2x_rule"), _values(edition, "v2x_civlib")
    assert [rule[one, 2025] for one in six] == [0.986, 0.209, 0.396, 0.009, 0.121, 0.315]
    assert [liberties[one, 2025] for one in six] == [0.947, 0.179, 0.178, 0.307, 0.265, 0.304]
    change = [round(liberties[one, 2025] - liberties[one, 2015], 2) for one in six]
    assert change == [-0.02, -0.08, 0.01, -0.21, -0.21, -0.05]
    missing = "AD AG BS BZ BN DM FM GD KI KN LC LI MC MH NR PW SM TO TV VC WS"
    assert not {country for country, _ in physical} & set(missing.split())
    assert {("NA", 2025), ("XK", 2025), ("TW", 2025)} <= set(physical)


@pytest.mark.reference_data
def test_version_14_has_the_indicators_below_the_indices(reference_data: Path) -> None:
    """6,025 rows of 181 units, of which five are no country of today; the West Bank stands for Palestine."""
    edition = read([reference_data / "countries/vdem/vdem_v14_vdemlite_indicators_1990_2023.csv"])
    assert edition.dataset == "V-Dem v14"
    torture, courts = _values(edition, "v2cltort"), _values(edition, "v2juhcind")
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [round(torture[one, 2023], 2) for one in six] == [3.36, -1.35, -1.11, -2.17, -0.85, -0.58]
    assert [round(courts[one, 2023], 2) for one in six] == [2.68, -2.39, -1.27, -2.32, -2.56, -1.29]
    assert len({country for country, _ in torture}) == 176
    assert len(torture) == 6025 - 86
    assert {one.raw: one.used for one in edition.corrections} == {
        "South Yemen": None, "German Democratic Republic": None, "Palestine/Gaza": None, "Palestine/West Bank": "PS",
        "Somaliland": None, "Zanzibar": None,
    }  # fmt: skip
    assert {one.indicator for one in edition.records if isinstance(one, Observation)} < set(INDICATORS)


@pytest.mark.reference_data
def test_feldsteins_table_and_workbook_say_the_same_of_2021(reference_data: Path) -> None:
    """179 rows, without Gaza, Somaliland and Zanzibar."""
    folder = reference_data / "countries/aigs"
    edition = read([folder / "feldstein_digital_repression_2021_DR_DI.csv"])
    monitoring = _values(edition, "v2smgovsmmon")
    assert len(monitoring) == 176
    six = ("NO", "CN", "SA", "VE", "RU", "ET")
    assert [round(monitoring[one, 2021], 2) for one in six] == [2.04, -3.07, -3.33, -2.81, -1.53, -0.9]
    assert read([folder / "AI_Global_Surveillance_Index_09Mar2022.xlsx"]).records == edition.records


@pytest.mark.reference_data
def test_the_two_real_versions_cannot_be_spliced(reference_data: Path) -> None:
    folder = reference_data / "countries/vdem"
    problem = _refusal(*sorted(folder.glob("*.csv")))
    assert "V-Dem v16" in problem.message
    assert "V-Dem v14" in problem.message
