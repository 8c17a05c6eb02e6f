"""The importers on the real lists: counts, and that no name keeps what belongs elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.parties.lists import ListEntry, read_list, sniff

pytestmark = pytest.mark.reference_data

#: The conversion of US lists: rows of the file that are parties, and kinds of effect.
US = {
    "bis_entity_list": (3406, {"licence_duty"}),
    "bis_dpl": (503, {"presumption_of_denial"}),
    "bis_meu": (70, {"presumption_of_denial"}),
    "state_debarred_statutory": (775, {"presumption_of_denial"}),
    "state_debarred_admin": (8, {"presumption_of_denial"}),
    "state_nonproliferation": (528, {"review", "blocked", "licence_duty"}),
    "ofac_nscmic": (68, {"review"}),
    "ofac_eo14032_annex": (59, {"review"}),
    "dow_1260h": (80, {"review"}),
    "dow_1286": (134, {"review"}),
    "fcc_covered": (13, {"review"}),
    "dhs_uflpa": (148, {"review"}),
    "cbp_wro": (60, {"review"}),
}
_MARKS = re.compile(r"[afn]\.k\.a\b|\b[af]/k/a\b|following|[;\n]|^and |,$|\($|\(see |alternate address|listed as", re.I)
_STREET = re.compile(r"\d+\s+\w+\s+(?:street|avenue|road)\b|\bP\.?O\.? Box \d", re.I)


@pytest.fixture(scope="module")
def lists(reference_data: Path) -> Path:
    return reference_data / "lists"


def _sound(entries: Iterable[ListEntry], streets: bool = True) -> list[ListEntry]:
    """The entries, after looking at every name and id of theirs."""
    found = list(entries)
    assert len({entry.id for entry in found}) == len(found)
    for entry in found:
        assert entry.names[0].kind == "primary"
        for name in entry.names:
            assert not _MARKS.search(name.text), (entry.id, name.text)
            assert streets or not _STREET.search(name.text), (entry.id, name.text)
            assert name.text.count("(") == name.text.count(")"), (entry.id, name.text)
    return found


@pytest.mark.parametrize("file", US)
def test_every_us_list_of_the_conversion_is_read(file: str, lists: Path) -> None:
    """All rows become parties but category listings of no party, and rows of one name and country, which are joined."""
    path = lists / "nsfreg_bis_csl_2026" / f"{file}.json"
    assert sniff(path) == "us-json"
    count, effects = US[file]
    entries = _sound(read_list("us-json", [path]), streets=False)
    assert len(entries) == count
    assert {entry.effect for entry in entries} == effects


def test_the_entity_list_has_days_countries_and_footnotes(lists: Path) -> None:
    """Days come from the citations; every entry has a country; footnotes 1, 3, 4 and 5 are told where they stand."""
    entries = list(read_list("us-json", [lists / "nsfreg_bis_csl_2026" / "bis_entity_list.json"]))
    assert sum(entry.listed_on is None for entry in entries) < 5
    assert all(entry.countries for entry in entries)
    told = Counter(
        number for entry in entries for number in "1345" if f"footnote {number}:" in (entry.consequence or "")
    )
    assert told["1"] == 130
    assert told["3"] > 600
    assert told["4"] > 90
    assert told["5"] == 16
    huawei = [entry for entry in entries if any(name.text.startswith("Huawei Technologies Co") for name in entry.names)]
    assert huawei
    assert "CN" in huawei[0].countries


def test_the_sdn_trio_is_read_whole(lists: Path) -> None:
    """8,976 parties, all alternate names and addresses with them; persons' names in natural order."""
    folder = lists / "watchman"
    paths = [folder / name for name in ("bench_sdn.csv", "bench_alt.csv", "bench_add.csv")]
    assert {sniff(path) for path in paths} == {"ofac-csv"}
    entries = _sound(read_list("ofac-csv", paths))
    assert Counter(entry.kind for entry in entries) == {"person": 4620, "company": 3673, "vessel": 406, "aircraft": 277}
    names = Counter(name.kind for entry in entries for name in entry.names)
    assert names["primary"] == 8976
    assert names["alias"] > 11_500
    assert names["weak_alias"] > 2_400
    assert not [name.text for entry in entries if entry.kind == "person" for name in entry.names if "," in name.text]
    assert {entry.list for entry in entries} == {"us-ofac-sdn"}
    known = {entry.id: entry for entry in entries}
    assert known["us-ofac-sdn:306"].names[0].text == "BANCO NACIONAL DE CUBA"
    assert [name.text for name in known["us-ofac-sdn:306"].names if name.kind == "weak_alias"] == ["BNC"]
    assert sum(entry.secondary_sanctions is True for entry in entries) > 2_400
    assert sum(bool(entry.birth_dates) for entry in entries if entry.kind == "person") > 4_000
    assert sum(number.type == "imo" for entry in entries for number in entry.identifiers) > 450


