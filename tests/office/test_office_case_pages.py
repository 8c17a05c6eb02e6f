"""Pages of cases: who is offered, what is refused, how things are called."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.cases.acts import add_member, open_case, restrict
from duecare.office.cases.models import Case

Sign = Callable[[str], Client]


def test_only_who_would_then_see_a_case_is_offered_and_added_and_nobody_is_chosen_beforehand(
    case: Case, signed: Sign, people: People
) -> None:
    address, ana = f"/cases/{case.number}/people/", signed("ana")
    page = ana.get(address).content.decode()
    offered = page[page.index('<select id="add"') :].partition("</select>")[0]
    assert re.findall(r'value="(\d*)"', offered)[0] == ""
    assert "selected" not in offered
    for name, there in (("adam", False), ("nobody", False), ("greta", False), ("sam", False), ("olga", True)):
        assert (f'value="{people[name].pk}"' in offered) == there, name
    refused = ana.post(address, {"add": people["adam"].pk})
    assert refused.status_code == 400
    assert "no role in which they would see" in refused.content.decode()
    assert ana.post(address, {"add": ""}).status_code == 400
    assert not case.members.exists()
    ana.post(address, {"add": people["olga"].pk})
    assert signed("olga").get(f"/cases/{case.number}/").status_code == 200


def test_who_is_given_a_case_is_said_and_sees_it(case: Case, signed: Sign, people: People) -> None:
    address, ana = f"/cases/{case.number}/people/", signed("ana")
    said = ana.post(address, {"analyst": people["ben"].pk}, follow=True).content.decode()
    assert f"Done. {case.number}: it is with Ben." in said
    add_member(case, people["ana"], people["ana"])
    restrict(case, people["ana"], restricted=True)
    offered = ana.get(address).content.decode().partition('<select id="analyst"')[2].partition("</select>")[0]
    assert f'value="{people["ana"].pk}"' in offered
    assert ana.post(address, {"analyst": people["adam"].pk}).status_code == 409
    case.refresh_from_db()
    assert case.analyst == people["ben"]


def test_a_decision_cannot_be_needed_by_a_day_that_has_passed(signed: Sign, people: People) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    sent = {"title": "Cameras", "kind": "sale", "gate": "lead", "needed_by": yesterday.isoformat()}
    answer = signed("sam").post("/cases/open/", sent)
    assert answer.status_code == 400
    assert "This day has passed" in answer.content.decode()
    with pytest.raises(InputError, match="has passed"):
        open_case(people["sam"], "Cameras", needed_by=yesterday)
    assert not Case.objects.exists()


def test_filters_name_things_as_they_are_called_and_an_empty_list_says_why(signed: Sign, people: People) -> None:
    page = signed("sam").get("/cases/").content.decode()
    for title in ("Rapid DNA and DNA registers", "Computing power for AI", ">NGO<"):
        assert title in page
    assert "Leave something out" not in page
    assert "No case is open to you yet. Open one" in page
    assert "Leave something out" in signed("sam").get("/cases/", {"words": "x"}).content.decode()
