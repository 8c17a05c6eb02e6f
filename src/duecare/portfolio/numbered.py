"""The rows of a book by the numbers of their subjects: which item, parties, places, deal and use each row has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.columns import PARTIES, book_column
from duecare.portfolio.document import Row

Numbers = NDArray[np.int32]
_ABSENT: Final = "\x01"
_BETWEEN: Final = "\x1f"


@dataclass(frozen=True)
class Distinct:
    """Distinct rows over some columns. of: for each row of the book the number of its own, 0 where all are empty."""

    rows: tuple[Row, ...]
    of: Numbers


@dataclass(frozen=True)
class Numbered:
    """A book by numbers. parties: under each role. seatless: end users without a country stand with the place of use.

    codes: countries by number, the first is none; place, destination, transit: the number of the code, for each row.
    """

    size: int
    items: Distinct
    deals: Distinct
    uses: Distinct
    places: Distinct
    party_rows: tuple[tuple[str, Row, str | None], ...]
    parties: Mapping[str, Numbers]
    party_names: Numbers
    codes: tuple[str, ...]
    place: Numbers
    destination: Numbers
    transit: Numbers
    seats: Numbers


def numbered(connection: Any, columns: Sequence[str]) -> Numbered:
    """Number the subjects of the table `book` of a connection, in the order of source and row.

    Args:
        connection: DuckDB, with the table as `read_book.load_book` leaves it.
        columns: its canonical columns.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW ordered AS SELECT *, row_number() OVER (ORDER BY source, row) AS position FROM book"
    )
    (size,) = connection.execute("SELECT count(*) FROM book").fetchone()
    held = {name: column for name in columns if (column := book_column(name)) is not None}
    about = {key: [name for name, column in held.items() if column.about == key] for key in
             ("item", "transaction", "use", "place", *PARTIES)}  # fmt: skip
    codes, placed = _codes(connection, held, size)
    place_facts = [name for name in about["place"] if name != "place.country"]
    distinct = _parties(connection, about, placed["place"], placed["destination"], codes, size)
    return Numbered(
        size,
        _distinct(connection, about["item"], size),
        _distinct(connection, about["transaction"], size),
        _distinct(connection, about["use"], size),
        _distinct(connection, ["place.country", *place_facts] if "place.country" in held else [], size),
        *distinct,
        codes,
        placed["place"],
        placed["destination"],
        placed["transit"],
        _seats(distinct[0], codes),
    )


def _distinct(connection: Any, columns: Sequence[str], size: int) -> Distinct:
    """Distinct rows over columns, numbered from one; 0 for a row in which all are empty."""
    if not columns:
        return Distinct(({},), np.zeros(size, np.int32))
    quoted = [f'"{name}"' for name in columns]
    key = f" || chr({ord(_BETWEEN)}) || ".join(f"coalesce({name}, chr({ord(_ABSENT)}))" for name in quoted)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT position, {key} AS key FROM ordered")
    connection.execute("CREATE OR REPLACE TEMP TABLE keys AS SELECT key, min(position) AS first FROM keyed GROUP BY key")
    rows = connection.execute(
        f"SELECT {', '.join(quoted)}, keys.key FROM keys JOIN ordered ON position = first ORDER BY first"
    ).fetchall()
    found: list[Row] = [{}]
    numbers: dict[str, int] = {}
    for *values, text in rows:
        if all(value is None for value in values):
            numbers[text] = 0
        else:
            numbers[text] = len(found)
            found.append({name: value for name, value in zip(columns, values, strict=True) if value is not None})
    connection.register("numbers_of", _table({"key": list(numbers), "number": list(numbers.values())}))
    joined = connection.execute(
        "SELECT number FROM keyed JOIN numbers_of USING (key) ORDER BY position"
    ).fetchnumpy()["number"]
    connection.unregister("numbers_of")
    return Distinct(tuple(found), np.asarray(joined, np.int32))


def _table(columns: Mapping[str, list[Any]]) -> Any:
    import pyarrow as pa

    return pa.table(dict(columns))