def test_the_consolidated_trio_is_told_apart_from_the_sdn_list(lists: Path) -> None:
    """By what only that list holds; each part of it has its own key and effect."""
    folder = lists / "watchman"
    entries = _sound(read_list("ofac-csv", [folder / f"cons_{name}.csv" for name in ("prim", "alt", "add")]))
    assert Counter(entry.list for entry in entries) == {
        "us-ofac-ssi": 286,
        "us-ofac-plc": 78,
        "us-ofac-cmic": 68,
        "us-ofac-mbs": 9,
        "us-ofac-capta": 1,
    }
    assert {entry.effect for entry in entries if entry.list == "us-ofac-cmic"} == {"review"}


def test_the_headed_copy_and_the_names_alone_are_read(lists: Path) -> None:
    """Two other forms in which OFAC's list goes round."""
    folder = lists / "ofac_2023"
    assert len(_sound(read_list("ofac-csv", [folder / "sdn.csv", folder / "sdn_address.csv"]))) == 11_443
    path = lists / "ofac_names_2026" / "names.jsonl"
    assert sniff(path) == "ofac-names"
    entries = _sound(read_list("ofac-names", [path]))
    assert len(entries) == 17_815
    assert 41_500 < sum(len(entry.names) for entry in entries) < 42_500


def test_the_un_list_is_read_whole(lists: Path) -> None:
    """730 persons and 273 entities, all with a day and a regime."""
    path = lists / "watchman" / "UN_consolidated.xml"
    assert sniff(path) == "un-xml"
    entries = _sound(read_list("un-xml", [path]))
    assert Counter(entry.kind for entry in entries) == {"person": 730, "company": 273}
    assert all(entry.listed_on is not None and entry.programmes for entry in entries)
    assert sum(name.script == "Arab" for entry in entries for name in entry.names) > 380
    assert sum(bool(entry.birth_dates) for entry in entries) > 650


def test_the_eu_annexes_are_read_whole(lists: Path) -> None:
    """8,017 rows are 8,010 parties; an annex without rows is refused by itself and passed over among others."""
    paths = sorted((lists / "eu_journal_2026").glob("consolidated_*.csv"))
    assert {sniff(path) for path in paths} == {"eu-journal"}
    entries = list(read_list("eu-journal", paths))
    assert len(entries) == 8_010
    with pytest.raises(InputError, match="holds no entry"):
        list(read_list("eu-journal", [path for path in paths if path.stat().st_size < 500][:1]))
    assert Counter(entry.effect for entry in entries)["blocked"] == 6_195
    marked = [name.text for entry in entries for name in entry.names if _MARKS.search(name.text)]
    assert len(marked) < 10
    scripts = Counter(name.script for entry in entries for name in entry.names)
    assert scripts["Cyrl"] > 5_500
    assert scripts["Arab"] > 500
    assert scripts["Hani"] > 90
    assert sum(number.type == "imo" for entry in entries for number in entry.identifiers) > 700


def test_denied_persons_and_entities_are_read(lists: Path) -> None:
    """BIS's own table, and a sample of OpenSanctions' form."""
    path = lists / "watchman" / "dpl.txt"
    assert sniff(path) == "bis-dpl"
    assert len(_sound(read_list("bis-dpl", [path]))) == 458
    path = lists / "opensanctions_samples" / "khong_wd_ftm.json"
    assert sniff(path) == "ftm"
    assert len(list(read_list("ftm", [path]))) == 423


def test_other_files_of_the_folder_are_of_no_format(lists: Path) -> None:
    """What is not one of these lists is not taken for one."""
    for path in (lists / "SOURCES.md", *sorted((lists / "ownership_bods").glob("*.json"))):
        assert sniff(path) is None
