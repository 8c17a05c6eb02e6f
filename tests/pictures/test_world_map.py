"""The map shows every state, each with its name and word, in shades that also differ by texture."""

from __future__ import annotations

import json
import re
from itertools import combinations
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import duecare.pictures
from duecare.pictures import map_codes, world_map
from duecare.places import CODES

SVG = "{http://www.w3.org/2000/svg}"
STEPS = ("good", "mixed", "serious", "severe")
FILE = Path(duecare.pictures.__file__).parent / "world.json"
WORLD = json.loads(FILE.read_text(encoding="utf-8"))
_TERRITORIES = (
    "AI AQ AS AW AX BL BM BQ BV CC CW CX FK FO GF GG GI GL GP GS GU HM IM IO JE KY MF MP MQ MS NC NF PF PM PN PR RE "
    "SH SJ SX TC TF TK UM VG VI WF YT"
)
TERRITORIES = frozenset(_TERRITORIES.split())
SHADES = {"TR": 3, "DE": 1, "IT": 2, "CN": 4, "KE": None, "MT": 4, "SG": 3, "TV": None}


def svg(shades: dict[str, int | None], links: dict[str, str] | None = None, source: str = "") -> str:
    return world_map(shades, title="Expression", legend=STEPS, links=links, source=source)


def drawn(shades: dict[str, int | None], links: dict[str, str] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(svg(shades, links))


def shape(picture: ElementTree.Element, code: str) -> ElementTree.Element:
    (found,) = [node for node in picture.iter(f"{SVG}g") if node.get("data-code") == code]
    return found


def texts(picture: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def points(code: str) -> list[list[tuple[int, int]]]:
    rings = []
    for part in WORLD["paths"][code].split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        x = y = 0
        ring = []
        for at in range(0, len(numbers), 2):
            x, y = x + numbers[at], y + numbers[at + 1]
            ring.append((x, y))
        rings.append(ring)
    return rings


def size(code: str) -> float:
    total = 0.0
    for ring in points(code):
        total += sum(a * d - b * c for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2
    return abs(total)


# ── the shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_state_is_there_as_a_shape_or_as_a_dot() -> None:
    assert CODES - TERRITORIES <= map_codes() <= CODES
    assert not set(WORLD["paths"]) & set(WORLD["dots"])


@pytest.mark.parametrize("code", ["XK", "TW", "PS", "EH", "FR", "NO", "CY", "SO"])
def test_what_is_disputed_or_miscoded_at_the_source_has_a_shape(code: str) -> None:
    assert size(code) > 4


@pytest.mark.parametrize("code", ["SG", "BH", "MT", "MV", "HK", "TV", "VA", "BB", "KI"])
def test_what_is_too_small_to_be_seen_is_a_dot(code: str) -> None:
    assert code in WORLD["dots"]


def test_areas_are_true_to_each_other() -> None:
    """In thousands of square kilometres, land and inland water; small ones lose a little by simplification."""
    known = {"RU": 17098, "CA": 9985, "BR": 8516, "AU": 7692, "CD": 2345, "TR": 784, "DE": 358, "NZ": 268, "BO": 1099}
    unit = size("BR") / known["BR"]
    for code, thousands in known.items():
        assert size(code) / unit == pytest.approx(thousands, rel=0.08), code


def test_no_shape_runs_across_the_map() -> None:
    """A ring torn by the edge of the map would be a band from side to side."""
    for code in WORLD["paths"]:
        for ring in points(code):
            longest = max(abs(a - c) for (a, _), (c, _) in zip(ring, ring[1:] + ring[:1], strict=True))
            assert longest < 130, code


def test_everything_lies_on_the_canvas_and_no_two_dots_cover_each_other() -> None:
    assert all(
        0 <= x <= WORLD["width"] and 0 <= y <= WORLD["height"] for c in WORLD["paths"] for r in points(c) for x, y in r
    )
    for one, other in combinations(WORLD["dots"].values(), 2):
        assert dist(one, other) > 1.8 * WORLD["radius"]


def test_neighbours_lie_as_they_do() -> None:
    east = {code: WORLD["dots"][code][0] for code in WORLD["dots"]}
    assert east["CK"] < east["BB"] < east["MT"] < east["BH"] < east["SG"] < east["HK"] < east["TV"] < east["WS"]


def test_the_file_says_where_it_is_from_and_is_small() -> None:
    assert "Natural Earth" in WORLD["source"]
    assert FILE.stat().st_size < 120_000


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("TR", "step-3", "Türkiye: serious"),
        ("DE", "step-1", "Germany: good"),
        ("MT", "step-4", "Malta: severe"),
        ("KE", "open", "Kenya: open"),
        ("TV", "open", "Tuvalu: open"),
        ("FR", "left-out", "France: not included"),
    ],
)
def test_every_shape_says_name_and_word(code: str, kind: str, said: str) -> None:
    found = shape(drawn(SHADES), code)
    assert found.get("class") == f"land {kind}"
    assert found.findtext(f"{SVG}title") == said


def test_open_is_a_dotted_outline_without_a_fill() -> None:
    for code in ("KE", "TV"):
        *_, outline = shape(drawn(SHADES), code).iter(f"{SVG}path")
        assert outline.get("fill") is None
        assert outline.get("stroke-dasharray")


def test_steps_differ_in_grey_and_the_worse_two_by_a_texture() -> None:
    picture = drawn(SHADES)
    fills = [float(shape(picture, code).findall(f"{SVG}path")[0].get("fill-opacity") or 0) for code in ("DE", "IT")]
    assert fills[0] < fills[1]
    striped, spotted = (shape(picture, code).findall(f"{SVG}path") for code in ("TR", "CN"))
    assert striped[1].get("fill") is None
    assert (striped[1].get("d") or "").count("M") > 5
    assert len(spotted[0].get("d") or "") > len(spotted[1].get("d") or "")
    assert float(spotted[0].get("fill-opacity") or 0) > fills[1]


def test_open_countries_are_drawn_after_their_neighbours() -> None:
    codes = [node.get("data-code") for node in drawn(SHADES).iter(f"{SVG}g") if node.get("data-code")]
    assert codes.index("KE") > max(codes.index(code) for code in ("ET", "TZ", "UG", "SO", "SS"))


def test_the_legend_names_what_is_drawn_and_the_note_speaks_of_the_lines() -> None:
    found = texts(ElementTree.fromstring(svg(SHADES, source="V-Dem 15")))
    assert {*STEPS, "open", "not included", "V-Dem 15"} <= set(found)
    assert "Lines are those of Natural Earth and say nothing about status." in found
    assert not {"open", "not included"} & set(texts(drawn(dict.fromkeys(map_codes(), 1))))


def test_what_has_no_place_on_the_map_is_named_under_it() -> None:
    found = " ".join(texts(drawn({**SHADES, "GI": 2, "BM": None})))
    assert "Not on this map, see the table: Bermuda, Gibraltar." in found


def test_the_picture_is_told_in_words() -> None:
    told = drawn(SHADES).findtext(f"{SVG}desc") or ""
    assert "severe: 2 countries (China, Malta)" in told
    assert "open: 2 countries (Kenya, Tuvalu)" in told
    assert "mixed: 1 country (Italy)" in told


def test_links_lead_to_rows_for_the_pointer_and_stay_out_of_the_way_of_keyboard_and_reader() -> None:
    picture = drawn(SHADES, {"TR": "#row-TR", "MT": "/countries/MT?from=map"})
    links = {node.get("href"): node for node in picture.iter(f"{SVG}a")}
    assert set(links) == {"#row-TR", "/countries/MT?from=map"}
    assert all(node.get("tabindex") == "-1" for node in links.values())
    assert picture.get("role") == "group"
    assert picture.findall(f"{SVG}g")[0].get("aria-hidden") == "true"
    assert drawn(SHADES).get("role") == "img"


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil", "http://x.example", "", "/\t/x", '#"'],
)
def test_a_link_that_leads_off_the_safe_web_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="is no link"):
        svg(SHADES, {"TR": href})


@pytest.mark.parametrize(
    ("shades", "said"), [({"ZZ": 1}, "'ZZ' is no country"), ({"TR": 0}, "0 is no step"), ({"TR": 5}, "5 is no step")]
)
def test_another_code_or_step_is_refused(shades: dict[str, int | None], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        svg(shades)


def test_no_id_no_colour_of_its_own_and_always_the_same() -> None:
    text = svg(SHADES)
    assert not re.search(r"#|rgb|\bid=|url\(", text)
    assert set(re.findall(r'fill="(\w+)"', text)) == {"none", "currentColor", "Canvas"}
    assert text == svg(dict(reversed(SHADES.items())))


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_makes_well_formed_xml(title: str, word: str) -> None:
    text = world_map(SHADES, title=title, legend=("<script>", word, "&\x00", "\u202e"), source=title)
    assert not list(ElementTree.fromstring(text).iter(f"{SVG}script"))
