"""Each format of a list is read into entries, from small files in the publishers' shapes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import list_samples as samples
import pytest

from duecare.parties.lists import FORMATS, LISTS, ListEntry, entry_from_ftm, read_list, sniff
from duecare.parties.lists.mapping import FIELDS
from duecare.parties.lists.record import IDENTIFIER_TYPES

Write = Callable[..., list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Files of a folder, by name and text."""

    def writer(**files: str) -> list[Path]:
        paths = []
        for name, text in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return writer


#: Format, files, and the ids that come out.
SAMPLES = {
    "ofac-csv": (
        {
            "sdn__csv": samples.SDN_CSV,
            "alt__csv": samples.ALT_CSV,
            "add__csv": samples.ADD_CSV,
            "sdn_comments__csv": samples.COMMENTS_CSV,
        },
        ["us-ofac-sdn:101", "us-ofac-sdn:102", "us-ofac-sdn:103", "us-ofac-sdn:104"],
    ),
    "ofac-xml": ({"sdn__xml": samples.SDN_XML}, ["us-ofac-sdn:201", "us-ofac-sdn:202"]),
    "ofac-advanced": (
        {"SDN_ADVANCED__XML": samples.ADVANCED_XML},
        ["us-ofac-sdn:301", "us-ofac-cmic:302", "us-ofac-sdn:303"],
    ),
    "csl-json": (
        {"consolidated__json": samples.CSL_JSON},
        ["us-ofac-sdn:401", "us-bis-el:b2", "us-bis-uvl:c3", "us-ofac-mbs:402"],
    ),
    "csl-csv": ({"consolidated__csv": samples.CSL_CSV}, ["us-bis-dpl:a1", "us-ofac-sdn:403"]),
    "un-xml": ({"consolidated__xml": samples.UN_XML}, ["un-sc:QDi.901", "un-sc:CDe.901"]),
    "eu-xml": ({"fsf__xml": samples.EU_XML}, ["eu-fsf:EU.901.1", "eu-fsf:EU.902.2"]),
    "uk-csv": ({"uksl__csv": samples.UKSL_CSV}, ["uk-sl:RUS0901", "uk-sl:RUS0902", "uk-sl:RUS0903"]),
    "uk-ofsi": ({"ConList__csv": samples.OFSI_CSV}, ["uk-ofsi:15001"]),
    "ftm": ({"entities__json": samples.FTM_JSON}, ["us-ofac-sdn:p-1", "opensanctions:c-1", "opensanctions:v-1"]),
    "bis-dpl": ({"dpl__txt": samples.DPL_TSV}, None),
    "us-json": ({"el__json": samples.US_JSON}, None),
    "eu-journal": ({"annex__csv": samples.EU_JOURNAL_CSV}, None),
    "mapped": ({"watch__csv": samples.MAPPED_CSV, "watch__yaml": samples.MAPPING}, None),
}


@pytest.mark.parametrize("format", SAMPLES)
def test_every_format_is_read_and_recognised(format: str, write: Write) -> None:
    """Entries have unique ids and known lists, names without marks, and the file is known by its content."""
    files, ids = SAMPLES[format]
    paths = write(**files)
    entries = list(read_list(format, paths))
    found = [entry.id for entry in entries]
    assert len(set(found)) == len(found)
    assert ids is None or found == ids
    assert format == "mapped" or {sniff(path) for path in paths} - {None} == {format}
    for entry in entries:
        assert entry.names[0].kind == "primary"
        assert entry.name == entry.names[0].text
        assert entry.list in LISTS or format == "mapped"
        assert entry.id.startswith(f"{entry.list}:")
        assert {number.type for number in entry.identifiers} <= set(IDENTIFIER_TYPES)
        assert all(len(code) == 2 for code in entry.countries)
        assert not any("a.k.a" in name.text or name.text.endswith(",") for name in entry.names)


