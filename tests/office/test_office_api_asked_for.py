"""What a requester reads by the interface: nothing of how their deal is judged, as on the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_tokens import asker
from django.core.cache import cache
from made_decisions import low_case
from made_people import People, example
from resolved import FLAG, document, paper, today

from duecare.office.api.interface import schema
from duecare.office.cases.models import Case, Gate
from duecare.office.decisions import acts as decisions
from duecare.office.decisions.models import Outcome
from duecare.office.monitoring.acts import raise_alert
from duecare.office.people.models import User
from duecare.office.resolving import flags

REASON = "A judge looks at each match, says the analyst"
ASKED: dict[str, dict[str, Any]] = {
    "/reviews": {"body": example("harmless-library-tags.yaml")},
    "/screening": {"body": {"names": ["Zarubin Optoelektronika"]}},
    "/scoping": {"body": {"text": "A camera that counts people."}},
    "/clearance": {"customer": "x", "item": "y", "activity": "ship"},
}


@pytest.fixture(autouse=True)
def _fresh(db: None, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def judged(case: Case, people: People) -> Case:
    """A case with everything that is not for those who asked for it."""
    made = flags.propose(
        case, people["ana"], FLAG, reason=REASON, evidence=paper(case, people["ana"], "Minutes of the board"),
        until=today(90),
    )  # fmt: skip
    flags.confirm(made, people["carla"])
    case.refresh_from_db()
    assert case.review is not None
    decisions.propose(case, people["ana"], Outcome.DECLINE, f"{REASON} too", review=case.review.number)
    raise_alert(case, "level", before=case.review, after=case.review, changed={"known": ["low", "high"]})
    return case


def secrets(case: Case) -> list[str]:
    """What of a case says how it is judged: reasons, papers, people, hashes, findings, the outcome."""
    said = document(case)
    outcome = said["outcome"]
    rules = [one["flag"] for one in said["findings"]] + [one["stop"] for one in said["stops"]]
    return [
        REASON, "Minutes of the board", "Ana (ana)", "Carla (carla)", '"resolutions"', '"records"',
        said["basis_hash"], outcome["headline"], *rules,
        *(f'"{name}": "' for name in ("known", "possible", "advice", "headline", "basis")),
    ]  # fmt: skip


def answers(case: Case, user: User) -> Iterator[tuple[str, str]]:
    """What every operation that the schema names answers a person about a case."""
    who, root = asker(user), "/api/v1"
    for where, methods in schema()["paths"].items():
        short = where.removeprefix(root)
        for method in methods:
            given = dict(ASKED.get(short, {}))
            body, headers = given.pop("body", None), {}
            if method == "patch":
                tag = who.ask("GET", f"cases/{case.number}/deal")["ETag"]
                body, headers = {"notes": "Asked for again"}, {"If-Match": tag}
            elif (method, short) == ("post", "/cases"):
                body = {"title": "Another", "deal": {}}
            address = short.strip("/").replace("{number}", case.number)
            answer = who.ask(method.upper(), address, body, headers, **given)
            assert answer.status_code in (200, 201, 403), (method, where, answer.content)
            yield f"{method} {where}", json.dumps(answer.said, ensure_ascii=False)
            for name, value in answer.headers.items():
                yield f"{method} {where} {name}", value


def test_no_answer_tells_a_requester_how_their_deal_is_judged(judged: Case, people: People) -> None:
    hidden, seen = secrets(judged), dict(answers(judged, people["sam"]))
    assert len([one for one in seen if "/cases" in one and len(one.split()) == 2]) >= 6
    for where, said in seen.items():
        assert [one for one in hidden if one in said] == [], where


def test_the_words_that_are_looked_for_are_there_for_who_judges(judged: Case, people: People) -> None:
    """So that the test before cannot pass because nothing is looked for."""
    hidden, said = secrets(judged), "".join(dict(answers(judged, people["ana"])).values())
    assert [one for one in hidden if one.replace('": "', '": ').strip() not in said and one != '"records"'] == []


def test_the_deal_is_the_same_by_the_page_and_by_the_interface(judged: Case, people: People) -> None:
    assert judged.deal is not None
    assert judged.deal.document["resolutions"]
    for name in ("sam", "ana"):
        said = asker(people[name]).ask("GET", f"cases/{judged.number}/deal").said
        assert "resolutions" not in said
        assert said["parties"] == judged.deal.document["parties"]


def test_a_change_by_who_does_not_see_the_resolution_keeps_it(judged: Case, people: People) -> None:
    who, address = asker(people["sam"]), f"cases/{judged.number}/deal"
    tag = who.ask("GET", address)["ETag"]
    said = who.ask("PATCH", address, {"notes": "For the yard only", "resolutions": None}, {"If-Match": tag})
    assert (said.status_code, said.said["changed"]) == (200, ["notes"])
    judged.refresh_from_db()
    assert judged.deal is not None
    assert judged.deal.document["resolutions"][0]["reason"] == REASON


def test_clearance_tells_a_requester_to_hold_and_not_that_a_stop_stands(people: People) -> None:
    case = low_case(people)
    Case.objects.filter(pk=case.pk).update(stops=1)
    asked = {"customer": case.customer, "item": case.item, "activity": "ship"}
    said = asker(people["sam"]).ask("GET", "clearance", **asked).said
    assert (said["allowed"], said["state"], said["why"], said["case"]) == (
        False, "hold", "Ask the analyst.", case.number
    )  # fmt: skip
    assert asker(people["ana"]).ask("GET", "clearance", **asked).said["state"] == "stopped"


def test_where_cases_disagree_nothing_is_told_of_one_that_is_closed_to_who_asks(people: People) -> None:
    first, second = low_case(people), low_case(people)
    decisions_of = {first: [Gate.SHIP], second: []}
    for case, gates in decisions_of.items():
        assert case.review is not None
        made = decisions.propose(
            case, people["ana"], Outcome.APPROVE if gates else Outcome.DECLINE, "x", review=case.review.number,
            **({"gates": gates, "expires_on": today(90)} if gates else {}),
        )  # fmt: skip
        decisions.give_verdict(made, people["carla"], approves=True)
    Case.objects.filter(pk=first.pk).update(restricted=True)
    asked = {"customer": first.customer, "item": first.item, "activity": "ship"}
    said = asker(people["ben"]).ask("GET", "clearance", **asked).said
    assert said["allowed"] is False
    assert first.number not in json.dumps(said)
