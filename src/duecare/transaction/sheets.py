"""The layout of the workbook: which sheet and column holds which key; the template and its reader both work from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from duecare.facts import FactType, vocabulary
from duecare.transaction.format import BLOCKS, STRUCTURAL, Key, safeguards, short_names

Cell = Literal["value", "choice", "choices", "lines", "pairs"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column (or one row of the Transaction sheet).

    key: place in the entry, with dots. cell: value; choice (one of a list); choices (several, with commas); lines (one
    a line); pairs (type: value, one a line). picks: the sheet whose ids this column names.
    """

    key: str
    heading: str
    help: str = ""
    cell: Cell = "value"
    choices: tuple[str, ...] = ()
    picks: str | None = None
    width: int = 18
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    key: str
    columns: tuple[Column, ...]
    rows: int
    about: str


TRANSACTION, ANSWERS, README, CHOICES = "Transaction", "Answers", "Read me", "Choices"
HEADING_ROW, KEY_ROW, FIRST_ROW = 1, 2, 3
GO_BETWEEN_FACTS = frozenset({"opaque", "supplied_abusers", "exported_to_abusers"})
"""Party facts asked of go-betweens; the others are asked of the end user."""

_HEADINGS = {
    "id": "Id",
    "value.amount": "Value",
    "value.currency": "Currency",
    "stated_end_use.use": "Stated end use",
    "stated_end_use.text": "Stated end use, in their words",
    "stated_end_use.source": "Who or what states it",
    "framework.id": "Framework agreement",
    "framework.call_off": "Call-off",
    "classification.number": "Classification",
    "classification.by": "Classified by",
    "classification.date": "Classified on",
    "classification.controls": "Controls",
    "names": "Other names",
    "party": "Owner is party",
    "owner_of": "Party owned",
    "share.from": "Share from, %",
    "share.to": "Share to, %",
    "kind": "Kind",
    "date": "Date",
}
_WIDE = {
    "description": 40,
    "configuration": 34,
    "title": 40,
    "name": 30,
    "names": 28,
    "addresses": 34,
    "text": 44,
    "note": 34,
}
_WIDE |= {"capabilities": 34, "roles": 26, "fact": 34, "source": 28, "identifiers": 28, "documents": 24, "region": 24}


def _column(block: str, key: str) -> Column:
    declared, spot = None, block
    for part in key.split("."):
        declared = BLOCKS[spot].get(part)
        if declared is None:
            break
        spot = declared.block or spot
    heading = _HEADINGS.get(key) or key.rpartition(".")[2].replace("_", " ").capitalize()
    column = Column(key, heading, width=_WIDE.get(key, 18))
    if declared is None:
        return column
    column = replace(column, help=declared.about, required=declared.required and "." not in key)
    if key == "stated_end_use.use":
        return _typed(column, vocabulary().facts["transaction.stated_end_use"])
    if declared.reads == "fact":
        return _typed(column, vocabulary().facts[cast(str, declared.fact)])
    return _shaped(column, declared)


def _shaped(column: Column, declared: Key) -> Column:
    if declared.reads == "choice":
        return replace(column, cell="choice", choices=declared.choices)
    if declared.reads in ("texts", "names", "addresses"):
        return replace(column, cell="lines", help=f"{column.help}; one a line")
    if declared.block == "identifier":
        return replace(column, cell="pairs", help="numbers as registration: 12345, one a line")
    return column


def _typed(column: Column, fact: FactType) -> Column:
    help = " ".join(part for part in (fact.question, fact.help) if part)
    match fact.type:
        case "boolean":
            return replace(column, help=help, cell="choice", choices=("yes", "no"))
        case "code" | "level":
            return replace(column, help=help, cell="choice", choices=fact.domain)
        case "set":
            help = f"{help} Several with commas; the list is complete."
            none = () if "none" in fact.domain or fact.name in STRUCTURAL else ("none",)
            return replace(column, help=help, cell="choices", choices=(*fact.domain, *none))
    return replace(column, help=help)


def _columns(block: str, keys: str) -> tuple[Column, ...]:
    return tuple(_column(block, key) for key in keys.split())


