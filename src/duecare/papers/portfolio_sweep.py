"""Running contracts to look at again: scoped items in the hands of a state that is accused of abuse.

Source: US-STATE-2020 and US-STATE-2019, which advise to look again at ongoing projects, first where the user is
government or state-owned and accused of abuse. What is not known is told apart, and is not taken for no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from duecare.papers.portfolio_phrases import ABOUT, capability_words, level_key, many
from duecare.papers.portfolio_result import LONGEST, Result
from duecare.papers.wording import OPEN, clean, level_words, listed, words
from duecare.places import name as place_name
from duecare.review.advise import ADVICE_WORDS

STATE_BODIES: Final = (
    "police", "military", "intelligence", "interior_ministry", "border", "prison", "judiciary", "telecom_regulator",
    "municipality", "ministry", "state_owned_enterprise",
)  # fmt: skip
"""Kinds of end users that are of the state by what they are; others are so by their tie alone."""

STATE_TIES: Final = ("government", "state_owned", "controlled")
RECORDS: Final = ("none_known", "media", "ngo_lab", "official")
_SETUP: Final = f"""
CREATE TEMP TABLE users AS
  SELECT number, bool_or(value IN {STATE_TIES}) FILTER (fact = 'party.government_tie') AS tied,
    string_agg(DISTINCT value, ', ' ORDER BY value) FILTER (fact = 'party.government_tie') AS tie,
    max(strength) AS strength, arg_max(source, strength) AS source, arg_max(source_date, strength) AS source_date
  FROM (SELECT *, CASE WHEN fact = 'party.abuse_record' THEN nullif(list_position({list(RECORDS)}, value), 0) END
      AS strength FROM facts WHERE kind = 'party' AND fact IN ('party.government_tie', 'party.abuse_record')
      AND value <> 'unknown')
  GROUP BY number;
CREATE TEMP VIEW sweep AS
  SELECT t.* EXCLUDE (other_roles), users.tie, users.strength, users.source AS record_source,
    users.source_date AS record_date,
    CASE WHEN lower(trim(state)) = 'running' THEN true WHEN state <> '' THEN false END AS running,
    CASE WHEN capabilities = 'none' THEN false WHEN capabilities <> '' THEN true END AS scoped,
    CASE WHEN users.tied OR end_user_kind IN {STATE_BODIES} THEN true WHEN users.tied IS NOT NULL THEN false END
      AS of_state,
    users.strength > 1 AS accused,
    running AND scoped AND of_state AND accused AS sure,
    CASE WHEN hold <> '' THEN 2 WHEN known = 'severe' THEN 0 WHEN possible = 'severe' THEN 1
      ELSE 7 - rank(known) END AS place_in_line
  FROM transactions t LEFT JOIN users ON users.number = t.end_user
  WHERE running IS DISTINCT FROM false AND scoped IS DISTINCT FROM false AND of_state IS DISTINCT FROM false
    AND accused IS DISTINCT FROM false;
"""
"""`sweep`: contracts that belong on the list (sure) and those that may. A condition is null where it is not known; of
several sources of one record the strongest counts."""

_ORDER: Final = "ORDER BY place_in_line, due = '', due, transaction, row"
_COLUMNS: Final = (
    "transaction", "framework", "owner", "state", "due", "item_name", "capabilities", "end_user_name", "end_user_kind",
    "tie", "strength", "record_source", "record_date", "country", "known", "possible", "hold", "advice", "stops",
    "value", "currency", "date", "source", "row", "running", "scoped", "of_state", "accused",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract of the list; every text as it is shown, `open` where it is not known."""

    transaction: str
    framework: str
    owner: str
    state: str
    due: str
    item: str
    capabilities: str
    user: str
    kind: str
    tie: str
    record: str
    source: str
    source_date: str
    country: str
    level: str
    key: str
    advice: str
    stops: int
    value: float | None
    currency: str
    date: str
    file: str
    row: int
    reasons: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """How many contracts belong on the list, how many may, what these lack, and the first of those that do."""

    total: int
    perhaps: int
    lacks: tuple[tuple[str, int], ...]
    first: tuple[Contract, ...]


