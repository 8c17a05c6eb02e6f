"""What pages ask of the database: each thing once, however large the office is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_people import People, example

from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case


def asked(client: Client, path: str) -> list[str]:
    """The questions to the database that one page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
        return [one["sql"] for one in captured]


@pytest.mark.parametrize("name", ["ana", "carla", "sam"])
def test_the_page_of_a_case_reads_roles_and_review_once(name: str, case: Case, signed: Callable[[str], Client]) -> None:
    client = signed(name)
    asked(client, f"/cases/{case.number}/")  # the first to see the outcome has it put into words
    found = asked(client, f"/cases/{case.number}/")
    assert sum('FROM "people_grant"' in one for one in found) == 1
    assert sum('"cases_reviewed"."sections"' in one for one in found) == (name != "sam"), "he sees no outcome"
    assert len(found) < 20


def test_what_there_is_about_a_case_is_found_with_one_question_and_the_rest_is_not_read(
    case: Case, people: People
) -> None:
    case.comments.create(by=people["ana"], text="look here")
    with CaptureQueriesContext(connection) as captured:
        case.look_up()
        assert [one.text for one in case.rows("comments")] == ["look here"]
        nothing = case.rows("alerts").filter(pk=1).select_related("case").order_by("-pk")
        assert not nothing
        assert not nothing.exists()
        assert (nothing.count(), list(nothing[:10]), nothing.first(), list(nothing.values())) == (0, [], None, [])
        assert list(nothing.values_list("pk")) == list(nothing.iterator()) == []
        assert (nothing.update(kind="x"), nothing.in_bulk([1]), nothing.aggregate(Max("pk"))) == (
            0,
            {},
            {"pk__max": None},
        )
    assert len(captured) == 2
    assert not Case.objects.filter(pk__in=nothing.values("case")).exists()
    with pytest.raises(KeyError):
        case.has("commments")


def test_every_relation_of_a_case_is_asked_for(case: Case) -> None:
    case.look_up()
    assert case.there is not None
    relations = {one.get_accessor_name() for one in Case._meta.related_objects}
    assert set(case.there) == relations
    for name in relations:
        held = getattr(case, name, None)
        there = bool(held.exists()) if hasattr(held, "exists") else held is not None
        assert case.there[name] == there, name


def test_the_list_of_cases_asks_no_more_for_more_cases(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    client = signed("ana")
    asked(client, "/cases/")  # the first notes that she is here
    few = asked(client, "/cases/")
    for number in range(3):
        open_case(people["sue"], f"Another {number}", example("us-2020-police-face-search.yaml"))
    assert len(asked(client, "/cases/")) == len(few)


def test_a_case_that_raises_a_flag_often_is_listed_once(case: Case, signed: Callable[[str], Client]) -> None:
    flag = case.findings.filter(kind="flag", status="raised")[0]
    case.findings.create(rule=flag.rule, subject="another", status="raised", kind="flag")
    page = signed("ana").get("/cases/", {"rule": flag.rule})
    assert [one.pk for one in page.context["shown"]] == [case.pk]