def test_every_format_has_a_sample_here() -> None:
    """A format without a test is a format nobody knows to work; OFAC's names alone are tested on the real file."""
    assert set(FORMATS) - {"ofac-names"} == set(SAMPLES)


def _one(format: str, write: Write, number: int = 0) -> ListEntry:
    return list(read_list(format, write(**SAMPLES[format][0])))[number]


def test_an_ofac_entry_has_what_its_files_and_remarks_say(write: Write) -> None:
    """Names of three files, addresses, programmes, numbers, secondary sanctions, and the rest as a note."""
    company, person, vessel, aircraft = read_list("ofac-csv", write(**SAMPLES["ofac-csv"][0]))
    assert {name.text: name.kind for name in company.names} == {
        "EXAMPLE TRADING CO., LTD.": "primary",
        "ETC": "weak_alias",
        "EXAMPLE GENERAL STORES": "former",
    }
    assert company.kind == "company"
    assert company.effect == "blocked"
    assert company.secondary_sanctions is True
    assert company.programmes == ("IRAN", "NPWMD", "IFSR")
    assert company.countries == {"IR", "KP"}
    assert {(number.type, number.value) for number in company.identifiers} == {
        ("inn", "7702070139"),
        ("swift_bic", "EXMPIRTH"),
    }
    assert company.note is not None
    assert "OTHER EXAMPLE BANK" in company.note

    assert [name.text for name in person.names] == ["Juan Carlos ROE DOE", "Juan ROE", "EL GRANDE"]
    assert [name.kind for name in person.names] == ["primary", "alias", "weak_alias"]
    assert person.birth_dates == ("1961-02-12", "1962")
    assert person.birth_places == ("Kabul, Afghanistan",)
    assert person.countries == {"AF", "KP"}
    assert person.gender == "male"
    assert person.secondary_sanctions is None
    assert {(number.type, number.country) for number in person.identifiers} == {
        ("passport", "IR"),
        ("national_id", "CO"),
        ("national_id", "MX"),
        ("crypto_wallet", None),
    }
    assert vessel.kind == "vessel"
    assert {number.type: number.value for number in vessel.identifiers} == {
        "call_sign": "T2EX4",
        "imo": "9187629",
        "mmsi": "572469210",
    }
    assert aircraft.kind == "aircraft"
    assert aircraft.identifiers[0].type == "tail_number"


def test_ofac_files_may_come_in_any_order_or_alone(write: Write) -> None:
    """Which file holds what shows in its cells, not in its name or place."""
    sdn, alt, *_ = write(**SAMPLES["ofac-csv"][0])
    assert len(next(read_list("ofac-csv", [alt, sdn])).names) == 3
    assert len(next(read_list("ofac-csv", [sdn])).names) == 2


def test_a_first_row_with_names_of_columns_is_passed_over(write: Write) -> None:
    """A copy of the file with a header is read as the one without."""
    head = "ID,Name,Type,Country,Title,Col_F,Col_G,Col_H,Col_I,Col_J,Col_K,Details\n"
    assert len(list(read_list("ofac-csv", write(sdn__csv=head + samples.SDN_CSV)))) == 4


def test_ofac_xml_tells_strong_from_weak_names(write: Write) -> None:
    """The standard XML's category decides; what it keeps among the numbers goes where it belongs."""
    person = _one("ofac-xml", write)
    assert [(name.text, name.kind) for name in person.names] == [
        ("Juan Carlos ROE DOE", "primary"),
        ("EL GRANDE", "weak_alias"),
        ("John DOE", "former"),
    ]
    assert person.birth_dates == ("1949/1953",)
    assert person.gender == "male"
    assert person.secondary_sanctions is True
    assert [number.type for number in person.identifiers] == ["passport"]


