"""The interface: nobody without a token, nothing beyond its scope and its person, no answer that is no JSON."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api_tokens import Asker, asker, token_for
from django.core.cache import cache
from django.test import Client
from made_decisions import low_case, proposed
from made_people import People, example

import duecare
from duecare.office.api.acts import merged
from duecare.office.api.asking import Needs
from duecare.office.api.interface import BASE, SCOPES, api, schema
from duecare.office.api.models import Answered, Scope
from duecare.office.api.problems import PROBLEMS
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case
from duecare.office.decisions.acts import retract

DEAL = "us-2020-police-face-search.yaml"
OPERATIONS = [
    (method.upper(), where.removeprefix(BASE), operation["operationId"])
    for where, methods in schema()["paths"].items()
    for method, operation in methods.items()
]
NAMES = [name for _, _, name in OPERATIONS]
BODIES: dict[str, Any] = {
    "review_deal": {"id": "x", "title": "x"},
    "screen_party": {"names": ["Acme"]},
    "scope_item": {"text": "A camera that recognises faces."},
    "open_case": {"title": "x"},
    "change_deal": {"notes": "x"},
}
CLEARANCE = {"customer": "Acme", "item": "Camera", "activity": "ship"}


@pytest.fixture(autouse=True)
def _nobody_failed_before(db: None) -> None:
    cache.clear()


def tried(who: Asker, method: str, where: str, name: str, number: str) -> Any:
    query = CLEARANCE if name == "ask_clearance" else {}
    return who.ask(method, where.replace("{number}", number), BODIES.get(name), **query)


@pytest.mark.parametrize(("method", "where", "name"), OPERATIONS, ids=NAMES)
def test_every_operation_refuses_whoever_has_no_token_or_one_of_another_scope(
    method: str, where: str, name: str, people: People, case: Case, signed: Callable[[str], Client]
) -> None:
    assert tried(Asker(), method, where, name, case.number).status_code == 401
    assert tried(Asker("dc_" + "0" * 12 + "_" + "a" * 43), method, where, name, case.number).status_code == 401
    others = [scope for scope in Scope.values if scope != SCOPES[name]]
    refused = tried(asker(people["ana"], *others), method, where, name, case.number)
    assert (refused.status_code, refused.said["type"]) == (403, "urn:duecare:problem:not-in-scope")
    by_session = signed("ana").generic(method, f"{BASE}{where.replace('{number}', case.number)}")
    assert by_session.status_code == 401
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("method", "where", "name"), OPERATIONS, ids=NAMES)
def test_every_operation_refuses_a_token_of_a_person_without_the_role(
    method: str, where: str, name: str, people: People, case: Case
) -> None:
    for somebody in ("nobody", "adam", "greta"):
        assert tried(asker(people[somebody]), method, where, name, case.number).status_code == 403


def test_an_operation_that_names_no_scope_admits_nobody(people: People) -> None:
    assert isinstance(api.auth[0], Needs)
    assert api.auth[0].scope is None


@pytest.mark.parametrize("where", ["", "cases/", "nothing", "cases/x/y/z", "openapi.json/"])
def test_where_there_is_nothing_the_answer_is_a_problem_and_no_page(where: str, db: None) -> None:
    assert Asker().ask("GET", where).status_code == 404


def test_a_wrong_method_and_a_wrong_host_are_problems_too(people: People) -> None:
    answer = asker(people["ana"]).ask("DELETE", "cases")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert Asker().ask("GET", "cases", headers={"Host": "elsewhere.example"}).status_code == 400
    assert Asker().ask("POST", "openapi.json").status_code == 405


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b"\xff\xfe", 400), (b'{"id": "x", "id": "y"}', 400), (b'{"title": NaN}', 400),
        (b'{"title": "a\\u0000b"}', 400), (b'{"title": "\\ud800"}', 400), (b"[" * 100_000, 400), (b"", 422),
        (b"[]", 422), (b'"x"', 422), (b"null", 422), (b'{"title": "x", "unheard": 1}', 422),
        (b'{"title": "x", "deal": {"end_usr": 1}}', 422), (b'{"title": ""}', 422),
        (b'{"title": "x", "kind": "y"}', 422),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_or_accepted_is_a_problem_and_opens_nothing(
    body: bytes, status: int, people: People
) -> None:
    answer = asker(people["sam"]).ask("POST", "cases", body)
    assert answer.status_code == status, answer.said
    assert not Case.objects.exists()


def test_a_problem_says_where_in_the_request_it_is(people: People) -> None:
    answer = asker(people["ana"]).ask("POST", "screening", {"names": [], "kind": "martian"})
    places = {one["where"] for one in answer.said["errors"]}
    assert places == {"body.party.names", "body.party.kind"}
    unheard = asker(people["ana"]).ask("POST", "reviews", {"id": "x", "title": "y", "end_usr": 1})
    assert "end_usr" in unheard.said["detail"]
    assert unheard.said["title"] == PROBLEMS["not-accepted"][1]


def test_a_body_that_is_too_large_is_not_read(people: People) -> None:
    answer = asker(people["ana"]).ask("POST", "scoping", b" " * 5_000_001)
    assert answer.status_code == 413


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_that_the_person_does_not_see_is_not_there(people: People, case: Case) -> None:
    other = {"headers": {"If-Match": "*"}}
    for somebody in ("sue", "olga"):
        who = asker(people[somebody])
        for tail in ("", "/deal", "/review"):
            answer, none = (who.ask("GET", f"cases/{number}{tail}") for number in (case.number, "C-2000-99999"))
            assert answer.status_code == 403 if (somebody, tail) == ("sue", "/review") else 404
            assert answer.said == none.said
        assert who.ask("GET", "cases").said["items"] == []
    assert asker(people["sue"]).ask("PATCH", f"cases/{case.number}/deal", {"x": 1}, **other).status_code == 404
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert asker(people["ana"]).ask("GET", f"cases/{case.number}").status_code == 404
    assert asker(people["sam"]).ask("GET", f"cases/{case.number}").status_code == 200


def test_a_requester_is_told_no_outcome(people: People, case: Case) -> None:
    who = asker(people["sam"])
    assert who.ask("GET", f"cases/{case.number}").said["outcome"] is None
    assert who.ask("GET", "cases").said["items"][0]["outcome"] is None
    for method, where, body in (
        ("GET", f"cases/{case.number}/review", None),
        ("POST", "reviews", BODIES["review_deal"]),
        ("POST", "screening", BODIES["screen_party"]),
    ):
        assert who.ask(method, where, body).status_code == 403
    told = asker(people["ana"]).ask("GET", f"cases/{case.number}").said["outcome"]
    assert case.review is not None
    assert (told["headline"], told["basis"]) == (case.review.headline, case.review.basis)


def test_a_review_comes_byte_for_byte(people: People, case: Case) -> None:
    answer = asker(people["ana"]).ask("GET", f"cases/{case.number}/review")
    assert case.review is not None
    assert answer.content == bytes(case.review.document)


def test_a_list_comes_in_pages_that_leave_nothing_out_while_cases_are_added(people: People) -> None:
    for at in range(5):
        open_case(people["sam"], f"Deal {at}")
    who, cursor, seen = asker(people["ana"]), {}, []
    while True:
        said = who.ask("GET", "cases", limit="2", **cursor).said
        seen += [one["title"] for one in said["items"]]
        if len(seen) == 2:
            open_case(people["sam"], "Deal 5")
        if said["next"] is None:
            break
        cursor = {"cursor": said["next"]}
    assert seen == [f"Deal {at}" for at in (4, 3, 2, 1, 0)]
    for wrong in ({"cursor": "x"}, {"cursor": "YmVmb3JlOi0x"}, {"limit": "0"}, {"limit": "201"}, {"state": "x"}):
        assert who.ask("GET", "cases", **wrong).status_code == 422


def test_a_deal_is_changed_only_in_the_version_that_the_change_was_made_for(people: People, case: Case) -> None:
    who, where = asker(people["sam"]), f"cases/{case.number}/deal"
    tag = who.ask("GET", where).headers["ETag"]
    missing = who.ask("PATCH", where, {"notes": "a"})
    assert (missing.status_code, missing.headers["ETag"]) == (428, tag)
    changed = who.ask("PATCH", where, {"notes": "a"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.said["version"]) == (200, 2), changed.said
    assert "notes" in changed.said["changed"]
    late = who.ask("PATCH", where, {"notes": "b"}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert who.ask("PATCH", where, {"notes": "b"}, headers={"If-Match": "*"}).status_code == 412
    after = who.ask("GET", where)
    assert (after.said["notes"], after.headers["ETag"]) == ("a", changed.headers["ETag"])
    refused = who.ask("PATCH", where, {"end_usr": 1}, headers={"If-Match": changed.headers["ETag"]})
    assert refused.status_code == 422
    assert case.deals.count() == 2


def test_a_deal_belongs_to_its_case_whatever_a_change_says(people: People, case: Case) -> None:
    who, where = asker(people["sam"]), f"cases/{case.number}/deal"
    tag = who.ask("GET", where).headers["ETag"]
    assert who.ask("PATCH", where, {"id": "another"}, headers={"If-Match": tag}).status_code == 422
    assert who.ask("GET", where).said["id"] == case.number.lower()


def test_a_merge_patch_does_what_the_standard_says() -> None:
    for target, patch, result in (
        ({"a": "b"}, {"a": "c"}, {"a": "c"}), ({"a": "b"}, {"a": None}, {}), ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}), ({}, {"a": {"bb": {"ccc": None}}},
        {"a": {"bb": {}}}), ([1], {"a": 1}, {"a": 1}),
    ):  # fmt: skip
        assert merged(target, patch) == result


def test_what_a_token_does_stands_in_the_log_with_it(people: People) -> None:
    token, secret = token_for(people["sam"])
    number = Asker(secret).ask("POST", "cases", {"title": "Face search", "deal": example(DEAL)}).said["number"]
    case = Case.objects.get(number=number)
    acts = Entry.objects.filter(about=f"case:{case.pk}").values_list("act", "actor")
    assert ("api.case_open", f"token:{token.pk}") in acts
    assert ("case.open", f"user:{people['sam'].pk}") in acts


def test_the_same_request_twice_is_done_once_and_answered_the_same(people: People) -> None:
    who, body = asker(people["sam"]), {"title": "Face search", "deal": example(DEAL)}
    first, second = (who.ask("POST", "cases", body, headers={"Idempotency-Key": "order-17"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.said == second.said
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1
    other = who.ask("POST", "cases", {"title": "Another"}, headers={"Idempotency-Key": "order-17"})
    assert (other.status_code, other.said["type"]) == (422, "urn:duecare:problem:key-used")
    assert asker(people["sam"]).ask("POST", "cases", body, headers={"Idempotency-Key": "order-17"}).said != first.said
    assert who.ask("POST", "cases", body, headers={"Idempotency-Key": "é" * 3}).status_code == 422


def test_a_request_that_failed_leaves_no_key_and_a_day_later_the_key_is_free(
    people: People,
) -> None:
    who, key = asker(people["sam"]), {"Idempotency-Key": "order-18"}
    assert who.ask("POST", "cases", {"title": "x", "deal": {"end_usr": 1}}, headers=key).status_code == 422
    assert not Answered.objects.exists()
    assert who.ask("POST", "cases", {"title": "x"}, headers=key).status_code == 201
    kept = Answered.objects.get()
    Answered.objects.filter(pk=kept.pk).update(at=kept.at - datetime.timedelta(hours=25))
    assert who.ask("POST", "cases", {"title": "y"}, headers=key).status_code == 201


def test_every_operation_that_is_posted_to_takes_a_key_and_every_list_comes_in_pages() -> None:
    lists = 0
    for method, where, name in OPERATIONS:
        operation = schema()["paths"][BASE + where][method.lower()]
        taken = {one["name"] for one in operation.get("parameters", ())}
        assert ("Idempotency-Key" in taken) == (method == "POST"), name
        ok = next(said for status, said in operation["responses"].items() if status.startswith("2"))
        answer = schema()["components"]["schemas"].get(
            ok["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2], {}
        )
        if "items" in answer.get("properties", ()):
            lists += 1
            assert {"cursor", "limit"} <= taken, name
            assert set(answer["properties"]) == {"items", "next"}, name
    assert lists == 3


@pytest.mark.parametrize("name", ["review_deal", "screen_party", "scope_item"])
def test_what_only_computes_takes_a_key_and_keeps_no_answer(name: str, people: People) -> None:
    where = next(where for _, where, one in OPERATIONS if one == name)
    who, key, body = asker(people["ana"]), {"Idempotency-Key": "order-19"}, BODIES[name]
    first, second = (who.ask("POST", where, body, headers=key) for _ in range(2))
    assert (first.status_code, first.content) == (200, second.content)
    kept = Answered.objects.get()
    assert (kept.answer, kept.headers) == ("", {})
    another = {"title": "y", "id": "x"} if name == "review_deal" else {one: ["Other"] for one in body}
    another = {"text": "Other"} if name == "scope_item" else another
    for other, said in ((where, another), ("cases", {"title": "x"})):
        refused = who.ask("POST", other, said, headers=key)
        assert (refused.status_code, refused.said["type"]) == (422, "urn:duecare:problem:key-used"), other
    assert who.ask("POST", "scoping", {"text": ""}, headers={"Idempotency-Key": "order-20"}).status_code == 422
    assert Answered.objects.count() == 1


def test_decisions_on_a_case_come_in_pages_too(people: People) -> None:
    case = low_case(people)
    for _ in range(3):
        retract(proposed(case, people), people["ana"])
    who, where = asker(people["ana"]), f"cases/{case.number}/decisions"
    first = who.ask("GET", where, limit="2").said
    second = who.ask("GET", where, limit="2", cursor=first["next"]).said
    assert [one["number"] for one in (*first["items"], *second["items"])] == [3, 2, 1]
    assert second["next"] is None


AT_ONCE = """
import datetime, sys, threading
from duecare.office import server
server.ready()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from api_tokens import asker
from made_people import person
from duecare.office.api.models import Answered
from duecare.office.cases.models import Case
from duecare.office.people.models import Role
who = asker(person("sam", Role.REQUESTER))
answers, start = [], threading.Barrier(4)
def ask():
    start.wait()
    answers.append(who.ask("POST", "cases", {"title": "x"}, headers={"Idempotency-Key": "once"}))
