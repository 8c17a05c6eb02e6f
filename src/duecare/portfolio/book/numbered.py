"""The rows of a book by the numbers of their subjects: which item, parties, places, deal and use each row has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.book.columns import PARTIES, BookColumn, book_column
from duecare.portfolio.book.document import DEFAULT_PROVENANCE, Provenance, Row
from duecare.portfolio.judging.combined import combined
from duecare.portfolio.result.parquet import batches, quoted
from duecare.portfolio.subjects.entities import PartyRow

Numbers = NDArray[np.int32]
Groups = Mapping[str, Mapping[str, BookColumn]]
"""Columns that are looked at together, by a name for the group."""


@dataclass(frozen=True)
class Distinct:
    """Distinct rows over some columns, in the order in which they first appear; the first has nothing in any of them.

    of: for each row of the book the number of its own.
    """

    rows: tuple[Row, ...]
    of: Numbers


@dataclass(frozen=True)
class Numbered:
    """A book by numbers. party_rows: the distinct parties over all roles; parties: their numbers under each role.

    party_names: the number of the name and country of each party, 0 for none. codes: countries by number, the first is
    none; place, destination, transit: the number of the code, for each row; seats: for each party.
    """

    size: int
    items: Distinct
    deals: Distinct
    uses: Distinct
    places: Distinct
    party_rows: tuple[PartyRow, ...]
    parties: Mapping[str, Numbers]
    party_names: Numbers
    codes: tuple[str, ...]
    place: Numbers
    destination: Numbers
    transit: Numbers
    seats: Numbers


class Rows(Protocol):
    """The rows of a book in the order in which they were read. size: how many."""

    @property
    def size(self) -> int: ...

    def distinct(self, groups: Groups) -> Mapping[str, Distinct]:
        """Distinct rows over the columns of each group. A text that is empty says nothing; an empty set is one."""
        ...


def numbered(connection: Any, columns: Sequence[str], provenance: Provenance | None = None) -> Numbered:
    """Number the subjects of the table `book` of a connection, in the order in which its rows were put in.

    Args:
        connection: DuckDB, with the table as `read_book.load_book` leaves it.
        columns: Its canonical columns.
        provenance: Where each column comes from: the same said of a party under two roles is not the same where one of
            them is an interested party's word.
    """
    return numbered_rows(BookRows(connection), columns, provenance)


def numbered_rows(book: Rows, columns: Sequence[str], provenance: Provenance | None = None) -> Numbered:
    """Number the subjects of the rows of a book, as `numbered` does, whoever keeps them."""
    held = {name: column for name in columns if (column := book_column(name)) is not None}
    groups = {
        key: {name: column for name, column in held.items() if column.about == key}
        for key in ("item", "transaction", "use", "place", *PARTIES)
    }
    countries = ("place.country", "destination.country", "transit.country")
    found = book.distinct({**groups, **{name: {name: held[name]} if name in held else {} for name in countries}})
    places = [found[name] for name in countries]
    under = {role: found[role] for role in PARTIES}
    stated = [one.rows[1:] for one in places]
    codes = ("", *sorted({code for rows in stated for row in rows for code in row.values() if code}
                         | {code for role, one in under.items() for row in one.rows
                            if (code := row.get(f"{role}.country"))}))  # fmt: skip
    place, destination, transit = (_coded(one, codes) for one in places)
    party_rows, parties, names = _parties(under, np.where(place > 0, place, destination), codes, provenance or {})
    numbers = {code: at for at, code in enumerate(codes)}
    return Numbered(
        book.size,
        found["item"],
        found["transaction"],
        found["use"],
        _having("place.country", found["place"]),
        party_rows,
        parties,
        names,
        codes,
        place,
        destination,
        transit,
        np.array([numbers[row.get(f"{role}.country") or ""] for role, row, _ in party_rows], np.int32),
    )


class BookRows:
    """The rows of the table `book`, in the order in which they were put in."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        ((self.size,),) = connection.execute("SELECT count(*) FROM book").fetchall()

    def distinct(self, groups: Groups) -> Mapping[str, Distinct]:
        """Distinct rows over the columns of each group."""
        return {name: self._distinct(columns) for name, columns in groups.items()}

    def _distinct(self, columns: Mapping[str, BookColumn]) -> Distinct:
        if not columns:
            return Distinct(({},), np.zeros(self.size, np.int32))
        encoded = [_Encoded(empty=column.kind == "fact") for column in columns.values()]
        for batch in batches(self._connection, f"SELECT {quoted(columns)} FROM book"):
            for one, part in zip(encoded, batch.columns, strict=True):
                one.add(part)
        codes, words = [one.numbers() for one in encoded], [one.texts for one in encoded]
        first, of = combined(codes, self.size)
        rows: list[Row] = [
            {name: text for name, column, texts in zip(columns, codes, words, strict=True)
             if (text := texts[column[at]]) is not None}
            for at in first.tolist()
        ]  # fmt: skip
        empty = next((number for number, row in enumerate(rows) if not row), None)
        numbers_of = np.arange(1, len(rows) + 1, dtype=np.int32)
        if empty is not None:
            numbers_of[empty], numbers_of[empty + 1 :] = 0, numbers_of[empty + 1 :] - 1
        return Distinct(({}, *filter(None, rows)), numbers_of[of])