def test_ofac_advanced_joins_what_stands_before_and_after_the_parties(write: Write) -> None:
    """Documents, places and programmes are found by their ids; a name in another script is an alias."""
    person, company, vessel = read_list("ofac-advanced", write(**SAMPLES["ofac-advanced"][0]))
    assert [(name.text, name.kind, name.script) for name in person.names] == [
        ("Juan ROE DOE", "primary", "Latn"),
        ("خوان رو", "alias", "Arab"),
        ("El Grande", "weak_alias", "Latn"),
    ]
    assert person.birth_dates == ("1961-02-12", "1962/1966")
    assert person.birth_places == ("Kabul, Afghanistan",)
    assert person.countries == {"AF", "IR"}
    assert person.gender == "male"
    assert person.secondary_sanctions is True
    assert person.programmes == ("SDGT",)
    assert person.listed_on == datetime.date(2015, 3, 4)
    assert (person.identifiers[0].type, person.identifiers[0].country) == ("passport", "IR")
    assert company.list == "us-ofac-cmic"
    assert company.effect == "review"
    assert company.identifiers[0].type == "crypto_wallet"
    assert vessel.kind == "vessel"
    assert {number.type for number in vessel.identifiers} == {"imo", "call_sign"}


def test_the_consolidated_screening_list_gives_each_row_its_own_list_and_effect(write: Write) -> None:
    """A presumption of denial is stronger than a licence duty, and it stands in the entry's policy."""
    sdn, entity_list, unverified, menu = read_list("csl-json", write(**SAMPLES["csl-json"][0]))
    assert [name.text for name in sdn.names] == ["Juan Carlos ROE DOE", "EL GRANDE", "Juan ROE"]
    assert sdn.gender == "male"
    assert sdn.birth_dates == ("1961-02-12", "1962")
    assert sdn.countries == {"AF"}
    assert entity_list.effect == "presumption_of_denial"
    assert entity_list.kind == "unknown"
    assert entity_list.listed_on == datetime.date(2020, 12, 22)
    assert entity_list.citation == "85 FR 83420"
    assert entity_list.consequence is not None
    assert "Presumption of denial" in entity_list.consequence
    assert (unverified.effect, menu.effect) == ("review", "licence_duty")
    denied, person = read_list("csl-csv", write(**SAMPLES["csl-csv"][0]))
    assert denied.ends_on == datetime.date(2027, 10, 13)
    assert denied.countries == {"US"}
    assert [name.text for name in person.names] == ["Jane DOE", "Jane ROE", "LA GRANDE"]
    assert person.countries == {"AF", "IR"}
    assert person.gender == "female"
    assert person.identifiers[0].value == "A1234567"


def test_the_entity_list_names_its_footnotes(write: Write) -> None:
    """Footnotes 3 and 4 are told; addresses behind aliases are addresses; one name in one country is one party."""
    russia, china = read_list("us-json", write(**SAMPLES["us-json"][0]))
    assert [name.text for name in russia.names] == [
        "Example Optics Institute",
        "EOI",
        "Optics Institute of Example",
        "Example Optics",
    ]
    assert len(russia.addresses) == 3
    assert russia.countries == {"RU"}
    assert russia.effect == "licence_duty"
    assert russia.consequence is not None
    assert "footnote 3" in russia.consequence
    assert russia.listed_on == datetime.date(2011, 11, 21)
    assert china.consequence is not None
    assert "footnote 4" in china.consequence
    assert [name.text for name in china.names][-1] == "EOI Branch"


def test_denial_orders_against_one_name_are_one_party(write: Write) -> None:
    """The later end counts, the earlier day of listing, and both addresses; one without end has none."""
    person, company = read_list("bis-dpl", write(**SAMPLES["bis-dpl"][0]))
    assert person.name == "JOHN EXAMPLE JR."
    assert len(person.addresses) == 2
    assert (person.listed_on, person.ends_on) == (datetime.date(2012, 10, 16), datetime.date(2027, 10, 13))
    assert person.effect == "presumption_of_denial"
    assert company.ends_on is None
    assert company.listed_on == datetime.date(2018, 1, 2)


