"""Complaints in Chromium on a phone: accessible in six languages, and one in Arabic from making it to its outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import ALONE, lead, sign_in
from made_complaints import code_of, fresh_limits, send
from made_people import People, person
from test_office_in_browser import faults

from duecare.office.cases.models import Case, State
from duecare.office.complaints.attached import Looked
from duecare.office.complaints.codes import Came, Ground, Outcome
from duecare.office.complaints.deleting import ask, confirm, enter, refuse
from duecare.office.complaints.handling import acknowledge, answer
from duecare.office.complaints.models import Complaint
from duecare.office.complaints.texts import LANGUAGES, texts
from duecare.office.people.models import Role

__all__ = ["fresh_limits"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("beside_a_loop", "fresh_limits")]
PICTURES = Path(__file__).parents[2] / "build" / "story" / "complaint"
SPOKEN = {
    "account": "وُجد ابن عمي بعد أن تعرّفت الكاميرات على وجهه عند السوق، ثم أُخذ من بيته.",
    "wish": "أن تُوقَف الكاميرات.",
    "more": "كان ذلك في شهر مايو، والجهاز عليه اسم الشركة.",
    "ask": "قرأنا شكواك. في أي شهر كان ذلك؟",
    "found": "استُخدمت الكاميرات خارج ما بيعت له.",
    "remedy": "نوقف التحديثات ونطلب نزع الكاميرات.",
}


def check(page: Any, where: str) -> None:
    """Nothing for axe to say, nothing wider than the screen, nothing that the browser refuses."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert faults(page) == [], where
    assert wide <= 320, f"{where}: {wide} px"
    assert page.complaints == [], where


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_pages_are_accessible_on_a_phone(language: str, page: Any, people: People) -> None:
    with ALONE:
        code = code_of(send(language=language))
        made = Complaint.objects.get()
        files = [Looked("findings-of-our-engineers-on-the-cameras-of-the-market.csv", "text/csv", b"a,b\n1,2\n", False)]
        acknowledge(made, people["greta"], "سلام. 你好. Bonjour.", files)
        answer(made, people["greta"], Outcome.PARTLY, "It is so in part.")
    said = texts(language)
    for at in ("", "process/", "make/outsider/", "make/staff/", "back/"):
        page.goto(f"/speak/{language}/{at}")
        assert page.locator("html").get_attribute("dir") == said["dir"]
        check(page, at)
    page.fill("input[name=code]", code)
    lead(page, page.get_by_role("button", name=said["back"]["open"]))
    page.get_by_role("heading", name=said["talk"]["answer"], exact=True).wait_for()
    check(page, "talk")
    with page.expect_download() as saved:
        page.locator(".files button").click()
    assert Path(saved.value.path()).read_bytes() == b"a,b\n1,2\n"
    assert saved.value.suggested_filename == files[0].name
    picture(page, f"{language}-talk")
    lead(page, page.get_by_role("button", name=said["delete"]["button"], exact=True))
    page.locator(".wrong[role=alert]").wait_for()
    page.complaints.clear()  # that the form was refused
    check(page, "deletion, not sure")
    page.get_by_label(said["delete"]["sure"]).check()
    lead(page, page.get_by_role("button", name=said["delete"]["button"], exact=True))
    page.get_by_role("button", name=said["delete"]["keep"], exact=True).wait_for()
    check(page, "deletion asked for")
    picture(page, f"{language}-asked")
    with ALONE:
        refuse(made, people["greta"], Ground.LEGAL_DUTY, "القانون. 法律. La loi.")
    come_back(page, code, language)
    check(page, "deletion refused")
    assert said["delete"]["grounds"]["legal_duty"] in page.inner_text("main")
    with ALONE:
        enter(made, people["greta"], Came.LETTER, made.received_on)
        confirm(made, person("hana", Role.GRIEVANCE_HANDLER))
    come_back(page, code, language, said["delete"]["gone_title"])
    check(page, "deleted")
    page.goto(f"/speak/{language}/make/staff/")
    lead(page, page.get_by_role("button", name=said["send"], exact=True))
    assert page.locator(".wrong[role=alert]").is_visible()
    page.complaints.clear()  # that the form was refused
    check(page, "refused")
    if language == "en":
        page.emulate_media(color_scheme="dark")
        page.goto("/speak/")
        check(page, "start, dark")
    assert page.context.cookies() == []


