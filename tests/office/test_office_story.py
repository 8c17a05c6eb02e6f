"""The story of one deal through the office, played in Chromium as people would; each step leaves a picture."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from browsing import lead, sign_in
from django.utils import timezone
from made_lists import import_edition, row
from made_people import People
from order_system import Orders

from duecare.office.audit.chain import verify
from duecare.snapshots import Home

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("beside_a_loop")]
PICTURES = Path(__file__).parents[2] / "build" / "story"
CUSTOMER, ITEM = "Kestrel Morava Perimetar", "Gates with face check"
LIKE_IT = row("1", "Kestrel Perimetar Morava Holding", addresses=[{"country": "CN"}])
ITSELF = row("2", CUSTOMER, addresses=[{"country": "RS"}])
DEAL: dict[str, Any] = {
    "schema": "duecare.transaction/1", "id": "port-gates", "gate": "ship", "kind": "sale",
    "title": "Face check at the gates of a river port",
    "stated_end_use": {"use": "access_control", "text": "Staff and drivers of the port.", "kind": "interested",
                       "source": "order form of the customer"},
    "items": [{
        "id": "gates", "name": ITEM, "capabilities": ["facial_recognition"], "delivery": ["goods", "software"],
        "description": "The face in front of a gate is compared with everybody who is enrolled.",
        "mode": {"matching": "one_to_many", "collection": "none", "reach": "group", "covert": False},
        "facts": {"known_error_or_bias": {"value": True, "source": "test report of the maker", "kind": "document"}},
    }],
    "parties": [
        {"id": "exporter", "roles": ["exporter"], "name": "Lumbreira Systems", "country": "PT"},
        {"id": "port", "roles": ["purchaser", "end_user"], "name": CUSTOMER, "country": "RS",
         "kind": "private_company"},
    ],
    "places": [{"id": "port-of-morava", "country": "RS", "roles": ["destination", "use"]}],
    "uses": [{"id": "main", "item": "gates", "end_user": "port", "place": "port-of-morava"}],
    "facts": {"subject_to_ear": True},
}  # fmt: skip


def in_days(number: int) -> str:
    """A day so many days from today, as a field takes it."""
    return (timezone.localdate() + datetime.timedelta(days=number)).isoformat()


class Story:
    """A browser that one person after another sits down at, and a picture of each step."""

    def __init__(self, page: Any, people: People) -> None:
        self.page, self._people, self._pictures, self.number = page, people, 0, ""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()

    def now(self, name: str, at: str = "") -> None:
        """Somebody signs in and looks at a page: the one of the case unless another is named."""
        sign_in(self.page, self._people, name)
        self.page.goto(at or f"/cases/{self.number}/")

    def follow(self, text: str, *, exact: bool = False) -> None:
        """Click a link, to the page behind it. exact: the text is all that it says."""
        lead(self.page, self.page.get_by_role("link", name=text, exact=exact).first)

    def press(self, text: str) -> None:
        """Click a button, to the page that answers."""
        lead(self.page, self.page.get_by_role("button", name=text, exact=True))

    def fill(self, **fields: str) -> None:
        """Type into fields, or choose in them, by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def choose(self, *labels: str) -> None:
        """Mark choices by what stands beside them."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def upload(self, name: str, content: bytes) -> None:
        """Choose a file."""
        self.page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": content})

    def reads(self, *texts: str) -> None:
        """That the page says so."""
        said = " ".join(self.page.inner_text("main").split())
        for text in texts:
            assert text in said, f"{text!r} is not in: {said[:3_000]}"

    def picture(self, name: str, at: str = "") -> None:
        """Keep what is seen, from a heading on."""
        if at:
            self.page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", at)
        self._pictures += 1
        self.page.screenshot(path=PICTURES / f"{self._pictures:02d}-{name}.png")

    def gate(self, gate: str) -> str:
        """What the page of the case says of a gate."""
        cells = self.page.locator("table.gates tr", has=self.page.get_by_role("rowheader", name=gate, exact=True))
        return " ".join(cells.inner_text().split())

    def file(self, title: str, **fields: str) -> None:
        """File a paper, from the page of the case."""
        self.follow("File a paper")
        self.fill(title=title, captured_on=in_days(-1), **fields)
        self.upload("paper.pdf", f"%PDF-1.7 {title}".encode())
        self.press("File it")
        self.reads(title)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Home:
    """A data folder with an edition of a list, on which somebody has a name like the customer's; no workers."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    settings.TASKS = None
    found = Home(tmp_path)
    import_edition(found, [LIKE_IT], timezone.localdate() - datetime.timedelta(days=5))
    return found


