"""A bar says where a dimension stands and how surely, in place and word; what is open is outlined, never blank."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.pictures import Bar, interval_bars

STEPS = ("good", "mixed", "serious", "severe")
SVG = "{http://www.w3.org/2000/svg}"
PRIVACY = Bar("Privacy", 3.1, 2.4, 3.7, "serious or severe", "one family of sources, 2023", core=True)
COURTS = Bar("Courts", 1.5, 0.6, 1.9)
TORTURE = Bar("Torture", None, None, None, note="no source after 2015")


def svg(*rows: Bar) -> str:
    return interval_bars(rows, title="Dimensions", steps=STEPS, source="V-Dem 15, 2024")


def drawn(*rows: Bar) -> ElementTree.Element:
    return ElementTree.fromstring(svg(*rows))


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def told(picture: ElementTree.Element) -> str:
    return picture.findtext(f"{SVG}desc") or ""


def test_steps_names_words_notes_and_source_are_text() -> None:
    said = {*STEPS, "Privacy", "serious or severe", "one family of sources, 2023", "V-Dem 15, 2024"}
    assert said <= set(texts(drawn(PRIVACY)))


def test_worse_stands_further_to_the_right() -> None:
    places = [
        float(drawn(Bar("x", at, at, at)).findall(f"{SVG}circle")[0].get("cx") or 0) for at in (0.0, 1.0, 2.5, 4.0)
    ]
    assert places == sorted(set(places))
    assert places[0] > 0
    assert places[-1] < 640


def test_the_line_reaches_from_low_to_high_and_leaves_the_mark_free() -> None:
    line = next(node for node in drawn(PRIVACY).iter(f"{SVG}path") if node.get("stroke-width") == "9").get("d") or ""
    (begin, end), (begin_again, end_again) = (
        (float(one), float(other)) for one, other in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", line)
    )
    assert begin < end < begin_again < end_again
    assert (end_again - begin) / 620 * 4 == pytest.approx(3.7 - 2.4, abs=0.01)


def test_core_dimensions_are_bold_with_a_filled_mark_and_the_legend_says_so() -> None:
    picture = drawn(PRIVACY, COURTS)
    bold = {node.text for node in picture.iter(f"{SVG}text") if node.get("font-weight") == "700"}
    assert bold == {"Privacy"}
    assert [node.get("fill") for node in picture.iter(f"{SVG}circle")] == ["currentColor", None]
    assert "core dimension" in " ".join(texts(picture))
    assert "core dimension" not in " ".join(texts(drawn(PRIVACY)))


@pytest.mark.parametrize(
    "row",
    [
        TORTURE,
        Bar("Torture", 2.0, 1.0, 3.0, known=False),
        Bar("Torture", 2.0, None, 3.0),
        Bar("Torture", None, None, None, said="mixed", core=True),
    ],
)
def test_what_is_not_known_is_a_dotted_outline_with_the_word_open(row: Bar) -> None:
    picture = drawn(row)
    (outline,) = picture.iter(f"{SVG}rect")
    assert outline.get("stroke-dasharray")
    assert outline.get("fill") is None
    assert "open" in texts(picture)
    assert "mixed" not in [text for text in texts(picture) if text not in STEPS]
    assert not list(picture.iter(f"{SVG}circle"))
    assert re.search(r"Torture(, core)?: open", told(picture))


def test_words_are_made_from_the_interval_where_none_are_given() -> None:
    assert "good or mixed" in texts(drawn(COURTS))


def test_the_picture_is_told_in_words_and_never_in_numbers() -> None:
    said = told(drawn(PRIVACY, COURTS, TORTURE))
    assert "Privacy, core: serious or severe (one family of sources, 2023)." in said
    assert "Torture: open (no source after 2015)." in said
    assert not re.search(r"\d\.\d", said)


@pytest.mark.parametrize("place", [(3, 2, 4), (0, 2, 1), (-1, 0, 1), (3, 4, 5), (0, float("nan"), 1)])
def test_an_interval_that_is_none_is_refused_with_its_name(place: tuple[float, float, float]) -> None:
    low, median, high = place
    with pytest.raises(ValueError, match=r"'Privacy'.*accepted: 0 <= low"):
        svg(Bar("Privacy", median, low, high))


def test_four_names_of_steps_are_wanted() -> None:
    with pytest.raises(ValueError, match="3 names of steps"):
        interval_bars([], title="", steps=("a", "b", "c"), source="")


def test_it_uses_the_colour_of_the_text_alone_and_no_id() -> None:
    text = svg(PRIVACY, COURTS, TORTURE)
    assert not re.search(r"#|rgb|\bid=|url\(", text)


def test_the_same_rows_give_the_same_picture() -> None:
    assert svg(PRIVACY, COURTS) == svg(PRIVACY, COURTS)


def test_a_long_name_wraps_and_stays_clear_of_what_is_said() -> None:
    name = "Freedom of assembly and of association, and the safety of those who defend human rights"
    picture = drawn(Bar(name, 3.0, 2.0, 3.5, "mixed to severe"))
    lines = [text for text in texts(picture) if text and text in name]
    assert " ".join(lines) == name
    assert len(lines) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=80))
def test_any_text_makes_well_formed_xml(label: str, said: str, note: str) -> None:
    picture = drawn(Bar(label, 1.0, 0.5, 2.0, said, note), Bar("<script>&\x00\u202e", None, None, None, note=note))
    assert not list(picture.iter(f"{SVG}script"))
