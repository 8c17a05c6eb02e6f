"""How long cases are kept and why, and what holds them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.utils import timezone
from made_matters import closed_on, old_case
from made_people import People

from duecare.errors import InputError
from duecare.office.cases.acts import add_member, assign, comment
from duecare.office.cases.models import Case, Deal, State
from duecare.office.retention import acts
from duecare.office.retention.kept import due_cases, kept
from duecare.office.retention.models import Ground, LegalHold, Tombstone
from duecare.office.retention.schedule import SHIPPED, schedule

Signed = Callable[[str], Client]


@pytest.fixture
def old(case: Case, people: People) -> Case:
    """A case with everything that can be erased, closed so long ago that nothing asks for it."""
    return old_case(case, people)


def deal_of(country: str | None, currency: str | None = None) -> dict[str, Any]:
    party = {"id": "we", "roles": ["exporter"], **({"country": country} if country else {})}
    return {"parties": [party], **({"value": {"amount": 1, "currency": currency}} if currency else {})}


# ── schedule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("deal", "known", "possible"),
    [
        (deal_of("US"), {"EAR", "OFAC", "HOUSE"}, set()),
        (deal_of("DE"), {"EU-DUAL-USE", "HOUSE"}, {"EAR", "OFAC"}),
        (deal_of("Germany", "USD"), {"EU-DUAL-USE", "OFAC", "HOUSE"}, {"EAR"}),
        (deal_of(None), {"HOUSE"}, {"EAR", "EU-DUAL-USE", "OFAC"}),
        ({}, {"HOUSE"}, {"EAR", "EU-DUAL-USE", "OFAC"}),
        ({"parties": "x", "value": 3, "date": "soon"}, {"HOUSE"}, {"EAR", "EU-DUAL-USE", "OFAC"}),
    ],
)
def test_what_is_not_known_counts_as_met(deal: dict[str, Any], known: set[str], possible: set[str]) -> None:
    found = schedule().of(deal)
    assert {one.regime.id for one in found if one.known} == known
    assert {one.regime.id for one in found if not one.known} == possible


def test_every_row_of_the_schedule_has_a_reason_and_a_citation() -> None:
    for regime in schedule().regimes:
        assert regime.reason
        assert {"instrument", "section", "confidence"} <= set(regime.cite)
    assert {one.id: one.years for one in schedule().regimes} == {"EAR": 5, "EU-DUAL-USE": 5, "OFAC": 10, "HOUSE": 5}


@pytest.fixture
def own_schedule() -> Any:
    """A schedule of the house, which is gone after the test."""
    path = Path(settings.OFFICE) / "retention.yaml"

    def write_(text: str) -> None:
        path.write_text(text, encoding="utf-8")

    yield write_
    path.unlink(missing_ok=True)


def test_a_house_has_a_schedule_of_its_own(own_schedule: Callable[[str], None]) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    own_schedule(
        text.replace("us_origin_items: unknown", "us_origin_items: no").replace("us_persons: unknown", "us_persons: no")
    )
    assert {one.regime.id for one in schedule().of(deal_of("DE", "EUR"))} == {"EU-DUAL-USE", "HOUSE"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("years: 10", "years: ten", "whole years"),
        ("years: 10", "years: 0", "whole years"),
        ("until: year_end", "until: never", "accepted: day, year_end"),
        ("applies_if: [exporter_eu]", "applies_if: [exporter_mars]", "exporter_mars"),
        ("us_persons: unknown", "us_persons: perhaps", "accepted: yes, no, unknown"),
        ("regimes:", "rules:", "not a schedule"),
        ("version:", "version: [", "not YAML"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_refused_with_its_place(
    before: str, after: str, said: str, own_schedule: Callable[[str], None]
) -> None:
    own_schedule(SHIPPED.read_text(encoding="utf-8").replace(before, after))
    with pytest.raises(InputError, match=r"retention\.yaml") as refused:
        schedule()
    assert said in str(refused.value)


def test_pages_say_that_the_schedule_cannot_be_read(
    own_schedule: Callable[[str], None], old: Case, signed: Signed
) -> None:
    own_schedule("version: 1")
    for path in ("/retention/", "/retention/due/", "/retention/schedule/"):
        answer = signed("adam").get(path)
        assert answer.status_code == 503
        assert "not a schedule of retention" in answer.content.decode()
    assert "cannot be read" in signed("ana").get(f"/cases/{old.number}/").content.decode()
    assert signed("adam").post("/retention/propose/", {"number": old.number}).status_code == 503


# ── until when ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_that_is_not_closed_has_no_day(case: Case) -> None:
    found = kept(case)
    assert (found.begins, found.until, found.due(datetime.date(2999, 1, 1))) == (None, None, False)


def test_the_longest_that_applies_decides_counted_from_closing(case: Case, people: People) -> None:
    closed_on(case, people["ana"], datetime.date(2020, 5, 4))
    found = kept(Case.objects.get(pk=case.pk))
    assert found.until == datetime.date(2030, 5, 4)
    assert found.decisive[0].regime.id == "OFAC"
    assert not found.due(datetime.date(2030, 5, 4))
    assert found.due(datetime.date(2030, 5, 5))


def test_a_delivery_after_the_closing_counts_and_one_before_does_not(case: Case, people: People) -> None:
    closed_on(case, people["ana"], datetime.date(2020, 5, 4))
    acts.delivered(case, people["ana"], datetime.date(2019, 1, 1))
    assert kept(Case.objects.get(pk=case.pk)).begins == datetime.date(2020, 5, 4)
    acts.delivered(case, people["ana"], datetime.date(2022, 1, 1))
    assert kept(Case.objects.get(pk=case.pk)).until == datetime.date(2032, 1, 1)
    with pytest.raises(InputError, match="yet to come"):
        acts.delivered(case, people["ana"], datetime.date(2999, 1, 1))


def test_closing_is_noted_whoever_sets_the_state(case: Case, signed: Signed) -> None:
    case.state = State.CLOSED
    case.save()
    case.save()
    assert [one.kind for one in case.milestones.all()] == ["closed"]
    signed("ana").post(f"/cases/{case.number}/reopen/")
    signed("ana").post(f"/cases/{case.number}/close/")
    assert [one.kind for one in case.milestones.all()] == ["closed", "reopened", "closed"]
    assert kept(Case.objects.get(pk=case.pk)).begins == timezone.localdate()


def test_pages_say_until_when_and_why_by_number_alone(old: Case, case: Case, signed: Signed) -> None:
    page = signed("adam").get("/retention/").content.decode()
    assert old.number in page
    assert "2020-03-01" in page
    assert "the exporter is in the United States" in page
    assert "Karimi" not in page
    assert case.title not in page
    due = signed("adam").get("/retention/due/").content.decode()
    assert old.number in due
    schedule_ = signed("adam").get("/retention/schedule/").content.decode()
    assert "762.6" in schedule_
    assert "501.601" in schedule_
    assert "Until 2020-03-01" in signed("ana").get(f"/cases/{old.number}/").content.decode()
    assert "2020-03-01" not in signed("sam").get(f"/cases/{old.number}/").content.decode()


# ── holds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hold_on_the_case_stops_erasure_until_it_is_released(old: Case, people: People, signed: Signed) -> None:
    signed("carla").post(f"/cases/{old.number}/hold/", {"ground": "litigation", "reference": "24-cv-117"})
    assert due_cases(timezone.localdate()) == []
    with pytest.raises(InputError, match="legal hold"):
        acts.propose(people["adam"], old)
    held = LegalHold.objects.get()
    signed("dan").post(f"/holds/{held.pk}/release/")
    assert [one.case for one in due_cases(timezone.localdate())] == [old]
    with pytest.raises(InputError, match="already"):
        acts.release(held, people["carla"])


@pytest.mark.parametrize("name", ["sam", "ana", "ben", "carla", "olga"])
def test_a_hold_on_a_person_holds_every_case_that_they_work_on(name: str, old: Case, people: People) -> None:
    if name == "ben":  # who had it once
        assign(old, people["carla"], people["ben"])
        assign(old, people["carla"], people["ana"])
    if name == "carla":
        comment(old, people["carla"], "x")
    if name == "olga":
        add_member(old, people["carla"], people["olga"])
    acts.hold(people["dan"], Ground.INVESTIGATION, person=people[name])
    with pytest.raises(InputError, match="legal hold"):
        acts.propose(people["adam"], old)


def test_a_hold_that_comes_after_the_proposal_stops_the_confirmation(old: Case, people: People) -> None:
    proposed = acts.propose(people["adam"], old)
    acts.hold(people["carla"], Ground.AGENCY_REQUEST, case=old)
    with pytest.raises(InputError, match="legal hold"):
        acts.confirm(proposed, people["carla"])
    assert not Tombstone.objects.exists()
    assert Deal.objects.filter(document__erased=True).count() == 0


def test_a_hold_has_one_object_and_no_name(case: Case, people: People, signed: Signed) -> None:
    with pytest.raises(InputError, match="case or on a person"):
        acts.hold(people["carla"], Ground.LITIGATION)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalHold.objects.create(ground=Ground.LITIGATION, by=people["carla"])
    answer = signed("carla").post(f"/cases/{case.number}/hold/", {"ground": "litigation", "reference": "v. Karimi"})
    assert answer.status_code == 400
    assert "no names" in answer.content.decode()
    answer = signed("carla").post("/holds/", {"person": people["sam"].pk, "ground": "gossip"})
    assert answer.status_code == 400
    assert not LegalHold.objects.exists()


def test_the_ground_of_a_hold_is_seen_by_counsel_alone(case: Case, people: People, signed: Signed) -> None:
    acts.hold(people["carla"], Ground.DISCLOSURE, "VSD-99", case=case)
    for name in ("ana", "sam", "aud", "adam"):
        for path in (f"/cases/{case.number}/", "/retention/", "/holds/", f"/cases/{case.number}/hold/"):
            assert "VSD-99" not in signed(name).get(path).content.decode(), (name, path)
    assert "VSD-99" in signed("dan").get("/holds/").content.decode()


def test_a_hold_on_a_case_that_is_closed_to_counsel_is_not_theirs_to_release(
    case: Case, people: People, signed: Signed
) -> None:
    held = acts.hold(people["carla"], Ground.DISCLOSURE, case=case)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert signed("dan").post(f"/holds/{held.pk}/release/").status_code == 404
