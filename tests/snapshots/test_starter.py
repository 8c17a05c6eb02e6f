"""The starter says only what its sources say, with date and source for every row."""

from __future__ import annotations

import csv
import datetime
import importlib.util
import json
import re
from pathlib import Path

import pytest

from duecare.countries.profile.policy import BANDS, policy
from duecare.countries.profile.stored import Profiles, open_profiles
from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.record import Edition, Observation, TreatyStatus
from duecare.countries.starter import starter_editions
from duecare.names import normalise
from duecare.places import CODES, parent
from duecare.snapshots.starter import country_row, listed_index, listed_parties, manifest, region_rows
from duecare.snapshots.starter.files import path_of, read_bytes, read_json

ABSENT = {"AD", "AG", "BN", "BS", "BZ", "DM", "FM", "GD", "KI", "KN", "LC", "LI", "MC", "MH", "NR", "PW", "SM", "TO",
          "TV", "VA", "VC", "WS"}  # fmt: skip
"""States that V-Dem does not cover."""


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return open_profiles(path_of("practice.jsonl"))


def observations(edition: Edition) -> list[Observation]:
    return [record for record in edition.records if isinstance(record, Observation)]


def worst(profiles: Profiles, code: str, year: int) -> tuple[str, ...]:
    """The bands that the worst of the five dimensions could be known to have on 1 April of a year."""
    past = profiles[code].history[year]
    low, high = (max(one.bands[end] for one in past.values()) for end in (0, -1))
    return BANDS[low : high + 1]


def test_every_listed_party_says_who_listed_it_when_and_why() -> None:
    parties = listed_parties()
    assert len({party.id for party in parties}) == len(parties) > 200
    for party in parties:
        assert party.name
        assert party.citation
        assert party.reason.endswith(".")
        assert party.country in CODES
        assert party.kind in {"body", "company", "person"}
        assert party.effect in {"blocked", "licence_duty", "review"}
        assert party.confidence in {"read", "memory"}
        assert party.listed_on < party.retrieved
        assert party.delisted_on is None or party.delisted_on > party.listed_on


def test_effects_follow_the_list() -> None:
    effects = {(party.list, party.effect) for party in listed_parties()}
    assert effects == {("US-BIS-EL", "licence_duty"), ("US-OFAC-SDN", "blocked"), ("US-OFAC-CMIC", "review")}


def test_an_entry_stands_from_its_first_day_to_the_day_before_its_removal() -> None:
    removed = next(party for party in listed_parties() if party.id == "us-bis-el-sandvine")
    day = datetime.date
    standing = [
        removed.in_force(when) for when in (day(2024, 2, 26), day(2024, 2, 27), day(2024, 10, 22), day(2024, 10, 23))
    ]
    assert standing == [False, True, True, False]


def test_the_shipped_index_is_the_normalised_names() -> None:
    expected: dict[str, set[str]] = {}
    for party in listed_parties():
        for name in (party.name, *party.aliases):
            expected.setdefault(normalise(name), set()).add(party.id)
    assert {key: {party for party, _ in held} for key, held in listed_index().items()} == expected
    assert "" not in expected


def test_the_manifest_gives_source_licence_and_hash_of_every_file() -> None:
    for dataset in manifest():
        assert dataset.rows > 0
        assert dataset.sources
        assert dataset.licence
        assert re.fullmatch(r"[0-9a-f]{64}", dataset.sha256)


@pytest.mark.parametrize("name", ["countries.json", "listed_parties.json", "listed_index.json", "regions.json"])
def test_a_data_file_holds_one_row_a_line(name: str) -> None:
    assert len(read_bytes(name).decode().splitlines()) == len(read_json(name)) + 2


def test_every_un_member_and_five_more_have_a_row() -> None:
    assert len(read_json("countries.json")) == 199
    for code in ("XK", "TW", "HK", "PS", "VA", "MO"):
        assert country_row(code) is not None
    assert country_row("CN-XJ") is None


