"""Ownership as a table: CSV with a row an interest."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from duecare.errors import InputError
from duecare.names import normalise
from duecare.parties.ownership.graph import (
    INTEREST_KINDS,
    PARTY_KINDS,
    Graph,
    GraphBuilder,
    InterestKind,
    PartyKind,
    Seed,
)
from duecare.parties.ownership.regime import list_keys
from duecare.parties.ownership.share import PERCENT, UNKNOWN, parse_share
from duecare.transaction.files import decode

_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "owner": ("owner", "holder", "parent", "shareholder", "owner id", "owner_id"),
    "owned": ("owned", "entity", "company", "subsidiary", "asset", "owned id", "owned_id"),
    "share": ("share", "percent", "percentage", "share in percent", "%", "stake", "holding"),
    "kind": ("kind", "interest", "type"),
    "direct": ("direct", "directness"),
    "from": ("from", "start", "start date", "since", "valid from"),
    "to": ("to", "end", "end date", "until", "valid to"),
    "joint": ("joint", "joint holding", "acting together"),
    "owner_name": ("owner_name", "owner name"),
    "owned_name": ("owned_name", "owned name"),
    "owner_kind": ("owner_kind", "owner kind", "owner type"),
    "owned_kind": ("owned_kind", "owned kind", "owned type"),
    "owner_country": ("owner_country", "owner country"),
    "owned_country": ("owned_country", "owned country"),
    "listed": ("listed", "owner_listed", "owner listed", "lists"),
    "owned_listed": ("owned_listed", "owned listed"),
}
COLUMNS: Final = {name: column for column, names in _SAID.items() for name in names}
_SIDES: Final = (
    ("owner", "owner_name", "owner_kind", "owner_country", "listed"),
    ("owned", "owned_name", "owned_kind", "owned_country", "owned_listed"),
)
_INTEREST: Final = ("share", "kind", "direct", "from", "to", "joint")
_NEEDED: Final = ("owner", "owned", "share")
_KINDS: Final[Mapping[str, InterestKind]] = {
    "": "shares", "share": "shares", "shareholding": "shares", "equity": "shares", "ownership": "shares",
    "votes": "voting", "voting rights": "voting", "controls": "control", "board": "board_majority",
    "director": "tie", "officer": "tie", "trust": "arrangement",
    **{kind.replace("_", " "): kind for kind in INTEREST_KINDS},
}  # fmt: skip
_PARTIES: Final[Mapping[str, PartyKind]] = {
    "": "unknown", "individual": "person", "natural person": "person", "entity": "company", "organisation": "company",
    "organization": "company", "state": "government", "body": "government", "public body": "government",
    "trust": "arrangement", **{kind: kind for kind in PARTY_KINDS},
}  # fmt: skip
_LONGEST: Final = 500
LOOKALIKES: Final = 200_000
"""Up to how many parties are compared by name, so that one party written in two ways does not stand as two unseen."""


def read_table(data: bytes, path: str) -> Graph:
    """Read a table of interests; see the page on computing ownership for its columns.

    Raises:
        InputError: no such table, or a row that cannot be; names the line, the value and what is accepted.
    """
    rows = _rows(data, path)
    head = next(rows, None)
    if head is None:
        raise InputError("is empty", path=path, hint=f"a table with the columns {', '.join(_NEEDED)} is expected")
    places = _columns(head[1], path)
    builder = GraphBuilder(path)
    adding = _Rows(builder, places)
    for line, row in rows:
        if len(row) > len(head[1]) and any(cell.strip() for cell in row[len(head[1]) :]):
            raise InputError(
                f"has {len(row)} cells under {len(head[1])} columns",
                path=path,
                line=line,
                hint="quote cells with commas",
            )
        adding.add(row, line)
    if not builder.rows:
        raise InputError("has no row under the names of its columns", path=path)
    adding.fractions.refuse()
    unread = [name for at, name in enumerate(head[1]) if at not in places.values() and name.strip()]
    if unread:
        builder.note(f"Columns that were not read: {', '.join(name[:40] for name in unread[:10])}.")
    note_lookalikes(builder)
    return builder.build()


def _rows(data: bytes, path: str) -> Iterator[tuple[int, list[str]]]:
    text = decode(data, path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("holds a NUL character; it is no text", path=path, line=line)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    try:
        for row in reader:
            if row and (row[0] or any(cell.strip() for cell in row)):
                yield reader.line_num, row
    except csv.Error as problem:
        raise InputError(f"is no table that can be read: {problem}", path=path, line=reader.line_num) from None


def _columns(head: Sequence[str], path: str) -> dict[str, int]:
    """Where each column stands."""
    places: dict[str, int] = {}
    for at, name in enumerate(head):
        column = COLUMNS.get(" ".join(name.casefold().split()))
        if column is not None and column in places:
            raise InputError(f"has two columns for {column}: {head[places[column]]!r} and {name!r}", path=path, line=1)
        if column is not None:
            places[column] = at
    for column in _NEEDED:
        if column not in places:
            near = get_close_matches(column, [name.casefold() for name in head], n=1)
            shown = ", ".join(repr(name[:40]) for name in head[:12])
            hint = f"did you mean {near[0]!r} to be it?" if near else f"columns: {shown}"
            raise InputError(f"has no column {column!r}", path=path, line=1, hint=hint)
    return places


class _Rows:
    """Adds rows to a graph. A party that was read before, with the same cells, is not read again."""

    def __init__(self, builder: GraphBuilder, places: Mapping[str, int]) -> None:
        self.builder, self.places = builder, places
        self.fractions = _Fractions(builder.path or "")
        self._sides = tuple(tuple(places.get(column, -1) for column in columns) for columns in _SIDES)
        self._interest = tuple(places.get(column, -1) for column in _INTEREST)
        self._known: dict[tuple[str, ...], int] = {}

    def add(self, row: Sequence[str], line: int) -> None:
        """Add a row.

        Raises:
            InputError: it cannot be; names the line.
        """
        width = len(row)
        try:
            owner, owned = (self._party([row[at] if 0 <= at < width else "" for at in side], number)
                            for number, side in enumerate(self._sides))  # fmt: skip
            cells = [row[at].strip() if 0 <= at < width else "" for at in self._interest]
            said, kind, direct, since, until, joint = cells
            if len(joint) > _LONGEST:
                raise InputError(f"joint has {len(joint):,} characters; it may have {_LONGEST}")
            share = parse_share(said)
            self.fractions.see(said, share, line)
            self.builder.interest(
                owner, owned, _choice(_KINDS, kind, "kind"), share, direct=_direct(direct), joint=_id(joint) or None,
                starts=day(since, "from"), ends=day(until, "to", last=True), line=line,
            )  # fmt: skip
        except InputError as problem:
            raise InputError(problem.message, path=self.builder.path, line=line, hint=problem.hint) from None

    def _party(self, cells: list[str], number: int) -> int:
        key = tuple(cells)
        place = self._known.get(key)
        if place is not None:
            return place
        for column, cell in zip(_SIDES[number], cells, strict=True):
            if len(cell) > _LONGEST:
                raise InputError(f"{column} has {len(cell):,} characters; it may have {_LONGEST}")
        party, name, kind, country, listed = (cell.strip() for cell in cells)
        if not party:
            raise InputError(f"{_SIDES[number][0]} is empty")
        place = self.builder.party(_id(party), _id(name), _choice(_PARTIES, kind, _SIDES[number][2]), country or None)
        for one in listing_keys(listed):
            self.builder.seed(Seed(_id(party), one))
        self._known[key] = place
        return place


@functools.lru_cache(maxsize=65_536)
def _id(text: str) -> str:
    """An id or name as it is compared: NFC, single spaces."""
    return text if text.isascii() and "  " not in text else " ".join(unicodedata.normalize("NFC", text).split())


def _choice(accepted: Mapping[str, str], text: str, column: str) -> Any:
    said = text.casefold().replace("_", " ").strip()
    if said not in accepted:
        kinds = dict.fromkeys(accepted.values())
        raise InputError(f"{column} is {text[:40]!r}", hint=f"accepted: {', '.join(kinds)}")
    return accepted[said]


def _direct(text: str) -> bool:
    said = text.casefold()
    if said in ("", "direct", "yes", "true", "1", "y", "unknown"):
        return True
    if said in ("indirect", "no", "false", "0", "n"):
        return False
    raise InputError(f"direct is {text[:40]!r}", hint="accepted: yes, no or nothing")


@functools.lru_cache(maxsize=16_384)
def day(text: str, column: str, *, last: bool = False) -> datetime.date | None:
    """A date as 2026-11-23, 2026-11 or 2026, None where there is none; a month or year is its first or last day.

    Raises:
        InputError: not a date.
    """
    said = text.strip()[:10] if re.match(r"\d{4}-\d\d-\d\dT", text.strip()) else text.strip()
    if not said:
        return None
    try:
        if re.fullmatch(r"\d{4}", said):
            return datetime.date(int(said), 12, 31) if last else datetime.date(int(said), 1, 1)
        if re.fullmatch(r"\d{4}-\d\d", said):
            first = datetime.date.fromisoformat(f"{said}-01")
            following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
            return following - datetime.timedelta(days=1) if last else first
        return datetime.date.fromisoformat(said)
    except (ValueError, OverflowError):
        raise InputError(f"{column} is {said[:40]!r}, no date", hint="accepted: 2026-11-23, 2026-11 or 2026") from None


def listing_keys(text: str) -> list[str]:
    """What a cell says somebody is listed by: regimes or lists, with semicolons between.

    Raises:
        InputError: a word that is none; says which there are.

    >>> listing_keys("OFAC; eu")
    ['ofac', 'eu']
    """
    keys = [key.strip().casefold() for key in re.split(r"[;,|]", text) if key.strip()]
    for key in keys:
        if key not in list_keys():
            raise InputError(f"{key[:40]!r} is no regime or list", hint=f"accepted: {', '.join(sorted(list_keys()))}")
    return keys


class _Fractions:
    """Notices a table whose shares are parts of one, where 0.5 would be taken for half a percent."""

    def __init__(self, path: str) -> None:
        self.path, self.first, self.other = path, 0, False

    def see(self, text: str, share: tuple[int, int], line: int) -> None:
        if self.other or share == UNKNOWN or share[1] == 0:
            return
        if "%" in text or share[1] > PERCENT:
            self.other = True
        else:
            self.first = self.first or line

    def refuse(self) -> None:
        if self.first and not self.other:
            raise InputError(
                "every share is 1 or less, so they look like parts of one and not percent",
                path=self.path,
                line=self.first,
                hint="write 50 for a half, or 0.5% where half a percent is meant",
            )


def note_lookalikes(builder: GraphBuilder) -> None:
    """Say which parties have the same name but for spelling, and stand as two."""
    parties = builder.parties
    if len(parties) > LOOKALIKES:
        builder.note(f"Names of {len(parties):,} parties were not compared: one party may stand under two ids.")
        return
    seen: dict[str, str] = {}
    alike: list[str] = []
    for party in parties:
        key = normalise(party.name)
        if key and key in seen:
            alike.append(f"{seen[key]!r} and {party.id!r}")
        elif key:
            seen[key] = party.id
    if alike:
        more = f" and {len(alike) - 5:,} more" if len(alike) > 5 else ""
        builder.note(f"Counted as different parties, though named alike: {', '.join(alike[:5])}{more}.")
