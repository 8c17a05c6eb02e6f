"""Claims about the programme page and the policy commitment: what is there is counted, what is missing is named."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_decisions import approved, condition, in_days, low_case
from made_people import People

from duecare.errors import InputError
from duecare.guidance import load_guidance
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.decisions.models import Condition
from duecare.office.programme import acts
from duecare.office.programme.asked import INSTRUMENTS, ROWS, rows_of
from duecare.office.programme.models import PolicyCommitment
from duecare.office.programme.standing import Standing

Sign = Callable[[str], Client]
COMMITMENT = {
    "title": "Respect for people", "signer": "Ruth Aldermann", "office": "Chief executive", "signed_on": "2026-01-15",
    "review_on": "2099-01-15", "public_at": "https://example.org/policy", "text": "We do not sell to those who hunt.",
}  # fmt: skip


def test_every_characteristic_and_programme_element_of_both_texts_is_on_the_page(people: People) -> None:
    guidance, standing = load_guidance(), Standing()
    shown = {row.id for name in INSTRUMENTS for row in rows_of(name, guidance, standing)}
    asked = {
        name
        for name in guidance.entries
        if name.startswith(("US-STATE-2019/", "US-STATE-2020/")) and name.split("/")[1] in ("DD", "PROG")
    }
    asked |= {f"US-STATE-{year}/C{number}" for year in (2019, 2020) for number in (6, 7, 8)}
    asked |= {f"UNGP/{number}" for number in range(15, 23)} | {f"OECD/{number}" for number in range(1, 7)}
    assert asked <= shown
    assert all(standing.lines(topics) for topics in ROWS.values())


def test_an_office_without_records_says_what_is_missing(signed: Sign) -> None:
    page = signed("aud").get("/programme/").content.decode()
    for said in ("No policy commitment is on record.", "No decision is on record.", "No public report was published."):
        assert said in page
    assert "score" not in page.lower().replace("no score", "")


def test_what_is_on_record_is_counted_with_its_day(people: People, signed: Sign) -> None:
    case = low_case(people)
    late = condition(case, people)
    condition(case, people, title="Another")
    approved(case, people, "approve_with_conditions")
    Condition.objects.filter(pk=late.pk).update(due_on=in_days(-2))
    page = signed("ana").get("/programme/").content.decode()
    assert "Conditions: 1 open, 0 proven, 0 seen to work." in page
    assert "1 condition is overdue." in page
    assert "Decisions in force: 1; with as many approvals as they need: 1;" in page
    assert "No decision is on record." not in page


def test_how_surely_a_text_is_known_is_said_in_words_and_what_is_missing_leads_to_its_page(signed: Sign) -> None:
    page = signed("ana").get("/programme/").content.decode()
    assert "recollected, high confidence" in page
    assert "recollected H" not in page
    assert '<li><a href="/programme/policy/">No policy commitment is on record.</a></li>' in page


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "json"])
def test_the_page_leaves_as_a_file(form: str, signed: Sign) -> None:
    answer = signed("carla").get(f"/programme/file/{form}/")
    assert answer.status_code == 200
    if form == "json":
        assert answer.content.decode().count("No policy commitment is on record.") > 1
        first = json.loads(answer.content)["blocks"][2]
        assert json.dumps(first).count("No policy commitment is on record.") == 1, (
            "what is missing is named once on top"
        )
        said = json.loads(answer.content)["record"]["UNGP"]
        assert {"id": "UNGP/16", "on_record": [], "missing": said[1]["missing"]} == said[1]
        assert "No policy commitment is on record." in said[1]["missing"]


def test_a_policy_says_who_signed_it_and_a_new_one_takes_its_place(signed: Sign) -> None:
    carla = signed("carla")
    assert carla.post("/programme/policy/", COMMITMENT).status_code == 302
    assert "“Respect for people”, signed by Ruth Aldermann, Chief executive, on 2026-01-15." in (
        carla.get("/programme/").content.decode()
    )
    file = SimpleUploadedFile("policy.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
    said = {**COMMITMENT, "title": "Respect for all", "text": "", "file": file}
    assert carla.post("/programme/policy/", said).status_code == 302
    page = carla.get("/programme/policy/").content.decode()
    assert page.index("Respect for all") < page.index("Policy commitments that were superseded")
    kept = PolicyCommitment.objects.latest("pk")
    answer = carla.get(f"/programme/policy/{kept.pk}/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Ruth" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_policy_without_text_or_review_is_refused_and_nothing_typed_is_lost(signed: Sign) -> None:
    answer = signed("carla").post("/programme/policy/", {**COMMITMENT, "text": ""})
    assert answer.status_code == 400
    assert "a policy has a text or a file" in answer.content.decode()
    assert "Ruth Aldermann" in answer.content.decode()
    answer = signed("carla").post("/programme/policy/", {**COMMITMENT, "review_on": "2026-01-15"})
    assert "the next review comes after" in answer.content.decode()
    assert not PolicyCommitment.objects.exists()


def test_only_counsel_or_an_approver_puts_a_policy_on_record(signed: Sign) -> None:
    for name in ("ana", "aud"):
        assert signed(name).post("/programme/policy/", COMMITMENT).status_code == 403
        assert "Put on record" not in signed(name).get("/programme/policy/").content.decode()


def test_a_policy_never_changes(people: People) -> None:
    day = timezone.localdate()
    kept = acts.commit(people["carla"], title="t", signer="s", office="o", signed_on=day,
                       review_on=day + datetime.timedelta(days=1), text="x")  # fmt: skip
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        PolicyCommitment.objects.filter(pk=kept.pk).update(signer="another")
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyCommitment.objects.create(title="t", signer="", office="o", signed_on=day, text="x", by=people["carla"],
                                        review_on=day + datetime.timedelta(days=1))  # fmt: skip
    with pytest.raises(InputError, match="not signed yet"):
        acts.commit(
            people["carla"], title="t", signer="s", office="o", text="x", review_on=in_days(9), signed_on=in_days(3)
        )


def test_a_review_that_is_overdue_is_named(people: People, signed: Sign) -> None:
    acts.commit(people["carla"], title="t", signer="s", office="o", text="x", signed_on=datetime.date(2020, 1, 1),
                review_on=datetime.date(2021, 1, 1))  # fmt: skip
    assert "Its review was due on 2021-01-01 and is not on record." in signed("ana").get("/programme/").content.decode()


def test_a_room_that_is_not_here_is_said_to_be_missing(people: People, case: Case) -> None:
    standing = Standing()
    for room, lines in (("complaints", standing.complaints), ("training", standing.training),
                        ("engagement", standing.engagement), ("distribution", standing.distribution)):  # fmt: skip
        assert lines
        if not apps.is_installed(f"duecare.office.{room}"):
            assert lines[0].gap
