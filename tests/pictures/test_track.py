"""The interval track says in shape and word what is known, possible and open."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from duecare.pictures import interval_track

LEVELS = ("low", "elevated", "high", "severe")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(known: str, possible: str, *, hold: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(interval_track(known, possible, LEVELS, hold=hold))


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("known", range(4))
@pytest.mark.parametrize("wider", range(4))
def test_filled_steps_reach_the_known_level_and_hatched_ones_the_possible(known: int, wider: int) -> None:
    possible = min(known + wider, 3)
    picture = drawn(LEVELS[known], LEVELS[possible])
    filled = [node for node in picture.iter(f"{SVG}rect") if node.get("fill") == "currentColor"]
    assert len(filled) == known + 1
    assert len(list(picture.iter(f"{SVG}path"))) == possible - known


def test_every_level_is_named_beside_its_step() -> None:
    assert set(LEVELS) <= set(texts(drawn("low", "high")))


def test_the_title_says_the_interval_in_words() -> None:
    title = drawn("high", "severe").find(f"{SVG}title")
    assert title is not None
    assert title.text == "high on what is known, could be severe"


def test_on_hold_no_step_is_filled_or_hatched_and_the_word_open_stands_there() -> None:
    picture = drawn("low", "severe", hold=True)
    assert not [node for node in picture.iter(f"{SVG}rect") if node.get("fill") == "currentColor"]
    assert not list(picture.iter(f"{SVG}path"))
    assert all(node.get("stroke-dasharray") for node in picture.iter(f"{SVG}rect"))
    assert "open" in texts(picture)
    assert "known" not in texts(picture)


def test_it_uses_the_colour_of_the_text_alone() -> None:
    picture = interval_track("low", "severe", LEVELS, hold=False)
    assert "#" not in picture
    assert "rgb" not in picture


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="grave"):
        interval_track("grave", "severe", LEVELS, hold=False)