def _having(name: str, one: Distinct) -> Distinct:
    """Only the rows that have something in a column; the others count as having nothing: of what place is it said?"""
    kept = [0, *(number for number, row in enumerate(one.rows) if name in row)]
    numbers = np.zeros(len(one.rows), np.int32)
    numbers[kept] = np.arange(len(kept))
    return Distinct(tuple(one.rows[number] for number in kept), numbers[one.of])


class _Encoded:
    """A column as numbers, 0 for none, and the texts that they stand for; its rows come in parts.

    empty: whether an empty text says something.
    """

    def __init__(self, *, empty: bool) -> None:
        self.texts: list[str | None] = [None]
        self._numbers: dict[str | None, int] = {None: 0} if empty else {None: 0, "": 0}
        self._parts: list[Numbers] = [np.zeros(0, np.int32)]

    def add(self, part: Any) -> None:
        import pyarrow as pa

        coded = part.cast(pa.string()).dictionary_encode()
        mapped = []
        for text in (*coded.dictionary.to_pylist(), None):
            if text not in self._numbers:
                self._numbers[text] = len(self.texts)
                self.texts.append(text)
            mapped.append(self._numbers[text])
        indices = coded.indices.fill_null(len(mapped) - 1).to_numpy(zero_copy_only=False)
        self._parts.append(np.array(mapped, np.int32)[indices])

    def numbers(self) -> Numbers:
        return np.concatenate(self._parts)


def _coded(one: Distinct, codes: Sequence[str]) -> Numbers:
    """The numbers of the codes of a column of countries."""
    numbers = {code: at for at, code in enumerate(codes)}
    by_row = np.array([numbers[next(iter(row.values()), None) or ""] for row in one.rows], np.int32)
    return by_row[one.of]


def _parties(
    under: Mapping[str, Distinct], used_in: Numbers, codes: Sequence[str], provenance: Provenance
) -> tuple[tuple[PartyRow, ...], dict[str, Numbers], Numbers]:
    """Distinct parties over all roles, the number of each row's under each role, and the numbers of their names.

    A party is what a row states of it, and from where, under its role; an end user without a country is looked at where
    it uses the item.
    """
    rows: list[PartyRow] = [("end_user", {}, None)]
    numbers: dict[tuple[object, str | None], int] = {}
    names, name_numbers = [0], dict[tuple[str | None, str | None], int]()
    found = {}
    for role, distinct in under.items():
        seat = np.zeros(len(used_in), np.int32)
        if role == "end_user":
            seatless = np.array([bool(row) and "end_user.country" not in row for row in distinct.rows], np.bool_)
            seat = np.where(seatless[distinct.of], used_in, 0).astype(np.int32)
        first, of = combined((distinct.of, seat), len(seat))
        mapped = np.zeros(len(first), np.int32)
        for at, (number, code) in enumerate(zip(distinct.of[first].tolist(), seat[first].tolist(), strict=True)):
            row, where = distinct.rows[number], codes[code] or None
            if row:
                key = (_said(row, provenance), where)
                if key not in numbers:
                    numbers[key] = len(rows)
                    rows.append((role, row, where))
                    name = (row.get(f"{role}.name"), row.get(f"{role}.country"))
                    names.append(0 if name == (None, None) else name_numbers.setdefault(name, len(name_numbers) + 1))
                mapped[at] = numbers[key]
        found[role] = mapped[of]
    return tuple(rows), found, np.array(names, np.int32)


def _said(row: Row, provenance: Provenance) -> frozenset[tuple[str, str | None, tuple[str, str] | None]]:
    """What is stated of a party, without its role; names and countries have no source."""
    said = []
    for name, value in row.items():
        short = name.partition(".")[2]
        source = None if short in ("name", "country") else provenance.get(name, DEFAULT_PROVENANCE)
        said.append((short, value, source))
    return frozenset(said)
