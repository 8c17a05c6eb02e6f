"""How long cases are kept and why, what holds them, and how they are erased in exactly one way."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from django.utils import timezone
from made_matters import closed_on, paper, sql
from made_people import People, example, person

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import add_member, assign, change_deal, comment, open_case
from duecare.office.cases.models import Case, Deal, State
from duecare.office.counsel.acts import close_matter, open_matter, write
from duecare.office.counsel.models import Basis, Lane
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import place_of
from duecare.office.people.models import Role
from duecare.office.retention import acts
from duecare.office.retention.erasing import PARTS
from duecare.office.retention.kept import due_cases, kept
from duecare.office.retention.models import Erasure, Ground, LegalHold, Tombstone
from duecare.office.retention.schedule import SHIPPED, schedule

Signed = Callable[[str], Client]
LONG_AGO = datetime.date(2010, 3, 1)


@pytest.fixture
def old(case: Case, people: People, django_capture_on_commit_callbacks: Any) -> Case:
    """A case with everything that can be erased, closed so long ago that nothing asks for it."""
    document = json.loads(json.dumps(case.deal.document)) if case.deal else {}
    document["parties"][1]["name"] = "Hamid Karimi"
    change_deal(case, people["sam"], document)
    comment(case, people["ana"], "Hamid Karimi signs for them.")
    paper(case, people["ana"], "Passport of Hamid Karimi", b"passport")
    matter = open_matter(people["carla"], case, "Is Hamid Karimi listed?", "listing")
    write(matter, people["carla"], Lane.ADVICE, "Karimi: hold.", basis=Basis.WORK_PRODUCT, description="on Karimi")
    close_matter(matter, people["carla"])
    closed_on(case, people["ana"], LONG_AGO)
    return Case.objects.get(pk=case.pk)


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


# ── erasure ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def everything() -> str:
    """Every text that stands in any table, as a search of the database would find it."""
    told = []
    for table in apps.get_models():
        for row in table._base_manager.all().values():
            for one in row.values():
                told.append(bytes(one).decode(errors="replace") if isinstance(one, bytes | memoryview) else f"{one}")
    return "\n".join(told)


def test_an_erasure_leaves_nothing_personal_and_the_log_verifies(
    old: Case, people: People, signed: Signed, django_capture_on_commit_callbacks: Any
) -> None:
    file = place_of(Evidence.objects.get().sha256)
    assert file.is_file()
    assert "Karimi" in everything()
    signed("adam").post("/retention/propose/", {"number": old.number})
    with django_capture_on_commit_callbacks(execute=True):
        signed("carla").post(f"/cases/{old.number}/erasure/")
    assert "Karimi" not in everything()
    assert "police departments" not in everything()
    assert not file.exists()
    assert list(verify()) == []
    stones = {one.kind: one for one in Tombstone.objects.all()}
    assert set(stones) == {"case", "deal", "review", "comment", "evidence", "counsel"}
    assert {(one.rule, len(one.sha256)) for one in stones.values()} == {("OFAC", 64)}
    assert len({one.sha256 for one in stones.values()}) == 6


def test_pages_of_an_erased_case_say_so_and_break_nowhere(old: Case, people: People, signed: Signed) -> None:
    acts.confirm(acts.propose(people["adam"], old), people["carla"])
    for name in ("ana", "carla", "aud", "sam"):
        assert "was erased" in signed(name).get(f"/cases/{old.number}/").content.decode()
    for rest in ("history/", "compare/1/2/", "review/1/", "people/", "erasure/", "matters/", "section/findings/"):
        assert signed("carla").get(f"/cases/{old.number}/{rest}").status_code in (200, 404), rest
    assert "Erased" in signed("adam").get("/retention/").content.decode()
    assert due_cases(timezone.localdate()) == []
    with pytest.raises(InputError, match="was erased"):
        acts.reopen_case(old, people["ana"])
    with pytest.raises(InputError, match="already"):
        acts.propose(people["adam"], old)


def test_nobody_confirms_what_they_proposed(old: Case, people: People, signed: Signed) -> None:
    proposed = acts.propose(people["adam"], old)
    signed("adam").post(f"/retention/erasures/{proposed.pk}/confirm/")
    with pytest.raises(InputError, match="another person"):
        acts.confirm(proposed, people["adam"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=proposed.pk).update(confirmed_by=people["adam"], confirmed_at=timezone.now())
    assert not Tombstone.objects.exists()
    second = person("eve", Role.ADMINISTRATOR)
    client = Client()
    client.force_login(second)
    client.post(f"/retention/erasures/{proposed.pk}/confirm/")
    assert Tombstone.objects.exists()


def test_an_open_matter_stops_erasure(old: Case, people: People) -> None:
    matter = open_matter(people["carla"], old, "x", "dispute")
    with pytest.raises(InputError, match="matter"):
        acts.propose(people["adam"], old)
    close_matter(matter, people["carla"])
    assert acts.propose(people["adam"], old)


@pytest.mark.parametrize("when", [None, "today"])
def test_nothing_is_erased_before_its_day(when: str | None, case: Case, people: People, signed: Signed) -> None:
    if when:
        closed_on(case, people["ana"], timezone.localdate())
    answer = signed("adam").post("/retention/propose/", {"number": case.number})
    assert answer.status_code == 400
    assert ("is kept until" if when else "is not closed") in answer.content.decode()
    assert not Erasure.objects.exists()
    assert signed("adam").post("/retention/propose/", {"number": "C-1"}).status_code == 400


def test_a_proposal_can_be_taken_back_and_made_again(old: Case, people: People, signed: Signed) -> None:
    first = acts.propose(people["adam"], old)
    with pytest.raises(InputError, match="already"):
        acts.propose(people["adam"], old)
    signed("adam").post(f"/retention/erasures/{first.pk}/drop/")
    with pytest.raises(InputError, match="already"):
        acts.confirm(first, people["carla"])
    assert acts.propose(people["adam"], old).pk != first.pk


def test_a_paper_that_another_case_has_too_keeps_its_bytes(
    old: Case, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    other = open_case(people["sam"], "Another", example("us-2020-police-face-search.yaml"))
    same = paper(other, people["ana"], "The same", b"passport")
    with django_capture_on_commit_callbacks(execute=True):
        acts.confirm(acts.propose(people["adam"], old), people["carla"])
    assert place_of(same.sha256).read_bytes() == b"passport"
    assert Deal.objects.get(case=other).document["title"] == "Another"


GONE = {
    "cases_deal": """document = '{"erased": true}', changed = '[]'""",
    "cases_reviewed": "document = X'7b22657261736564223a20747275657d', sections = '{}', headline = '(erased)'",
    "counsel_note": "text = '(erased)'",
}


@pytest.mark.parametrize("table", GONE)
def test_content_becomes_the_mark_of_erasure_and_never_comes_back(table: str, old: Case) -> None:
    sql(f"UPDATE {table} SET {GONE[table]}")
    column = "text" if table == "counsel_note" else "document"
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        sql(f'UPDATE {table} SET {column} = \'{{"title": "made up"}}\'')


REFUSED = (
    """UPDATE cases_deal SET document = '{"erased": false}'""",
    """UPDATE cases_deal SET document = '{"erased":true}'""",
    "UPDATE cases_deal SET document = '{}'",
    """UPDATE cases_deal SET document = '{"erased": true}', number = 7""",
    """UPDATE cases_deal SET document = '{"erased": true}', by_id = NULL""",
    "UPDATE cases_deal SET changed = '[1]'",
    "UPDATE cases_deal SET id = id + 100",
    "DELETE FROM cases_deal",
    "INSERT OR REPLACE INTO cases_deal (id, number, document, changed, at, by_id, case_id)"
    " SELECT id, number, '{}', changed, at, by_id, case_id FROM cases_deal",
    "INSERT OR REPLACE INTO cases_deal (number, document, changed, at, by_id, case_id)"
    " SELECT number, '{}', changed, at, by_id, case_id FROM cases_deal",
    "UPDATE cases_reviewed SET document = X'00'",
    "UPDATE cases_reviewed SET basis = 'x'",
    "UPDATE cases_reviewed SET headline = ''",
    "UPDATE cases_reviewed SET headline = '(erased)', known = 'low'",
    "DELETE FROM cases_reviewed",
    "UPDATE retention_milestone SET \"on\" = '2000-01-01'",
    "DELETE FROM retention_milestone",
    "UPDATE retention_erasure SET until = '2000-01-01'",
    "DELETE FROM retention_erasure",
    "UPDATE retention_tombstone SET sha256 = ''",
    "DELETE FROM retention_tombstone",
    "UPDATE retention_legalhold SET ground = 'disclosure'",
    "DELETE FROM retention_legalhold",
    "DELETE FROM retention_holdrelease",
)


def test_nothing_else_is_changed_even_by_sql(old: Case, people: People) -> None:
    acts.release(acts.hold(people["carla"], Ground.LITIGATION, case=old), people["carla"])
    acts.propose(people["adam"], old)
    Tombstone.objects.create(case=old, kind="x", rule="x", sha256="0" * 64)
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            sql(statement)


def test_a_confirmed_erasure_cannot_be_unconfirmed(old: Case, people: People) -> None:
    acts.confirm(acts.propose(people["adam"], old), people["carla"])
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        sql("UPDATE retention_erasure SET confirmed_by_id = NULL, confirmed_at = NULL")


def test_a_failure_midway_erases_nothing(old: Case, people: People) -> None:
    proposed = acts.propose(people["adam"], old)
    Tombstone.objects.create(case=old, kind="comment", rule="x", sha256="0" * 64)  # so that the second one cannot be
    with pytest.raises((IntegrityError, DatabaseError, InputError)), transaction.atomic():
        acts.confirm(proposed, people["carla"])
    assert Deal.objects.filter(document__has_key="erased").count() == 0
    proposed.refresh_from_db()
    assert proposed.confirmed_at is None


NOT_PERSONAL = {
    "cases.case": {"number", "kind", "gate", "state", "country", "end_user_kind", "known", "possible", "advice",
                   "depth"},
    "cases.deal": set(), "cases.finding": {"rule", "status", "kind"}, "cases.member": set(),
    "cases.reviewed": {"cause", "basis", "known", "possible", "advice"},
    "counsel.matter": {"cause"}, "counsel.note": {"lane", "kind"}, "counsel.privilegeclaim": {"kind", "basis"},
    "evidence.evidence": {"kind", "confidentiality"},
    "monitoring.freeze": {"why", "reason"},
    "retention.milestone": {"kind"}, "retention.legalhold": {"ground", "reference"}, "retention.erasure": {"rule"},
    "retention.tombstone": {"kind", "rule", "sha256"},
}  # fmt: skip
"""Columns of tables about a case that hold codes, hashes and numbers. `monitoring.freeze.reason` is that room's."""


