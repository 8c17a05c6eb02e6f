"""Countries are found by what people write, and an unknown one is never guessed."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.places import CODES, country_code, name, parent
from duecare.places.places import fold


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BY", "BY"),
        ("by", "BY"),
        ("BLR", "BY"),
        ("Belarus", "BY"),
        ("Беларусь", "BY"),
        ("بيلاروس", "BY"),
        ("白俄罗斯", "BY"),
        ("UK", "GB"),
        ("NA", "NA"),
        ("Namibia", "NA"),
        ("Côte d'Ivoire", "CI"),
        ("cote d’ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Deutschland", "DE"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Venezuela, Bolivarian Republic of", "VE"),
        ("Hong Kong SAR", "HK"),
        ("Taiwan", "TW"),
        ("Kosovo", "XK"),
        ("Palestine, State of", "PS"),
        ("Holy See", "VA"),
        ("Xinjiang", "CN-XJ"),
        ("西藏", "CN-XZ"),
        ("CN-XJ", "CN-XJ"),
        ("ru-mow", "RU-MOW"),
        (" Saint Lucia ", "LC"),
        ("Republic of Korea", "KR"),
        ("DPRK", "KP"),
        ("DR Congo", "CD"),
        ("Burma", "MM"),
        ("السعودية", "SA"),
    ],
)
def test_a_country_is_found_by_code_and_by_name_in_many_languages(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(("text", "hint"), [("Beloruss", "BY"), ("Columbia", "CO"), ("Congo", "CD"), ("Korea", "KP")])
def test_a_near_or_ambiguous_name_is_refused_with_what_was_probably_meant(text: str, hint: str) -> None:
    with pytest.raises(InputError) as problem:
        country_code(text)
    assert hint in (problem.value.hint or "")


@pytest.mark.parametrize("text", ["", "  ", "XX", "ZZ-AB", "Atlantis", "12"])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        country_code(text)


def test_a_subdivision_lies_in_its_country() -> None:
    assert (parent("CN-XJ"), parent("CN"), parent("ZZ-AB")) == ("CN", None, None)


def test_every_code_has_a_name_and_finds_itself() -> None:
    for code in CODES:
        assert country_code(code) == code
        assert name(code) != code
    assert name("RU-MOW") == "Russia (RU-MOW)"
    assert name("CN", "zh") == "中国"


def test_every_everyday_name_leads_back_to_its_code() -> None:
    for code in CODES - {"SX", "MF"}:
        assert country_code(name(code)) == code


def test_the_shipped_index_is_the_folded_names() -> None:
    folder = resources.files("duecare.places")
    places = json.loads(folder.joinpath("names.json").read_text(encoding="utf-8"))
    index: dict[str, str] = {}
    for code, place in places.items():
        for names in place.values():
            for written in [names] if isinstance(names, str) else names:
                index.setdefault(fold(written), code)
    assert json.loads(folder.joinpath("index.json").read_text(encoding="utf-8")) == index


def test_finding_a_country_does_not_load_rapidfuzz() -> None:
    code = "import sys; from duecare.places import country_code as c; c('Belarus'); print('rapidfuzz' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert done.stdout.strip() == "False"


@pytest.mark.reference_data
def test_codes_are_those_of_the_public_table_and_kosovo(reference_data: Path) -> None:
    table = reference_data / "countries/metadata/datasets_country-codes.csv"
    with table.open(encoding="utf-8", newline="") as file:
        codes = {row["ISO3166-1-Alpha-2"] for row in csv.DictReader(file)} - {""}
    assert codes | {"XK"} == CODES
