"""Another tool's hits beside ours: evidence of a day, compared and never taken over."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import pytest
from invented import DAY, OPTICS
from test_batch import read_csv, write_csv

from duecare.errors import InputError
from duecare.parties.screening import Query, compare
from duecare.parties.screening.comparison import compare_table
from duecare.parties.screening.dispositions import Decisions, decide
from duecare.parties.screening.incumbent import read_export
from duecare.parties.screening.incumbent_mapping import SHIPPED, read_incumbent_mapping
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.screener import Match

PARTIES = [
    ["ID", "Name", "Country"],
    ["10", "Zarubin Optoelektronika Vostok", "RU"],
    ["11", "Belkacem Ouazzanidine Tarfaoui", "DZ"],
    ["12", "Sea Lantern of Qarnabad", ""],
    ["13", "Riverside Bakery", "NZ"],
    ["14", "Riverside Flowers", "NZ"],
]
HITS = {
    "descartes": [
        ["Searched Name", "Record ID", "List Name", "Matched Name", "List Entry ID", "Match Score", "Resolution",
         "Resolved By", "Resolved Date", "Comments"],
        ["ZARUBIN OPTOELEKTRONIKA", "10", "Entity List", "Zarubin Optoelektronika Vostok", "", "92", "Confirmed", "Eve",
         "11/02/2026", ""],
        ["Belkacem Tarfaoui", "11", "OFAC SDN", "someone", "4711", "88", "cleared", "Eve", "11/02/2026", "other man"],
        ["Riverside Bakery", "13", "EU Consolidated List", "River Group", "", "61", "Pending", "", "", ""],
        ["Riverside Flowers", "14", "Entity List", "Zarubin Optoelektronika Vostok", "", "40", "False Positive", "Eve",
         "11/03/2026", ""],
        ["Long Gone Ltd", "99", "Watch File 7", "Gone", "", "70", "Odd", "", "", ""],
        ["Riverside Flowers", "14", "", "", "", "", "", "", "", ""],
        ["", "15", "Entity List", "Nobody", "", "", "", "", "", ""],
    ],
    "sap-gts": [
        ["Business Partner", "Name of Business Partner", "List Type", "SPL Name", "SPL Number", "Matching Percentage",
         "Status", "Changed By", "Changed On", "Reason"],
        ["10", "Zarubin", "EL", "Zarubin Optoelektronika Vostok", "", "92", "Released", "EVE", "02.11.2026", "agreed"],
    ],
    "dow-jones": [
        ["Customer ID", "Customer Name", "Sanctions List", "Profile Name", "Profile ID", "Match Strength",
         "Case Status", "Analyst", "Closed Date", "Analyst Notes"],
        ["10", "Zarubin", "BIS - Entity List", "Zarubin Optoelektronika Vostok", "77", "0.92", "In Review", "", "", ""],
    ],
}  # fmt: skip


def compared(
    lists: Lists, folder: Path, tool: str = "descartes", decisions: Decisions | None = None
) -> dict[str, dict[str, str]]:
    source, export = write_csv(folder / "in.csv", PARTIES), write_csv(folder / "export.csv", HITS[tool])
    read = read_export(export, read_incumbent_mapping(tool), datetime.date(2026, 11, 20))
    compare_table(source, read, folder / "out.csv", lists, DAY, None, decisions)
    return {row["reference"]: row for row in read_csv(folder / "out.csv")}


def test_matches_are_told_apart_by_who_found_them(lists: Lists, tmp_path: Path) -> None:
    """Found by both, only there, only here: by the list's id, or by the listed name."""
    rows = compared(lists, tmp_path)
    assert {key: row["comparison"] for key, row in rows.items()} == {
        "10": "both", "11": "both", "12": "only ours", "13": "only theirs", "14": "only theirs", "99": "only theirs",
    }  # fmt: skip
    assert rows["11"]["our entry"] == "us-ofac-sdn:4711"
    document = json.loads((tmp_path / "out.csv.receipt.json").read_text("utf-8"))
    assert document["counts"] == {"both": 2, "only theirs": 3, "only ours": 1}
    assert document["hits_of_absent_parties"] == 1


def test_what_only_one_side_has_is_explained(lists: Lists, tmp_path: Path) -> None:
    """A list not loaded, a party not in the table, a likeness below the threshold, a list they have no hit on."""
    rows = compared(lists, tmp_path)
    assert rows["13"]["why"] == "eu-fsf is not loaded here"
    assert rows["99"]["why"] == "the table has no such party"
    assert rows["14"]["why"].startswith("us-bis-el:optics: probability ")
    assert "below the threshold; against it: the names are unlike" in rows["14"]["why"]
    assert rows["12"]["why"] == "the export has no hit on this list or one of its regime"


