"""Every page in Chromium: nothing for axe to say, nothing wider than a phone, nothing that the browser refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from browsing import lead, sign_in
from made_people import People
from walk import OURS, denied, filled

from duecare.office.cases.acts import change_deal, comment
from duecare.office.cases.models import Case
from duecare.office.clauses.acts import begin
from duecare.office.clauses.making import read

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("beside_a_loop")]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = "{runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}"
RUN = f"async (tags) => (await axe.run(document, {ASKED})).violations"
ROLES = ("ana", "carla", "adam", "sam", "aud", "olga", "greta")


def shown(page: Any, people: People, case: Case) -> Iterator[tuple[str, str]]:
    """Each address once, as the first person who gets a page there; signed in as that person."""
    seen: set[str] = set()
    for name in ROLES:
        client = sign_in(page, people, name)
        for address, view in OURS:
            text = filled(address, case.number)
            if text in seen or "sign-" in text or text.startswith("/api/") or denied(people[name], view, case):
                continue
            answer = client.get(text)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.has_header(
                "Content-Disposition"
            ):  # fmt: skip
                seen.add(text)
                yield name, text


def faults(page: Any) -> list[str]:
    """What axe finds on a page, a line each."""
    if not page.evaluate("'axe' in window"):
        page.context.add_init_script(AXE)  # pages that follow have it without its being sent each time
        page.evaluate(AXE)
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in page.evaluate(RUN, TAGS)]


def test_axe_has_something_to_say_of_a_bad_page(page: Any) -> None:
    page.set_content("<img src=x><input>")
    assert {line.partition(":")[0] for line in faults(page)} >= {"image-alt", "label"}


def test_every_page_is_accessible_and_fits_a_phone(page: Any, people: People, case: Case) -> None:
    change_deal(case, people["ana"], {**(case.deal.document if case.deal else {}), "notes": "Asked again."})
    comment(case, people["ana"], "من يشغّل قائمة المراقبة؟")
    begin(case, read(case, case.review), people["ana"], "sales", None, with_open=False)
    found: dict[str, list[str]] = {}
    walked = 0
    for name, address in shown(page, people, case):
        page.complaints.clear()
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong = [*faults(page), *page.complaints, *([f"{wide} px wide"] if wide > 320 else [])]
        walked += 1
        if wrong:
            found[f"{address} as {name}"] = wrong
    assert not found, "\n".join(f"{address}\n  " + "\n  ".join(lines) for address, lines in found.items())
    assert walked > 10


def test_the_dark_page_of_a_case_is_accessible(page: Any, people: People, case: Case) -> None:
    sign_in(page, people, "ana")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 900})
    for address in (f"/cases/{case.number}/", "/cases/", "/cases/open/"):
        if address.endswith("open/"):
            sign_in(page, people, "sam")
        page.goto(address)
        assert faults(page) == [], address


def test_the_sign_in_page_is_accessible_and_says_what_is_wrong(page: Any, db: None) -> None:
    page.goto("/sign-in/")
    assert faults(page) == []
    page.fill("input[name=username], input[name=login]", "nobody")
    page.fill("input[name=password]", "wrong wrong wrong")
    lead(page, page.get_by_role("button", name="Sign in", exact=True))
    assert faults(page) == []
    assert page.locator(".wrong[role=alert]").is_visible()


def test_a_folded_section_is_loaded_when_it_is_opened(page: Any, people: People, case: Case) -> None:
    sign_in(page, people, "ana")
    page.goto(f"/cases/{case.number}/")
    folded = page.locator("details.folded[hx-get]").first
    folded.locator("summary").first.click()
    folded.locator("table").first.wait_for()
    assert "police departments" in folded.inner_text()


def test_a_case_can_be_worked_on_by_keyboard_alone(page: Any, people: People, case: Case) -> None:
    sign_in(page, people, "ana")
    page.goto("/cases/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == case.title:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.number}/")