def test_the_story_of_a_deal_from_its_opening_to_the_log(page: Any, people: People, home: Home) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(15_000)
    story = Story(page, people)
    opened(story)
    examined(story)
    decided_on_the_match(story)
    resolved_with_counsel(story)
    approved_with_a_condition(story)
    orders = token_made(story)
    proven(story, orders)
    delivered(story)
    listed_since(story, home, orders)
    decided_again(story, orders)
    verified(story)
    (refused,) = page.complaints  # the approval that a legal stop refuses
    assert "400 (Bad Request)" in refused


def opened(story: Story) -> None:
    """Sales opens the deal, and is told nothing of how it is judged."""
    story.now("sam", "/cases/open/")
    story.fill(title="Face check at the gates of a river port", needed_by=in_days(20), kind="Sale", gate="Ship")
    story.upload("deal.yaml", yaml.safe_dump(DEAL, allow_unicode=True).encode())
    story.picture("sales-opens-a-deal")
    story.press("Open it")
    story.number = story.page.locator("h1").locator("xpath=preceding::p[@class='kind'][1]").inner_text().split()[2]
    story.reads(f"Case {story.number} is open.", CUSTOMER, "What we still need from you")
    assert "elevated" not in story.page.inner_text("main").casefold()
    story.picture("what-sales-sees")
    story.follow("Check and hand in")
    story.press("Hand it in")


def examined(story: Story) -> None:
    """The analyst takes the case and answers a question."""
    story.now("ana", "/")
    story.reads("Cases that are with nobody yet", CUSTOMER)
    story.picture("the-analysts-work")
    story.follow("Face check at the gates")
    story.reads("elevated", "severe", "One party may be on a list")
    story.picture("the-case-as-the-analyst-sees-it")
    lead(story.page, story.page.get_by_role("navigation", name="This case").get_by_role("link", name="People"))
    story.fill(analyst="Ana")
    story.press("Give it to them")
    story.follow("Back to the case")
    story.reads("With Ana", "To resolve")
    before = story.page.get_by_text("questions wait for an answer").inner_text()
    story.follow("The whole list")
    story.picture("what-is-still-needed")
    story.follow("Does the requested set-up name a group")
    story.choose("No", "A document on file says so")
    story.fill(source="Specification of the gates, revision 3", date=in_days(-30))
    story.picture("the-analyst-answers-a-question")
    story.press("Save and go on")
    story.reads("Saved.")
    story.page.complaints.clear()  # of a draft that was on its way when its page was left
    story.now("ana")
    assert story.page.get_by_text("questions wait for an answer").inner_text() != before


def decided_on_the_match(story: Story) -> None:
    """The analyst says that the listed party is another one."""
    story.follow("Decide the matches")
    story.reads(LIKE_IT["name"], "us-bis-el:row-1", "CN")
    story.picture("a-possible-match")
    story.follow("Decide", exact=True)
    story.choose("Another party")
    story.fill(reason="Register of companies: founded in Smederevo in 2009, no owner abroad.", until=in_days(300))
    story.picture("the-analyst-decides-the-match")
    story.press("Decide")
    story.reads("It is decided, and the case was reviewed again.", "founded in Smederevo")
    story.picture("the-match-is-cleared")
    story.now("ana")
    story.reads("Every match was decided.")