threads = [threading.Thread(target=ask) for _ in range(4)]
[one.start() for one in threads]; [one.join() for one in threads]
print([one.status_code for one in answers], len({one.content for one in answers}), Case.objects.count(),
      Answered.objects.count())
"""


def test_four_at_once_with_one_key_act_once(tables: Path, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    shutil.copy(tables, tmp_path / "office")
    paths = os.pathsep.join(str(one) for one in (Path(__file__).parent, Path(duecare.__file__).parents[1]))
    ran = subprocess.run(
        [sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=180,
        env={**os.environ, "DUECARE_HOME": str(tmp_path), "PYTHONPATH": paths, "DATABASE_URL": "",
             "DJANGO_SETTINGS_MODULE": "duecare.office.settings"},
    )  # fmt: skip
    assert ran.stdout.strip() == "[201, 201, 201, 201] 1 1 1", ran.stderr[-2000:]


def test_every_operation_and_every_problem_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/api.md").read_text("utf-8")
    for method, where, name in OPERATIONS:
        assert f"| `{method} /{where}` | `{SCOPES[name]}` |" in text, where
    for code, (status, _) in PROBLEMS.items():
        assert f"| `{code}` | {status} |" in text, code
    for scope in Scope.values:
        assert f"`{scope}`" in text, scope
