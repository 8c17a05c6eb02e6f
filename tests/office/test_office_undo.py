"""What can be taken back shortly after, by whom it was done and by nobody else; and what is never."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from made_decisions import condition, in_days, low_case, paper, proposed
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.books.models import SavedFilter
from duecare.office.cases.models import Case, State
from duecare.office.decisions import conditions
from duecare.office.decisions.models import Condition
from duecare.office.monitoring.models import Alert
from duecare.office.people import undo

Signed = Callable[[str], Client]


def offer(client: Client) -> str:
    """What a page offers to take back; empty where it offers nothing."""
    found = re.search(r'name="which" value="(\w+)"', client.get("/").content.decode())
    return found[1] if found else ""


def taken_back(client: Client) -> str:
    """Take back what is offered; the page that comes of it."""
    return client.post("/people/own/undo/", {"which": offer(client)}, follow=True).content.decode()


def acts(*names: str) -> list[str]:
    return list(Entry.objects.filter(act__in=names).order_by("pk").values_list("act", flat=True))


def test_a_case_goes_back_to_whom_it_was_with_in_the_state_that_it_had(
    case: Case, signed: Signed, people: People
) -> None:
    ana = signed("ana")
    assert offer(ana) == ""
    ana.post(f"/cases/{case.number}/people/", {"analyst": people["ben"].pk})
    page = ana.get("/cases/").content.decode()
    assert "Undo" in page
    assert f"{case.number}: it is with Ben." in page
    assert "Undone." in taken_back(ana)
    case.refresh_from_db()
    assert (case.analyst, case.state) == (None, State.DRAFT)
    assert acts("case.assign", "case.assign_undone") == ["case.assign", "case.assign_undone"]
    assert offer(ana) == "", "it is taken back once"
    assert list(verify()) == []


def test_nothing_is_taken_back_over_what_another_did_since(case: Case, signed: Signed, people: People) -> None:
    ana = signed("ana")
    ana.post(f"/cases/{case.number}/people/", {"analyst": people["ana"].pk})
    signed("carla").post(f"/cases/{case.number}/people/", {"analyst": people["ben"].pk})
    assert "Somebody has changed it since" in taken_back(ana)
    case.refresh_from_db()
    assert case.analyst == people["ben"]


def test_a_member_who_was_just_added_is_out_again(case: Case, signed: Signed, people: People) -> None:
    ana = signed("ana")
    ana.post(f"/cases/{case.number}/people/", {"add": people["olga"].pk})
    assert signed("olga").get(f"/cases/{case.number}/").status_code == 200
    taken_back(ana)
    assert signed("olga").get(f"/cases/{case.number}/").status_code == 404
    assert acts("case.member", "case.member_undone") == ["case.member", "case.member_undone"]
    ana.post(f"/cases/{case.number}/people/", {"add": people["olga"].pk})
    signed("carla").post(f"/cases/{case.number}/people/", {"add": people["olga"].pk})
    assert offer(signed("carla")) == "", "carla added nobody: olga was there"


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.DECIDED])
def test_a_case_that_was_closed_by_mistake_is_as_it_was(case: Case, signed: Signed, state: State) -> None:
    Case.objects.update(state=state)
    ana = signed("ana")
    ana.post(f"/cases/{case.number}/close/")
    assert Case.objects.get().state == State.CLOSED
    taken_back(ana)
    assert Case.objects.get().state == state
    assert acts("case.close", "case.close_undone") == ["case.close", "case.close_undone"]
    assert list(case.milestones.values_list("kind", flat=True)) == ["closed", "reopened"]


def test_an_alert_is_given_back_and_waits_as_it_did(case: Case, signed: Signed, people: People) -> None:
    alert = Alert.objects.create(case=case, kind="level", before=case.review, after=case.review,
                                 snoozed_until=in_days(2), snoozed_why="Before", snoozed_by=people["ben"])  # fmt: skip
    ana = signed("ana")
    ana.post(f"/alerts/{alert.pk}/snooze/", {"until": in_days(9), "why": "List comes"})
    taken_back(ana)
    alert.refresh_from_db()
    assert (alert.snoozed_until, alert.snoozed_why, alert.snoozed_by) == (in_days(2), "Before", people["ben"])
    ana.post(f"/alerts/{alert.pk}/assign/", {"to": people["ben"].pk})
    taken_back(ana)
    alert.refresh_from_db()
    assert alert.assigned is None
    assert acts("alert.snooze_undone", "alert.assign_undone") == ["alert.snooze_undone", "alert.assign_undone"]


def test_a_filter_that_was_deleted_is_kept_again(signed: Signed, people: People) -> None:
    kept = SavedFilter.objects.create(user=people["ana"], name="Mine", query="mine=on")
    ana = signed("ana")
    ana.post(f"/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()
    taken_back(ana)
    again = SavedFilter.objects.get()
    assert (again.user, again.name, again.query) == (people["ana"], "Mine", "mine=on")


def test_a_condition_is_taken_back_while_nothing_rests_on_it(people: People, signed: Signed) -> None:
    case, ana = low_case(people), signed("ana")
    sent = {"title": "Clause", "wanted": "The clause.", "consequence": "look_again", "owner": people["sam"].pk,
            "due_on": in_days(9).isoformat()}  # fmt: skip
    ana.post(f"/cases/{case.number}/conditions/make/", sent)
    assert "Undone." in taken_back(ana)
    made = Condition.objects.get()
    assert (made.state(in_days(0)), made.dropped_by) == ("dropped", people["ana"])
    assert acts("condition.make_undone") == ["condition.make_undone"]
    assert case.conditions.exists(), "it stays on file"


def test_a_condition_that_was_proven_or_decided_on_stands(people: People) -> None:
    case = low_case(people)
    proven, decided = condition(case, people), condition(case, people, title="Another")
    conditions.prove(proven, people["sam"], paper(case, people))
    with pytest.raises(InputError, match="rests on it"):
        conditions.undo_make(people["ana"], condition=proven.pk)
    proposed(case, people, "approve_with_conditions")
    with pytest.raises(InputError, match="rests on it"):
        conditions.undo_make(people["ana"], condition=decided.pk)


def test_what_is_offered_to_one_is_not_taken_back_by_another_or_late_or_after_more_was_done(
    case: Case, signed: Signed, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, address = signed("ana"), f"/cases/{case.number}/people/"
    ana.post(address, {"analyst": people["ben"].pk})
    first = offer(ana)
    assert "cannot be undone any more" in signed("ben").post(
        "/people/own/undo/", {"which": first}, follow=True
    ).content.decode()  # fmt: skip
    ana.post(address, {"add": people["olga"].pk})
    assert offer(ana) != first
    ana.post("/people/own/undo/", {"which": first})
    case.refresh_from_db()
    assert case.analyst == people["ben"]
    assert case.members.count() == 1
    now = undo.time.time()
    monkeypatch.setattr(undo.time, "time", lambda: now + undo.SECONDS + 1)
    assert offer(ana) == ""


def test_whoever_lost_the_right_meanwhile_takes_nothing_back(case: Case, signed: Signed, people: People) -> None:
    ana = signed("ana")
    ana.post(f"/cases/{case.number}/people/", {"analyst": people["ben"].pk})
    people["ana"].grants.all().delete()
    ana.post("/people/own/undo/", {"which": offer(ana)})
    case.refresh_from_db()
    assert case.analyst == people["ben"]


def test_acts_of_record_are_not_undone_and_their_pages_say_so(people: People, signed: Signed) -> None:
    case, ana = low_case(people), signed("ana")
    assert "act of record" in ana.get(f"/cases/{case.number}/decisions/propose/").content.decode()
    decision = proposed(case, people)
    page = signed("carla").get(f"/cases/{case.number}/decisions/{decision.number}/verdict/").content.decode()
    assert "act of record" in page
    assert "act of record" in ana.get(f"/cases/{case.number}/after-sale/").content.decode()
    assert set(undo._UNDOES) == {
        "case.assign", "case.member", "case.close", "alert.assign", "alert.snooze", "filter.delete", "condition.make",
    }  # fmt: skip
