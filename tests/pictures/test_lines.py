"""Lines over years show the median, its interval and every open year, on the page and in the terminal."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.pictures import Estimate, Line, Series, sparkline, trend_lines

SVG = "{http://www.w3.org/2000/svg}"
MILD, GRAVE = Estimate(0.6, 0.2, 1.1), Estimate(3.4, 2.8, 3.8)
WORSE = Line("Türkiye", (MILD, Estimate(1.5, 1.0, 2.0), Estimate(2.4, 2.0, 3.0), GRAVE))
GAP = Line("Hungary", (MILD, None, None, Estimate(1.4, 1.0, 1.9)))
NOTHING = Line("", (None, None, None, None))


def svg(*series: Series) -> str:
    return trend_lines(series, title="Ten years", first=2021, last=2024, source="V-Dem 15")


def drawn(*lines: Line) -> ElementTree.Element:
    return ElementTree.fromstring(svg(Series("Expression", lines)))


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def medians(picture: ElementTree.Element) -> list[list[tuple[float, float]]]:
    lines = [node for node in picture.iter(f"{SVG}path") if node.get("stroke-width") in ("4", "3.5")]
    pairs = [re.findall(r"([\d.]+) ([\d.]+)", node.get("d") or "") for node in lines]
    return [[(float(x), float(y)) for x, y in found] for found in pairs]


def test_higher_is_worse_and_the_picture_says_so() -> None:
    picture = drawn(WORSE)
    heights = [y for _, y in medians(picture)[0]]
    assert heights == sorted(heights, reverse=True)
    assert "Higher is worse." in texts(picture)


def test_steps_years_the_last_value_and_the_source_are_named_directly() -> None:
    found = texts(drawn(WORSE))
    assert {"good", "mixed", "serious", "severe", "Expression", "Türkiye", "2024", "V-Dem 15"} <= set(found)
    assert found.count("severe") == 2  # the step, and where the line ends


def test_an_open_year_breaks_the_line_and_is_outlined_with_the_word() -> None:
    picture = drawn(GAP)
    assert len(medians(picture)) == 2
    (outline,) = picture.iter(f"{SVG}rect")
    assert outline.get("stroke-dasharray")
    assert "open" in texts(picture)
    assert "2022 to 2023 open" in (picture.findtext(f"{SVG}desc") or "")


def test_a_line_that_ends_early_says_when() -> None:
    assert "mixed, 2022" in texts(drawn(Line("", (MILD, Estimate(1.5, 1, 2), None, None))))


def test_a_year_alone_is_still_a_line_that_can_be_seen() -> None:
    ((begin, end),) = medians(drawn(Line("", (None, GRAVE, None, None))))
    assert end[0] - begin[0] > 10


def test_a_dimension_without_any_year_is_open() -> None:
    picture = drawn(NOTHING)
    assert not medians(picture)
    assert texts(picture).count("open") == 2


def test_the_second_of_two_lines_is_dashed_and_both_are_named() -> None:
    picture = drawn(WORSE, GAP)
    dashes = [node.get("stroke-dasharray") for node in picture.iter(f"{SVG}path") if node.get("stroke-width") == "3.5"]
    assert dashes
    assert all(dashes)
    assert "Higher is worse. Solid: Türkiye. Dashed: Hungary." in texts(picture)


@pytest.mark.parametrize("height", [0.0, 0.1, 2.0, 3.9, 4.0])
def test_two_lines_that_end_together_have_labels_that_do_not_cover_each_other(height: float) -> None:
    end = Estimate(height, height, height)
    picture = drawn(Line("Aa", (end,) * 4), Line("Bb", (end,) * 4))
    places = sorted(
        float(node.get("y") or 0) for node in picture.iter(f"{SVG}text") if node.text in ("Aa", "Bb") and node.get("x")
    )
    assert places[1] - places[0] >= 40


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (Series("Expression", ()), "0 lines"),
        (Series("Expression", (WORSE, GAP, NOTHING)), "3 lines"),
        (Series("Expression", (Line("x", (MILD,)),)), "1 values; 2021 to 2024 are 4 years"),
        (Series("Expression", (Line("x", (Estimate(2, 3, 4), None, None, None)),)), "accepted: 0 <= low"),
    ],
)
def test_what_cannot_be_drawn_is_refused(series: Series, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        svg(series)


def test_it_uses_the_colour_of_the_text_alone_no_id_and_is_always_the_same() -> None:
    text = svg(Series("A", (WORSE, GAP)), Series("B", (NOTHING,)))
    assert not re.search(r"#|rgb|\bid=|url\(", text)
    assert text == svg(Series("A", (WORSE, GAP)), Series("B", (NOTHING,)))


ESTIMATES = st.none() | st.tuples(*[st.floats(0, 4)] * 3).map(sorted).map(lambda one: Estimate(one[1], one[0], one[2]))


@settings(max_examples=60, deadline=None)
@given(st.lists(ESTIMATES, min_size=4, max_size=4), st.text(max_size=60), st.text(max_size=30))
def test_any_years_and_any_text_make_well_formed_xml_inside_the_canvas(
    values: list[Estimate | None], label: str, name: str
) -> None:
    text = svg(Series(label, (Line(name, tuple(values)), GAP)))
    picture = ElementTree.fromstring(text)
    high = float((picture.get("viewBox") or "").split()[3])
    assert all(0 <= x <= 640 and 0 <= y <= high for line in medians(picture) for x, y in line)
    assert all(0 < float(node.get("y") or 0) < high for node in picture.iter(f"{SVG}text"))


def test_in_the_terminal_a_worse_year_is_taller_and_an_open_one_has_its_own_mark() -> None:
    assert sparkline([0, 4, None]) == "▁█·"
    drawn = [sparkline([value / 10]) for value in range(41)]
    assert drawn == sorted(drawn)


@given(st.lists(st.none() | st.floats(0, 4)))
def test_a_sparkline_has_one_character_a_year_and_ascii_needs_no_other(values: list[float | None]) -> None:
    assert len(sparkline(values)) == len(values)
    plain = sparkline(values, ascii=True)
    assert plain.isascii()
    assert [at for at, mark in enumerate(plain) if mark == "?"] == [at for at, one in enumerate(values) if one is None]


@pytest.mark.parametrize("value", [-0.1, 4.1, float("nan"), float("inf")])
def test_a_value_off_the_scale_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="off the scale"):
        sparkline([value])
