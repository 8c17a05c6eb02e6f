"""What a list prints as one name is taken apart into the names it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.parties.lists.addresses import cut_address
from duecare.parties.lists.aliases import read_names
from duecare.parties.lists.scripts import script_of
from duecare.parties.lists.splitting import MAX_NAME, natural_order


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Emal Works Co. (EWC)", {"Emal Works Co.": "primary", "EWC": "weak_alias"}),
        ("NAFT TRADE CO. (NTC) LIMITED", {"NAFT TRADE CO. LIMITED": "primary", "NTC": "weak_alias"}),
        (
            "Science Corporation (SAIC) 3rd Academy's 159 Factory",
            {
                "Science Corporation 3rd Academy's 159 Factory": "primary",
                "SAIC 3rd Academy's 159 Factory": "alias",
            },
        ),
        (
            "Rostex (Russian Example Technologies Corporation)",
            {"Rostex": "primary", "Russian Example Technologies Corporation": "alias"},
        ),
        ("AVS (Armoured Vehicle Spares)", {"Armoured Vehicle Spares": "primary", "AVS": "weak_alias"}),
        ("Example AO (f.k.a., ZAO Example Plant", {"Example AO": "primary", "ZAO Example Plant": "former"}),
        ("Example Company (a.k.a.", {"Example Company": "primary"}),
        (
            "Complex (DCX), a.k.a., the following three aliases: -Alpha Works; -Beta Works; and -Gamma Works",
            {
                "Complex": "primary",
                "DCX": "weak_alias",
                "Alpha Works": "alias",
                "Beta Works": "alias",
                "Gamma Works": "alias",
            },
        ),
        ("Example Optics; and", {"Example Optics": "primary"}),
        ("Leon Telecom; and Technology", {"Leon Telecom and Technology": "primary"}),
        ("Example Institute (a subsidiary of Example Holding)", {"Example Institute": "primary"}),
        ("Example Trading (Hong Kong) Co., Ltd.", {"Example Trading (Hong Kong) Co., Ltd.": "primary"}),
        (
            "Poly Example Incorporated (PEI), and its subunits and successors",
            {"Poly Example Incorporated": "primary", "PEI": "weak_alias"},
        ),
        ("Big Group 13th Institute (BG 13) subordinate institution: Small Circuits", {"Small Circuits": "primary"}),
        ("Kim Chol (DPRK individual)", {"Kim Chol": "primary"}),
        ("Wulin (or Wuling) Works", {"Wulin Works": "primary", "Wuling Works": "alias"}),
        ("Sergei (Sergi) Ivanovich Tomin", {"Sergei Ivanovich Tomin": "primary", "Sergi Ivanovich Tomin": "alias"}),
        ('ISAN MEDAT "SAMMY" ELASI', {"ISAN MEDAT ELASI": "primary", "SAMMY ELASI": "alias"}),
        ("АО «Пример» (ОАО «Пример Плюс»)", {"АО «Пример»": "primary", "ОАО «Пример Плюс»": "alias"}),
        ("Example Telecom (华例科技)", {"Example Telecom": "primary", "华例科技": "alias"}),
        ("Andrei Petrov\nАндрей Петров Иванов", {"Andrei Petrov": "primary", "Андрей Петров Иванов": "alias"}),
        ("ООО “Raw Cellulose”", {"ООО “Raw Cellulose”": "primary"}),
        ("SIBER AIRLINES D/B/A S9 AIRLINES", {"SIBER AIRLINES": "primary", "S9 AIRLINES": "alias"}),
        ("Khawa Hamwandi (previously listed as)", {"Khawa Hamwandi": "primary"}),
        ("Vadim SUBOTIN / Vadim SUBBOTIN", {"Vadim SUBOTIN": "primary", "Vadim SUBBOTIN": "alias"}),
        ("Shaikh Haji Dr. Juan Roe", {"Shaikh Haji Dr. Juan Roe": "primary"}),
    ],
)
def test_a_printed_name_gives_the_names_in_it(printed: str, names: dict[str, str]) -> None:
    """Short forms, aliases, former names, scripts and remarks come apart; titles and places stay."""
    assert {name.text: name.kind for name in read_names(printed).names} == names


def test_variants_of_words_inside_a_name_make_every_spelling() -> None:
    """Two words with variants give their product, the printed spelling first."""
    names = [
        name.text
        for name in read_names("Mohamed (a.k.a. Mohammad) Hikat (a.k.a. Hekat, Hikmat) ROE", person=True).names
    ]
    assert names[0] == "Mohamed Hikat ROE"
    assert len(names) == 6
    assert "Mohammad Hikmat ROE" in names


def test_a_persons_bracket_holds_another_surname() -> None:
    """A maiden name or second surname replaces the last word, and is a former name where the list says born."""
    names = {name.text: name.kind for name in read_names("Maria VORON (born PUTNA)", person=True).names}
    assert names == {"Maria VORON": "primary", "Maria PUTNA": "former"}


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("ROE DOE, Juan Carlos", "Juan Carlos ROE DOE"),
        ("DELOS, Feliciano, Jr.", "Feliciano DELOS Jr."),
        ("Andrade, Jr., Ramon", "Ramon Andrade Jr."),
        ("Elint, S.A.", "Elint, S.A."),
        ("ZULKARN", "ZULKARN"),
    ],
)
def test_family_names_first_are_put_in_natural_order(printed: str, spoken: str) -> None:
    """Suffixes go last, and a company's legal form is no given name."""
    assert natural_order(printed) == spoken


