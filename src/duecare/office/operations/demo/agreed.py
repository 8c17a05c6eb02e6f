"""What the deals of `deals.yaml` were approved on: conditions, kept or not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from duecare.office.cases import acts
from duecare.office.cases.models import Gate
from duecare.office.operations.demo.company import Company, Event

ALL: Final = tuple(Gate.values)
SALE: Final = ("lead", "quote", "contract", "ship", "activate", "support")
PROTESTERS: Final = "People who are wrongly followed while nobody corrects the errors."


def agreed(company: Company) -> Iterator[Event]:
    """Everything, each with how many days ago it was done."""
    make = partial(partial, company.condition)
    yield (
        600,
        make("airport-gates", "Gates compare with the passport only", "Report of a test on site.", "requester", 540),
    )
    yield (
        598,
        partial(company.approve, "airport-gates", "One face against one passport, and nothing kept.", *ALL, until=-60),
    )
    yield (
        549,
        partial(
            company.prove,
            "airport-gates",
            "Gates compare with the passport only",
            "requester",
            "Test of the gates on site",
            "Forty passages, no picture left on the machine afterwards.",
        ),
    )
    yield 542, partial(company.accept, "airport-gates", "Gates compare with the passport only", "analyst2")
    yield (
        541,
        partial(
            company.check,
            "airport-gates",
            "Gates compare with the passport only",
            "analyst2",
            "Read the test, and asked for the storage of two gates: empty.",
        ),
    )
    yield (
        525,
        partial(
            company.approve, "bank-voices", "Callers are asked first, and may use a code instead.", *ALL, until=-90
        ),
    )
    audit = "The customer lets itself be audited once a year"
    yield 498, make("city-platform", audit, "The report of an auditor from outside.", "requester2", 60, before="renew")
    yield (
        497,
        make(
            "city-platform",
            "Face search stays switched off",
            "Settings of the platform, signed by the customer.",
            "requester2",
            400,
            hurt=PROTESTERS,
        ),
    )
    yield (
        494,
        partial(
            company.approve,
            "city-platform",
            "Traffic and crowds are counted; face search is left out of the delivery.",
            *SALE,
            until=-30,
            dissent="What is switched off can be switched on. I would leave face search out of the contract as well.",
        ),
    )
    yield (
        420,
        partial(
            company.prove,
            "city-platform",
            "Face search stays switched off",
            "requester2",
            "Settings of the platform",
            "Module FS: not licensed, not installed.",
        ),
    )
    yield 415, partial(company.accept, "city-platform", "Face search stays switched off", "analyst")
    yield (
        414,
        partial(
            company.check,
            "city-platform",
            "Face search stays switched off",
            "analyst",
            "Looked at the licence server together with the customer: the module is not there.",
        ),
    )
    yield (
        70,
        partial(
            company.prove,
            "city-platform",
            audit,
            "requester2",
            "Report of the auditor",
            "Two of three findings closed; logs of operators are kept for too short a time.",
        ),
    )
    yield 69, partial(company.accept, "city-platform", audit, "analyst")
    yield 38, partial(_now_searches, company)
    lawful = "A judge's order stands behind each interception"
    yield (
        366,
        make(
            "lawful-mediation",
            lawful,
            "Ten orders of the year, made unreadable but for day and court.",
            "requester2",
            -9,
            by="analyst2",
            hurt="People whose calls are intercepted without an order.",
        ),
    )
    yield (
        365,
        partial(
            company.approve,
            "lawful-mediation",
            "The operator is bound by statute, and a court orders each case.",
            *ALL,
            until=-300,
        ),
    )
    yield (
        352,
        make(
            "stadium-gates",
            "Supporters can enter without a face",
            "Photographs of two gates on a day of a match.",
            "requester2",
            300,
            before="activate",
        ),
    )
    yield (
        352,
        make(
            "stadium-gates",
            "Faces are deleted when the season ends",
            "Log of the deletion.",
            "requester2",
            14,
            hurt="Supporters, whose faces stay on file.",
        ),
    )
    yield (
        350,
        partial(
            company.approve,
            "stadium-gates",
            "Season tickets only, by consent, with a turnstile beside it.",
            *SALE,
            until=-200,
        ),
    )
    yield (
        325,
        partial(
            company.prove,
            "stadium-gates",
            "Supporters can enter without a face",
            "requester2",
            "Photographs of two gates",
            "A turnstile with a reader for cards at each.",
        ),
    )
    yield 323, partial(company.accept, "stadium-gates", "Supporters can enter without a face", "analyst")
    yield (
        322,
        partial(
            company.check,
            "stadium-gates",
            "Supporters can enter without a face",
            "analyst",
            "Saw it at a match: about one in five goes that way, without a queue.",
        ),
    )
    yield (
        140,
        make(
            "tram-feature",
            "No face is compared with any list",
            "Data sheet of the release that is switched on.",
            "requester2",
            -6,
        ),
    )
    yield (
        139,
        partial(
            company.approve,
            "tram-feature",
            "The new feature counts passengers and finds bags left behind.",
            "activate",
            "support",
            until=-220,
        ),
    )


def _now_searches(company: Company) -> None:
    """The buyer asks for more, so that what was decided is stale."""
    case = company.case("city-platform")
    assert case.deal is not None
    document = dict(case.deal.document)
    use = document["uses"][0]
    said = {
        "value": True,
        "source": "letter of the municipality",
        "kind": "document",
        "note": "asks for alarms on faces",
    }
    document["uses"] = [{**use, "facts": {**use["facts"], "beyond_stated_use": said}}]
    acts.change_deal(case, company.people["requester2"], document)