def test_measures_have_an_authority_an_instrument_and_days_in_order() -> None:
    for code in read_json("countries.json"):
        row = country_row(code)
        assert row is not None
        for measure in (*row.arms_embargoes, *row.interception_bans, *row.programmes):
            assert measure.authority in {"UN", "EU", "US", "GB", "OSCE", "OFAC"}
            assert measure.instrument
            assert measure.end is None or measure.start < measure.end
            assert measure.confidence in {"read", "memory"}


def test_every_file_that_is_shipped_is_in_the_manifest() -> None:
    """But for the index that is made from the listed parties, and the manifest itself."""
    held = {raw["file"] for raw in read_json("manifest.json")}
    shipped = {path.name for path in path_of("").iterdir() if path.suffix in (".json", ".jsonl")}
    assert shipped - held == {"listed_index.json", "manifest.json"}


def test_every_dataset_of_observations_has_a_licence_and_a_date() -> None:
    made = open_profiles(path_of("practice.jsonl")).datasets
    editions = list(starter_editions())
    assert [dataset for _, _, dataset in editions] == list(made)
    for source, edition, dataset in editions:
        assert source == dataset.source == "vdem"
        assert dataset.licence.startswith("CC BY 4.0")
        assert dataset.published == edition.published is not None
        assert dataset.published.year > max(record.year for record in observations(edition))
        assert dataset.sha256 == next(one.sha256 for one in manifest() if one.name == "observations")


def test_the_starter_ships_no_source_but_one_whose_licence_lets_it() -> None:
    """The others are imported by those who have the right to them."""
    shipped = {record.indicator for _, edition, _ in starter_editions() for record in observations(edition)}
    assert shipped == {key for key, one in policy().indicators.items() if one.source == "vdem"}


