"""The dashboard as a browser shows it: filters, sorting, paging, rows that unfold, narrow screens, paper, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_result import POLICE, made_tables, write_result

from duecare.papers.portfolio import dashboard_html

pytestmark = pytest.mark.browser
ROWS = "#table tbody tr:not(.why)"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio")
    (folder / "page.html").write_text(dashboard_html(write_result(folder / "result", made_tables())), "utf-8")
    return folder / "page.html"


@pytest.fixture
def page(browser: Any, written: Path) -> Iterator[Any]:
    """The page, open; at the end nothing may have been said on the console, nor asked for from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: None if asked.url.startswith("file:") else complaints.append(asked.url))
    opened.goto(written.as_uri())
    yield opened
    context.close()
    assert complaints == []


def column(page: Any, at: int) -> list[str]:
    """The texts of one column of the rows that are shown."""
    texts = page.locator(ROWS).evaluate_all("(rows, at) => rows.map(row => row.cells[at].innerText)", at)
    assert isinstance(texts, list)
    return texts


def test_a_hundred_rows_are_shown_and_the_next_page_shows_the_next(page: Any) -> None:
    first = column(page, 0)
    assert len(first) == 100
    pager = page.locator(".pager")
    assert pager.inner_text().startswith("Rows 1 to 100 of 300")
    assert page.get_by_role("button", name="Previous").is_disabled()
    page.get_by_role("button", name="Next").click()
    assert pager.inner_text().startswith("Rows 101 to 200 of 300")
    assert not set(first) & set(column(page, 0))
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("button", name="Next").is_disabled()


def test_the_filter_by_words_reads_names_in_either_script(page: Any) -> None:
    """And says how many rows there are, to readers of screens too."""
    count = sum(row["end_user_name"] == POLICE for row in made_tables()["transactions"])
    box = page.get_by_role("searchbox", name="Show only rows with:")
    for words in (POLICE, "SHRTH lmdynh"):
        box.fill(words)
        assert page.get_by_role("status").inner_text() == f"{count} of 300 rows."
        assert all(POLICE in text for text in column(page, 4))
    box.fill("nowhere at all")
    assert column(page, 0) == []
    assert page.locator(".pager").inner_text().startswith("No row")
    page.get_by_role("button", name="Show all again").click()
    assert len(column(page, 0)) == 100
    assert page.get_by_role("status").inner_text() == ""


def test_filters_by_level_place_kind_and_capability_join(page: Any) -> None:
    rows = [
        row for row in made_tables()["transactions"]
        if not row["hold"] and "drone" in row["capabilities"] and row["end_user_kind"] == "fire_rescue"
    ]  # fmt: skip
    page.get_by_label("Item can do:").select_option("drone")
    page.get_by_label("Kind of end user:").select_option("fire rescue")
    kept = [
        row
        for row in made_tables()["transactions"]
        if row["end_user_kind"] == "fire_rescue" and "drone" in row["capabilities"]
    ]
    assert page.get_by_role("status").inner_text() == f"{len(kept)} of 300 rows."
    levels = Counter((row["known"], row["possible"]) for row in rows)
    (known, possible), count = levels.most_common(1)[0]
    page.get_by_label("Level:").select_option(f"={known}-{possible}")
    assert page.get_by_role("status").inner_text() == f"{count} of 300 rows."
    page.get_by_label("Level:").select_option("open: cannot be rated yet")
    assert all(text.strip() == "open: cannot be rated yet" for text in column(page, 1))


def test_a_figure_of_the_matrix_and_the_name_of_a_group_lead_to_their_transactions(page: Any) -> None:
    cell = page.locator('.matrix [data-pick="level=held"] button')
    count = cell.inner_text()
    cell.click()
    assert page.get_by_role("status").inner_text() == f"{count} of 300 rows."
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.locator("section[aria-labelledby=countries] button.pick", has_text="Türkiye").click()
    assert set(column(page, 6)) == {"Türkiye"}
    page.locator("section[aria-labelledby=kinds] button.pick", has_text="open, not known").click()
    assert set(column(page, 5)) == {"open"}
    assert page.get_by_label("Place of use:").input_value() == "*"