def _codes(connection: Any, held: Mapping[str, object], size: int) -> tuple[tuple[str, ...], dict[str, Numbers]]:
    names = [f"{place}.country" for place in ("place", "destination", "transit")]
    seats = [f"{role}.country" for role in PARTIES]
    codes: set[str] = set()
    for name in (*names, *seats):
        if name in held:
            codes |= {code for (code,) in connection.execute(f'SELECT DISTINCT "{name}" FROM book').fetchall() if code}
    listed = ("", *sorted(codes))
    numbers = {code: at for at, code in enumerate(listed)}
    found = {}
    connection.register("codes_of", _table({"code": list(numbers), "number": list(numbers.values())}))
    for name in names:
        if name not in held:
            found[name.split(".")[0]] = np.zeros(size, np.int32)
            continue
        column = connection.execute(
            f"SELECT coalesce(number, 0) AS number FROM ordered LEFT JOIN codes_of ON code = \"{name}\" ORDER BY position"
        ).fetchnumpy()["number"]
        found[name.split(".")[0]] = np.asarray(column, np.int32)
    connection.unregister("codes_of")
    return listed, found


def _parties(
    connection: Any,
    about: Mapping[str, Sequence[str]],
    place: Numbers,
    destination: Numbers,
    codes: Sequence[str],
    size: int,
) -> tuple[tuple[tuple[str, Row, str | None], ...], dict[str, Numbers], Numbers]:
    """Distinct parties over all roles, the number of each row's under each role, and the numbers of their names.

    A party is what a row states of it under its role; an end user without a country is looked at where it uses the item.
    """
    rows: list[tuple[str, Row, str | None]] = [("end_user", {}, None)]
    numbers: dict[Any, int] = {}
    names: list[int] = [0]
    name_numbers: dict[Any, int] = {}
    under: dict[str, Numbers] = {}
    for role in PARTIES:
        distinct = _distinct(connection, about[role], size)
        own = np.zeros(size, np.int32)
        if role == "end_user":
            pairs, inverse = _seatless(distinct, place, destination)
        else:
            pairs, inverse = [(at, 0) for at in range(len(distinct.rows))], distinct.of
        mapped = np.zeros(len(pairs), np.int32)
        for at, (number, seat) in enumerate(pairs):
            if number == 0:
                continue
            row = distinct.rows[number]
            plain = tuple(sorted((name.partition(".")[2], value) for name, value in row.items()))
            where = codes[seat] if seat else None
            if (plain, where) not in numbers:
                numbers[plain, where] = len(rows)
                rows.append((role, row, where))
                key = (row.get(f"{role}.name"), row.get(f"{role}.country"))
                names.append(name_numbers.setdefault(key, len(name_numbers) + 1) if key != (None, None) else 0)
            mapped[at] = numbers[plain, where]
        own = mapped[inverse]
        under[role] = own
    return tuple(rows), under, np.asarray(names, np.int32)


def _seatless(
    distinct: Distinct, place: Numbers, destination: Numbers
) -> tuple[list[tuple[int, int]], NDArray[np.intp]]:
    """End users, those without a country together with where they use the item."""
    without = np.array(
        [bool(row) and row.get("end_user.country") is None for row in distinct.rows], np.bool_
    )
    where = np.where(place > 0, place, destination)
    seat = np.where(without[distinct.of], where, 0).astype(np.int64)
    both, inverse = np.unique(distinct.of.astype(np.int64) * (int(seat.max(initial=0)) + 1) + seat, return_inverse=True)
    size = int(seat.max(initial=0)) + 1
    return [(int(value // size), int(value % size)) for value in both], inverse


def _seats(rows: Sequence[tuple[str, Row, str | None]], codes: Sequence[str]) -> Numbers:
    """The number of the country of each party; 0 where it is not stated."""
    numbers = {code: at for at, code in enumerate(codes)}
    return np.array([numbers.get(row.get(f"{role}.country") or "", 0) for role, row, _ in rows], np.int32)