def test_the_profiles_are_those_that_the_observations_give(capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte; after a change of method or data run scripts/starter_profiles.py."""
    script = Path(__file__).resolve().parents[2] / "scripts" / "starter_profiles.py"
    spec = importlib.util.spec_from_file_location("starter_profiles", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(["--check"]) == 0, capsys.readouterr().out


def test_bands_of_countries_whose_practice_is_widely_described_are_sensible(profiles: Profiles) -> None:
    """One family of sources alone: a band is named, or shares the place with its neighbour."""
    good = ("NO", "FI", "UY", "CZ", "AT", "DK", "SE", "CH", "EE")
    assert {worst(profiles, code, 2019) for code in good} <= {("good",), ("good", "mixed")}
    middling = ("ZA", "RO", "GH", "PE", "ID", "SN")
    assert not {band for code in middling for band in worst(profiles, code, 2019)} & {"severe"}
    severe = [("CN", 2019), ("SY", 2013), ("BY", 2022), ("MM", 2023), ("SA", 2019), ("LY", 2008), ("KP", 2019)]
    assert {worst(profiles, code, year) for code, year in severe} == {("serious", "severe")}


def test_nothing_is_named_severe_on_one_family_alone(profiles: Profiles) -> None:
    for code in profiles.places:
        profile = profiles[code]
        for one in profile.practice.values():
            assert one.bands != (3,)
            assert one.disputed == (one.bands == (2, 3) and one.shares[3] >= policy().named_at), code
        assert not any(past.bands == (3,) for year in profile.history.values() for past in year.values())


def test_a_state_that_the_source_leaves_out_has_no_profile(profiles: Profiles) -> None:
    assert not profiles.places.keys() & ABSENT
    assert profiles.get("AD") is None
    assert min(profiles["NO"].history) == 1992


def test_an_edition_covers_the_year_before_and_only_from_mid_march() -> None:
    days = [datetime.date(2018, 3, 16), datetime.date(2018, 3, 17), datetime.date(2030, 1, 1)]
    assert [policy().releases["vdem"].last_year(day) for day in days] == [2016, 2017, 2028]


def test_a_region_row_belongs_to_a_region_of_a_known_country() -> None:
    for raw in read_json("regions.json"):
        assert parent(raw["code"]) in CODES
        assert region_rows(raw["code"])


@pytest.mark.reference_data
def test_every_entity_list_row_still_listed_is_in_the_list_with_its_citation(reference_data: Path) -> None:
    text = (reference_data / "lists/nsfreg_bis_csl_2026/bis_entity_list.json").read_text(encoding="utf-8")
    held: dict[str, str] = {}
    for entity in json.loads(text)["entities"]:
        held[entity["name"]] = held.get(entity["name"], "") + " " + (entity["federal_register"] or "")
    for party in listed_parties():
        if party.list == "US-BIS-EL" and party.delisted_on is None:
            assert party.citation in held[party.name]


@pytest.mark.reference_data
def test_every_blocked_party_not_removed_is_among_the_names_of_early_2026(reference_data: Path) -> None:
    names: dict[str, set[str]] = {}
    with (reference_data / "lists/ofac_names_2026/names.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            names[f"us-ofac-sdn-{record['entity_id']}"] = {name["full_name"] for name in record["names"]}
    for party in listed_parties():
        if party.list == "US-OFAC-SDN" and party.delisted_on is None:
            assert party.name in names[party.id]


def test_every_country_row_is_filed_under_a_code_that_a_place_can_have() -> None:
    assert set(read_json("countries.json")) <= CODES


@pytest.mark.reference_data
def test_treaty_status_is_the_table_with_its_known_errors_corrected(reference_data: Path) -> None:
    """Each correction is of the overrides, and marked as from memory until it is checked."""
    path = reference_data / "countries/treaties/un_hr_treaty_status_2022-08.csv"
    read = FORMATS["treaty-table"].read([path]).records
    corrected = {(one.country, one.treaty): one for one in read if isinstance(one, TreatyStatus)}
    parties, changed = 0, set()
    with path.open(newline="") as file:
        for raw in csv.DictReader(file):
            row = country_row({"TP": "TL"}.get(raw["iso2"], raw["iso2"]))
            assert row is not None
            for column, key, status in (
                ("iccpr", "iccpr", row.iccpr),
                ("iccpr_op1", "op1", row.op1),
                ("cat", "cat", row.cat),
            ):
                assert status is not None
                assert status.status == corrected[row.code, key].status
                if status.status != raw[column].replace("signatory", "signed"):
                    changed.add((row.code, key))
                    assert status.confidence == "memory"
                parties += key == "iccpr" and status.status == "party" and (status.year or 0) <= 2022
    assert parties == 172
    assert {("SB", "iccpr"), ("TV", "iccpr"), ("SS", "iccpr")} <= changed
    assert len(changed) < 10


@pytest.mark.reference_data
def test_export_control_groups_are_the_table_but_for_iceland_and_hong_kong(reference_data: Path) -> None:
    seen = {"HK"}
    with (reference_data / "countries/ear/ear_country_groups_2026.csv").open(newline="") as file:
        for raw in csv.DictReader(file):
            row = country_row(raw["iso2"])
            assert row is not None
            groups = {group for group in raw if ":" in group and raw[group] == "1"}
            assert row.ear_groups == (groups - {"A:1"} if raw["iso2"] == "IS" else groups)
            seen.add(raw["iso2"])
    for code in read_json("countries.json"):
        row = country_row(code)
        assert row is not None
        assert code in seen or not row.ear_groups


@pytest.mark.reference_data
def test_observations_are_those_of_the_sources(reference_data: Path) -> None:
    """Each value that is shipped, against the file that it was taken from."""
    files = {
        "V-Dem v16": "vdem/vdem_v16_owid_core_1990_2025.csv",
        "V-Dem v14": "vdem/vdem_v14_vdemlite_indicators_1990_2023.csv",
        "V-Dem v12, by Feldstein": "aigs/feldstein_digital_repression_2021_DR_DI.csv",
    }
    for _, edition, _ in starter_editions():
        read = FORMATS["vdem"].read([reference_data / "countries" / files[edition.dataset]])
        assert read.dataset == edition.dataset
        source = {(one.country, one.year, one.indicator): one for one in observations(read)}
        for record in observations(edition):
            found = source[record.country, record.year, record.indicator]
            assert record.value == pytest.approx(found.value, abs=6e-4)
            assert record.sd == found.sd
