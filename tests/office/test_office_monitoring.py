"""Alerts worked on, events after the sale, freezes: who sees and does what, and what the database itself refuses."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_decisions import approved, low_case
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import review_again
from duecare.office.cases.models import Case, Cause, State
from duecare.office.counsel.models import Matter
from duecare.office.decisions.acts import set_framework
from duecare.office.decisions.models import Outcome
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.acts import finish, record_event, snooze
from duecare.office.monitoring.models import Alert, Freeze, PostSale, Watching

TODAY = timezone.localdate()
LATER = TODAY + datetime.timedelta(days=30)


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    """No workers: what would be done in the background is done at once."""
    settings.TASKS = None


@pytest.fixture
def alert(case: Case) -> Alert:
    """An alert about the level of a case, between two reviews."""
    review_again(case, Cause.DATA)
    before, after = case.reviews.order_by("number")
    return Alert.objects.create(
        case=case, kind="level", before=before, after=after, because={"countries": ["US"]},
        changed={"known": ["moderate", "high"], "advice": ["proceed", "escalate"], "raised": ["US/x"]},
    )  # fmt: skip


def test_the_inbox_says_what_changed_and_because_of_what(alert: Alert, signed: Callable[[str], Client]) -> None:
    page = signed("ana").get("/alerts/").content.decode()
    assert alert.case.title in page
    assert "Advice: proceed; now escalate." in page.replace("&#x27;", "'")
    assert "Something else is known of: United States" in page
    one = signed("ana").get(f"/alerts/{alert.pk}/").content.decode()
    assert "Before and after" in one
    assert f"/cases/{alert.case.number}/compare/1/2/" in one


def test_an_alert_about_a_case_that_is_not_open_to_me_is_not_there(
    alert: Alert, signed: Callable[[str], Client]
) -> None:
    Case.objects.update(restricted=True)
    ana = signed("ana")
    assert alert.case.title not in ana.get("/alerts/").content.decode()
    assert ana.get(f"/alerts/{alert.pk}/").status_code == 404
    for act in ("assign", "snooze", "done", "undo"):
        assert ana.post(f"/alerts/{alert.pk}/{act}/", {"why": "x", "until": str(LATER)}).status_code == 404
    alert.refresh_from_db()
    assert alert.done_at is None


def test_an_alert_waits_with_a_reason_and_comes_back_by_itself_or_by_undo(
    alert: Alert, signed: Callable[[str], Client], people: People
) -> None:
    ana = signed("ana")
    refused = ana.post(f"/alerts/{alert.pk}/snooze/", {"until": str(TODAY), "why": "The report comes in December"})
    assert refused.status_code == 400
    assert "The report comes in December" in refused.content.decode()
    assert ana.post(f"/alerts/{alert.pk}/snooze/", {"until": str(LATER)}).status_code == 400
    ana.post(f"/alerts/{alert.pk}/snooze/", {"until": str(LATER), "why": "The report comes in December"})
    assert alert.case.title not in ana.get("/alerts/").content.decode()
    assert alert.case.title in ana.get("/alerts/?state=waiting").content.decode()
    Alert.objects.update(snoozed_until=TODAY)
    assert alert.case.title in ana.get("/alerts/").content.decode()
    Alert.objects.update(snoozed_until=LATER)
    ana.post(f"/alerts/{alert.pk}/undo/")
    alert.refresh_from_db()
    assert (alert.snoozed_until, alert.snoozed_why, alert.snoozed_by) == (None, "", None)


def test_an_alert_is_done_with_a_reason_and_can_be_reopened(alert: Alert, signed: Callable[[str], Client]) -> None:
    ana = signed("ana")
    assert ana.post(f"/alerts/{alert.pk}/done/", {"why": " "}).status_code == 400
    ana.post(f"/alerts/{alert.pk}/done/", {"why": "Decided anew"})
    assert alert.case.title not in ana.get("/alerts/").content.decode()
    assert "Decided anew" in ana.get(f"/alerts/{alert.pk}/").content.decode()
    ana.post(f"/alerts/{alert.pk}/undo/")
    alert.refresh_from_db()
    assert alert.done_at is None
    acts = list(Entry.objects.filter(act__startswith="alert.").values_list("act", flat=True))
    assert acts == ["alert.done", "alert.reopen"]
    assert list(verify()) == []


def test_an_alert_is_given_to_people_who_see_the_case(
    alert: Alert, signed: Callable[[str], Client], people: People
) -> None:
    ana = signed("ana")
    ana.post(f"/alerts/{alert.pk}/assign/", {"to": people["ben"].pk})
    alert.refresh_from_db()
    assert alert.assigned == people["ben"]
    assert ana.post(f"/alerts/{alert.pk}/assign/", {"to": people["sam"].pk}).status_code == 400
    assert alert.case.title in signed("ben").get("/alerts/?whose=mine").content.decode()
    assert alert.case.title not in ana.get("/alerts/?whose=mine").content.decode()


def test_an_alert_about_a_legal_stop_never_waits(alert: Alert, people: People, signed: Callable[[str], Client]) -> None:
    Alert.objects.update(kind="stop", legal=True)
    alert.refresh_from_db()
    with pytest.raises(InputError, match="legal stop"):
        snooze(alert, people["ana"], LATER, "later")
    assert "It does not wait" in signed("ana").get(f"/alerts/{alert.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        (
            {"legal": True, "snoozed_until": LATER, "snoozed_why": "x", "snoozed_by": "ana"},
            "no_alert_about_a_legal_stop",
        ),
        ({"kind": "listing"}, "listings_and_stops_are_legal"),
        ({"snoozed_until": LATER}, "waits_for_a_reason"),
        ({"done_at": timezone.now(), "done_by": "ana"}, "done_for_a_reason"),
    ],
)
def test_the_database_refuses_what_the_acts_refuse(
    fields: dict[str, Any], constraint: str, alert: Alert, people: People
) -> None:
    said = {name: people[value] if value == "ana" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**said)


@pytest.mark.parametrize("kind", [kind for kind in PostSale.Kind if kind != "delivered"])
def test_what_happens_after_the_sale_opens_due_diligence_again(kind: str, case: Case, people: People) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.DECIDED, analyst=people["ana"])
    case.refresh_from_db()
    record_event(case, people["sam"], kind, TODAY, "A newspaper, 2026-11-20")
    assert case.state == State.REVIEW
    alert = Alert.objects.get()
    assert (alert.kind, alert.assigned, alert.because) == ("event", people["ana"], {"event": kind})
    assert not Freeze.objects.exists()  # nothing was delivered


def test_a_delivery_opens_nothing(case: Case, people: People) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.DECIDED)
    case.refresh_from_db()
    record_event(case, people["sam"], "delivered", TODAY, "delivery note")
    case.refresh_from_db()
    assert (case.state, Alert.objects.count()) == (State.DECIDED, 0)


def test_a_delivery_counts_for_how_long_the_case_is_kept(case: Case, people: People) -> None:
    record_event(case, people["sam"], "delivered", TODAY, "delivery note")
    assert [(one.kind, one.on) for one in case.milestones.all()] == [("delivered", TODAY)]


def test_a_suspected_violation_freezes_what_was_delivered(case: Case, people: People) -> None:
    record_event(case, people["sam"], "delivered", TODAY, "delivery note")
    for _ in range(2):
        record_event(case, people["sam"], "suspected_violation", TODAY, "a whistle-blower")
    assert Freeze.objects.get().why == "suspected_violation"
    matter = Matter.objects.get()
    assert (matter.case, matter.cause, matter.opened_by) == (case, "suspected_violation", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.create(case=case, why="suspected_violation")


def test_a_requester_records_what_happened_and_sees_the_freeze_and_no_alert(
    case: Case, signed: Callable[[str], Client], people: People
) -> None:
    sam, address = signed("sam"), f"/cases/{case.number}/after-sale/"
    said = {"happened_on": str(TODAY), "source": "Mail of the customer", "told": "<script>alert(1)</script>"}
    for kind in ("delivered", "suspected_violation"):
        assert sam.post(address, {**said, "kind": kind}).status_code == 302
    page = sam.get(f"/cases/{case.number}/").content.decode()
    assert "Updates and service are frozen" in page
    assert "Mail of the customer" in page
    assert "/alerts/" not in page
    assert "<script>alert" not in page
    assert "/lift/" not in page
    assert sam.get("/alerts/").status_code == 403
    assert "/lift/" in signed("carla").get(f"/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"happened_on": "2099-01-01"}, "has not come yet"),
        ({"source": " "}, "required"),
        ({"kind": "gift"}, "gift"),
        ({"evidence": "999"}, "choice"),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_what_was_typed(
    wrong: dict[str, str], said: str, case: Case, signed: Callable[[str], Client]
) -> None:
    given = {"kind": "news", "happened_on": str(TODAY), "source": "A newspaper", "told": "Typed for an hour", **wrong}
    answer = signed("ana").post(f"/cases/{case.number}/after-sale/", given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "Typed for an hour" in answer.content.decode()
    assert not PostSale.objects.exists()


def test_a_paper_of_another_case_proves_nothing_here(case: Case, people: People) -> None:
    from duecare.office.cases.acts import open_case

    other = open_case(people["ana"], "Another")
    paper = Evidence.objects.create(
        case=other, title="x", name="x", sha256="0", size=1, kind="text/plain", source="x", captured_on=TODAY,
        by=people["ana"],
    )  # fmt: skip
    with pytest.raises(InputError, match="not on file"):
        record_event(case, people["ana"], "news", TODAY, "x", evidence=paper)


def test_a_freeze_is_lifted_by_an_approver_with_a_reason(
    case: Case, signed: Callable[[str], Client], people: People
) -> None:
    frozen = Freeze.objects.create(case=case, why="listing")
    address = f"/cases/{case.number}/after-sale/{frozen.pk}/lift/"
    assert signed("ana").post(address, {"reason": "all is well"}).status_code == 403
    assert signed("carla").post(address, {"reason": ""}).status_code == 400
    assert signed("carla").post(address, {"reason": "Another party of that name"}).status_code == 302
    frozen.refresh_from_db()
    assert (frozen.lifted_by, frozen.reason) == (people["carla"], "Another party of that name")
    assert "already" in signed("dan").post(address, {"reason": "again"}).content.decode()
    assert "Another party of that name" not in signed("sam").get(f"/cases/{case.number}/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.create(case=case, why="listing", lifted_at=timezone.now())


@pytest.mark.parametrize("how", ["UPDATE monitoring_postsale SET source = 'other'", "DELETE FROM monitoring_postsale"])
def test_what_happened_is_not_changed_even_by_sql(how: str, case: Case, people: People) -> None:
    record_event(case, people["ana"], "news", TODAY, "A newspaper")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(how)


def test_the_log_holds_no_word_of_what_was_said(alert: Alert, people: People) -> None:
    record_event(alert.case, people["ana"], "complaint", TODAY, "Source Xylophone", "Told Xylophone")
    finish(alert, people["ana"], "Done Xylophone")
    said = str(list(Entry.objects.values_list("detail", flat=True)))
    assert "Xylophone" not in said
    assert "complaint" in said


def test_everybody_can_be_held_against_the_data_from_the_inbox(case: Case, signed: Callable[[str], Client]) -> None:
    ana = signed("ana")
    assert "No pass has been made yet" in ana.get("/alerts/").content.decode()
    assert ana.post("/alerts/watch/").status_code == 302
    assert "Cases held against the data: 1;" in ana.get("/alerts/").content.decode()


def test_with_workers_a_pass_is_handed_to_them_when_the_transaction_ends(
    case: Case, signed: Callable[[str], Client], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks() as handed:
        signed("ana").post("/alerts/watch/")
    assert not Watching.objects.exists()
    for one in handed:
        one()
    assert Watching.objects.get().cases == 1


def test_what_comes_after_the_sale_is_shown_once_there_is_a_sale(
    people: People, signed: Callable[[str], Client]
) -> None:
    case, line = low_case(people), "is recorded here once a decision opens the contract"

    def pages() -> list[str]:
        found = [signed(name).get(f"/cases/{case.number}/").content.decode() for name in ("ana", "sam")]
        return [page.partition("<main")[2] for page in found]

    assert all(line in page and "<summary>After the sale" not in page for page in pages())
    approved(case, people, Outcome.APPROVE, "lead", "quote")
    assert all(line in page and "<summary>After the sale" not in page for page in pages())
    approved(case, people, Outcome.APPROVE, "contract")
    assert all(line not in page and "<summary>After the sale" in page for page in pages())


def test_a_delivery_that_no_decision_allowed_is_recorded_all_the_same(
    case: Case, signed: Callable[[str], Client], people: People
) -> None:
    sam = signed("sam")
    assert f"/cases/{case.number}/after-sale/" in sam.get(f"/cases/{case.number}/").content.decode()
    record_event(case, people["sam"], "delivered", TODAY, "a delivery note")
    assert "<summary>After the sale" in sam.get(f"/cases/{case.number}/").content.decode()


def test_a_call_off_comes_after_the_sale_of_its_framework(people: People, signed: Callable[[str], Client]) -> None:
    above, case = low_case(people), low_case(people)
    approved(above, people, Outcome.APPROVE, "contract")
    set_framework(case, people["ana"], above)
    assert "<summary>After the sale" in signed("ana").get(f"/cases/{case.number}/").content.decode()