def test_every_text_about_a_case_is_erased_or_known_to_be_no_persons() -> None:
    """Fails when a room adds a table with text about a case: put it into `PARTS`, or its columns of codes here."""
    erased = {part.table._meta.label_lower: set(part.marks) for parts in PARTS.values() for part in parts}
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    left = {}
    for table in apps.get_models():
        about = table is Case or any(
            field.is_relation and field.many_to_one and field.related_model in (Case, apps.get_model("counsel.Matter"))
            for field in table._meta.concrete_fields
        )
        label = table._meta.label_lower
        if about and table._meta.app_label in ("cases", "counsel", "evidence", "monitoring", "retention"):
            columns = {field.name for field in table._meta.concrete_fields if isinstance(field, texts)}
            if missing := columns - erased.get(label, set()) - NOT_PERSONAL.get(label, set()):
                left[label] = missing
    assert left == {}


def test_the_log_of_an_erasure_holds_codes_alone(old: Case, people: People) -> None:
    acts.confirm(acts.propose(people["adam"], old), people["carla"])
    entries = Entry.objects.filter(about=f"case:{old.pk}", act__startswith="retention.").order_by("id")
    assert [one.act for one in entries] == ["retention.propose", "retention.confirm", "retention.erase"]
    assert entries[2].detail["kinds"] == ["case", "deal", "review", "comment", "evidence", "counsel"]