def test_a_column_sorts_either_way_and_open_stays_last(page: Any) -> None:
    """The level begins with the worst; what is on hold is never among the mild."""
    assert page.locator("#table th[aria-sort]").inner_text().startswith("Level")
    head = page.get_by_role("button", name="Flags raised")
    for way, reverse in (("descending", True), ("ascending", False)):
        head.click()
        assert page.locator("#table th[aria-sort]").get_attribute("aria-sort") == way
        figures = [int(text) for text in column(page, 7)]
        assert figures == sorted(figures, reverse=reverse)
    page.get_by_label("Level:").select_option("open: cannot be rated yet")
    for _ in range(2):
        page.locator("#table").get_by_role("button", name="Kind").click()
        marks = [text == "open" for text in column(page, 5)]
        assert marks == sorted(marks)
        assert 0 < sum(marks) < len(marks)


def test_a_row_unfolds_by_the_keyboard_and_folds_again(page: Any) -> None:
    more = page.locator("button.more").first
    more.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert more.get_attribute("aria-expanded") == "true"
    told = page.locator("#table tr.why").inner_text()
    for part in ("Severity", "Owner", "In the book", "Red flags raised", "Open questions"):
        assert part in told
    page.keyboard.press("Enter")
    assert more.get_attribute("aria-expanded") == "false"
    assert page.locator("#table tr.why").count() == 0


def test_the_small_tables_sort_in_place(page: Any) -> None:
    kinds = page.locator("section[aria-labelledby=kinds]")
    kinds.get_by_role("button", name="Transactions").click()
    counts = [int(text) for text in kinds.locator("tbody tr td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    kinds.get_by_role("button", name="End user").click()
    assert kinds.locator("tbody th").last.inner_text() == "open, not known"


def test_a_country_of_the_map_leads_to_its_row(page: Any) -> None:
    page.locator('svg a[href="#place-TR"]').dispatch_event("click")
    row = page.locator("#place-TR")
    row.wait_for(state="visible")
    assert row.evaluate("row => row.matches(':target') && row.getBoundingClientRect().top < innerHeight")


def test_hostile_names_stay_text_in_rows_that_the_script_makes(page: Any) -> None:
    page.get_by_role("searchbox").fill("alert(1)")
    assert page.locator("#table script").count() == 0
    assert any("<script>alert(1)</script>" in text for text in column(page, 3))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_shows_the_page_without_scrolling_sideways(page: Any, scheme: str) -> None:
    """At 320 pixels, in either scheme, with every detail and a row unfolded."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator("button.more").nth(1).click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = page.get_by_role("button", name="Flags open").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < 320


def test_on_paper_the_controls_are_gone_and_citations_are_unfolded(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.get_by_role("searchbox").is_visible()
    assert not page.locator(".pager").is_visible()
    assert page.locator("#table thead").is_visible()
    assert page.locator("section[aria-labelledby=stops] details .about").first.is_visible()


def test_without_its_script_the_tables_are_there_and_a_link_unfolds_a_row(browser: Any, written: Path) -> None:
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    bare = context.new_page()
    bare.goto(written.as_uri())
    assert bare.locator(ROWS).count() == 200
    assert bare.locator("button, input, select").count() == 0
    assert bare.get_by_text("Without its script this page shows the first 200.").is_visible()
    assert not bare.locator("#why-3").is_visible()
    bare.locator(ROWS).nth(3).locator("a").click()
    assert bare.locator("#why-3").is_visible()
    assert "Red flags raised" in bare.locator("#why-3").inner_text()
    context.close()


def test_stops_that_stand_sort_above_those_that_may(page: Any) -> None:
    page.locator("#table").get_by_role("button", name="Legal stops").click()
    texts = column(page, 9)
    assert texts[0] == "1 stands, 2 may"
    stands = ["stands" in text for text in texts]
    assert stands == sorted(stands, reverse=True)
