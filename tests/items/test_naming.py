"""Everyday goods count only as the name of the thing."""

from __future__ import annotations

import pytest

from duecare.items import scan_text
from duecare.items.lexicon import fold
from duecare.items.naming import goods_named, name_end
from duecare.items.scan import facts_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Submersible pumps for a waterworks.", "Submersible pumps "),
        ("Maintenance contract for hospital lifts in two towns.", "Maintenance contract for hospital lifts "),
        ("School furniture: chairs.", "School furniture"),
        ("Device that counts.", "Device "),
    ],
)
def test_a_name_ends_where_the_text_says_whom_it_is_for_or_what_it_does(text: str, name: str) -> None:
    assert text[: name_end(fold(text))] == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Pumps and valves", ["Pumps", "valves"]),
        ("Three display cases", ["display cases"]),
        ("Pump-house units", []),
        ("Toys, picture books", ["Toys", "picture books"]),
    ],
)
def test_goods_are_the_last_words_of_a_member_of_the_list(name: str, words: list[str]) -> None:
    assert [name[start:end] for _, start, end in goods_named(fold(name), len(name))] == words


@pytest.mark.parametrize(
    "text",
    [
        "Textbooks for lower secondary schools.",
        "Ballistic vests for a gendarmerie.",
        "Steel shelving for a customs warehouse.",
        "Payroll and leave software for a county council.",
        "River-level gauges for a flood warning service.",
        "Maintenance contract for lifts.",
    ],
)
def test_plainly_named_everyday_goods_do_none(text: str) -> None:
    assert scan_text(text).verdict == "none"


@pytest.mark.parametrize(
    "text",
    [
        "A kit for cars.",
        "Units in lamps.",
        "Printer that records faces.",
        "Wall clocks that listen to conversations.",
        "Smoke detector with a pinhole eye and recorder.",
        "Chairs that note who sits where.",
        "Desks for analysts who watch suspects.",
    ],
)
def test_an_everyday_noun_does_not_clear_what_it_only_houses_or_what_watches_people(text: str) -> None:
    assert scan_text(text).verdict != "none"


@pytest.mark.parametrize(
    "text",
    [
        "Penetration testing framework.",
        "GPU servers for a laboratory.",
        "Base station equipment.",
        "Direction finding receivers.",
        "Password recovery cluster.",
    ],
)
def test_what_does_not_by_itself_identify_people_leaves_that_open(text: str) -> None:
    stated = {fact.fact for fact in facts_of(scan_text(text))}
    assert "item.capability" in stated
    assert "item.identifies_people" not in stated
