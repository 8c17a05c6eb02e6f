"""Papers are marked for other readers later: by whom, for what reason, and what stays of the mark before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from made_decisions import paper
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import add_member
from duecare.office.cases.models import Case
from duecare.office.evidence.access import may_read
from duecare.office.evidence.acts import mark
from duecare.office.evidence.models import Evidence, Remark

Signed = Callable[[str], Client]


def marked(case: Case, people: People, confidentiality: str) -> Evidence:
    return paper(case, people, by=people["ana"], confidentiality=confidentiality)


def test_a_paper_for_fewer_readers_needs_no_reason_and_the_old_mark_stays(
    case: Case, people: People, signed: Signed
) -> None:
    one = marked(case, people, "case")
    assert may_read(people["sam"], one)
    address = f"/cases/{case.number}/evidence/{one.pk}/"
    assert "Change who may read it" in signed("ana").get(address).content.decode()
    answer = signed("ana").post(f"{address}readers/", {"shown": "case", "after": "judges"})
    assert answer.url == address
    one.refresh_from_db()
    assert one.confidentiality == "judges"
    assert not may_read(people["sam"], one)
    kept = Remark.objects.get()
    assert (kept.before, kept.after, kept.by, kept.why) == ("case", "judges", people["ana"], "")
    assert "Everybody who sees the case" in signed("ana").get(address).content.decode()
    entry = Entry.objects.get(act="evidence.mark")
    assert entry.detail == {"remark": kept.pk, "before": "case", "after": "judges"}


def test_a_paper_is_opened_to_more_readers_for_a_reason_only_and_nothing_typed_is_lost(
    case: Case, people: People, signed: Signed
) -> None:
    one = marked(case, people, "judges")
    address = f"/cases/{case.number}/evidence/{one.pk}/readers/"
    refused = signed("ana").post(address, {"shown": "judges", "after": "case", "why": " "})
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["why"]
    assert signed("ana").post(address, {"shown": "judges", "after": "case", "why": "It was published"}).url
    one.refresh_from_db()
    assert one.confidentiality == "case"
    assert "It was published" in signed("sam").get(address.removesuffix("readers/")).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(paper=one, before="counsel", after="judges", by=people["carla"])


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("ana", "case", "counsel"),  # no reader of what only counsel may read
        ("olga", "counsel", "judges"),
        ("olga", "judges", "case"),
        ("sam", "case", "judges"),
        ("aud", "judges", "case"),
    ],
)
def test_who_may_not_mark_a_paper_so_does_not(
    case: Case, people: People, signed: Signed, name: str, before: str, after: str
) -> None:
    add_member(case, people["ana"], people["olga"])
    one = marked(case, people, before)
    with pytest.raises(InputError):
        mark(one, people[name], after, "Because")
    address = f"/cases/{case.number}/evidence/{one.pk}/readers/"
    assert signed(name).post(address, {"shown": before, "after": after, "why": "Because"}).status_code in (400, 403)
    one.refresh_from_db()
    assert one.confidentiality == before
    assert not Remark.objects.exists()


def test_counsel_closes_a_paper_to_all_others_and_opens_it_again(case: Case, people: People) -> None:
    one = marked(case, people, "judges")
    mark(one, people["carla"], "counsel")
    assert not may_read(people["ana"], one)
    with pytest.raises(InputError):
        mark(one, people["ana"], "judges", "I want to read it")
    mark(one, people["carla"], "judges", "Nothing in it is advice")
    assert may_read(people["ana"], one)
    assert [(row.before, row.after) for row in one.remarks.all()] == [("judges", "counsel"), ("counsel", "judges")]


def test_a_mark_that_somebody_changed_meanwhile_is_shown_and_not_changed_back(
    case: Case, people: People, signed: Signed
) -> None:
    one = marked(case, people, "case")
    mark(one, people["carla"], "judges")
    address = f"/cases/{case.number}/evidence/{one.pk}/readers/"
    refused = signed("ana").post(address, {"shown": "judges", "after": "case", "why": ""})
    assert refused.status_code == 400
    stale = signed("carla").post(address, {"shown": "case", "after": "counsel", "why": "Advice in it"})
    assert stale.status_code == 400
    page = stale.content.decode()
    assert "while you had the page open" in page
    assert "Advice in it" in page
    assert 'value="judges"' in page
    one.refresh_from_db()
    assert one.confidentiality == "judges"


def test_the_history_of_marks_only_grows(case: Case, people: People) -> None:
    mark(marked(case, people, "case"), people["ana"], "judges")
    for act in (lambda: Remark.objects.update(before="counsel"), lambda: Remark.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act()