def test_decisions_of_the_two_sides_stand_side_by_side(lists: Lists, tmp_path: Path) -> None:
    """Their clearing does not clear ours, and a disagreement is shown."""
    query = Query(("Zarubin Optoelektronika Vostok",), countries=frozenset({"RU"}))
    until = DAY.replace(year=2027)
    decision = decide(
        query, Match(OPTICS, compare(query, OPTICS)), "not_same", by="Ada", why="x", decided=DAY, until=until
    )
    rows = compared(lists, tmp_path, decisions=Decisions([decision]))
    assert rows["10"]["decisions"] == "disagree"
    assert rows["10"]["our status"] == "cleared until 2027-11-26"
    assert rows["11"]["decisions"] == "decided by them only"
    assert rows["11"]["our status"] == "possible match"
    assert rows["99"]["decisions"] == "their word is not in the mapping"
    (tmp_path / "2").mkdir()
    assert compared(lists, tmp_path / "2", "sap-gts", Decisions([decision]))["10"]["decisions"] == "agree"


def test_a_hit_is_independent_evidence_of_its_day(tmp_path: Path) -> None:
    """Dated by the decision, or else by the export; never an official source, and never a list's word."""
    export = write_csv(tmp_path / "export.csv", HITS["descartes"])
    read = read_export(export, read_incumbent_mapping("descartes"), datetime.date(2026, 11, 20))
    assert {hit.source.kind for hit in read.hits} == {"independent"}
    assert [hit.source.date for hit in read.hits[:3]] == [
        datetime.date(2026, 11, 2), datetime.date(2026, 11, 2), datetime.date(2026, 11, 20),
    ]  # fmt: skip
    assert read.hits[0].source.title == "Descartes, export.csv, row 2"
    assert read.without_hit == 1
    assert read.rejects == ((8, "no party"),)
    assert read.unmapped == {"lists": {"Watch File 7": 1}, "dispositions": {"Odd": 1}}


@pytest.mark.parametrize("tool", SHIPPED)
def test_each_shipped_mapping_reads_an_export_of_its_columns(lists: Lists, tmp_path: Path, tool: str) -> None:
    assert compared(lists, tmp_path, tool)["10"]["comparison"] == "both"


def test_a_date_of_the_export_that_cannot_be_told_is_left_out(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {party: a, listed_name: b, decided_on: c}\n")
    export = write_csv(
        tmp_path / "e.csv", [["a", "b", "c"], ["Acme", "Acne", "3/4/2026"], ["Acme", "Acne", "2026-04-03"]]
    )
    read = read_export(export, read_incumbent_mapping(mapping))
    assert [hit.decided_on for hit in read.hits] == [None, datetime.date(2026, 4, 3)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a\n", "is no mapping of keys to values"),
        ("columns: {party: a}\n", "columns lacks party, or both listed_name and entry"),
        ("columns: {party: a, title: b}\n", "m.yaml:1: columns: 'title' is no field"),
        ("columns: {party: a, entry: b}\nlists: {X: us-ofac}\n", "m.yaml:2: 'us-ofac' is no list"),
        ("columns: {party: a, entry: b}\ndispositions: {X: fine}\n", "m.yaml:2: 'fine' is no disposition"),
        ("columns: {party: a, entry: b}\ndates: soon\n", "accepted: day first or month first"),
        ("colums: {}\n", "has a key 'colums' that is not accepted"),
        ("columns: [a]\n", "columns is no mapping of names to texts"),
        ("columns: {party: a, entry: b}\ntool: [a]\n", "tool is no text"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_incumbent_mapping(tmp_path / "m.yaml")
    assert says in str(caught.value)


def test_an_export_without_a_column_of_the_mapping_is_refused(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "e.csv", [["Searched Name"], ["Acme"]])
    with pytest.raises(InputError, match=r"has no column 'Record ID', which the mapping names as reference"):
        read_export(export, read_incumbent_mapping("descartes"))
    with pytest.raises(InputError, match="is no mapping file"):
        read_incumbent_mapping("nonesuch")


def test_a_party_of_many_rows_is_compared_once(lists: Lists, tmp_path: Path) -> None:
    """And a hit counts once, also where several rows could claim it."""
    source = write_csv(tmp_path / "in.csv", [["Name"], *[["Zarubin Optoelektronika Vostok"]] * 5])
    rows = [HITS["descartes"][0], ["Zarubin Optoelektronika Vostok", "", *HITS["descartes"][1][2:]]]
    export = read_export(write_csv(tmp_path / "e.csv", rows), read_incumbent_mapping("descartes"))
    done = compare_table(source, export, tmp_path / "out.csv", lists, DAY)
    assert done.counts == {"both": 1, "only theirs": 0, "only ours": 0}
    with open(tmp_path / "out.csv", encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 2