def test_un_names_are_joined_in_order(write: Write) -> None:
    """Four parts make a name; low quality is weak; a semicolon parts two names of an entity."""
    person, company = read_list("un-xml", write(**SAMPLES["un-xml"][0]))
    assert [(name.text, name.kind) for name in person.names] == [
        ("JUAN CARLOS ROE DOE", "primary"),
        ("خوان رو", "alias"),
        ("Juan Roe", "alias"),
        ("El Grande", "weak_alias"),
    ]
    assert person.birth_dates == ("1970-02-05", "1964/1968", "1973/1974")
    assert person.countries == {"IR", "AF"}
    assert person.listed_on == datetime.date(2012, 12, 31)
    assert (person.identifiers[0].type, person.identifiers[0].country) == ("passport", "SD")
    assert {name.text: name.kind for name in company.names} == {
        "EXAMPLE AIRLINES": "primary",
        "EXA": "weak_alias",
        "EXAMPLE LAKES COMPANY": "alias",
        "Old Example Air": "former",
    }


def test_eu_entries_keep_strength_dates_and_regulations(write: Write) -> None:
    """Strong is false where the file says so; the day is that of entry into force."""
    person, company = read_list("eu-xml", write(**SAMPLES["eu-xml"][0]))
    assert [name.kind for name in person.names] == ["primary", "weak_alias", "alias"]
    assert person.names[2].script == "Cyrl"
    assert person.gender == "male"
    assert person.birth_dates == ("1937-04-28", "1936/1940")
    assert person.programmes == ("IRQ",)
    assert person.listed_on == datetime.date(2003, 7, 7)
    assert person.citation == "1210/2003 (OJ L169)"
    assert company.kind == "company"
    assert [name.text for name in company.names] == ["JSC ‘Example’", "Example AO"]
    assert company.identifiers[0].type == "inn"
    assert company.listed_on == datetime.date(2022, 2, 25)


def test_eu_annexes_have_the_effect_of_their_measure(write: Write) -> None:
    """Assets frozen, exports narrowly authorised, ports closed: three effects; a cell may hold several names."""
    person, company, vessel = read_list("eu-journal", write(**SAMPLES["eu-journal"][0]))
    assert (person.effect, company.effect, vessel.effect) == ("blocked", "presumption_of_denial", "licence_duty")
    assert {name.text for name in person.names} == {"Juan ROE", "John ROE", "Хуан РОУ", "John DOE", "El Grande"}
    assert person.countries == {"UA", "RU"}
    assert person.birth_dates == ("1972-11-26",)
    assert company.names[1].script == "Cyrl"
    assert len(company.addresses) == 2
    assert (company.identifiers[0].type, company.identifiers[0].value) == ("inn", "7702070139")
    assert vessel.names[1].kind == "former"
    assert vessel.identifiers[0].value == "9187629"


def test_rows_of_one_uk_party_are_one_entry(write: Write) -> None:
    """Name 6 is the family name and comes last; a party under no asset freeze is not blocked."""
    person, bank, ship = read_list("uk-csv", write(**SAMPLES["uk-csv"][0]))
    assert [(name.text, name.kind) for name in person.names] == [
        ("Juan Carlos ROE DOE", "primary"),
        ("Хуан РОУ", "alias"),
        ("El GRANDE", "weak_alias"),
    ]
    assert person.birth_dates == ("1961-02-12", "1962")
    assert person.listed_on == datetime.date(2022, 4, 13)
    assert (person.effect, bank.effect, ship.kind) == ("blocked", "licence_duty", "vessel")
    assert ship.identifiers[0].type == "imo"
    (older,) = read_list("uk-ofsi", write(**SAMPLES["uk-ofsi"][0]))
    assert [name.text for name in older.names] == ["Juan Carlos ROE DOE", "Хуан РОУ", "El GRANDE"]
    assert older.countries == {"RU", "BY"}
    assert older.gender == "male"


