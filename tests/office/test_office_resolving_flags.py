"""Red flags are resolved by two people with a reason, a paper and an end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from made_people import People, person
from resolved import FLAG, STOP, document, paper, status_of, today

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import change_deal, open_case, review_again
from duecare.office.cases.models import Case, Cause, Deal
from duecare.office.cases.reviewing import data_on
from duecare.office.evidence.acts import withdraw as withdraw_paper
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.people.models import Role
from duecare.office.resolving import flags
from duecare.office.resolving.held import without_held
from duecare.office.resolving.models import Resolution


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def proposed(case: Case, people: People, by: str = "ana", **fields: Any) -> Resolution:
    said = {"reason": "A judge looks at each match", "until": today(90), **fields}
    said.setdefault("evidence", Evidence.objects.filter(case=case).first() or paper(case, people["ana"]))
    return flags.propose(case, people[by], FLAG, **said)


def confirmed(case: Case, people: People, **fields: Any) -> Resolution:
    made = proposed(case, people, **fields)
    flags.confirm(made, people["ben"])
    return made


def test_a_flag_is_resolved_by_two_people_through_the_pages_and_stays_visible(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    shown = paper(case, people["ana"])
    ana, carla = signed("ana"), signed("carla")
    assert "Propose to resolve" in ana.get(f"/cases/{case.number}/").content.decode()
    address = f"/cases/{case.number}/resolving/propose/"
    assert ana.get(address, {"finding": FLAG}).status_code == 200
    said = {"finding": FLAG, "reason": "A judge looks at each match", "evidence": shown.pk, "until": today(90)}
    assert ana.post(address, said).status_code == 302
    assert status_of(case, FLAG) == "raised"
    made = Resolution.objects.get()
    page = f"/cases/{case.number}/resolving/{made.pk}/"
    assert ana.post(page, {"do": "confirm"}).status_code == 400
    assert status_of(case, FLAG) == "raised"
    assert carla.post(page, {"do": "confirm"}).status_code == 302
    assert status_of(case, FLAG) == "resolved"
    finding = next(row for row in document(case)["findings"] if row["id"] == FLAG)
    assert (finding["resolution"]["by"], finding["resolution"]["second"]) == ("Ana (ana)", "Carla (carla)")
    assert "Order of the court" in finding["resolution"]["evidence"]
    assert case.deal is not None
    assert case.deal.by == people["carla"]
    page_text = ana.get(f"/cases/{case.number}/").content.decode()
    assert finding["title"] in page_text
    assert "A judge looks at each match" in page_text


def test_a_resolution_ends_by_itself_on_the_day_after_its_last(case: Case, people: People) -> None:
    confirmed(case, people, until=today(30))
    for days, status in ((30, "resolved"), (31, "raised")):
        review_again(case, Cause.DATA, replace(data_on(today()), day=today(days)))
        assert status_of(case, FLAG) == status


def test_a_proposal_without_reason_end_or_distance_is_refused(case: Case, people: People) -> None:
    for fields, said in (
        ({"reason": "  "}, "no reason"),
        ({"until": datetime.date(2020, 1, 1)}, "the end is 2020-01-01"),
        ({"by": "sam"}, "you asked for this deal"),
    ):
        with pytest.raises(InputError, match=said):
            proposed(case, people, **fields)
    assert not Resolution.objects.exists()


def test_a_proposal_rests_on_a_paper_that_counts_as_long_as_it_does(case: Case, people: People) -> None:
    other = open_case(people["sue"], "Another deal")
    gone = paper(case, people["ana"], "gone")
    withdraw_paper(gone, people["ana"], "wrong customer")
    for evidence, said in (
        (paper(other, people["ana"]), "none of this case"),
        (paper(case, people["carla"], confidentiality=Confidentiality.COUNSEL), "that you can read"),
        (gone, "was withdrawn"),
        (paper(case, people["ana"], expires_on=today(-1)), "expired on"),
        (paper(case, people["ana"], effective_on=today(1)), "counts from"),
        (paper(case, people["ana"], expires_on=today(30)), "ends on"),
    ):
        with pytest.raises(InputError, match=said):
            proposed(case, people, evidence=evidence)
    assert proposed(case, people, evidence=paper(case, people["ana"], expires_on=today(30)), until=today(30))


def test_only_a_flag_that_is_raised_is_resolved_and_by_one_proposal_at_a_time(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    with pytest.raises(InputError, match="does not raise"):
        flags.propose(
            case, people["ana"], "HOUSE/x@use:main", reason="x", evidence=paper(case, people["ana"]), until=today(9)
        )
    proposed(case, people)
    with pytest.raises(InputError, match="waits for a second person"):
        proposed(case, people, by="ben")
    assert signed("ana").get(f"/cases/{case.number}/resolving/propose/?finding=x").status_code == 404


def test_who_proposed_or_asked_for_the_deal_does_not_confirm(case: Case, people: People) -> None:
    both = person("both", Role.REQUESTER, Role.ANALYST)
    Case.objects.filter(pk=case.pk).update(requester=both)
    case.refresh_from_db()
    made = proposed(case, people)
    for by, said in ((people["ana"], "another person"), (both, "you asked for this deal")):
        with pytest.raises(InputError, match=said):
            flags.confirm(made, by)
    assert status_of(case, FLAG) == "raised"


def test_who_confirms_reads_the_paper(case: Case, people: People) -> None:
    secret = paper(case, people["carla"], "Advice on the order", confidentiality=Confidentiality.COUNSEL)
    made = proposed(case, people, by="carla", evidence=secret)
    with pytest.raises(InputError, match="that you can read"):
        flags.confirm(made, people["ana"])
    flags.confirm(made, people["dan"])
    assert status_of(case, FLAG) == "resolved"
    assert "Advice on the order" not in json.dumps(document(case))
    assert f"paper {secret.pk} of the case" in json.dumps(document(case))


def test_what_stands_no_more_is_not_confirmed(case: Case, people: People) -> None:
    made = proposed(case, people)
    withdraw_paper(made.evidence, people["ana"], "outdated")
    with pytest.raises(InputError, match="was withdrawn"):
        flags.confirm(made, people["ben"])
    assert case.deal is not None
    change_deal(case, people["sam"], {"id": "x", "title": "Nothing known"})
    with pytest.raises(InputError, match="does not raise"):
        flags.confirm(made, people["ben"])


def test_a_proposal_is_refused_by_another_and_withdrawn_by_its_own(case: Case, people: People) -> None:
    made = proposed(case, people)
    with pytest.raises(InputError, match="no reason"):
        flags.refuse(made, people["ben"], " ")
    with pytest.raises(InputError, match="you can withdraw it"):
        flags.refuse(made, people["ana"], "x")
    with pytest.raises(InputError, match="you can confirm or refuse"):
        flags.withdraw(made, people["ben"], "x")
    flags.refuse(made, people["ben"], "The order is of another city")
    with pytest.raises(InputError, match="it is refused"):
        flags.confirm(made, people["ben"])
    again = proposed(case, people)
    flags.withdraw(again, people["ana"], "mistaken")
    assert [one.state for one in Resolution.objects.all()] == ["refused", "withdrawn"]
    assert status_of(case, FLAG) == "raised"


def test_a_confirmed_resolution_is_withdrawn_and_the_flag_raised_again(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    made = confirmed(case, people)
    page = f"/cases/{case.number}/resolving/{made.pk}/"
    assert signed("carla").post(page, {"do": "withdraw", "why": ""}).status_code == 400
    assert signed("carla").post(page, {"do": "withdraw", "why": "The order was quashed"}).status_code == 302
    assert status_of(case, FLAG) == "raised"
    assert "The order was quashed" in signed("aud").get(f"/cases/{case.number}/resolving/").content.decode()


def test_a_later_resolution_replaces_the_one_before(case: Case, people: People) -> None:
    first = confirmed(case, people)
    confirmed(case, people, until=today(200))
    first.refresh_from_db()
    assert first.state == Resolution.State.REPLACED
    assert [row["until"] for row in document(case)["resolutions"]] == [today(200).isoformat()]


def test_people_of_one_name_are_told_apart(case: Case, people: People) -> None:
    people["ben"].first_name = people["ana"].first_name = "Robin"
    for name, username in (("ana", "robin"), ("ben", "Robin")):
        people[name].username = username
        people[name].save()
    confirmed(case, people)
    assert status_of(case, FLAG) == "resolved"


SET = "UPDATE resolving_resolution SET {} WHERE id = %s"


NO_CHANGE = (
    "confirmed_by_id = proposed_by_id, confirmed_at = CURRENT_TIMESTAMP",
    "confirmed_by_id = requester_id, confirmed_at = CURRENT_TIMESTAMP",
    "state = 'confirmed'",
    "state = 'refused'",
    "state = 'refused', ended_by_id = proposed_by_id, ended_at = CURRENT_TIMESTAMP, ended_why = 'x'",
    "reason = ''",
    "until = NULL",
    "until = proposed_on",
    "evidence_id = NULL",
    "proposed_by_id = requester_id",
    "finding = 'another'",
)


def test_the_database_itself_holds_to_the_rules(case: Case, people: People) -> None:
    made = proposed(case, people)
    for change in NO_CHANGE:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SET.format(change), [made.pk])


def test_the_database_takes_no_resolution_that_lacks_something(case: Case, people: People) -> None:
    made = proposed(case, people)
    whole: dict[str, Any] = {
        "case": case, "finding": "F@use:main", "title": "x", "reason": "x", "evidence_id": made.evidence_id,
        "until": today(9), "basis": "", "requester": people["sam"], "proposed_by": people["ana"],
        "state": "confirmed", "confirmed_by": people["ben"], "confirmed_at": case.opened_at,
    }  # fmt: skip
    for wrong in (
        {"reason": ""},
        {"until": None},
        {"until": today()},
        {"evidence_id": None},
        {"confirmed_by": people["ana"]},
        {"confirmed_by": people["sam"]},
        {"confirmed_by": None},
        {"proposed_by": people["sam"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resolution.objects.create(**{**whole, **wrong})
    assert Resolution.objects.create(**whole)


def test_nobody_writes_resolutions_or_records_into_the_deal(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    assert case.deal is not None
    row = {"finding": FLAG, "reason": "x", "evidence": "x", "by": "a", "second": "b", "until": "2099-01-01"}
    for key, rows in (("resolutions", [row]), ("records", [{"stop": STOP, "reference": "L-1"}])):
        with pytest.raises(InputError, match=f"{key} are not those that this case has"):
            change_deal(case, people["ana"], {**case.deal.document, key: rows})
        text = json.dumps({**case.deal.document, key: rows})
        answer = signed("sam").post(f"/cases/{case.number}/deal/", {"document": text, "version": case.deals.count()})
        assert answer.status_code == 400
        assert "are not those" in answer.content.decode()
        opened = open_case(people["sam"], "x", {**case.deal.document, key: rows})
        assert opened.deal is not None
        assert key not in opened.deal.document
    assert Deal.objects.filter(case=case).count() == 1


def test_an_edit_of_the_deal_keeps_what_was_resolved_and_does_not_show_it(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    confirmed(case, people, reason="Zebra crossing")
    case.refresh_from_db()
    assert case.deal is not None
    assert "Zebra crossing" in json.dumps(case.deal.document)
    for name in ("sam", "ana"):
        assert "Zebra crossing" not in signed(name).get(f"/cases/{case.number}/deal/").content.decode()
    text = json.dumps({**without_held(case.deal.document), "notes": "seen"})
    assert (
        signed("sam").post(f"/cases/{case.number}/deal/", {"document": text, "version": case.deals.count()}).status_code
        == 302
    )
    assert status_of(case, FLAG) == "resolved"
    assert "Zebra crossing" not in signed("sam").get(f"/cases/{case.number}/").content.decode()


def test_a_paper_that_counts_no_more_shakes_what_rests_on_it(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    made = confirmed(case, people)
    assert "counts no more" not in signed("ana").get(f"/cases/{case.number}/").content.decode()
    withdraw_paper(made.evidence, people["ana"], "forged")
    assert "counts no more" in signed("ana").get(f"/cases/{case.number}/").content.decode()


def test_every_act_stands_in_the_log_by_ids(case: Case, people: People) -> None:
    made = confirmed(case, people, reason="Zebra crossing")
    flags.withdraw(made, people["carla"], "Zebra crossing")
    acts = [entry.act for entry in Entry.objects.filter(about=f"resolution:{made.pk}")]
    assert acts == ["flag.propose", "flag.confirm", "flag.withdraw"]
    assert "Zebra" not in json.dumps([entry.detail for entry in Entry.objects.all()])


def test_markup_in_a_reason_is_shown_as_text(case: Case, people: People, signed: Callable[[str], Client]) -> None:
    markup = "<script>alert(1)</script>"
    made = confirmed(case, people, reason=markup, evidence=paper(case, people["ana"], markup))
    for where in ("", "resolving/", f"resolving/{made.pk}/"):
        assert "<script>alert" not in signed("ana").get(f"/cases/{case.number}/{where}").content.decode()