def _picking(columns: tuple[Column, ...], picks: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(replace(column, picks=picks.get(column.key)) for column in columns)


def transaction_rows() -> tuple[Column, ...]:
    """The rows of the Transaction sheet, top to bottom."""
    rows = _columns(
        "transaction",
        "id title gate date kind stated_end_use.use stated_end_use.text stated_end_use.source "
        "value.amount value.currency framework.id framework.call_off terms licence.required licence.status "
        "licence.authority licence.number licence.scope licence.provisos licence.date licence.expiry",
    )
    licence = {"required": "Licence required", "date": "Licence decided on", "expiry": "Licence ends on"}
    renamed = (
        replace(row, heading=licence.get(row.key[8:], "Licence " + row.key[8:]))
        if row.key.startswith("licence.")
        else row
        for row in rows
    )
    agreed = (
        _typed(Column(f"safeguards.{short}", "Safeguard: " + short.replace("_", " ")), vocabulary().facts[name])
        for short, name in safeguards().items()
    )
    return (*renamed, *agreed, _column("transaction", "notes"))


def sheets() -> tuple[Sheet, ...]:
    """The sheets with one row an entry, in the order of the workbook."""
    owner = (
        Column(
            "owner_of", "Party owned", "Id of the party that this owner owns a part of.", picks="Parties", required=True
        ),
        *_picking(_columns("owner", "name party country"), {"party": "Parties"}),
        Column("share.from", "Share from, %", "At least; the same as the next column if exact. Empty if unknown."),
        Column("share.to", "Share to, %", "At most."),
    )
    use = _picking(
        _columns("use", "id item end_user place"), {"item": "Items", "end_user": "Parties", "place": "Places"}
    )
    answer = (
        Column("fact", "Fact", "Name of the fact.", "choice", tuple(fact_names()), width=36, required=True),
        Column("question", "Question", "What is asked; not read.", width=60),
        Column("value", "Answer", "Pick from the list; unknown is an answer like any other.", width=24),
        Column("subject", "About", "Id of the item, party, place or use; empty where there is only one.", width=20),
        *_columns("answer", "source kind date by note"),
        Column("help", "How to tell", "Not read.", width=60),
    )
    return (
        Sheet("Items", "items", _columns(
            "item",
            "id name description documents quantity value.amount value.currency capabilities mode.matching "
            "mode.collection mode.reach mode.timing mode.granularity mode.covert configuration delivery services "
            "classification.number classification.by classification.date classification.controls",
        ), 50, "What is sold: one row an item."),
        Sheet("Parties", "parties", _columns(
            "party", "id roles name names country kind government_tie description identifiers addresses"
        ), 100, "By and to whom: one row a party."),
        Sheet("Owners", "owners", owner, 100, "Who owns the parties: one row an owner."),
        Sheet("Places", "places", _columns("place", "id country region roles"), 30, "Where: one row a place."),
        Sheet("Uses", "uses", use, 50, "Optional: which item in whose hands in which place. Empty: every combination."),
        Sheet(ANSWERS, "answers", answer, 120, "Everything else that matters: one row a fact, with its source."),
        Sheet("History", "history", _columns("history", "text date source"), 30, "What is known of earlier dealings."),
    )  # fmt: skip


def asked_facts() -> dict[str, FactType]:
    """The facts listed on the Answers sheet, by the name they are asked under: those without a cell elsewhere."""
    elsewhere = set(STRUCTURAL) | set(safeguards().values())
    elsewhere |= {key.fact for block in BLOCKS.values() for key in block.values() if key.fact is not None}
    asked = {}
    for name, fact in vocabulary().facts.items():
        if name not in elsewhere:
            about_user = fact.entity == "party" and fact.short not in GO_BETWEEN_FACTS
            asked[f"end_user.{fact.short}" if about_user else name] = fact
    return asked


def fact_names() -> list[str]:
    """Every name that the Fact column takes."""
    names = [name for entity in ("transaction", "item", "country", "use") for name in short_names(entity).values()]
    party = short_names("party")
    return [*names, *(f"end_user.{short}" for short in party), *party.values()]


def fact_choices(fact: FactType) -> tuple[str, ...]:
    """What the Answer cell of a fact offers, without unknown; empty for numbers and dates."""
    return _typed(Column("value", ""), fact).choices
