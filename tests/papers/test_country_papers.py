"""Pages of countries: well-formed, self-contained, every picture with its table, open always visible."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import StringIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from duecare.countries import CountryGap, starter_data
from duecare.countries.legal import Trigger
from duecare.countries.page import CountryPage, country_page
from duecare.countries.profile.policy import BANDS, policy
from duecare.papers.countries import compared_html, compared_text
from duecare.papers.countries_html import SCRIPT, countries_html, countries_sentence
from duecare.papers.country import country_text
from duecare.papers.country_html import country_html
from duecare.places import CODES

DAY = datetime.date(2026, 11, 26)
HOSTILE = '<script>alert(1)</script> & "x" [bold]y[/bold] \x1b[31m\u202e\x00'
SVG = "{http://www.w3.org/2000/svg}"


def page_of(code: str, day: datetime.date = DAY, capabilities: tuple[str, ...] = ()) -> CountryPage:
    return country_page(code, day, starter_data(), capabilities)


@cache
def every_page() -> dict[str, str]:
    """One page of each kind, with and without data, on an earlier day, for items."""
    turkey, greenland = page_of("TR"), page_of("GL")
    return {
        "Venezuela": country_html(page_of("VE")),
        "Venezuela for items": country_html(page_of("VE", capabilities=("rapid_dna",))),
        "Venezuela in 2018": country_html(page_of("VE", datetime.date(2018, 6, 1))),
        "Venezuela in 1992": country_html(page_of("VE", datetime.date(1992, 1, 1))),
        "Venezuela in 2030": country_html(page_of("VE", datetime.date(2030, 1, 1))),
        "Greenland": country_html(greenland),
        "Xinjiang": country_html(page_of("CN-XJ")),
        "Crimea": country_html(page_of("UA-43")),
        "map": countries_html(starter_data(), DAY),
        "map of 1992": countries_html(starter_data(), datetime.date(1992, 1, 1)),
        "two": compared_html([turkey, page_of("HU")], 2015),
        "three": compared_html([turkey, greenland, page_of("VE")], None),
    }


PAGES = ["Venezuela", "Venezuela for items", "Venezuela in 2018", "Venezuela in 1992", "Venezuela in 2030", "Greenland",
         "Xinjiang", "Crimea", "map", "map of 1992", "two", "three"]  # fmt: skip
MAPS = ["map", "map of 1992"]


def tree(text: str) -> ElementTree.Element:
    """The page as a document; the script of the map is not XML and is taken out."""
    return ElementTree.fromstring(re.sub(r"<script>.*?</script>", "", text.split("\n", 1)[1], flags=re.DOTALL))


def said(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return every_page()[request.param]


def test_a_page_is_well_formed(page: str) -> None:
    assert tree(page).get("lang") == "en"


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    """No address but places of the page itself, and no code in attributes."""
    loading = {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "source",
        "form",
        "base",
        "image",
    }
    nodes = list(tree(page).iter())
    assert loading.isdisjoint(node.tag.removeprefix(SVG) for node in nodes)
    assert all(node.get("href", "#").startswith("#") for node in nodes)
    assert not [key for node in nodes for key in node.attrib if key.startswith("on") or key in ("src", "style")]
    assert not re.search(r"url\((?!data:font/woff2;base64,)|@import", page)


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_of_a_page_allows_its_one_script_and_nothing_else(name: str) -> None:
    """That of the map, by its hash; the others have none."""
    text = every_page()[name]
    policy_said = next(
        node.get("content") or "" for node in tree(text).iter("meta")
        if node.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy_said.startswith("default-src 'none'; style-src 'unsafe-inline'")
    if name in MAPS:
        digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
        assert policy_said.endswith(f"; script-src 'sha256-{digest}'")
        assert scripts == [SCRIPT.read_text("utf-8")]
    else:
        assert "script-src" not in policy_said
        assert scripts == []
    assert text.count("<script") == len(scripts)


def test_every_picture_says_what_it_shows_and_has_its_table(page: str) -> None:
    """For people who cannot see it: a title, a description, and figures in the same part of the page."""
    document = tree(page)
    parts = [*document.iter("section")] or [*document.iter("main")]
    drawn = 0
    for part in parts:
        pictures = list(part.iter(f"{SVG}svg"))
        drawn += len(pictures)
        for picture in pictures:
            assert picture.findtext(f"{SVG}title")
            assert picture.findtext(f"{SVG}desc")
        assert not pictures or list(part.iter("table"))
    assert drawn == len(list(document.iter(f"{SVG}svg")))
    assert drawn > 0


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    steps = [int(node.tag[1]) for node in tree(page).iter() if re.fullmatch(r"h[1-6]", node.tag)]
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(steps))


def test_places_are_unique_and_every_link_leads_to_one(page: str) -> None:
    nodes = list(tree(page).iter())
    ids = [name for node in nodes if (name := node.get("id"))]
    assert len(ids) == len(set(ids))
    assert {node.get("href", "")[1:] for node in nodes if node.get("href")} <= set(ids)


def test_no_cell_is_blank_and_no_mark_stands_without_its_word(page: str) -> None:
    """Neither a dash nor nothing stands for what is not known."""
    document = tree(page)
    cells = [said(node) for node in document.iter() if node.tag in ("td", "th", "dd", "li")]
    assert [cell for cell in cells if not cell or cell in "-–—"] == []
    for node in document.iter("span"):
        if (node.get("class") or "").startswith("status"):
            assert said(node)
    for table in document.iter("table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))


def test_a_country_without_data_is_open_in_every_picture_and_every_cell() -> None:
    """Greenland: five dotted bars, ten dotted treaties, and no band anywhere in its table."""
    document = tree(every_page()["Greenland"])
    bars, strip = document.iter(f"{SVG}svg")
    assert (bars.findtext(f"{SVG}desc") or "").count("open.") == 5
    assert [said(node) for node in bars.iter(f"{SVG}text")].count("open") == 5
    assert [said(node) for node in strip.iter(f"{SVG}text")].count("open") == 10
    figures, treaties, *_ = document.iter("table")
    assert {said(cell) for cell in figures.iter("td")} == {"open"}
    assert {said(row[-1]) for row in treaties.iter("tr")} == {"Reservations and the like", "open"}
    assert "the worst could be worse" not in said(document)


def test_reservations_that_are_not_at_hand_are_open_and_not_none() -> None:
    """The starter knows who is party, and nothing of how."""
    treaties = next(table for table in tree(every_page()["Venezuela"]).iter("table") if "Treaty" in said(table[1]))
    rows = [[said(cell) for cell in row] for row in treaties[2]]
    assert rows[0][:3] == ["ICCPR", "party", "1978"]
    assert {row[-1] for row in rows} == {"open"}
    assert "as of 2022-08-25" in rows[0][3]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in (*MAPS, "two", "three")])
def test_silence_about_triggers_is_marked_open_on_every_page_of_a_country(name: str) -> None:
    """Whether some are written down or none."""
    document = tree(every_page()[name])
    section = next(part for part in document.iter("section") if part[0].get("id") == "triggers")
    last = section[-1]
    assert (last[0].get("class"), said(last[0])) == ("status is-open", "open")
    assert re.search(
        r"That is not to say that there is none|Others may stand that are not written down here", said(last)
    )


def test_the_law_of_an_expired_review_is_not_shown() -> None:
    section = next(
        part for part in tree(every_page()["Venezuela in 2030"]).iter("section") if part[0].get("id") == "law"
    )
    assert "expired on 2027-11-26 and is not used: every question is open" in said(section)
    assert list(section.iter("table")) == []


def test_every_country_of_the_map_has_its_row_and_its_link() -> None:
    """What is drawn leads to its row; what is too small to draw is named and has a row all the same."""
    document = tree(every_page()["map"])
    rows = {node.get("id", "") for node in document.iter("tr") if node.get("id")}
    links = {node.get("href", "")[1:] for node in document.iter(f"{SVG}a")}
    assert links <= rows
    assert rows <= {f"row-{code}" for code in CODES}
    assert {"row-NA", "row-XK", "row-TW", "row-GL", "row-HK"} <= links


def test_what_is_open_in_the_table_of_the_map_says_so_to_sorting_too() -> None:
    """A word and a mark for people, `open` for the script: it is never sorted among the good."""
    document = tree(every_page()["map"])
    body = next(table for table in document.iter("table") if table.get("id") == "table")[2]
    for row in body:
        for cell in row[1:]:
            marked = any((node.get("class") or "") == "status is-open" for node in cell.iter("span"))
            assert (cell.get("data-sort") == "open") is marked, said(row)
    greenland = next(row for row in body if row.get("id") == "row-GL")
    assert {cell.get("data-sort") for cell in greenland[1:]} == {"open"}


def test_rows_of_the_map_are_in_order_of_names_as_people_look_them_up() -> None:
    """Åland stands under A, Côte d’Ivoire before Croatia."""
    document = tree(every_page()["map"])
    body = next(table for table in document.iter("table") if table.get("id") == "table")[2]
    keys = [row[0].get("data-sort") or "" for row in body]
    assert keys == sorted(keys)
    names = [said(row[0]) for row in body]
    assert names.index("Côte d’Ivoire CI") < names.index("Croatia HR")


def test_the_headline_of_the_map_counts_what_may_be_severe() -> None:
    """None that is certainly severe is not told as none."""
    assert countries_sentence([(3,), (2, 3), (0,), ()]) == (
        "Severe in 1 of 4 countries and territories, and possibly in 1 more. Of 1 nothing is known: open, not good."
    )
    assert countries_sentence([(2, 3), (0,)]) == "Possibly severe in 1 of 2 countries and territories."
    assert "Of 206 nothing is known" not in every_page()["map"]
    assert re.search(r"Of \d+ nothing is known: open, not good", every_page()["map of 1992"])


def test_lines_of_different_datasets_are_not_put_into_one_picture() -> None:
    """It says so in their place."""
    turkey, hungary = page_of("TR"), page_of("HU")
    assert hungary.profile is not None
    other = {key: (f"{dataset} of another", line) for key, (dataset, line) in hungary.profile.lines.items()}
    mixed = compared_html([turkey, replace(hungary, profile=replace(hungary.profile, lines=other))], None)
    assert mixed.count("not drawn, the lines are of V-Dem") == 5
    assert 'class="lines"' not in mixed


def hostile() -> CountryPage:
    """Names, instruments and gaps as somebody with bad intent would write them."""
    page = page_of("VE")
    trigger = Trigger("arms_embargo", f"Embargo {HOSTILE}", HOSTILE, DAY, HOSTILE, note=HOSTILE)
    agency = replace(page.agencies[0][0], name=HOSTILE, names=((HOSTILE, "es"),))
    gap = CountryGap("no_data", HOSTILE)
    assert page.profile is not None
    practice = {
        key: replace(one, readings=tuple(replace(read, indicator=HOSTILE, dataset=HOSTILE) for read in one.readings))
        for key, one in page.profile.practice.items()
    }
    lines = {key: (HOSTILE, line) for key, (_, line) in page.profile.lines.items()}
    profile = replace(page.profile, practice=practice, lines=lines)
    return replace(page, triggers=(trigger,), agencies=((agency, 2),), gaps=(gap,), context=(HOSTILE,), profile=profile)


def test_markup_in_names_is_text_and_control_characters_are_gone() -> None:
    """On the pages and on the terminal."""
    for text in (country_html(hostile()), compared_html([hostile(), page_of("HU")], None)):
        assert tree(text).tag == "html"
        assert "<script" not in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert country_html(hostile()).count("&lt;script&gt;alert(1)&lt;/script&gt; &amp;") >= 5
    for text in (country_text(hostile(), full=True), compared_text([hostile(), page_of("HU")], None)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", text)
        assert "[bold]y[/bold]" in text or text.startswith("Venezuela: ")


class _Ascii(StringIO):
    encoding = "ascii"  # type: ignore[assignment]


WRITERS: dict[str, Callable[[], str]] = {
    "country": lambda: country_text(page_of("CN-XJ"), full=True),
    "without data": lambda: country_text(page_of("GL")),
    "compared": lambda: compared_text([page_of("TR"), page_of("CI"), page_of("GL")], 2016),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_text_fits_sixty_columns_and_the_letters_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, writer: str, encoding: str
) -> None:
    """No word, bar or table is wider; without Unicode every mark has its ASCII."""
    monkeypatch.setenv("COLUMNS", "60")
    if encoding == "ascii":
        monkeypatch.setattr("sys.stdout", _Ascii())
    text = WRITERS[writer]()
    assert max(cell_len(line) for line in text.splitlines()) <= 60
    assert text.isascii() is (encoding == "ascii")
    assert ("? " if encoding == "ascii" else "◌ ") in text


def test_the_bar_of_the_terminal_stands_where_the_figures_do() -> None:
    """Five marks a band, four bands; the median is filled, the interval hatched."""
    page = page_of("VE")
    assert page.practice is not None
    bars = re.findall(r"^ +([·▒█|]{23}) ", country_text(page, to_file=True), re.MULTILINE)
    assert len(bars) == len(policy().dimensions)
    for bar, one in zip(bars, page.practice.dimensions.values(), strict=True):
        cells = bar.replace("|", "")
        assert cells.index("█") == min(int(one.median * 5), 19)
        assert bar.split("|")[min(int(one.median), 3)].count("█") == 1
        assert len(bar.split("|")) == len(BANDS)


def test_pages_need_no_terminal_library() -> None:
    """Nor does the memo that shows countries."""
    code = "import sys, duecare.papers.country_html, duecare.papers.countries_html; assert 'rich' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_the_same_page_gives_the_same_bytes() -> None:
    assert country_html(page_of("VE")) == every_page()["Venezuela"]
    assert countries_html(starter_data(), DAY) == every_page()["map"]
