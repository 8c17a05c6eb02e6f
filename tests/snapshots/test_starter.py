"""The starter says only what its sources say, with date and source for every row."""

from __future__ import annotations

import csv
import datetime
import json
import re
from pathlib import Path

import pytest

from duecare.names import normalise
from duecare.places import CODES, country_code, parent
from duecare.snapshots.starter import (
    country_row,
    known_year,
    listed_index,
    listed_parties,
    manifest,
    practice_band,
    region_rows,
)
from duecare.snapshots.starter.bands import band_letter
from duecare.snapshots.starter.files import read_bytes, read_json

LETTERS = {"g": "good", "m": "mixed", "s": "serious", "x": "severe", "-": None}


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


def test_bands_of_countries_whose_practice_is_widely_described_are_sensible() -> None:
    good = ["NO", "DE", "FI", "CA", "JP", "UY", "CZ", "AT", "DK", "SE"]
    mixed = ["ZA", "RO", "GH", "PE", "ID", "SN"]
    assert {practice_band(code, 2018) for code in good} == {"good"}
    assert {practice_band(code, 2018) for code in mixed} == {"mixed"}
    serious = ["AZ", "KZ", "TR", "PK", "UG", "BD", "VN", "BY"]
    assert {practice_band(code, 2018) for code in serious} | {practice_band("RU", 2021)} == {"serious"}
    severe = {
        practice_band("CN", 2018),
        practice_band("SY", 2012),
        practice_band("BY", 2021),
        practice_band("MM", 2022),
    }
    assert severe | {practice_band("SA", 2018), practice_band("UZ", 2012), practice_band("LY", 2007)} == {"severe"}


def test_a_state_that_the_source_leaves_out_has_no_band() -> None:
    absent = "AD AG BS BZ BN DM FM GD KI KN LC LI MC MH NR PW SM TO TV VC WS PS VA"
    assert {practice_band(code, 2024) for code in absent.split()} == {None}
    assert practice_band("NO", 1989) is None
    assert practice_band("NO", 2026) is None


def test_an_edition_covers_the_year_before_and_only_from_mid_march() -> None:
    days = [datetime.date(2018, 3, 16), datetime.date(2018, 3, 17), datetime.date(2030, 1, 1)]
    assert [known_year(day) for day in days] == [2016, 2017, 2025]


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
    corrected = {"SB": "none", "TV": "none", "SS": "party"}
    parties = 0
    with (reference_data / "countries/treaties/un_hr_treaty_status_2022-08.csv").open(newline="") as file:
        for raw in csv.DictReader(file):
            row = country_row({"TP": "TL"}.get(raw["iso2"], raw["iso2"]))
            assert row is not None
            for column, status in (("iccpr", row.iccpr), ("iccpr_op1", row.op1), ("cat", row.cat)):
                told = raw[column].replace("signatory", "signed")
                assert status is not None
                assert status.status == (corrected.get(raw["iso2"], told) if column == "iccpr" else told)
                parties += column == "iccpr" and status.status == "party" and (status.year or 0) <= 2022
    assert parties == 172


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
def test_bands_recomputed_from_the_source_are_those_shipped(reference_data: Path) -> None:
    compared = 0
    with (reference_data / "countries/vdem/vdem_v16_owid_core_1990_2025.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for raw in csv.DictReader(file):
            values = [raw[name] for name in ("v2x_clphy", "v2x_civlib", "v2x_rule", "v2x_freexp_altinf")]
            code = country_code(raw["iso3"])
            if all(values) and country_row(code) is not None:
                letter = band_letter(*map(float, values))
                assert practice_band(code, int(raw["year"])) == LETTERS[letter], (code, raw["year"])
                compared += 1
    assert compared > 6000
