"""A graph in layers says in shape and word who is listed, caught and possibly caught, in any script."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.pictures import Link, Node, layered_graph
from duecare.pictures.graph import MOST
from duecare.pictures.layers import laid_out

SVG = "{http://www.w3.org/2000/svg}"
X, A, B = Node("x", "Iks", "listed", ("listed: ofac",)), Node("a", "Alpha", "caught"), Node("b", "Beta", "possible")
CHAIN = [Link("x", "a", "50%"), Link("a", "b", "share ?", known=False)]


def drawn(nodes: list[Node], links: list[Link], **more: str) -> ElementTree.Element:
    return ElementTree.fromstring(layered_graph(nodes, links, title="Owners", **more))


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def tops(picture: ElementTree.Element) -> dict[str, float]:
    found = {}
    for box in picture.iter(f"{SVG}g"):
        title, rect = box.find(f"{SVG}title"), box.find(f"{SVG}rect")
        if title is not None and rect is not None:
            found[str(title.text).split(".")[0]] = float(rect.get("y") or 0)
    return found


def test_holders_stand_above_what_they_hold_with_the_share_between() -> None:
    picture = drawn([B, A, X], CHAIN)
    places = tops(picture)
    assert places["Iks"] < places["Alpha"] < places["Beta"]
    assert {"50%", "share ?", "Alpha", "listed: ofac"} <= set(texts(picture))


def test_each_standing_has_a_shape_and_a_word_in_the_legend() -> None:
    """Filled, hatched and dotted; without colour."""
    picture = drawn([X, A, B], CHAIN)
    assert {"listed", "caught by its owners", "possibly caught", "not known exactly"} <= set(texts(picture))
    text = layered_graph([X, A, B], CHAIN, title="Owners")
    assert "#" not in text
    assert "rgb" not in text
    assert 'fill="currentColor" stroke="none"' in text


def test_a_legend_names_only_what_is_drawn() -> None:
    picture = drawn([A, Node("c", "Gamma")], [Link("a", "c", "50%")])
    assert "caught by its owners" in texts(picture)
    assert not {"listed", "possibly caught", "not known exactly"} & set(texts(picture))


def test_the_picture_is_told_in_words_too() -> None:
    picture = drawn([X, A, B], CHAIN)
    title, told = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Owners"
    assert told is not None
    assert "Iks to Alpha: 50%" in str(told.text)


def test_a_long_name_is_cut_and_whole_in_its_title() -> None:
    name = "Joint Stock Company Scientific and Production Association of Precision Instruments Northwest"
    picture = drawn([Node("n", name)], [])
    assert any(text.endswith("…") for text in texts(picture))
    assert any(str(title.text).startswith(name) for title in picture.iter(f"{SVG}title"))


@pytest.mark.parametrize(("name", "backwards"), [("شركة الخليج", True), ("חברה בע״מ", True), ("深圳市公司", False)])
def test_a_name_begins_at_the_side_at_which_its_script_does(name: str, backwards: bool) -> None:
    picture = drawn([Node("n", name)], [])
    (text,) = [node for node in picture.iter(f"{SVG}text") if node.text == name]
    assert (text.get("direction") == "rtl") is backwards


def test_what_xml_cannot_hold_or_would_deceive_a_reader_is_not_drawn() -> None:
    picture = drawn([Node("n", "A\x00<b>&\u202e\ud800\n", said=("\x1b[31m",))], [])
    assert texts(picture) == ["A\ufffd<b>&\ufffd", "\ufffd[31m"]


def test_circles_and_cross_holdings_are_drawn_with_both_lines() -> None:
    picture = drawn([A, B], [Link("a", "b", "60%"), Link("b", "a", "40%")])
    assert {"60%", "40%"} <= set(texts(picture))
    heads = [path for path in picture.iter(f"{SVG}path") if path.get("fill") == "currentColor"]
    assert len(heads) == 2


def test_a_note_says_what_is_left_out() -> None:
    assert "40 more parties left out." in texts(drawn([A], [], note="40 more parties left out."))


@pytest.mark.parametrize(
    ("nodes", "links", "said"),
    [
        ([Node(str(at), "n") for at in range(MOST + 1)], [], "at most"),
        ([A, A], [], "stands twice"),
        ([A], [Link("a", "z", "5%")], "'z' is no node"),
    ],
)
def test_what_cannot_be_drawn_is_refused(nodes: list[Node], links: list[Link], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        layered_graph(nodes, links, title="")


PAIRS = st.integers(0, 14)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PAIRS, PAIRS).filter(lambda pair: pair[0] != pair[1]), max_size=30), st.integers(15, 20))
def test_no_box_stands_upon_another_and_every_line_joins_its_two_boxes(
    pairs: list[tuple[int, int]], count: int
) -> None:
    """Whatever the graph, circles included."""
    placed = laid_out(count, pairs, 100, 40, 20, 60)
    boxes = placed.boxes
    for one in range(count):
        for other in range(one):
            apart_x = abs(boxes[one][0] - boxes[other][0]) >= 100 - 1e-6
            assert apart_x or abs(boxes[one][1] - boxes[other][1]) >= 40
    for (above, below), (points, upwards) in zip(pairs, placed.lines, strict=True):
        over, under = (below, above) if upwards else (above, below)
        assert boxes[over][0] <= points[0][0] <= boxes[over][0] + 100
        assert points[0][1] == boxes[over][1] + 40
        assert points[-1][1] == boxes[under][1]
        assert all(one[1] <= other[1] for one, other in pairwise(points))
    assert all(-1e-6 <= x <= placed.width - 100 + 1e-6 for x, _ in boxes)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_makes_well_formed_xml(name: str, said: str) -> None:
    drawn([Node("n", name, said=(said,)), A], [Link("a", "n", said)], note=name)


def test_a_file_that_stands_alone_names_a_font() -> None:
    assert 'font-family="sans-serif"' in layered_graph([A], [], title="", font="sans-serif")
    assert not re.search("font-family", layered_graph([A], [], title=""))