def resolved_with_counsel(story: Story) -> None:
    """The analyst files a paper and proposes that a flag is dealt with; counsel confirms."""
    story.file("Acceptance test at the port", source="Institute of metrology, sent by the customer", expires_on="")
    story.picture("a-paper-is-filed")
    story.now("ana")
    story.page.locator("summary", has_text="nobody has proposed to resolve").click()
    flag = story.page.get_by_role("row", name="HOUSE/fit/error-or-bias")
    flag.get_by_role("link", name="Propose to resolve").click()
    story.fill(reason="A guard opens by hand whenever the gate refuses, and the test found 2 in 10,000 wrong.",
               evidence="Acceptance test at the port", until=in_days(200))  # fmt: skip
    story.picture("the-analyst-proposes-to-resolve-a-flag")
    story.press("Propose it")
    story.reads("The flag stays raised until a second person confirms.")
    story.now("carla")
    story.follow("Confirm or refuse what Ana proposed")
    story.picture("counsel-reads-the-proposal")
    story.press("Confirm it")
    story.reads("It is confirmed, and the case was reviewed again.")
    story.now("ana")
    moved = story.page.get_by_role("row", name="HOUSE/fit/error-or-bias").first.inner_text()
    assert "resolved" in moved
    assert in_days(200) in moved
    story.picture("the-flag-is-resolved", "resolving")


def approved_with_a_condition(story: Story) -> None:
    """The analyst makes a condition and proposes; counsel approves."""
    story.follow("Make a condition")
    story.fill(title="Guards are trained to open by hand", wanted="The list of participants, signed.", owner="Sam",
               due_on=in_days(14), before="Ship")  # fmt: skip
    story.press("Make it")
    story.reads("The condition is made.", "Guards are trained")
    story.picture("a-condition-is-made")
    story.now("ana")
    story.follow("Propose a decision")
    story.reads("An approval of this case needs 1 counsel or approver beside you.")
    story.choose("Approve with conditions")
    story.fill(reason="What stays open is kept small by the condition.")
    story.picture("the-analyst-proposes-a-decision")
    story.press("Propose it")
    story.reads("The decision is proposed.", "1 more approval is needed")
    assert story.page.get_by_role("link", name="Approve or dissent").count() == 0  # it is her own
    story.now("carla", "/decisions/")
    story.reads(story.number)
    story.follow("Face check at the gates")
    story.follow("Approve or dissent")
    story.reads("Conditions that bind it", "Guards are trained to open by hand")
    story.choose("I approve")
    story.picture("counsel-approves")
    story.press("Keep my verdict")
    story.reads("The decision is made.")
    assert story.gate("Contract").startswith("Contract Yes")
    assert story.gate("Ship").startswith("Ship Hold")
    story.picture("approved-with-a-condition", "decision")


def token_made(story: Story) -> Orders:
    """The administrator makes a token for the order system."""
    story.now("adam", "/tokens/")
    story.fill(name="order system", user="Sam (sam)")
    story.choose("Ask whether an activity is cleared")
    story.press("Make it")
    story.reads("The token is made")
    story.picture("a-token-for-the-order-system")
    return Orders(story.page.address, story.page.input_value("#secret"), CUSTOMER.upper(), ITEM)


