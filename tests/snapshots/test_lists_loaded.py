"""Claims about lists out of snapshots: which entries a source holds, of which day, and when one has changed."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.parties.lists import ListedName, ListEntry
from duecare.parties.lists.loaded import (
    entries_of,
    entry_digest,
    fields_changed,
    list_reading,
    loaded_entries,
    published_day,
)
from duecare.snapshots import SOURCES, Home, RawFile, Store, import_files

TODAY = datetime.date(2026, 11, 26)


def csl(*sources: str) -> bytes:
    """A Consolidated Screening List with one entry of each of these sources."""
    rows = [
        {"id": f"row-{number}", "source": source, "name": f"Party {number}", "entity_number": str(number),
         "type": "Entity", "programs": [], "addresses": [], "alt_names": [], "source_list_url": "https://a.org"}
        for number, source in enumerate(sources)
    ]  # fmt: skip
    return json.dumps({"results": rows}).encode()


def test_of_one_download_bis_keeps_its_own_lists_and_csl_all(tmp_path: Path) -> None:
    """The same bytes, two sources."""
    file = tmp_path / "consolidated.json"
    file.write_bytes(
        csl(
            "Entity List (EL) - Bureau of Industry and Security",
            "Specially Designated Nationals (SDN) - Treasury Department",
            "Unverified List (UVL) - Bureau of Industry and Security",
        )
    )
    raw = [RawFile(file.name, "csl-json", file)]
    assert sorted(entry.list for entry in entries_of(SOURCES["bis"], raw)) == ["us-bis-el", "us-bis-uvl"]
    assert len(list(entries_of(SOURCES["csl"], raw))) == 3
    store = Store(Home(tmp_path / "home"))
    outcome = import_files(
        store, SOURCES["bis"], [(file, "csl-json")], reading=list_reading(SOURCES["bis"]), today=TODAY, accept=True
    )
    assert outcome.taken.lists == {"us-bis-el": 1, "us-bis-uvl": 1}
    assert [entry.name for entry in loaded_entries(store, outcome.taken)] == ["Party 0", "Party 2"]


def test_entries_of_a_list_that_is_not_of_the_source_are_refused_under_the_name_of_the_file(tmp_path: Path) -> None:
    """Not under that of the copy that is read."""
    file = tmp_path / "debarred.json"
    row = {"name": "Acme", "country": "Syria"}
    file.write_text(json.dumps({"list_id": "bis-entity-list", "entities": [row]}))
    with pytest.raises(InputError, match="holds entries of us-bis-el, which is no list of state") as refused:
        list(entries_of(SOURCES["state"], [RawFile(file.name, "us-json", file)]))
    assert refused.value.path == str(file)


@pytest.mark.parametrize(
    ("form", "head", "day"),
    [
        ("un-xml", '<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">', "2026-02-27"),
        ("eu-xml", '<export generationDate="2025-01-02T10:00:00" globalFileId="1">', "2025-01-02"),
        ("ofac-xml", "<publshInformation><Publish_Date>11/24/2026</Publish_Date>", "2026-11-24"),
        ("ofac-advanced", '<DateOfIssue Type="1"><Year>2025</Year><Month>1</Month><Day>2</Day>', "2025-01-02"),
        ("uk-csv", "\ufeffReport Date: 24-Nov-2026,,,\nLast Updated,Unique ID", "2026-11-24"),
        ("uk-ofsi", "Last Updated,05/01/2024\nName 6,Name 1", "2024-01-05"),
        ("us-json", '{"list_id": "dow-1260h", "extracted": "2026-07-09"', "2026-07-09"),
        ("un-xml", "<CONSOLIDATED_LIST>", None),
        ("ofac-advanced", "<DateOfIssue><Year>2025</Year><Month>13</Month><Day>2</Day>", None),
        ("ofac-csv", "36,AEROCARIBBEAN AIRLINES", None),
    ],
)  # fmt: skip
def test_the_day_of_an_edition_is_the_one_that_the_file_gives(
    tmp_path: Path, form: str, head: str, day: str | None
) -> None:
    """And none where it gives none; the latest of several files."""
    (tmp_path / "a").write_text(head, "utf-8")
    (tmp_path / "b").write_text('<x dateGenerated="2001-01-01T">', "utf-8")
    given = published_day([RawFile("a", form, tmp_path / "a")])
    assert given == (datetime.date.fromisoformat(day) if day else None)
    both = published_day([RawFile("a", form, tmp_path / "a"), RawFile("b", "un-xml", tmp_path / "b")])
    assert both == max(given or datetime.date.min, datetime.date(2001, 1, 1))


def test_a_digest_changes_with_everything_that_an_entry_says_and_with_nothing_else() -> None:
    """The order of countries is not said."""
    entry = ListEntry("un-sc:1", "un-sc", "person", (ListedName("A"),), "blocked", frozenset({"SY", "IQ", "LB", "IR"}))
    again = replace(entry, countries=frozenset(["IR", "LB", "IQ", "SY"]))
    assert entry_digest(entry) == entry_digest(again)
    assert fields_changed(entry, again) == ()
    other = replace(entry, note="x", names=(ListedName("A"), ListedName("\ud800", "alias")))
    assert entry_digest(entry) != entry_digest(other)
    assert fields_changed(entry, other) == ("names", "note")
