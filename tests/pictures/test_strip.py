"""A strip of treaties says of each in mark and word whether a state is bound."""

from __future__ import annotations

import re
from typing import cast
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.pictures import Cell, treaty_strip
from duecare.pictures.strip import SAID, Standing

SVG = "{http://www.w3.org/2000/svg}"
ALL = [Cell("ICCPR", "party", 2003), Cell("OP1", "signed", 2004), Cell("Rome Statute", "none"), Cell("CED", "unknown")]


def drawn(cells: list[Cell]) -> ElementTree.Element:
    return ElementTree.fromstring(treaty_strip(cells, title="Treaties"))


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def test_each_standing_has_a_mark_of_its_own() -> None:
    boxes = list(drawn(ALL).iter(f"{SVG}g"))
    marks = []
    for box in boxes:
        rect = box.find(f"{SVG}rect")
        assert rect is not None
        hatched = box.find(f"{SVG}path") is not None
        marks.append((rect.get("fill"), hatched, rect.get("stroke-dasharray") is not None))
    assert marks == [("currentColor", False, False), (None, True, False), (None, False, False), (None, False, True)]


def test_name_word_and_year_stand_under_each() -> None:
    assert texts(drawn(ALL)) == [
        *("ICCPR", "party", "since 2003", "OP1", "signed only", "in 2004"),
        *("Rome Statute", "not a party", "CED", "open"),
    ]


def test_a_year_that_is_missing_is_open() -> None:
    assert texts(drawn([Cell("CAT", "party")])) == ["CAT", "party", "year open"]


def test_the_picture_is_told_in_words() -> None:
    told = drawn(ALL).findtext(f"{SVG}desc")
    assert told == "ICCPR: party since 2003. OP1: signed only in 2004. Rome Statute: not a party. CED: open."


@pytest.mark.parametrize("count", [0, 1, 4, 5, 13])
def test_boxes_stand_beside_and_under_each_other_inside_the_canvas(count: int) -> None:
    picture = drawn([Cell(f"T{at}", "party", 2000) for at in range(count)])
    boxes = [(float(node.get("x") or 0), float(node.get("y") or 0)) for node in picture.iter(f"{SVG}rect")]
    assert len(set(boxes)) == count
    _, _, wide, high = (float(number) for number in (picture.get("viewBox") or "").split())
    assert all(x + 146 <= wide for x, _ in boxes)
    assert all(float(node.get("y") or 0) < high for node in picture.iter(f"{SVG}text"))


def test_a_long_name_is_cut_and_whole_in_its_title() -> None:
    name = "International Convention for the Protection of All Persons from Enforced Disappearance"
    picture = drawn([Cell(name, "party", 2010)])
    assert any(text.endswith("…") for text in texts(picture))
    assert f"{name}: party since 2010" in [node.text for node in picture.iter(f"{SVG}title")]


def test_another_standing_is_refused() -> None:
    with pytest.raises(ValueError, match="'acceded' is no standing; accepted: party, signed, none, unknown"):
        treaty_strip([Cell("ICCPR", cast(Standing, "acceded"))], title="")


def test_it_uses_the_colour_of_the_text_alone_no_id_and_is_always_the_same() -> None:
    text = treaty_strip(ALL, title="Treaties")
    assert not re.search(r"#|rgb|\bid=|url\(", text)
    assert text == treaty_strip(ALL, title="Treaties")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=90), st.sampled_from(list(SAID)))
def test_any_text_makes_well_formed_xml(name: str, standing: Standing) -> None:
    picture = drawn([Cell(name, standing), Cell("</g><script>\x00\u202e", standing)])
    assert not list(picture.iter(f"{SVG}script"))