def proven(story: Story, orders: Orders) -> None:
    """The order system is told to hold; the proof comes, somebody else accepts it and looks whether the condition
    works, and it may be shipped."""
    status, said = orders.ask("ship")
    assert (status, said["allowed"], said["state"], said["case"]) == (200, False, "condition", story.number)
    assert said["conditions"] == ["Guards are trained to open by hand"]
    assert orders.ask("contract")[1]["allowed"] is True
    assert orders.ask("ship", "dc_nobody_x")[0] == 401
    story.now("sam")
    story.file("Participants of the training", source="Training centre of the port")
    story.now("sam")
    story.follow("Guards are trained to open by hand")
    story.follow("Prove it")
    story.fill(proof="Participants of the training")
    story.picture("sales-proves-the-condition")
    story.press("Give the proof")
    story.reads("The proof is on file.")
    status, said = orders.ask("ship")
    assert (status, said["allowed"], said["state"]) == (200, False, "condition")
    assert "(held for the proof to be accepted)" in said["why"]
    story.now("ana")
    story.follow("Guards are trained to open by hand")
    story.reads("given, to be accepted")
    story.follow("Accept the proof")
    story.choose("Yes, I accept it as the proof")
    story.picture("the-analyst-accepts-the-proof")
    story.press("Keep what I decided")
    story.reads("The proof is accepted: the condition is proven.")
    story.follow("Say whether it works")
    story.choose("Yes, it does what it was meant to")
    story.fill(seen="Watched three refusals over video; each was opened by hand within a minute.")
    story.picture("the-analyst-looks-whether-it-works")
    story.press("Keep what I saw")
    story.reads("What you saw is kept.")
    story.picture("the-condition-works")
    status, said = orders.ask("ship")
    assert (status, said["allowed"], said["state"]) == (200, True, "cleared")
    assert said["until"] is not None
    story.now("ana")
    assert story.gate("Ship").startswith("Ship Yes")
    story.picture("the-gates-are-open", "decision")


def delivered(story: Story) -> None:
    """Sales records the delivery."""
    story.now("sam")
    story.page.locator("summary", has_text="After the sale").click()
    story.follow("Record something that happened after the sale")
    story.fill(kind="Delivered", source="Delivery note 2026-311")
    story.picture("sales-records-the-delivery")
    story.press("Record it")
    story.reads("The delivery is recorded.", "Delivery note 2026-311")


def listed_since(story: Story, home: Home, orders: Orders) -> None:
    """A new edition of the list names the customer: an alert, a stale approval, a freeze, and clearance holds."""
    import_edition(home, [LIKE_IT, ITSELF], timezone.localdate() - datetime.timedelta(days=1))
    story.now("ana", "/alerts/")
    story.press("Hold all cases against the data at hand now")
    story.reads("1 alert was raised.", "Listing", "legal stop", story.number)
    story.picture("an-alert-in-the-inbox")
    story.follow("Listing", exact=True)
    story.reads("Before and after", "us-bis-el", "It does not wait.")
    story.picture("the-alert")
    story.now("ana")
    story.reads("Updates and service are frozen", "What was decided on has changed since.")
    story.picture("the-case-after-the-listing")
    story.reads("Its gates are closed until it is decided again.", "What changed between review 4 and 5")
    story.picture("the-approval-is-stale", "decision")
    for activity in ("ship", "update", "service", "contract"):
        status, said = orders.ask(activity)
        assert (status, said["allowed"]) == (200, False), activity
        assert said["state"] in ("hold", "frozen", "stale"), said  # sales is not told that a stop stands


def decided_again(story: Story, orders: Orders) -> None:
    """No approval passes the stop; the deal is declined."""
    story.now("ana")
    story.follow("Propose another decision")
    story.reads("A legal stop stands.")
    story.choose("Approve")
    story.fill(reason="Sold already.")
    story.press("Propose it")
    story.reads("No approval lifts it")
    story.picture("an-approval-is-refused")
    story.choose("Decline")
    story.fill(reason="The customer is listed. Support ends with what counsel allows.")
    story.press("Propose it")
    story.reads("The decision is proposed.", "1 more approval is needed")
    story.now("carla")
    story.follow("Approve or dissent")
    story.choose("I approve")
    story.picture("counsel-agrees-to-decline")
    story.press("Keep my verdict")
    story.reads("The decision is made.", "Decline")
    story.picture("declined", "decision")
    assert orders.ask("ship")[1]["allowed"] is False
    story.now("carla", "/matters/")
    story.reads(story.number)
    story.picture("counsels-matter")


def verified(story: Story) -> None:
    """The auditor reads the log and verifies its chain."""
    story.now("aud", "/log/")
    story.press("Verify the chain")
    story.reads("The log verifies", "decision.made", "Carla user:")
    story.picture("the-auditor-verifies-the-chain")
    assert list(verify()) == []