@pytest.mark.parametrize(
    ("printed", "name", "addresses"),
    [
        ("Moretown Shipyard. 1 Sea Street, Feodosia, Crimea 98176, Ukraine", "Moretown Shipyard", 1),
        ("Fu Jiri. No. 2A South Road, Beijing, China, 100102; and Room 302, Bldg. 11, Beijing, China", "Fu Jiri", 2),
        ("Enrich Co., 9F No. 38 Ming Street, Taoyuan, Taiwan; and 8F, Da-You Road, Taoyuan, Taiwan", "Enrich Co.", 2),
        ("Chelna-70, (Address: P.O. Box 245, Region Russia); and any nuclear-related institutes there", "Chelna-70", 1),
        ("M.A.G. Tech, 5762 Royal Ave, Montreal, Canada", "M.A.G. Tech", 1),
        ("Institute of Physics, Russian Academy of Sciences", "Institute of Physics, Russian Academy of Sciences", 0),
        ("Example Co., Ltd.", "Example Co., Ltd.", 0),
    ],
)
def test_an_address_behind_a_name_is_cut_off(printed: str, name: str, addresses: int) -> None:
    """Only what ends in a country and has a number or a word of streets is an address."""
    found, cut = cut_address(printed)
    assert (found, len(cut)) == (name, addresses)


def test_scripts_have_their_iso_codes() -> None:
    """Latin, Cyrillic, Arabic, Han, Hangul, kana, Thai, Devanagari, Hebrew, Greek; digits have none."""
    samples = ("Roe", "Роу", "رو", "例", "예", "レイ", "ตัวอย่าง", "उदाहरण", "דוגמה", "Ρόου", "306")
    codes = ("Latn", "Cyrl", "Arab", "Hani", "Hang", "Kana", "Thai", "Deva", "Hebr", "Grek", "Zyyy")
    assert tuple(map(script_of, samples)) == codes


@given(st.text(max_size=300), st.booleans(), st.booleans(), st.booleans())
def test_any_text_is_read_and_no_name_is_empty(text: str, person: bool, family_first: bool, address: bool) -> None:
    """No text makes the reader fail; every name is on one line, has a letter or digit, and is bounded in length."""
    reading = read_names(text, person=person, family_first=family_first, address=address)
    for name in reading.names:
        assert any(map(str.isalnum, name.text))
        assert "\n" not in name.text
        assert "\0" not in name.text
        assert len(name.text) <= 2 * MAX_NAME


_PIECES = st.sampled_from(
    ["(", ")", "a.k.a.", "f.k.a.,", ";", " / ", ",", "and", "the following two aliases:", "“", "”", "'", "Ltd.", "Roe",
     "Роу", "No. 3 Street", "Moscow, Russia", "(RAS)", "born 1970", "-X", "رو", "例", "\n", "or",
     "subordinate institution:"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map(" ".join), st.booleans())
def test_any_mixture_of_marks_is_read(text: str, person: bool) -> None:
    """Unbalanced brackets and marks in a row leave no mark in a name."""
    for name in read_names(text, person=person, address=True).names:
        assert "a.k.a" not in name.text
        assert name.text.count("(") == name.text.count(")") or len(text) > 60
