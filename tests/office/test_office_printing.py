"""Claims about papers that leave the office: who may take them, what their marks say, what stands in the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_decisions import condition, in_days, low_case, proposed
from made_people import People, example

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import change_deal, comment, open_case, restrict
from duecare.office.cases.models import Case
from duecare.office.cases.packed import ERASED_DOCUMENT
from duecare.office.counsel.acts import open_matter, write
from duecare.office.counsel.models import Basis, Lane
from duecare.office.decisions.acts import give_verdict
from duecare.office.decisions.models import Outcome
from duecare.office.printing.making import status_of

Sign = Callable[[str], Client]
ASKED = {"paper": "memo", "form": "json", "review": "1", "mark": "confidential", "language": ""}


def _marks(content: bytes) -> dict[str, str]:
    return {one["label"]: one["value"] for one in json.loads(content)["marks"]}


def _address(case: Case) -> str:
    return f"/cases/{case.number}/print/"


@pytest.mark.parametrize(
    ("paper", "form", "start"),
    [
        ("memo", "pdf", b"%PDF-"), ("memo", "docx", b"PK"), ("memo", "xlsx", b"PK"), ("conditions", "xlsx", b"PK"),
        ("conditions", "pdf", b"%PDF-"), ("end-use", "pdf", b"%PDF-"), ("end-use", "docx", b"PK"),
        ("end-use", "json", b"{"),
    ],
)  # fmt: skip
def test_each_paper_of_a_case_leaves_as_a_file_that_is_only_saved(
    paper: str, form: str, start: bytes, case: Case, signed: Sign
) -> None:
    answer = signed("ana").post(_address(case), {**ASKED, "paper": paper, "form": form})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}-{paper}-1.{form}"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_paper_says_version_status_basis_and_date_and_its_leaving_stands_in_the_log_without_names(
    case: Case, people: People, signed: Sign
) -> None:
    answer = signed("ana").post(_address(case), ASKED)
    marks = _marks(answer.content)
    assert case.review is not None
    assert marks["Version"] == f"review 1 of {case.number}"
    assert (marks["Status"], marks["For"], marks["Basis"]) == ("draft", "confidential", case.review.basis)
    assert marks["Data up to"] == json.loads(bytes(case.review.document))["known_at"]
    entry = Entry.objects.get(act="printing.case")
    assert entry.actor == f"user:{people['ana'].pk}"
    assert entry.about == f"case:{case.pk}"
    assert entry.detail == {
        "paper": "memo", "form": "json", "review": 1, "status": "draft", "mark": "confidential",
        "sha256": sha256(answer.content).hexdigest(),
    }  # fmt: skip
    assert list(verify()) == []


def test_the_status_follows_the_decision_that_stands(
    people: People, signed: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = low_case(people)
    assert case.review is not None
    first = case.review
    proposal = proposed(case, people)
    assert _marks(signed("ana").post(_address(case), ASKED).content)["Status"] == "proposed"
    give_verdict(proposal, people["carla"], approves=True)
    assert _marks(signed("ana").post(_address(case), ASKED).content)["Status"] == "approved"
    late = in_days(101)
    with monkeypatch.context() as then:
        then.setattr(timezone, "localdate", lambda: late)
        assert status_of(case, first) == "superseded"
    change_deal(case, people["ana"], {**case.deal.document, "items": [{"id": "tags", "capabilities": ["spyware"]}]})
    case.refresh_from_db()
    assert _marks(signed("ana").post(_address(case), ASKED).content)["Status"] == "superseded"
    assert _marks(signed("ana").post(_address(case), {**ASKED, "review": "2"}).content)["Status"] == "draft"


def test_what_was_declined_is_final(case: Case, people: People) -> None:
    assert case.review is not None
    proposal = proposed(case, people, Outcome.DECLINE)
    for name in ("carla", "dan"):
        proposal.refresh_from_db()
        if proposal.stage == "proposed":
            give_verdict(proposal, people[name], approves=True)
    assert status_of(case, case.review) == "final"


def test_a_condition_that_was_made_stands_in_the_list_with_owner_and_day(
    case: Case, people: People, signed: Sign
) -> None:
    made = condition(case, people)
    answer = signed("ana").post(_address(case), {**ASKED, "paper": "conditions"})
    found = next(one for one in json.loads(answer.content)["record"]["conditions"] if one["owner"])
    assert (found["title"], found["owner"], found["due"]) == (made.title, "Sam", made.due_on.isoformat())


def test_a_review_that_was_erased_gives_no_paper(case: Case, signed: Sign) -> None:
    from duecare.office.cases.models import Reviewed
    from duecare.office.printing.making import Asked, document_of

    review = Reviewed(case=case, number=1, document=ERASED_DOCUMENT)
    with pytest.raises(InputError, match="was erased"):
        document_of(case, Asked("memo", review, "internal"), case.requester)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paper": "end-use", "form": "xlsx"}, "This paper is not made as .xlsx; accepted: pdf, docx, json."),
        ({"review": "9"}, "9"),
        ({"mark": "privileged"}, "privileged"),
        ({"paper": "all"}, "all"),
        ({"language": "de"}, "de"),
    ],
)
def test_what_cannot_be_taken_out_is_said_beside_the_field_and_nothing_leaves(
    wrong: dict[str, str], said: str, case: Case, signed: Sign
) -> None:
    answer = signed("ana").post(_address(case), {**ASKED, **wrong})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Entry.objects.filter(act="printing.case").exists()


def test_only_counsel_claims_privilege(case: Case, signed: Sign) -> None:
    answer = signed("carla").post(_address(case), {**ASKED, "mark": "privileged"})
    assert _marks(answer.content)["For"] == "privileged; privilege claimed by Carla"


def test_what_is_in_counsels_lane_and_the_discussion_stay_out(case: Case, people: People, signed: Sign) -> None:
    comment(case, people["carla"], "SAID-IN-DISCUSSION")
    matter = open_matter(people["carla"], case, "TITLE-OF-MATTER", "listing")
    write(matter, people["carla"], Lane.ADVICE, "ADVICE-OF-COUNSEL", basis=Basis.WORK_PRODUCT, description="x")
    client = signed("carla")
    taken = [client.post(_address(case), {**ASKED, "paper": one}).content for one in ("memo", "conditions", "end-use")]
    taken.append(client.post("/board-pack/", {"title": "", "form": "json", "mark": "internal"}).content)
    for content in taken:
        assert content.startswith(b"{")
        assert not any(word in content for word in (b"SAID-IN-DISCUSSION", b"TITLE-OF-MATTER", b"ADVICE-OF-COUNSEL"))


def test_whoever_asked_for_the_deal_does_not_see_the_papers(case: Case, signed: Sign) -> None:
    assert signed("sam").get(_address(case)).status_code == 403
    assert b"printing" not in signed("sam").get(f"/cases/{case.number}/").content
    assert b'id="printing"' in signed("ana").get(f"/cases/{case.number}/").content


def test_a_board_pack_holds_the_cases_of_the_list_that_the_person_sees(
    case: Case, people: People, signed: Sign
) -> None:
    shown = open_case(people["sam"], "Tags for a library", example("harmless-library-tags.yaml"))
    hidden = open_case(people["sam"], "Hidden", example("harmless-library-tags.yaml"))
    restrict(hidden, people["ana"], restricted=True)
    answer = signed("aud").post("/board-pack/", {"title": "Board", "form": "json", "mark": "internal"})
    record = json.loads(answer.content)["record"]["cases"]
    assert [one["case"] for one in record] == [case.number, shown.number]
    entry = Entry.objects.get(act="printing.board_pack")
    assert entry.detail["cases"] == [case.pk, shown.pk]
    narrowed = signed("carla").post("/board-pack/?words=library", {"title": "", "form": "json", "mark": "internal"})
    assert [one["case"] for one in json.loads(narrowed.content)["record"]["cases"]] == [shown.number]


def test_a_board_pack_of_nothing_is_refused(people: People, signed: Sign) -> None:
    answer = signed("carla").post("/board-pack/?words=absent", {"title": "", "form": "pdf", "mark": "internal"})
    assert answer.status_code == 400
    assert "accepted: 1 to 100" in answer.content.decode()
    assert not Entry.objects.filter(act="printing.board_pack").exists()


@pytest.mark.parametrize(("name", "status"), [("carla", 200), ("aud", 200), ("ana", 403), ("sam", 403)])
def test_a_board_pack_is_for_those_who_approve_and_those_who_audit(name: str, status: int, signed: Sign) -> None:
    client = signed(name)
    assert client.get("/board-pack/").status_code == status
    assert (b"/board-pack/" in client.get("/cases/").content) is False  # no case is in the list yet


def test_the_look_of_the_house_is_on_pages_and_a_wrong_theme_breaks_none(
    case: Case, signed: Sign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    client = signed("ana")
    assert b"look.css" not in client.get("/").content
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", "utf-8")
    (tmp_path / "theme.yaml").write_text("house: Nordlys\nhue: '#7a1f1f'\nlogo: logo.svg\n", "utf-8")
    page = client.get("/").content.decode()
    assert "look.css" in page
    assert "Nordlys</a>" in page
    assert "--hue: #7a1f1f" in Client().get("/look.css").content.decode()
    logo = Client().get("/look/logo")
    assert (logo["Content-Type"], logo["Content-Security-Policy"]) == ("image/svg+xml", "sandbox; default-src 'none'")
    answer: Any = client.post(_address(case), {**ASKED, "form": "pdf"})
    assert answer.content.startswith(b"%PDF-")
    (tmp_path / "theme.yaml").write_text("hue: '#ffff00'\n", "utf-8")
    assert client.get("/").status_code == 200
    refused = client.post(_address(case), {**ASKED, "form": "pdf"})
    assert refused.status_code == 400
    assert "4.5 to 1" in refused.content.decode()
