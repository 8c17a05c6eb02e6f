"""Cases: opened, changed, reviewed again, compared; every version kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from made_people import EXAMPLES, People, example

from duecare.errors import InputError
from duecare.guidance import load_guidance
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import change_deal, open_case, review_again
from duecare.office.cases.models import Case, Cause, Deal, Reviewed
from duecare.office.cases.versions import difference
from duecare.review import load_policy, review_bytes
from duecare.review.replay import replay


def test_a_case_is_opened_from_a_file_and_says_what_the_library_says(
    signed: Callable[[str], Client], people: People
) -> None:
    with (EXAMPLES / "us-2020-police-face-search.yaml").open("rb") as file:
        answer = signed("sam").post(
            "/cases/open/", {"title": "Face search", "kind": "sale", "gate": "contract", "file": file}
        )
    case = Case.objects.get()
    assert answer.url == f"/cases/{case.number}/"
    page = signed("ana").get(answer.url).content.decode()
    assert case.review is not None
    assert case.review.headline in page
    assert (case.known, case.possible, case.customer) == (case.review.known, case.review.possible, "police departments")


def test_a_case_can_be_opened_with_nothing_known(people: People) -> None:
    case = open_case(people["sam"], "مشروع مراقبة")
    assert case.hold
    assert case.review is not None
    assert "cannot be rated" in case.review.headline.casefold() or case.review.advice == "hold"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("deal.pdf", b"%PDF", "accepted: .yaml"),
        ("deal.yaml", b"id: x\ntitle: y\nend_usr: z\n", "end_usr"),
        ("deal.json", b"{", "deal.json"),
        ("deal.yaml", b"", "is empty"),
    ],
)
def test_a_file_that_is_no_deal_is_refused_and_nothing_is_opened(
    name: str, content: bytes, said: str, signed: Callable[[str], Client], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with path.open("rb") as file:
        answer = signed("sam").post("/cases/open/", {"title": "x", "kind": "sale", "gate": "lead", "file": file})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Case.objects.exists()


def test_every_version_of_a_deal_is_kept_and_compared(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    assert case.deal is not None
    document = {**case.deal.document, "parties": [
        {**one, "kind": "health"} if "end_user" in (one.get("roles") or []) else one
        for one in case.deal.document["parties"]
    ]}  # fmt: skip
    change_deal(case, people["sam"], document)
    case.refresh_from_db()
    assert case.deal is not None
    assert case.deal.number == 2
    assert any("kind" in path for path in case.deal.changed)
    first, second = case.reviews.order_by("number")
    found = difference(first, second)
    assert not found.same_basis
    assert found.findings
    page = signed("ana").get(f"/cases/{case.number}/compare/1/2/").content.decode()
    assert found.findings[0].title in page
    assert signed("ana").get(f"/cases/{case.number}/history/").status_code == 200


def test_a_deal_that_cannot_be_read_changes_nothing(case: Case, people: People) -> None:
    with pytest.raises(InputError):
        change_deal(case, people["sam"], {"id": "x", "title": "y", "unheard": 1})
    assert Deal.objects.count() == Reviewed.objects.count() == 1


def test_reviewing_again_with_the_same_data_gives_the_same_basis(case: Case) -> None:
    kept = review_again(case, Cause.DATA)
    first = case.reviews.get(number=1)
    assert (kept.number, kept.basis) == (2, first.basis)


def test_a_review_leaves_as_a_file_that_replays(case: Case, signed: Callable[[str], Client], tmp_path: Path) -> None:
    answer = signed("ana").get(f"/cases/{case.number}/review/1/")
    path = tmp_path / "review.json"
    path.write_bytes(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert replay(path, load_guidance(), load_policy()).same


@pytest.mark.parametrize("table", ["audit_entry", "cases_deal", "cases_reviewed"])
@pytest.mark.parametrize("how", ["UPDATE {} SET at = '2000-01-01'", "DELETE FROM {}"])
def test_what_only_grows_is_not_changed_even_by_sql(table: str, how: str, case: Case) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(how.format(table))


MARKUP = "<script>alert(1)</script><b onmouseover=x>"


def test_markup_in_a_name_is_shown_as_text(people: People, signed: Callable[[str], Client]) -> None:
    document = example("us-2020-police-face-search.yaml")
    document["parties"][0]["name"] = document["items"][0]["name"] = MARKUP
    case = open_case(people["sam"], MARKUP, document)
    signed("ana").post(f"/cases/{case.number}/comment/", {"text": MARKUP})
    for address in ("/", "/cases/", f"/cases/{case.number}/", f"/cases/{case.number}/section/parties/",
                    f"/cases/{case.number}/history/"):  # fmt: skip
        page = signed("ana").get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b onmouseover" not in page


def test_the_case_page_works_with_a_section_folded_and_loaded(case: Case, signed: Callable[[str], Client]) -> None:
    alone = signed("ana").get(f"/cases/{case.number}/section/parties/", headers={"HX-Request": "true"})
    whole = signed("ana").get(f"/cases/{case.number}/section/parties/")
    assert alone.content.decode().strip() in whole.content.decode()
    assert "<html" not in alone.content.decode()
    assert signed("ana").get(f"/cases/{case.number}/section/nonsense/").status_code == 404


def test_a_citation_leads_to_what_was_read(case: Case, signed: Callable[[str], Client]) -> None:
    page = signed("ana").get(f"/cases/{case.number}/").content.decode()
    found = re.search(r'href="([^"#]+)#(instrument-[^"]+)"', page)
    assert found is not None
    assert f'id="{found.group(2)}"' in signed("ana").get(found.group(1)).content.decode()


def test_every_act_stands_in_the_log(case: Case, people: People, signed: Callable[[str], Client]) -> None:
    signed("ana").post(f"/cases/{case.number}/comment/", {"text": "Who runs the watchlist?"})
    signed("ana").post(f"/cases/{case.number}/people/", {"analyst": people["ana"].pk})
    acts = list(Entry.objects.filter(about=f"case:{case.pk}").values_list("act", flat=True))
    assert acts == ["case.open", "case.deal", "case.review", "case.comment", "case.assign"]
    assert "watchlist" not in json.dumps([entry.detail for entry in Entry.objects.all()])
    assert "Ana" not in json.dumps([entry.detail for entry in Entry.objects.all()])


def test_bytes_of_a_review_are_those_of_the_library(case: Case) -> None:
    from django.utils import timezone

    from duecare.office.cases.reviewing import data_on, reviewed

    assert case.deal is not None
    assert case.review is not None
    data, deal = data_on(timezone.localdate()), case.deal.document
    assert bytes(case.review.document) == review_bytes(reviewed(deal, data))
    turned = {key: deal[key] for key in reversed(deal)}  # PostgreSQL gives the keys back in an order of its own
    turned["facts"] = {key: deal["facts"][key] for key in reversed(deal["facts"])}
    assert bytes(case.review.document) == review_bytes(reviewed(turned, data))