def test_an_entity_of_followthemoney_takes_its_effect_from_topics_and_sanctions(write: Write) -> None:
    """Only targets are given; the sanction on an entity may stand anywhere in the file."""
    person, body, vessel = read_list("ftm", write(**SAMPLES["ftm"][0]))
    assert person.name == "Juan ROE DOE"
    assert person.effect == "blocked"
    assert person.countries == {"AF"}
    assert person.listed_on == datetime.date(2015, 3, 4)
    assert person.citation == "Example Office"
    assert (body.kind, body.effect) == ("body", "review")
    assert (vessel.kind, vessel.effect, vessel.identifiers[0].value) == ("vessel", "licence_duty", "9187629")


def test_one_entity_is_an_entry_without_a_file() -> None:
    """What is no party, or has no name, is none."""
    assert entry_from_ftm({"schema": "Address", "properties": {"full": ["x"]}}) is None
    assert entry_from_ftm({"schema": "Person", "properties": {}}) is None
    assert entry_from_ftm({"schema": "Person"}) is None
    entry = entry_from_ftm({"schema": "Person", "properties": {"firstName": ["Ada"], "lastName": ["Example"]}})
    assert entry is not None
    assert entry.name == "Ada Example"
    assert entry.effect == "review"


def test_a_table_of_ones_own_is_read_by_its_mapping(write: Write) -> None:
    """Columns, constants, the table's own words for kinds, several values in a cell, the order of names and dates."""
    person, company = read_list("mapped", write(**SAMPLES["mapped"][0]))
    assert [name.text for name in person.names] == ["Juan ROE", "John ROE", "El Grande"]
    assert (person.list, person.kind, person.effect, person.citation) == (
        "house-watch",
        "person",
        "review",
        "House list",
    )
    assert person.birth_dates == ("1970-04-03",)
    assert person.listed_on == datetime.date(2024, 5, 31)
    assert (company.kind, company.identifiers[0].value, company.countries) == ("company", "DE123", {"DE"})


def test_the_manuals_own_mapping_works(tmp_path: Path) -> None:
    """What the how-to shows is what it says."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "map-your-own-list.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r'title="(watch\.\w+)"\n(.*?)```', page, re.S))
    paths = []
    for name, text in blocks.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    person, company = read_list("mapped", paths)
    assert (person.name, person.kind, company.kind) == ("Juan ROE", "person", "company")
    assert all(f"`{field}`" in page or field in page for field in FIELDS if not field.startswith("identifier."))


def test_every_format_and_type_of_number_is_documented() -> None:
    """The reference page names them all."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "list-formats.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in (*FORMATS, *IDENTIFIER_TYPES))


def test_a_list_key_may_be_given(write: Write) -> None:
    """Where one format serves several lists, the caller may know which it is."""
    entries = list(read_list("ofac-csv", write(**SAMPLES["ofac-csv"][0]), key="us-ofac-cons"))
    assert {entry.list for entry in entries} <= set(LISTS)
    assert entries[0].list == "us-ofac-cons"


def test_ids_outlive_another_order_of_the_file(write: Write) -> None:
    """Where a list has no ids, they come from name and country, so that an edition can be compared with the last."""
    head, *rows = samples.DPL_TSV.split("\n")
    (path,) = write(dpl__txt="\n".join([head, *reversed(rows)]))
    again = {entry.id for entry in read_list("bis-dpl", [path])}
    (path,) = write(dpl__txt=samples.DPL_TSV)
    assert again == {entry.id for entry in read_list("bis-dpl", [path])}


def test_every_list_says_what_a_listing_does() -> None:
    """Title, publisher, meaning and citation are there, and the starter's keys among them."""
    assert {"us-ofac-sdn", "us-ofac-cmic", "us-bis-el", "un-sc", "eu-fsf", "uk-sl", "us-dod-1260h"} <= set(LISTS)
    for key, source in LISTS.items():
        assert key == source.key
        assert source.title
        assert source.publisher
        assert source.meaning
        assert source.citation
        assert source.regimes
