"""Complaints as handlers work on them: kept from whom they concern, in time, linked, answered, learnt from."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from made_complaints import (
    again,
    answered,
    code_of,
    fresh_limits,
    hana,
    omid,
    own_keys,
    received,
    say,
    send,
    talk,
)
from made_people import People, person

from duecare.errors import InputError
from duecare.office.cases.models import Case, State
from duecare.office.complaints import handling, receiving, rotation
from duecare.office.complaints.access import sees, visible, waiting_for_nobody
from duecare.office.complaints.codes import Outcome, Stage, Who
from duecare.office.complaints.figures import figures, lessons
from duecare.office.complaints.models import Attachment, Complaint, Lesson, Message
from duecare.office.complaints.policy import policy
from duecare.office.complaints.reminders import reminders
from duecare.office.digests.waiting import waits_for
from duecare.office.evidence.store import place_of
from duecare.office.monitoring.models import Alert, PostSale
from duecare.office.people.acts import delegate, grant
from duecare.office.people.models import Role, User
from duecare.office.people.permissions import ALLOWED, Act

__all__ = ["fresh_limits", "hana", "omid", "own_keys"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits", "own_keys")]


# who sees it


def test_nobody_but_handlers_sees_complaints_and_an_administrator_cannot_become_one(people: People) -> None:
    made = received()
    for name, user in people.items():
        assert sees(user, made) == (name == "greta"), name
    assert ALLOWED[Act.COMPLAINTS] == frozenset({Role.GRIEVANCE_HANDLER})
    with pytest.raises(InputError, match="at once"):
        grant(None, people["adam"], Role.GRIEVANCE_HANDLER)


def test_no_page_of_the_office_shows_an_administrator_what_was_said(
    people: People, signed: Callable[[str], Client]
) -> None:
    made = received(files=[])
    for address in (
        "/complaints/",
        f"/complaints/{made.pk}/",
        "/complaints/figures/",
        f"/complaints/{made.pk}/files/1/",
    ):
        assert signed("adam").get(address).status_code in (403, 404), address
    page = signed("adam").get("/complaints/outside/").content.decode()
    assert made.number not in page


def test_a_handler_who_is_named_never_sees_it_and_another_has_it(
    people: People, hana: User, signed: Callable[[str], Client]
) -> None:
    send(exclude=[str(people["greta"].pk)])
    made = Complaint.objects.get()
    assert not sees(people["greta"], made)
    assert sees(hana, made)
    greta = signed("greta")
    assert made.number not in greta.get("/complaints/").content.decode()
    assert greta.get(f"/complaints/{made.pk}/").status_code == 404
    assert greta.post(f"/complaints/{made.pk}/do/note/", {"text": "x"}).status_code == 404
    assert not list(reminders(people["greta"], timezone.localdate() + datetime.timedelta(days=99)))


def test_where_every_handler_is_concerned_the_outside_person_has_it(people: People, hana: User, omid: User) -> None:
    made = received(excluded=[people["greta"], hana])
    assert made.outside
    assert [sees(one, made) for one in (people["greta"], hana, omid)] == [False, False, True]
    other = received()
    assert [sees(one, other) for one in (people["greta"], hana, omid)] == [True, True, False]


def test_a_complainant_may_ask_for_the_outside_person(people: People, omid: User) -> None:
    send(wants_outside="on")
    made = Complaint.objects.get()
    assert visible(omid).get() == made
    assert not visible(people["greta"]).exists()


def test_where_nobody_is_left_it_waits_unseen_and_administrators_are_told_that_one_does(
    people: People, signed: Callable[[str], Client]
) -> None:
    made = received(excluded=[people["greta"]])
    assert not any(sees(user, made) for user in User.objects.all())
    assert waiting_for_nobody() == 1
    assert "1 complaint waits" in signed("adam").get("/complaints/outside/").content.decode()
    omid = person("omid", Role.GRIEVANCE_HANDLER)
    signed("adam").post("/complaints/outside/", {"to": omid.pk})
    assert sees(omid, made)
    assert waiting_for_nobody() == 0


def test_a_handler_who_declares_a_concern_loses_it_for_good(people: People, hana: User) -> None:
    made = received()
    handling.take(made, people["greta"], people["greta"])
    handling.declare(made, people["greta"], people["greta"])
    assert not sees(people["greta"], made)
    assert again(made).handler is None
    assert sees(hana, again(made))
    with pytest.raises(InputError, match="may not have"):
        handling.take(again(made), hana, people["greta"])
    with pytest.raises(InputError, match="not open to you"):
        handling.note(again(made), people["greta"], "one more look")


def test_who_stands_in_for_somebody_sees_no_more_than_they_would(people: People, hana: User) -> None:
    made = received(excluded=[people["greta"]])
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    delegate(people["greta"], people["nobody"], Role.GRIEVANCE_HANDLER, tomorrow, "on leave")
    stand_in = User.objects.get(pk=people["nobody"].pk)
    assert not sees(stand_in, made)
    assert sees(stand_in, received())


def test_whoever_works_on_the_linked_case_does_not_see_it(people: People, hana: User, case: Case) -> None:
    grant(None, people["ben"], Role.GRIEVANCE_HANDLER)
    ben = User.objects.get(pk=people["ben"].pk)
    Case.objects.filter(pk=case.pk).update(analyst=ben)
    made = received()
    assert sees(ben, made)
    handling.link(made, hana, case.number)
    assert not sees(ben, again(made))
    assert sees(hana, again(made))
    grant(None, people["ana"], Role.GRIEVANCE_HANDLER)
    ana = User.objects.get(pk=people["ana"].pk)
    assert sees(ana, made)
    Case.objects.filter(pk=case.pk).update(analyst=ana)  # who comes to the case later does not see it either
    assert not sees(ana, made)


# from stage to stage


def test_a_complaint_goes_from_arrival_to_its_end_and_its_complainant_sees_each_stage(
    people: People, hana: User, signed: Callable[[str], Client]
) -> None:
    code, browser = code_of(send()), Client()
    made, greta = Complaint.objects.get(), signed("greta")

    def does(what: str, **given: Any) -> None:
        answer = greta.post(f"/complaints/{made.pk}/do/{what}/", given)
        assert answer.status_code == 302, (what, answer.content.decode())

    soon = timezone.localdate() + datetime.timedelta(days=20)
    does("acknowledge", text="Which product was it?")
    assert "Which product was it?" in talk(browser, "en", code).content.decode()
    assert say(browser, "en", code, "say", text="The one on the pole.").status_code == 200
    does("examine")
    does("note", text="A note for us.")
    does("answer", outcome="partly", text="In part it is so.", remedy="Cameras come down.", remedy_due=soon.isoformat())
    page = talk(browser, "en", code).content.decode()
    for told in (
        "In part it is so.",
        "Cameras come down.",
        "You are right in part.",
        soon.isoformat(),
        "Do you disagree?",
    ):
        assert told in page
    assert "A note for us." not in page
    assert say(browser, "en", code, "appeal", text="All of it is so.").status_code == 200
    assert again(made).stage == Stage.APPEAL
    refused = greta.post(f"/complaints/{made.pk}/do/answer/", {"outcome": "partly", "text": "Still."})
    assert refused.status_code == 400
    assert "decided by somebody else" in refused.content.decode()
    handling.answer(again(made), hana, Outcome.UPHELD, "All of it is so.")
    does("remedy", text="They came down.")
    does("lesson", about="sales", text="We ask who places cameras before we sell.")
    does("close")
    page = talk(browser, "en", code).content.decode()
    assert "You are right." in page
    assert "They came down." in page
    assert (
        say(browser, "en", code, "feedback", clear="yes", fair="partly", safe="yes", remark="Sooner.").status_code
        == 200
    )
    found = again(made)
    assert (found.stage, found.outcome, found.first_outcome) == (Stage.CLOSED, "upheld", "partly")
    assert "Sooner." in greta.get(f"/complaints/{made.pk}/").content.decode()
    assert not list(rotation.check())


def test_the_database_itself_keeps_an_appeal_from_whoever_answered(people: People) -> None:
    made = answered(received(), people["greta"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(appeal_by=people["greta"])
    for wrong in ({"outcome": ""}, {"stage": "closed"}, {"stage": "appeal"}, {"topic": "emperor"},
                  {"remedy_done_on": timezone.localdate()}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=made.pk).update(**wrong)


def test_an_appeal_goes_outside_where_no_other_handler_is(people: People, omid: User) -> None:
    made = answered(received(), people["greta"])
    receiving.appeal(made, "No.")
    assert again(made).outside
    assert sees(omid, again(made))


def test_an_appeal_that_nobody_is_left_to_decide_is_told_to_administrators(people: People, omid: User) -> None:
    made = answered(received(excluded=[people["greta"]]), omid)
    receiving.appeal(made, "No.")
    assert waiting_for_nobody() == 1
    handling.appoint(person("pia", Role.GRIEVANCE_HANDLER), people["adam"])
    assert waiting_for_nobody() == 0


def test_an_appeal_comes_too_late_after_its_time(people: People) -> None:
    made = answered(received(), people["greta"])
    then = timezone.localdate() - datetime.timedelta(days=policy().appeal)
    Complaint.objects.filter(pk=made.pk).update(answered_on=then)
    assert receiving.may_appeal(again(made), timezone.localdate())
    Complaint.objects.filter(pk=made.pk).update(answered_on=then - datetime.timedelta(days=1))
    with pytest.raises(InputError, match="any more"):
        receiving.appeal(again(made), "No.")


def test_a_complaint_is_taken_back_by_its_complainant(people: People) -> None:
    code = code_of(send())
    assert say(Client(), "en", code, "withdraw").status_code == 200
    made = Complaint.objects.get()
    assert (made.stage, made.outcome) == (Stage.CLOSED, Outcome.WITHDRAWN)
    assert "You took the complaint back." in talk(Client(), "en", code).content.decode()


@pytest.mark.parametrize(
    ("days", "what", "late"),
    [(3, "to acknowledge", False), (8, "to acknowledge", True), (85, "to answer", False), (91, "to answer", True)],
)
def test_handlers_are_reminded_before_and_after_a_day_has_passed(
    days: int, what: str, late: bool, people: People, signed: Callable[[str], Client]
) -> None:
    made = received(received_on=timezone.localdate() - datetime.timedelta(days=days))
    if "answer" in what:
        handling.acknowledge(made, people["greta"], "Read.")
    ((found, said, _day),) = reminders(people["greta"], timezone.localdate())
    assert (found, said) == (made, what)
    assert again(made).late is late
    (item,) = waits_for(people["greta"], timezone.localdate())
    assert item.late is late
    assert made.number in item.said
    assert "Amal" not in item.said
    assert (made.number in signed("greta").get("/complaints/?late=yes").content.decode()) is late
    assert ("This is late" in talk_page(made)) is late


def talk_page(made: Complaint) -> str:
    from duecare.office.complaints.talking import conversation

    return conversation("en", made).content.decode()  # type: ignore[attr-defined]


def test_longer_is_taken_with_a_reason_and_never_beyond_the_policy(people: People) -> None:
    made = received()
    handling.acknowledge(made, people["greta"], "Read.")
    day = again(made).received_on
    handling.extend(again(made), people["greta"], day + datetime.timedelta(days=170), "A court is asked.")
    assert again(made).answer_by == day + datetime.timedelta(days=170)
    for wrong in (day + datetime.timedelta(days=181), day):
        with pytest.raises(InputError, match="accepted: after"):
            handling.extend(again(made), people["greta"], wrong, "More.")
    with pytest.raises(InputError, match="why it takes longer"):
        handling.extend(again(made), people["greta"], day + datetime.timedelta(days=175), " ")


OWN = "version: h\ndays: {acknowledge: 3, answer: 30, longest: 60, appeal: 20, appeal_answer: 10}\nkeep_years: 2\n"


def test_a_house_may_set_its_own_times_and_a_wrong_file_says_where(
    settings: Any, tmp_path: Any, people: People
) -> None:
    settings.OFFICE = tmp_path
    own = tmp_path / "complaints.yaml"
    own.write_text(OWN)
    made = received()
    assert (made.acknowledge_by - made.received_on).days == 3
    assert "Within 3 days" in Client().get("/speak/en/process/").content.decode()
    for wrong, said in (
        ("days: [", "not YAML"), ("days: {}", "not a policy"),
        (OWN.replace("acknowledge: 3", "acknowledge: 0"), "days.acknowledge"),
        (OWN.replace("answer: 30", "answer: 90"), "do not follow each other"),
        (OWN.replace("keep_years: 2", "keep_years: two"), "keep_years"),
    ):  # fmt: skip
        own.write_text(wrong)
        os.utime(own, ns=(len(wrong), len(wrong)))
        with pytest.raises(InputError, match=said) as problem:
            policy()
        assert str(own) in str(problem.value)


# what comes of it


def test_a_link_opens_due_diligence_again_and_tells_nothing_of_the_complainant(
    people: People, case: Case, signed: Callable[[str], Client]
) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.DECIDED, analyst=people["ana"])
    made = received(naming="confidential", names="Amal Haddad")
    handling.link(made, people["greta"], f" {case.number.lower()} ")
    case.refresh_from_db()
    assert case.state == State.REVIEW
    event = PostSale.objects.get()
    assert (event.kind, event.source, event.told) == ("complaint", f"complaint {made.number}", "")
    assert Alert.objects.get(event=event).case == case
    page = signed("ana").get(f"/cases/{case.number}/").content.decode()
    assert "Haddad" not in page
    for wrong in ("C-1999-00001", "", case.number):
        with pytest.raises(InputError):
            handling.link(again(made), people["greta"], wrong)


@pytest.mark.parametrize("text", ["Mrs. HADDAD told us so.", "It began when they took amal haddad from the bakery."])
def test_a_lesson_that_could_say_who_complained_is_refused(text: str, people: People) -> None:
    made = received(naming="confidential", names="Amal Haddad")
    with pytest.raises(InputError, match="could say who complained"):
        handling.learn(made, people["greta"], "sales", text)
    assert not Lesson.objects.exists()


def test_figures_count_every_complaint_once_and_hold_no_content(people: People, hana: User, case: Case) -> None:
    today = timezone.localdate()
    early = today - datetime.timedelta(days=120)
    first = received(region="asia", received_on=early)
    received(topic="work", who=Who.STAFF, fear="happened")
    third = answered(received(region="asia"), people["greta"], remedy="Pay.", remedy_due=today)
    receiving.appeal(third, "No.")
    handling.answer(again(third), hana, Outcome.NOT_UPHELD, "No.")
    handling.link(again(third), hana, case.number)
    handling.learn(again(third), hana, "contract", "Clauses name who may look.")
    receiving.withdraw(received())
    found = figures(today.year) if early.year == today.year else figures(early.year)
    if early.year == today.year:
        assert found.received == 4
        assert (found.by_topic["watched"], found.by_topic["work"], found.by_topic["data"]) == (3, 1, 0)
        assert (found.by_region["asia"], found.by_region["unsaid"]) == (2, 2)
        assert (found.by_outcome["not_upheld"], found.by_outcome["withdrawn"], found.by_outcome["open"]) == (1, 1, 2)
        assert (found.acknowledged.in_time, found.acknowledged.late, found.acknowledged.waiting) == (1, 1, 1)
        assert (found.answered.in_time, found.answered.late, found.answered.waiting) == (1, 1, 1)
        assert (found.appeals, found.appeals_changed, found.remedies_promised, found.reopened) == (1, 1, 1, 1)
        for counts in (found.by_stage, found.by_outcome, found.by_topic, found.by_region, found.by_who):
            assert sum(counts.values()) == found.received
    assert lessons(today.year) == [("contract", "Clauses name who may look.")]
    assert "Haddad" not in repr(found)
    assert first.acknowledgement_late


def test_what_ended_long_ago_is_erased_and_counted_still(people: People, case: Case) -> None:
    code = code_of(send(files=SimpleUploadedFile("a.txt", b"words")))
    made = answered(Complaint.objects.get(), people["greta"])
    handling.close(made, people["greta"])
    Complaint.objects.filter(pk=made.pk).update(closed_on=timezone.localdate() - datetime.timedelta(days=366 * 5 + 9))
    place = place_of(Attachment.objects.get().digest)
    assert handling.erase_ended(timezone.localdate()) == 1
    assert handling.erase_ended(timezone.localdate()) == 0
    found = again(made)
    assert found.content()["account"] == ""
    assert not place.exists()
    assert not Message.objects.exists()
    assert talk(Client(), "en", code).status_code == 400
    assert figures(timezone.localdate().year).by_outcome["upheld"] == 1
    assert not list(rotation.check())