def sweep(result: Result, most: int) -> Sweep:
    """Find the running contracts; `most` of them are told one by one."""
    result.connection.execute(_SETUP)
    total, perhaps, *lacks = result.row(
        "SELECT count(*) FILTER (sure), count(*) FILTER (sure IS NULL), count(*) FILTER (running IS NULL),"
        " count(*) FILTER (scoped IS NULL), count(*) FILTER (of_state IS NULL), count(*) FILTER (accused IS NULL)"
        " FROM sweep"
    )
    first = next(contracts(result, "sure", most), [])
    named = sorted(zip(_LACKS, lacks, strict=True), key=lambda pair: -pair[1])
    shown = tuple(clipped(contract) for contract in first)
    return Sweep(total, perhaps, tuple((said, count) for said, count in named if count), shown)


def contracts(result: Result, which: str, most: int, size: int = 5_000) -> Iterator[list[Contract]]:
    """Contracts of the list, the worst first and then by due date, some at a time."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM sweep WHERE {which} {_ORDER} LIMIT {most}"
    for rows in result.batches(query, size=max(size, 1)):
        yield [_contract(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


_LACKS: Final = (
    "whether it is running", "what the item can do", "how the end user stands to the state",
    "whether the end user is accused of abuse",
)  # fmt: skip
_SAID: Final = {"media": "by the press", "ngo_lab": "by an NGO or laboratory", "official": "by an official source"}


def _contract(row: dict[str, Any]) -> Contract:
    def said(column: str, *, code: bool = False) -> str:
        text = str(row[column] or "")
        return OPEN if not text else words(text) if code else clean(text)

    strength = RECORDS[row["strength"] - 1] if row["strength"] else None
    kind, tie = said("end_user_kind", code=True), said("tie", code=True)
    record = OPEN if strength is None else _SAID.get(strength, "none known")
    flags = (row["running"], row["scoped"], row["of_state"], row["accused"])
    can = capability_words(row["capabilities"])
    reasons = []
    if row["scoped"]:
        reasons.append(f"the item is for {listed(can)}")
    if row["of_state"]:
        by_tie = f", {tie}" if tie != OPEN else ""
        reasons.append(f"{ABOUT['end_user']} is of the state ({kind}{by_tie})")
    if row["accused"]:
        dated = f", {said('record_source')}, {said('record_date')}" if row["record_source"] else ""
        reasons.append(f"it is accused of abuse {record}{dated}")
    return Contract(
        transaction=said("transaction"), framework=said("framework"), owner=said("owner"), state=said("state"),
        due=said("due"), item=said("item_name"), capabilities=", ".join(can) or OPEN,
        user=said("end_user_name"), kind=kind, tie=tie, record=record, source=said("record_source"),
        source_date=said("record_date"), country=clean(place_name(row["country"])) if row["country"] else OPEN,
        level=level_words(row["known"], row["possible"], hold=bool(row["hold"])),
        key=level_key(row["known"], row["possible"], row["hold"]),
        advice=ADVICE_WORDS.get(row["advice"], words(row["advice"])), stops=row["stops"], value=row["value"],
        currency=clean(row["currency"]), date=said("date"), file=clean(row["source"]), row=row["row"],
        reasons="; ".join(reasons),
        lacks="; ".join(said for said, flag in zip(_LACKS, flags, strict=True) if flag is None),
    )  # fmt: skip


def clipped(contract: Contract) -> Contract:
    """A contract whose texts are not longer than a page can carry."""
    texts = {field.name: getattr(contract, field.name) for field in fields(contract) if field.type == "str"}
    return replace(contract, **{name: f"{text[:LONGEST]}…" for name, text in texts.items() if len(text) > LONGEST})  # type: ignore[arg-type]


def sweep_sentence(found: Sweep) -> str:
    """The list in a sentence or two."""
    if found.total:
        put = "puts" if found.total == 1 else "put"
        said = (
            f"{many(found.total, 'running contract')} {put} scoped items in the hands of a state body accused of abuse."
        )
    else:
        said = "No running contract is known to put scoped items in the hands of a state body accused of abuse."
    if found.perhaps:
        lacks = listed([f"{what} ({count:,})" for what, count in found.lacks])
        verb = "belongs" if found.perhaps == 1 else "belong"
        said += f" {many(found.perhaps, 'more contract')} perhaps {verb} here; open: {lacks}."
    return said
