"""Pages of countries as a browser shows them: sorting, filtering, links of the map, narrow screens, paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duecare.countries import starter_data
from duecare.countries.page import country_page
from duecare.papers.countries import compared_html
from duecare.papers.countries_html import countries_html
from duecare.papers.country_html import country_html

pytestmark = pytest.mark.browser
DAY = datetime.date(2026, 11, 26)
SHOWN = "rows => rows.filter(row => !row.hidden).map(row => row.id.slice(4))"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One page of each kind, written to files."""
    venezuela, greenland, turkey = (country_page(code, DAY, starter_data()) for code in ("VE", "GL", "TR"))
    texts = {
        "country": country_html(venezuela),
        "without data": country_html(greenland),
        "map": countries_html(starter_data(), DAY),
        "two": compared_html([turkey, venezuela], 2015),
        "three": compared_html([turkey, greenland, venezuela], None),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    """Opens a page; at the end nothing may have been said on the console, nor asked for from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))

    def show(name: str) -> Any:
        page.goto(pages[name].as_uri())
        return page

    yield show
    context.close()
    assert complaints == []


def shown(page: Any) -> list[str]:
    """The codes of the rows that are shown, in order."""
    codes = page.locator("#table tbody tr").evaluate_all(SHOWN)
    assert isinstance(codes, list)
    return codes


def is_open(page: Any, column: int) -> list[bool]:
    """For each row, in order, whether its cell of a column is open."""
    marks = page.locator("#table tbody tr").evaluate_all(
        "(rows, at) => rows.map(row => row.cells[at].dataset.sort === 'open')", column
    )
    assert isinstance(marks, list)
    return marks


def test_a_column_sorts_worst_first_then_best_first_and_open_stays_last(opened: Any) -> None:
    """And the head says which way."""
    page = opened("map")
    names = shown(page)
    button = page.get_by_role("button", name="Worst core dimension")
    orders = []
    for way in ("descending", "ascending"):
        button.click()
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == way
        marks = is_open(page, 1)
        assert marks == sorted(marks)
        assert 0 < sum(marks) < len(marks)
        orders.append(page.locator("#table tbody tr").first.locator("td").first.inner_text())
    assert orders == ["serious or severe", "good"]
    page.get_by_role("button", name="Country").click()
    assert shown(page) == names


def test_the_filter_shows_rows_with_every_word_whatever_the_accents(opened: Any) -> None:
    """How many is told to readers of screens, too."""
    page = opened("map")
    everything = shown(page)
    box = page.get_by_role("searchbox", name="Show only rows with:")
    box.fill("turkiye")
    assert shown(page) == ["TR"]
    assert page.get_by_role("status").inner_text() == f"1 of {len(everything)} rows"
    box.fill("EMBARGO deteriorating")
    assert 0 < len(shown(page)) < len(everything)
    box.fill("nowhere at all")
    assert shown(page) == []
    box.fill("")
    assert shown(page) == everything
    assert page.get_by_role("status").inner_text() == ""


def test_a_country_of_the_map_leads_to_its_row_even_if_that_was_hidden(opened: Any) -> None:
    """The filter gives way."""
    page = opened("map")
    page.get_by_role("searchbox").fill("norway")
    assert shown(page) == ["NO"]
    page.locator('svg a[href="#row-BR"]').dispatch_event("click")
    row = page.locator("#row-BR")
    row.wait_for(state="visible")
    assert page.url.endswith("#row-BR")
    assert row.evaluate("row => row.matches(':target') && row.getBoundingClientRect().top < innerHeight")
    assert page.get_by_role("searchbox").input_value() == ""


def test_the_keyboard_reaches_filter_and_heads_and_never_the_shapes_of_the_map(opened: Any) -> None:
    """What has the focus shows it; Enter sorts."""
    page = opened("map")
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "[document.activeElement.tagName, document.activeElement.textContent,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        order.append(tuple(focus[:2]))
        assert focus[2] == "solid" or focus[0] == "A"
    assert order == [
        ("A", "Skip to the table"),
        ("INPUT", ""),
        ("BUTTON", "Country"),
        ("BUTTON", "Worst core dimension"),
    ]
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").inner_text().startswith("Worst core dimension")


def test_without_its_script_the_map_is_whole_and_in_order(browser: Any, pages: dict[str, Path]) -> None:
    """Only sorting and filtering are gone."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["map"].as_uri())
    assert page.locator("#table tbody tr").count() > 200
    assert page.locator("#table thead th").first.inner_text() == "Country"
    assert page.locator("button, input").count() == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["country", "without data", "map", "two", "three"])
def test_a_telephone_shows_a_page_without_scrolling_sideways(opened: Any, name: str, scheme: str) -> None:
    """At 320 pixels, in either scheme, with every detail unfolded."""
    page = opened(name)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_on_a_telephone_the_heads_are_still_there_to_sort_by(opened: Any) -> None:
    """As a line of buttons above the rows."""
    page = opened("map")
    page.set_viewport_size({"width": 320, "height": 700})
    box = page.get_by_role("button", name="Legal triggers").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < 320


def test_on_paper_the_controls_are_gone_and_details_are_unfolded(opened: Any) -> None:
    """Heads of columns stay."""
    page = opened("map")
    page.emulate_media(media="print")
    assert not page.get_by_role("searchbox").is_visible()
    assert page.locator("#table thead").is_visible()
    page.emulate_media(media="screen")
    page = opened("country")
    assert not page.locator("details table").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("details table").first.is_visible()
    assert not page.locator("nav").is_visible()