def picture(page: Any, name: str) -> None:
    """Keep what is seen on a page."""
    folder = PICTURES.parent / "deletion"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_the_pages_of_a_deletion_for_handlers_are_accessible_on_a_phone(page: Any, people: People) -> None:
    with ALONE:
        send()
        made, hana = Complaint.objects.get(), person("hana", Role.GRIEVANCE_HANDLER)
        acknowledge(made, people["greta"], "Read.", [Looked("findings.csv", "text/csv", b"a,b\n", False)])
        ask(made)
    sign_in(page, people, "greta")
    for scheme, wide in (("light", 320), ("dark", 320), ("light", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": wide, "height": 800})
        page.goto(f"/complaints/{made.pk}/")
        picture(page, f"handler-{scheme}-{wide}")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        assert page.complaints == []
    folded = page.locator("details#write")
    folded.locator("summary").click()
    folded.locator("[name=text]").fill("Here it is.")
    folded.locator("[name=papers]").set_input_files(
        [{"name": f"{one}.txt", "mimeType": "text/plain", "buffer": b"words"} for one in "ab"]
    )
    lead(page, folded.get_by_role("button", name="Write to the complainant"))
    page.get_by_text("Done.").wait_for()
    assert page.get_by_role("link", name="b.txt").is_visible()
    lead(page, page.get_by_role("button", name="Agree to delete it"))
    page.get_by_text("Nothing is gone until somebody else confirms.").wait_for()
    sign_in(page, {**people, "hana": hana}, "hana")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/complaints/")
    picture(page, "list")
    check(page, "the list")
    lead(page, page.get_by_role("link", name="Deletion of"))
    check(page, "the deletion")
    picture(page, "confirm")
    lead(page, page.get_by_role("button", name="Delete it for good"))
    page.get_by_text("Done. What was said is deleted").wait_for()
    page.goto(f"/complaints/{made.pk}/")
    check(page, "deleted")
    picture(page, "deleted")


class Story:
    """A phone and the desk of a handler, and a picture of each step."""

    def __init__(self, page: Any) -> None:
        self.page, self._number = page, 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()

    def picture(self, name: str, *, whole: bool = True) -> None:
        """Keep what is seen."""
        self._number += 1
        self.page.screenshot(path=PICTURES / f"{self._number:02d}-{name}.png", full_page=whole)

    def reads(self, *said: str) -> None:
        """That the page says so."""
        shown = " ".join(self.page.inner_text("main").split())
        for one in said:
            assert one in shown, f"{one!r} is not in: {shown[:3_000]}"

    def does(self, what: str, button: str, **fields: str) -> None:
        """What a handler does on the page of a complaint."""
        folded = self.page.locator(f"details#{what}")
        folded.locator("summary").click()
        for name, value in fields.items():
            field = folded.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        lead(self.page, folded.get_by_role("button", name=button))
        self.reads("Done.")


def test_a_complaint_in_arabic_from_a_phone_to_its_outcome_opens_its_case_again(
    page: Any, people: People, case: Case
) -> None:
    with ALONE:
        Case.objects.filter(pk=case.pk).update(state=State.DECIDED, analyst=people["ana"])
    page.set_default_timeout(15_000)
    story, said = Story(page), texts("ar")

    # a person on a phone finds the pages, chooses Arabic and complains
    page.goto("/speak/")
    story.picture("choose-a-language")
    lead(page, page.get_by_role("link", name="العربية"))
    story.picture("what-protects-you")
    lead(page, page.get_by_role("link", name=said["home"]["process"]))
    story.reads("7 أيام", "90 يومًا")
    story.picture("how-it-works")
    lead(page, page.get_by_role("link", name=said["home"]["make"]))
    page.get_by_label(said["topics"]["harmed"]).check()
    page.fill("[name=account]", SPOKEN["account"])
    page.fill("[name=wish]", SPOKEN["wish"])
    page.get_by_label(said["regions"]["middle_east"]).check()
    story.picture("the-complaint")
    lead(page, page.get_by_role("button", name=said["send"], exact=True))
    story.reads(said["done"]["title"])
    code = page.locator(".code").inner_text()
    story.picture("the-code")
    assert page.context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    # the handler reads it, asks, and links the case
    sign_in(page, people, "greta")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/complaints/")
    story.picture("what-the-handler-finds")
    lead(page, page.get_by_role("link", name="S-").first)
    story.reads(SPOKEN["account"], SPOKEN["wish"], "Middle East")
    story.does("acknowledge", "Acknowledge", text=SPOKEN["ask"])
    lead(page, page.get_by_role("button", name="Begin to look into it"))
    story.does("link", "Link a case", case=case.number)
    story.reads(case.number, "in review")
    story.does("note", "Add a note", text="The number on the device is one of ours.")
    story.picture("the-handler-asks-and-links-the-case")

    # the case is in review again, and says nothing of who complained
    sign_in(page, people, "ana")
    page.goto(f"/cases/{case.number}/")
    shown = page.inner_text("body")
    assert "In review" in shown
    assert "Complaint" in shown
    assert not any(one in shown for one in SPOKEN.values())
    story.picture("the-case-is-open-again", whole=False)
    page.goto("/alerts/")
    story.reads(case.number, "After the sale")
    story.picture("the-analyst-is-told")

    # the person comes back, answers and sees where it stands
    page.context.clear_cookies()
    page.set_viewport_size({"width": 320, "height": 800})
    come_back(page, code)
    story.reads(SPOKEN["ask"], said["stages"]["examining"])
    page.locator("form").filter(has=page.locator("[value=say]")).locator("[name=text]").fill(SPOKEN["more"])
    lead(page, page.get_by_role("button", name=said["send"], exact=True).first)
    story.reads(SPOKEN["more"])
    story.picture("the-conversation")

    # the answer
    sign_in(page, people, "greta")
    page.goto("/complaints/")
    lead(page, page.get_by_role("link", name="S-").first)
    story.reads(SPOKEN["more"])
    story.does("answer", "Answer", outcome="upheld", text=SPOKEN["found"], remedy=SPOKEN["remedy"],
               remedy_due="2099-01-01")  # fmt: skip
    story.does("lesson", "Write down what is learnt", about="sales", text="Ask where cameras hang before each renewal.")
    story.picture("the-answer-on-a-phone-of-the-handler")
    page.context.clear_cookies()
    come_back(page, code)
    story.reads(said["outcomes"]["upheld"], SPOKEN["found"], SPOKEN["remedy"], said["appeal"]["title"])
    story.picture("the-outcome")
    for name in ("clear", "fair", "safe"):
        page.locator(f"[name={name}][value=yes]").check()
    lead(page, page.get_by_role("button", name=said["feedback"]["button"], exact=True).last)
    story.reads(said["feedback"]["thanks"])
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.complaints == []


def come_back(page: Any, code: str, language: str = "ar", title: str = "") -> None:
    """Somebody opens their complaint by its code."""
    said = texts(language)
    page.goto(f"/speak/{language}/back/")
    page.fill("input[name=code]", code)
    lead(page, page.get_by_role("button", name=said["back"]["open"]))
    page.get_by_role("heading", name=title or said["talk"]["title"], exact=True).wait_for()
