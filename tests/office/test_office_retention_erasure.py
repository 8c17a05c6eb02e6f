"""Cases are erased in exactly one way, by two people, and nothing else of what only grows is ever changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from django.utils import timezone
from made_matters import closed_on, everything, old_case, paper, sql
from made_people import People, example, person

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, Deal
from duecare.office.cases.showing import sections_of
from duecare.office.counsel.acts import close_matter, open_matter
from duecare.office.evidence.models import Evidence
from duecare.office.evidence.store import place_of
from duecare.office.people.models import Role
from duecare.office.retention import acts
from duecare.office.retention.kept import due_cases
from duecare.office.retention.models import Erasure, Ground, Tombstone

Signed = Callable[[str], Client]
KINDS = ("case", "deal", "review", "comment", "decisions", "monitoring", "evidence", "counsel")


@pytest.fixture
def old(case: Case, people: People) -> Case:
    """A case with everything that can be erased, closed so long ago that nothing asks for it."""
    return old_case(case, people)


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
    assert set(stones) == set(KINDS)
    assert {(one.rule, len(one.sha256)) for one in stones.values()} == {("OFAC", 64)}
    assert len({one.sha256 for one in stones.values()}) == len(KINDS)


def test_pages_of_an_erased_case_say_so_and_break_nowhere(old: Case, people: People, signed: Signed) -> None:
    acts.confirm(acts.propose(people["adam"], old), people["carla"])
    for name in ("ana", "carla", "aud", "sam"):
        assert "was erased" in signed(name).get(f"/cases/{old.number}/").content.decode()
    for rest in ("history/", "compare/1/2/", "review/1/", "people/", "erasure/", "matters/", "section/findings/"):
        answer = signed("carla").get(f"/cases/{old.number}/{rest}")
        assert answer.status_code in (200, 404, 410), rest
        assert answer.status_code != 410 or "This review was erased" in answer.content.decode()
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
    "cases_reviewed": "document = X'', sections = X'', headline = '(erased)'",
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
    "UPDATE cases_reviewed SET document = ''",
    "UPDATE cases_reviewed SET sections = '{}'",
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
    for review in old.reviews.all():
        sections_of(review)
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


def test_the_log_of_an_erasure_holds_codes_alone(old: Case, people: People) -> None:
    acts.confirm(acts.propose(people["adam"], old), people["carla"])
    entries = Entry.objects.filter(about=f"case:{old.pk}", act__startswith="retention.").order_by("id")
    assert [one.act for one in entries] == ["retention.propose", "retention.confirm", "retention.erase"]
    assert entries[2].detail["kinds"] == list(KINDS)
