"""Facts that follow from what a file says in other words; nothing here ever concludes no from silence."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from duecare.transaction.model import GO_BETWEEN_ROLES, Source, Statement, Transaction

_EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)  # Member States since 2020-02-01
_EU_SINCE = {"BG": datetime.date(2007, 1, 1), "RO": datetime.date(2007, 1, 1), "HR": datetime.date(2013, 7, 1)}
_EU_UNTIL = {"GB": datetime.date(2020, 12, 31)}
# Article 126 of the Withdrawal Agreement: Union law, dual-use law with it, applied until the transition ended.


def in_eu(country: str, on: datetime.date | None) -> bool:
    """Was a country under Union law on a day (today's membership if no day is given)?"""
    if country in _EU_UNTIL:
        return on is not None and on <= _EU_UNTIL[country]
    return country in _EU and (on is None or on >= _EU_SINCE.get(country, datetime.date.min))


def derived(transaction: Transaction) -> Iterator[Statement]:
    """Statements that follow from roles, countries, classification and licence, each with a note that says how."""
    yield from _from_parties(transaction)
    for item in transaction.items:
        if item.classification is not None and item.classification.number is not None:
            yield Statement(
                "item.classified", "item", item.id, True, _paper(item.classification.by, item.classification.date),
                "a classification number is on file", item.line,
            )  # fmt: skip
    for stated in transaction.stated("transaction.licence_status"):
        if stated.value == "not_required":
            yield _about(
                transaction, "licence_required", False, "the licence status is not_required", stated.source, stated.line
            )
        elif stated.value == "denied":
            yield _about(
                transaction,
                "licence_refused_before",
                True,
                "the licence for this transaction was denied",
                stated.source,
                stated.line,
            )


def _from_parties(transaction: Transaction) -> Iterator[Statement]:
    for party in transaction.parties:
        roles = party.roles or frozenset()
        between = sorted(roles & GO_BETWEEN_ROLES)
        if between:
            yield _about(
                transaction, "intermediary_present", True, f"{party.id} is {' and '.join(between)}", line=party.line
            )
            break
    for party in transaction.parties:
        roles = party.roles or frozenset()
        if "freight_forwarder" in roles and roles & {"ultimate_consignee", "end_user"}:
            yield _about(
                transaction,
                "forwarder_is_destination",
                True,
                f"{party.id} is freight forwarder and final destination",
                line=party.line,
            )
            break
    for party in transaction.in_role("exporter"):
        if party.country is None:
            continue
        state = party.country.partition("-")[0]
        note = f"the exporter {party.id} is established in {state}"
        yield _about(transaction, "exporter_us", state == "US", note, line=party.line)
        yield _about(transaction, "exporter_eu", in_eu(state, transaction.date), note, line=party.line)


def _paper(by: str | None, on: datetime.date | None) -> Source:
    return Source("classification", "document", on, None, by)


def _about(
    transaction: Transaction, short: str, value: bool, note: str, source: Source | None = None, line: int | None = None
) -> Statement:
    return Statement(f"transaction.{short}", "transaction", transaction.id, value, source or Source(), note, line)
