"""Pages of engagement, training and texts with something on them: accessible, fit for a phone, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import lead, sign_in
from django.utils import timezone
from made_people import People
from test_office_in_browser import faults

from duecare.office.cases.models import Case
from duecare.office.distribution import acts as texts
from duecare.office.engagement import acts
from duecare.office.monitoring.acts import freeze
from duecare.office.training import acts as training
from duecare.office.training.models import Completion
from duecare.office.training.reading import modules

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("beside_a_loop")]
MODULE = "red-flags-for-sales"


@pytest.fixture
def filled(people: People, case: Case) -> list[tuple[str, str]]:
    """Something in each room, and who looks at which address."""
    ana, carla, sam = people["ana"], people["carla"], people["sam"]
    who = acts.register(ana, "defenders", "protected", region="EG", name="تعاونية الميناء القديم", languages="العربية")
    one = acts.consult(ana, "case", [who], asked="كيف تُستخدم البوابة؟", how="between", on=timezone.localdate(),
                       agreed="spoken", case=case, may_quote=True)  # fmt: skip
    heard = acts.hear(one, ana, weight="first_hand", said="The list holds people who protested.", words="أوقفوني مرتين")
    acts.change_because(one, ana, kind="condition", what="A second person looks at each hit.", told=True)
    stopped = freeze(case, "suspected_violation")
    assert stopped is not None
    policy = texts.make(carla, "Policy on demonstrations", "policy", text="## Rule\n\nShow *nothing* live.")
    texts.send(carla, policy.policy, "", "", rest_after=0)
    training.assign(carla, MODULE, "requester", "higher", rest_after=30)
    training.assign(carla, MODULE, "", "")
    wrong = training.attempt(sam, modules()[MODULE], [[0]] * len(modules()[MODULE].questions))
    case_ = f"/cases/{case.number}/"
    return [
        ("ana", "/engagement/"), ("ana", f"/engagement/register/{who.pk}/"),
        ("ana", f"/engagement/register/{who.pk}/change/"), ("carla", f"/engagement/register/{who.pk}/"),
        ("ana", f"/engagement/consultations/{one.pk}/"), ("ana", f"{case_}consult/"), ("ana", case_),
        ("ana", f"{case_}heard/{heard.pk}/"), ("ana", f"{case_}leaving/"),
        ("ana", f"{case_}leaving/?step=freeze-{stopped.pk}"), ("sam", "/training/"),
        ("sam", f"/training/modules/{MODULE}/"), ("sam", f"/training/modules/{MODULE}/questions/"),
        ("sam", f"/training/modules/{MODULE}/attempts/{wrong.pk}/"), ("sam", "/texts/"),
        ("sam", f"/texts/{policy.pk}/"),
        ("sam", "/"), ("adam", "/training/kept/"), ("adam", "/training/table/"), ("adam", "/texts/kept/"),
        ("adam", f"/texts/kept/{policy.policy_id}/"), ("adam", f"/people/{sam.pk}/"),
    ]  # fmt: skip


def test_pages_with_something_on_them_are_accessible_and_fit_a_phone(
    page: Any, people: People, filled: list[tuple[str, str]]
) -> None:
    found, name = [], ""
    for who, address in filled:
        if who != name:
            name = who
            sign_in(page, people, who)
        page.complaints.clear()
        answer = page.goto(address)
        assert answer.status == 200, (who, address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong = [*faults(page), *page.complaints, *([f"{wide} px wide"] if wide > 320 else [])]
        found += [f"{address} as {who}: {line}" for line in wrong]
    assert not found, "\n".join(found)


def test_a_module_is_completed_in_a_browser_that_runs_no_script(
    page: Any, browser: Any, people: People, filled: Any
) -> None:
    sign_in(page, people, "sam")
    quiet = browser.new_context(base_url=page.address, java_script_enabled=False)
    quiet.add_cookies(page.context.cookies())
    plain = quiet.new_page()
    plain.goto(f"/training/modules/{MODULE}/")
    lead(plain, plain.locator("text=Answer the questions"))
    for number, one in enumerate(modules()[MODULE].questions, 1):
        for place in sorted(one.right):
            plain.check(f"input[name='{number}'][value='{place}']")
    lead(plain, plain.locator("text=Hand in my answers"))
    assert "10 of 10" in plain.inner_text("main")
    lead(plain, plain.locator("text=I have read this module and will work by it"))
    assert "is completed" in plain.inner_text("main")
    assert Completion.objects.get().user == people["sam"]
    quiet.close()
