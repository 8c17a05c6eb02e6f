"""Licences that were applied for, granted and drawn from, a stop that one lifts, and flags that were dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.utils import timezone

from duecare.office.cases.models import Gate
from duecare.office.decisions import licensing
from duecare.office.decisions.models import Granted, Licence, Required
from duecare.office.operations.demo.company import Company, Event
from duecare.office.resolving import flags, stops
from duecare.office.resolving.judged import judged

ALL: Final = tuple(Gate.values)
SALE: Final = ("lead", "quote", "contract", "ship", "activate", "support")
PROTESTERS: Final = "People who are wrongly followed while nobody corrects the errors."


def dealt(company: Company) -> Iterator[Event]:
    """Everything, each with how many days ago it was done."""
    yield from _licensed(company)
    yield from _flagged(company)


def _licensed(company: Company) -> Iterator[Event]:
    key = "university-cluster"
    yield 396, partial(_licence, company, key, applied_on=397)
    yield (
        305,
        partial(
            company.file,
            key,
            "analyst",
            "Export licence for 40 nodes",
            "the licensing authority",
            "Granted for forty nodes. Proviso: a list of users twice a year.",
            expires=-44,
        ),
    )
    yield (
        304,
        partial(
            _licence,
            company,
            key,
            applied_on=397,
            decided_on=306,
            status=Granted.GRANTED,
            number="L-2026-0417",
            scope="Forty accelerator nodes, for one site.",
            quantity=Decimal(40),
            unit="nodes",
            expires_on=-44,
            provisos=["A list of everybody who uses the cluster, twice a year."],
        ),
    )
    yield 303, partial(_lift, company, key)
    yield (
        302,
        partial(
            company.condition,
            key,
            "List of users, twice a year",
            "The list, signed by the university.",
            "requester",
            -25,
            text="A proviso of the licence.",
        ),
    )
    yield 300, partial(company.approve, key, "Licensed, for one site, and the users are told to us.", *SALE, until=-44)
    yield 280, partial(_draw, company, key, 16, "DN-1042")
    yield 190, partial(_draw, company, key, 20, "DN-1107")
    yield (
        378,
        partial(
            _licence,
            company,
            "lawful-mediation",
            authority="BAFA",
            applied_on=379,
            decided_on=378,
            required=Required.NO,
            ground="Use within the European Union.",
        ),
    )
    yield 28, partial(_licence, company, "pipeline-watch", authority="BAFA", applied_on=29)


def _licence(company: Company, key: str, authority: str = "BIS", **said: Any) -> None:
    """Write down what is known of a licence; days as days ago."""
    days = {name: company.day(value) for name, value in said.items() if name.endswith("_on") and isinstance(value, int)}
    case = company.case(key)
    given: dict[str, Any] = {
        "required": Required.YES,
        "classification": "4A090" if authority == "BIS" else "",
        "classified_by": "Engineering",
        "classified_from": "Performance in the data sheet",
        **said,
        **days,
    }
    licensing.keep(
        case,
        company.people["analyst"],
        Licence.objects.filter(case=case, authority=authority).first(),
        authority=authority,
        **given,
    )


def _lift(company: Company, key: str) -> None:
    stop = next(one for one in judged(company.case(key)).stops if one.found["status"] == "stands")
    stops.lift(
        company.case(key),
        company.people["counsel"],
        stop.key,
        kind="authorisation",
        number="L-2026-0417",
        evidence=company.paper(key, "Export licence for 40 nodes"),
        issued_on=company.day(306),
        until=company.day(-44),
    )


def _draw(company: Company, key: str, quantity: int, reference: str) -> None:
    licence = Licence.objects.get(case=company.cases[key], authority="BIS")
    licensing.draw(licence, company.people["analyst"], Decimal(quantity), timezone.localdate(), reference)


def _flagged(company: Company) -> Iterator[Event]:
    kit, rule = "forensic-kit", "HOUSE/context/no-authorisation@"
    yield (
        560,
        partial(
            company.file,
            kit,
            "analyst",
            "Practice direction of the court",
            "registry of the court",
            "Phones are opened on a warrant alone; the warrant is entered with the case.",
            expires=-200,
        ),
    )
    yield (
        559,
        partial(
            company.resolve,
            kit,
            rule,
            "Practice direction of the court",
            "A practice direction asks for a warrant for each phone, and the laboratory enters it.",
            until=-190,
        ),
    )
    yield 557, partial(company.confirm, kit, "counsel2")
    yield (
        556,
        partial(
            company.condition,
            kit,
            "A warrant for every phone",
            "Log of a quarter: phone, warrant, day.",
            "requester",
            480,
            hurt="People whose phones are opened without a warrant.",
        ),
    )
    yield (
        550,
        partial(
            company.approve,
            kit,
            "The laboratory alone uses it, on a warrant, and keeps a log that we may read.",
            *SALE,
            until=-150,
        ),
    )
    yield (
        482,
        partial(
            company.prove,
            kit,
            "A warrant for every phone",
            "requester",
            "Log of the first quarter",
            "61 phones, 61 warrants.",
        ),
    )
    yield 476, partial(company.accept, kit, "A warrant for every phone", "analyst2")
    yield (
        475,
        partial(
            company.check,
            kit,
            "A warrant for every phone",
            "analyst2",
            "Drew ten lines and had the registry confirm them.",
        ),
    )
    court = "court-bracelets"
    yield (
        84,
        partial(
            company.file,
            court,
            "analyst2",
            "Rules of the judicial service",
            "the customer",
            "A judge orders each bracelet, for six months at most.",
            expires=-11,
        ),
    )
    yield (
        82,
        partial(
            company.file,
            court,
            "analyst2",
            "Note on the supervision of bracelets",
            "the customer",
            "A committee of three magistrates reads the log each month.",
            confidentiality="judges",
        ),
    )
    yield (
        80,
        partial(
            company.resolve,
            court,
            "HOUSE/context/overbroad-law@",
            "Rules of the judicial service",
            "The rules bind each bracelet to an order of a judge.",
            until=-10,
        ),
    )
    yield 78, partial(_refuse, company, court)
    yield (
        6,
        partial(
            company.resolve,
            court,
            "HOUSE/context/overbroad-law@",
            "Note on the supervision of bracelets",
            "Three magistrates read the log, and can end a bracelet.",
            until=-150,
        ),
    )


def _refuse(company: Company, key: str) -> None:
    flags.refuse(
        company.proposal(key), company.people["counsel"], "Rules can be changed by those whom they bind. The law stays."
    )
