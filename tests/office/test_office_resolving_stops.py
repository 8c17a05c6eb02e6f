"""Legal stops are lifted by a record of authorisation or delisting, and by nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from made_people import People, example
from resolved import STOP, document, paper, status_of, today

from duecare.errors import InputError
from duecare.office.cases.acts import open_case, review_again
from duecare.office.cases.models import Case, Cause
from duecare.office.cases.reviewing import data_on
from duecare.office.evidence.models import Evidence
from duecare.office.resolving import stops
from duecare.office.resolving.models import Lift


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def listed(people: People) -> Case:
    """A case whose end user is on a list that blocks it."""
    return open_case(people["sam"], "Sequencers for a police laboratory", example("xinjiang-2019-dna-analysers.yaml"))


def lifted(case: Case, people: People, by: str = "carla", **fields: Any) -> Lift:
    said = {"kind": "authorisation", "number": "L-2026-7", "issued_on": today(-9), "until": today(60), **fields}
    said.setdefault("evidence", Evidence.objects.filter(case=case).first() or paper(case, people["carla"], "Licence"))
    return stops.lift(case, people[by], STOP, **said)


def test_a_stop_is_lifted_by_an_approver_until_the_last_day_of_its_record(
    listed: Case, people: People, signed: Callable[[str], Client]
) -> None:
    assert status_of(listed, STOP) == "stands"
    licence = paper(listed, people["carla"], "Licence")
    said = {"stop": STOP, "kind": "authorisation", "evidence": licence.pk, "number": "L-2026-7",
            "issued_on": today(-9), "until": today(60)}  # fmt: skip
    for name in ("sam", "ana", "aud"):
        assert signed(name).post(f"/cases/{listed.number}/stops/lift/", said).status_code == 403
    carla = signed("carla")
    assert "Record what lifts it" in carla.get(f"/cases/{listed.number}/").content.decode()
    assert carla.get(f"/cases/{listed.number}/stops/lift/", {"stop": STOP}).status_code == 200
    assert carla.post(f"/cases/{listed.number}/stops/lift/", said).status_code == 302
    assert status_of(listed, STOP) == "lifted"
    (record,) = document(listed)["records"]
    assert (record["reference"], record["by"]) == ("authorisation L-2026-7", "Carla (carla)")
    for days, status in ((60, "lifted"), (61, "stands")):
        review_again(listed, Cause.DATA, replace(data_on(today()), day=today(days)))
        assert status_of(listed, STOP) == status


def test_what_does_not_lift_a_stop_is_refused_with_the_reason(listed: Case, people: People) -> None:
    for fields, said in (
        ({"kind": "assurance"}, "another paper does not lift it"),
        ({"number": " "}, "no number"),
        ({"issued_on": datetime.date(2999, 1, 1)}, "yet to come"),
        ({"until": None}, "none is given"),
        ({"until": datetime.date(2020, 1, 1)}, "has passed"),
        ({"by": "sam"}, "you asked for this deal"),
    ):
        with pytest.raises(InputError, match=said):
            lifted(listed, people, **fields)
    assert not Lift.objects.exists()
    assert status_of(listed, STOP) == "stands"


def test_a_stop_that_no_delisting_lifts_is_not_lifted_by_one(people: People, signed: Callable[[str], Client]) -> None:
    case = open_case(people["sam"], "Interception centre", example("iran-2008-interception-centre.yaml"))
    notice = paper(case, people["carla"], "Notice")
    said = {"stop": "EU-EMBARGO/LS1@use:main", "kind": "delisting", "evidence": notice.pk, "number": "1",
            "issued_on": today(-9), "until": ""}  # fmt: skip
    answer = signed("carla").post(f"/cases/{case.number}/stops/lift/", said)
    assert answer.status_code == 400
    assert "is lifted by a record of authorisation only; delisting does not lift it" in answer.content.decode()
    assert status_of(case, "EU-EMBARGO/LS1@use:main") == "stands"


def test_a_delisting_has_no_end_and_a_withdrawn_record_lifts_nothing(
    listed: Case, people: People, signed: Callable[[str], Client]
) -> None:
    made = lifted(listed, people, kind="delisting", until=None)
    assert status_of(listed, STOP) == "lifted"
    address = f"/cases/{listed.number}/stops/lift/{made.pk}/withdraw/"
    assert signed("carla").get(address).status_code == 200
    assert signed("carla").post(address, {"why": ""}).status_code == 400
    assert signed("carla").post(address, {"why": "It named another body"}).status_code == 302
    assert status_of(listed, STOP) == "stands"
    with pytest.raises(InputError, match="it is withdrawn"):
        stops.withdraw(made, people["dan"], "again")


def test_an_authorisation_holds_no_longer_than_its_paper(listed: Case, people: People) -> None:
    licence = paper(listed, people["carla"], expires_on=today(30))
    with pytest.raises(InputError, match="nothing rests on it longer"):
        lifted(listed, people, evidence=licence)
    first = lifted(listed, people, evidence=licence, until=today(30))
    lifted(listed, people, evidence=licence, until=today(20))
    first.refresh_from_db()
    assert first.state == Lift.State.REPLACED


def test_a_record_that_lifts_holds_to_the_rules_by_sql(listed: Case, people: People) -> None:
    made = lifted(listed, people)
    for change in ("by_id = requester_id", "number = ''", "kind = 'assurance'", "until = NULL", "stop = 'x'",
                   "written = '{\"a\": 1}'", "state = 'withdrawn'"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE resolving_lift SET {change}")
    whole: dict[str, Any] = {
        "case": listed, "stop": "another", "title": "x", "kind": "authorisation", "number": "1", "issued_on": today(),
        "until": today(9), "requester": people["sam"], "by": people["carla"], "written": {},
        "evidence_id": made.evidence_id,
    }  # fmt: skip
    for wrong in ({"by": people["sam"]}, {"number": ""}, {"kind": "assurance"}, {"until": None}, {"evidence_id": None},
                  {"stop": STOP}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Lift.objects.create(**{**whole, **wrong})
    assert Lift.objects.create(**whole)


def test_a_requester_and_an_auditor_are_told_no_more_than_they_may_know(
    listed: Case, people: People, signed: Callable[[str], Client]
) -> None:
    lifted(listed, people, number="Zebra-7")
    assert "Zebra-7" not in signed("sam").get(f"/cases/{listed.number}/").content.decode()
    assert signed("sam").get(f"/cases/{listed.number}/resolving/").status_code == 403
    assert "Zebra-7" in signed("aud").get(f"/cases/{listed.number}/resolving/").content.decode()
    for where in ("resolving/propose/", "matches/", "stops/lift/"):
        assert signed("aud").get(f"/cases/{listed.number}/{where}").status_code == 403
