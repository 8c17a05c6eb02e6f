"""What became of the deals in `deals.yaml`: papers, flags, conditions, licences and decisions, over two years."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from ruamel.yaml import YAML

from duecare.office.cases import acts
from duecare.office.cases.models import Gate, Kind
from duecare.office.decisions import acts as deciding
from duecare.office.decisions.models import Outcome, Stage
from duecare.office.intake.acts import Answer, answer, hand_in
from duecare.office.operations.demo.agreed import agreed
from duecare.office.operations.demo.company import Company, Event
from duecare.office.operations.demo.deals import Row, document_of, rows
from duecare.office.operations.demo.dealt import dealt
from duecare.office.resolving import hits

ALL: Final = tuple(Gate.values)
SALE: Final = ("lead", "quote", "contract", "ship", "activate", "support")
PROTESTERS: Final = "People who are wrongly followed while nobody corrects the errors."


def told(company: Company) -> Iterator[Event]:
    """Everything, each with how many days ago it was done."""
    for row in rows():
        yield row.days, partial(_open, company, row)
        if row.days > 20:
            yield row.days - 1, partial(hand_over, company, row)
            yield row.days - 2, partial(company.assign, row.key, row.analyst)
            yield (
                row.days - 4,
                partial(
                    company.file,
                    row.key,
                    row.asks,
                    "Order of the customer",
                    row.said["buyer"],
                    f"{row.said['item']}, as quoted. For use by the customer only, at the place named.",
                ),
            )
    yield from _early(company)
    yield from agreed(company)
    yield from dealt(company)
    yield from _against(company)
    yield from _matched(company)
    yield from _now(company)
    for key, by, days, text in _said()["comments"]:
        yield days, partial(company.comment, key, by, text)


def _open(company: Company, row: Row) -> None:
    needed = None if row.days > 60 else company.day(row.days - 45)
    company.cases[row.key] = acts.open_case(
        company.people[row.asks],
        row.title,
        document_of(row, timezone.localdate()),
        needed_by=needed,
        kind=row.said.get("type", Kind.SALE),
        gate=row.said["gate"],
    )


def hand_over(company: Company, row: Row) -> None:
    """The requester hands the case in."""
    hand_in(company.case(row.key), company.people[row.asks])


@cache
def _said() -> dict[str, Any]:
    """What `told.yaml` says."""
    return dict(YAML(typ="safe", pure=True).load((Path(__file__).parent / "told.yaml").read_bytes()))


def _early(company: Company) -> Iterator[Event]:
    for key, days, until, why in _said()["approved"]:
        yield days, partial(company.approve, key, why, *ALL, until=until)
    for key, by, days in _said()["delivered"]:
        yield days, partial(company.happened, key, by, "delivered", "delivery note signed by the customer", since=2)
    for call_off in ("radio-call-off-1", "radio-call-off-2"):
        yield (202 if call_off.endswith("1") else 15), partial(_call_off, company, call_off)


def _call_off(company: Company, key: str) -> None:
    deciding.set_framework(company.case(key), company.people["analyst2"], company.case("radio-framework"))


def _against(company: Company) -> Iterator[Event]:
    for key, days, outcome, why in _said()["against"]:
        yield days, partial(company.decide, key, outcome, why)


def _matched(company: Company) -> Iterator[Event]:
    yield (
        126,
        partial(
            _match,
            company,
            "port-scanners",
            "not_same",
            -220,
            "Other founders, another city, and the listed firm was wound up: both registers are on file.",
        ),
    )
    yield (
        120,
        partial(company.approve, "port-scanners", "Yard and gates; no road outside is in view.", *ALL, until=-200),
    )
    yield 43, partial(_match, company, "spare-parts", "same", None, "The same register number and the same director.")
    yield 7, partial(_match, company, "dealer-enquiry", "unsure", None, "No register number yet; I have asked for it.")


def _match(company: Company, key: str, verdict: str, until: int | None, reason: str) -> None:
    case = company.case(key)
    for hit in hits.hits_of(case):
        if hit.state in ("open", "established"):
            hits.decide_hit(
                case,
                company.people["counsel"],
                hit.party,
                hit.entry,
                verdict=verdict,
                reason=reason,
                until=None if until is None else company.day(until),
            )


def _now(company: Company) -> Iterator[Event]:
    yield (
        30,
        partial(
            company.condition,
            "customs-fusion",
            "Officers see why a container is chosen",
            "Pictures of the screen.",
            "requester2",
            -30,
            before="activate",
        ),
    )
    yield 290, partial(_answered, company, "victim-dna", "use.beyond_stated_use", "requester2")


def _answered(company: Company, key: str, fact: str, by: str) -> None:
    """The requester says no to a question that was open, which lowers what could be."""
    case = company.case(key)
    assert case.deal is not None
    document, version = dict(case.deal.document), case.deal.number
    given = Answer("no", "interested", "mail of the customer", timezone.localdate())
    answer(case, company.people[by], (fact, f"use:{document['uses'][0]['id']}"), given, version=version)


def again(company: Company) -> Iterator[Event]:
    """What was decided last, after the lists and data of today had been looked at."""
    for key in LOOKED_AT:
        yield 0, partial(_again, company, key)
    yield (
        0,
        partial(
            company.decide,
            "customs-fusion",
            Outcome.CONDITIONS,
            "Containers are rated, and no people.",
            gates=("quote",),
            until=-180,
            waits=True,
        ),
    )
    yield (
        0,
        partial(company.decide, "pipeline-watch", Outcome.DECLINE, "Who flies at night could not be told.", waits=True),
    )


LOOKED_AT: Final = ("coast-drones", "bank-voices", "hospital-doors", "park-sensors", "legal-aid", "airport-gates")
"""Cases that are decided anew where what was decided has become stale by data that came since."""


def _again(company: Company, key: str) -> None:
    case = company.case(key)
    assert case.review is not None
    made = case.decisions.get(stage=Stage.MADE)
    if made.basis != case.review.basis:
        company.approve(
            key, "Looked at again with the data of today; the reasons of before hold.", *made.gates, until=-360
        )
