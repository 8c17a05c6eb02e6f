"""People whose data is held: found, told, their requests tracked; and a person's own account."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_matters import paper, sql
from made_people import People, example

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import change_deal, comment, open_case
from duecare.office.cases.models import Case
from duecare.office.counsel.acts import claim, open_matter, write
from duecare.office.counsel.models import Basis, Kind, Lane
from duecare.office.evidence.models import Confidentiality
from duecare.office.retention import acts
from duecare.office.retention.models import ERASED, SubjectRequest, SubjectStep
from duecare.office.retention.subject import Sought, account_of, held_about

Signed = Callable[[str], Client]


@pytest.fixture
def named(case: Case, people: People) -> Case:
    """A case that names Hamid Karimi as a party, in the discussion and on a paper."""
    document = json.loads(json.dumps(case.deal.document)) if case.deal else {}
    document["parties"].append({"id": "signer", "roles": ["other"], "name": "حمید کریمی"})
    document["parties"][1]["description"] = "signs: Hamid Karimi, hamid@example.org"
    change_deal(case, people["sam"], document)
    change_deal(case, people["sam"], {**document, "notes": "again"})
    comment(case, people["ana"], "Karimi, Hamid called today.")
    paper(case, people["ana"], "Passport of H. Karimi, Hamid", b"x")
    return case


@pytest.mark.parametrize(
    ("sought", "text", "found"),
    [
        ("Hamid Karimi", "KARIMI, Hamid", True),
        ("Mohammad Youssef", "Mohamed Yusef", False),
        ("sergej", "Sergey", True),
        ("Hamid Karimi", "Hamid Karimov", False),
        ("Hamid Karimi", "Hamid", False),
        ("Müller", "Muller", True),
        ("Иванов", "Ivanov", True),
        ("hamid@example.org", "write to HAMID@example.org.", True),
        ("hamid@example.org", "hamid at example.org", False),
    ],
)
def test_a_name_is_found_in_any_order_script_and_transliteration(sought: str, text: str, found: bool) -> None:
    assert Sought(sought).within(text) == found


def test_what_is_held_is_found_over_deals_comments_and_papers(named: Case) -> None:
    found = held_about("hamid karimi")
    assert {one.kind for one in found} == {"deal", "comment", "paper"}
    assert {one.where for one in found} == {named.number}
    deals = [one for one in found if one.kind == "deal"]
    assert [one.path for one in deals] == ["parties.police-departments, from version 2"]
    assert deals[0].value["description"].startswith("signs: Hamid Karimi")
    assert [one.kind for one in held_about("hamid@example.org")] == ["deal"]
    assert [one.path for one in held_about("حمید کریمی")] == ["parties.signer, from version 2"]
    assert held_about("Nobody Ofthisname") == held_about("  ") == held_about("?") == []


def test_an_account_is_found_by_name_and_by_address(people: People) -> None:
    ana = people["ana"]
    ana.email, ana.last_name = "ana@house.example", "Weber"
    ana.save()
    assert [one.where for one in held_about("weber ana")] == [f"user:{ana.pk}"]
    assert [one.where for one in held_about("ana@house.example")] == [f"user:{ana.pk}"]


def test_what_is_privileged_or_for_counsel_only_is_neither_searched_nor_exported(
    named: Case, people: People, signed: Signed
) -> None:
    matter = open_matter(people["carla"], named, "Hamid Karimi", "advice")
    write(matter, people["carla"], Lane.FACTS, "zebra-70 Hamid Karimi", basis=Basis.WORK_PRODUCT, description="x")
    said = comment(named, people["ana"], "zebra-71 Hamid Karimi")
    claim(matter, people["carla"], Kind.COMMENT, said.pk, Basis.ATTORNEY_CLIENT, "zebra-72 Hamid Karimi")
    secret = paper(named, people["carla"], "zebra-73 Hamid Karimi", b"y")
    type(secret).objects.filter(pk=secret.pk).update(confidentiality=Confidentiality.COUNSEL)
    for form in ("json", "html"):
        answer = signed("adam").post("/subjects/export/", {"sought": "Hamid Karimi", "form": form})
        assert b"zebra" not in answer.content
        assert "called today" in answer.content.decode()
    assert "zebra" not in signed("adam").post("/subjects/", {"sought": "Hamid Karimi"}).content.decode()


def test_the_export_is_json_and_html_and_escapes(named: Case, people: People, signed: Signed) -> None:
    comment(named, people["ana"], "<script>alert(1)</script> Hamid Karimi")
    page = signed("adam").post("/subjects/export/", {"sought": "Hamid Karimi", "form": "html"})
    assert "attachment" in page["Content-Disposition"]
    assert b"<script>" not in page.content
    shown = signed("adam").post("/subjects/", {"sought": "Hamid Karimi"}).content.decode()
    assert "<script>alert" not in shown
    document = json.loads(signed("adam").post("/subjects/export/", {"sought": "Hamid Karimi"}).content)
    assert document["schema"] == "duecare.subject/1"
    assert len(document["held"]) == 4
    assert signed("adam").post("/subjects/export/", {"sought": ""}).status_code == 400


def test_the_log_says_that_was_searched_and_not_for_whom(named: Case, signed: Signed) -> None:
    signed("adam").post("/subjects/", {"sought": "Hamid Karimi"})
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.detail) == ("subject.search", {"found": 3})
    assert "arimi" not in json.dumps(list(Entry.objects.values("actor", "act", "about", "detail")))


def test_requests_are_noted_answered_and_due_in_a_month(people: People, signed: Signed) -> None:
    adam = signed("adam")
    today = timezone.localdate()
    answer = adam.post("/subjects/requests/", {"kind": "correction", "name": "Hamid Karimi", "received_on": today,
                                               "text": "I do not sign for them."})  # fmt: skip
    asked = SubjectRequest.objects.get()
    assert answer.url == f"/subjects/requests/{asked.pk}/"
    assert "Hamid Karimi" in adam.get("/subjects/requests/").content.decode()
    adam.post(answer.url, {"outcome": "corrected"})
    assert [one.outcome for one in asked.steps.all()] == ["corrected"]
    assert adam.post(answer.url, {"outcome": "perhaps"}).status_code == 400
    assert "Karimi" not in json.dumps(list(Entry.objects.values("about", "detail")))
    late = {"kind": "access", "name": "x", "received_on": today + datetime.timedelta(days=1)}
    refused = adam.post("/subjects/requests/", late)
    assert refused.status_code == 400
    assert "yet to come" in refused.content.decode()


@pytest.mark.parametrize(
    ("came", "due"),
    [("2026-01-31", "2026-02-28"), ("2024-01-31", "2024-02-29"), ("2026-12-05", "2027-01-05"),
     ("2026-03-31", "2026-04-30"),
     ("2026-11-30", "2026-12-30")],
)  # fmt: skip
def test_a_month_ends_on_a_day_that_there_is(came: str, due: str) -> None:
    request = SubjectRequest(received_on=datetime.date.fromisoformat(came))
    assert request.due_on.isoformat() == due


def test_a_request_loses_its_name_years_after_its_answer_and_in_no_other_way(people: People) -> None:
    asked = acts.note_request(people["adam"], "access", "Hamid Karimi", datetime.date(2020, 1, 1), "a@b.example", "all")
    with pytest.raises(InputError, match="not answered"):
        acts.erase_request(asked, people["adam"])
    SubjectStep.objects.bulk_create([SubjectStep(request=asked, outcome="told", by=people["adam"])])
    with pytest.raises(InputError, match="3 years"):
        acts.erase_request(asked, people["adam"])
    for statement in ("UPDATE retention_subjectrequest SET name = 'x'", "DELETE FROM retention_subjectrequest",
                      "UPDATE retention_subjectstep SET outcome = 'corrected'",
                      "UPDATE retention_subjectrequest SET kind = 'erasure'"):  # fmt: skip
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            sql(statement)
    sql('DROP TRIGGER "retention_subjectstep_no_update"')
    sql("UPDATE retention_subjectstep SET at = '2020-02-01 00:00:00'")
    acts.erase_request(asked, people["adam"])
    asked.refresh_from_db()
    assert (asked.name, asked.contact, asked.text) == (ERASED, "", "")


@pytest.mark.parametrize("name", ["sam", "ana", "adam", "greta", "olga"])
def test_everybody_reads_and_takes_along_their_own_account(name: str, people: People, signed: Signed) -> None:
    client = signed(name)
    assert name in client.get("/people/own/data/").content.decode()
    assert "/people/own/data/" in client.get("/people/own/").content.decode()
    document = json.loads(client.get("/people/own/data/file/").content)
    assert document["account"]["signs_in_as"] == name
    assert "password" not in json.dumps(document)


def test_an_account_tells_what_was_worked_on_by_number(case: Case, people: People) -> None:
    other = open_case(people["sue"], "Another", example("us-2020-police-face-search.yaml"))
    told = account_of(people["sam"])
    assert told["cases"] == {"opened": [case.number], "analyst_of": [], "added_to": []}
    assert other.number not in json.dumps(told)
    assert told["entries_in_the_log"] > 0
