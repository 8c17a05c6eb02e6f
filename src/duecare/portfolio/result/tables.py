"""The tables of a result that do not follow from judging: transactions, subjects, signatures, profiles, rejects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.book.carried import carried_rows
from duecare.portfolio.book.columns import PARTIES
from duecare.portfolio.book.numbered import Numbered
from duecare.portfolio.judging.layout import Looked
from duecare.portfolio.judging.profiles import Profiles
from duecare.portfolio.judging.run import Judgement, Signed
from duecare.portfolio.judging.shape import shape_text
from duecare.portfolio.result.judged_tables import Ratings, joined, said_of
from duecare.portfolio.result.parquet import arrow, lists, quoted, worded, write_table
from duecare.portfolio.result.schema import TABLES
from duecare.portfolio.subjects.looking import Subject, file_subjects


class Laid(Protocol):
    """Signatures of one shape: profile numbers by slot; whether the place of use is known."""

    @property
    def unique(self) -> Mapping[str, NDArray[np.int32]]: ...

    @property
    def known(self) -> NDArray[np.bool_]: ...


def write_tables(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    book: Numbered,
    looked: Looked,
    groups: Sequence[Signed],
    judgement: Judgement[Ratings],
    profiles: Mapping[str, Profiles],
) -> None:
    """Write the tables that do not follow from judging alone; `judged_tables` and `looking` write the others."""
    _transactions(folder, connection, columns, book, looked, groups, judgement)
    shapes = ((shape_text(one.shape), one) for one in groups)
    write_table(folder, "signatures", signature_columns(shapes))
    write_table(folder, "profiles", profile_columns(profiles, {}))
    _subjects(folder, book, looked)
    _as_read(folder, connection, "rejects", 'source, "row"')
    _as_read(folder, connection, "reconciliation", "reseller, item")


def _transactions(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    book: Numbered,
    looked: Looked,
    groups: Sequence[Signed],
    judgement: Judgement[Ratings],
) -> None:
    rated = joined(judgement.parts)
    size = book.size
    signature = np.full(size, -1, np.int32)
    end_user, use_code, place_stated = (np.zeros(size, np.int32) for _ in range(3))
    for one in groups:
        group = one.group
        signature[group.at] = one.signature
        end_user[group.at] = group.parties[0]
        use_code[group.at] = group.use_code
        place_stated[group.at] = group.stated
    outcome = judgement.outcome[signature]
    others, roles, places = _Lists(size), _Lists(size), _Lists(size)
    for one in groups:
        others.add(one.group.at, one.group.parties[1:])
        roles.add(one.group.at, [np.full(len(one.group.at), PARTIES.index(role)) for role in one.group.roles])
        places.add(one.group.at, one.group.places)
    names = [str(row.get(f"{role}.name") or "") for role, row, _ in book.party_rows]
    kinds = [one_value(subject.facts, "party.kind") for subject in looked.parties]
    item_names = [str(row.get("item.name") or "") for row in book.items.rows]
    capabilities = [_capabilities(one.facts) for one in looked.items]

    def parts() -> Iterator[tuple[int, dict[str, Any]]]:
        start = 0
        for carried in carried_rows(connection, columns):
            stop = start + len(carried["row"])
            rows = slice(start, stop)
            item, user, code = book.items.of[rows], end_user[rows], use_code[rows]
            yield (
                start,
                {
                    **carried,
                    **said_of(rated, outcome[rows]),
                    "signature": signature[rows],
                    "outcome": outcome[rows],
                    "item": item,
                    "end_user": user,
                    "others": others.part(start, stop),
                    "other_roles": roles.part(start, stop, PARTIES),
                    "place": code,
                    "place_stated": place_stated[rows],
                    "other_places": places.part(start, stop),
                    "deal": book.deals.of[rows],
                    "use": book.uses.of[rows],
                    "item_name": worded(item, item_names),
                    "capabilities": worded(item, capabilities),
                    "end_user_name": worded(user, names),
                    "end_user_kind": worded(user, kinds),
                    "country": worded(code, book.codes),
                },
            )
            start = stop

    for first, part in parts():
        write_table(folder, "transactions", part, f"{first:09}")


class _Lists:
    """One list of small numbers a row, of which the rows of each group have as many."""

    def __init__(self, size: int) -> None:
        self._columns: list[NDArray[np.int32]] = []
        self._size = size
        self._counts = np.zeros(size, np.int32)

    def add(self, at: NDArray[np.intp], columns: Sequence[NDArray[Any]]) -> None:
        """Give rows their lists, the values of each place of these as a column."""
        self._counts[at] = len(columns)
        for place, column in enumerate(columns):
            if place == len(self._columns):
                self._columns.append(np.zeros(self._size, np.int32))
            self._columns[place][at] = column

    def part(self, start: int, stop: int, words: Sequence[str] | None = None) -> Any:
        """The lists of some rows; with words, these in the place of the numbers."""
        counts = self._counts[start:stop]
        if not self._columns:
            return lists(counts, worded(counts[:0], words) if words else counts[:0])
        table = np.stack([column[start:stop] for column in self._columns], axis=1)
        flat = table[np.arange(table.shape[1]) < counts[:, None]]
        return lists(counts, worded(flat, words) if words else flat)


def one_value(facts: Mapping[str, Any], column: str) -> str:
    """What is known of a column as a text; empty where nothing is, or sources differ."""
    settled = facts.get(column)
    return str(settled.candidates[0]) if settled is not None and len(settled.candidates) == 1 else ""


def _capabilities(facts: Mapping[str, Any]) -> str:
    return ", ".join(
        sorted(
            column.split("#")[1]
            for column, settled in facts.items()
            if column.startswith("item.capability#") and settled.candidates == (True,)
        )
    )


def signature_columns(shapes: Iterable[tuple[str, Laid]], first: int = 0) -> dict[str, Any]:
    """The columns of `signatures`: each with the profiles in its slots, from which it can be judged again.

    Args:
        shapes: The text of each shape, and its signatures.
        first: The number of the first signature.
    """
    texts, flat, counts = list[str](), [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for text, one in shapes:
        slots, size = text.partition("|")[0].split(","), len(one.known)
        texts += [text] * size
        flat.append(np.stack([one.unique[slot] for slot in slots], axis=1).ravel().astype(np.int32))
        counts.append(np.full(size, len(slots), np.int32))
    numbers = np.arange(first, first + len(texts), dtype=np.int32)
    return {"signature": numbers, "shape": texts, "profiles": lists(np.concatenate(counts), np.concatenate(flat))}


def profile_columns(profiles: Mapping[str, Profiles], sizes: Mapping[str, int]) -> dict[str, list[Any]]:
    """The columns of `profiles`, without the first ones of each kind. sizes: how many of these."""
    rows: dict[str, list[Any]] = {key: [] for key in TABLES["profiles"]}
    for kind, held in profiles.items():
        for number, facts in enumerate(held.facts[sizes.get(kind, 0) :], start=sizes.get(kind, 0)):
            for column, settled in facts.items():
                rows["kind"].append(kind)
                rows["number"].append(number)
                rows["column"].append(column)
                rows["values"].append(json.dumps(list(settled.candidates), default=str))
                rows["interested"].append(settled.interested_only)
    return rows


def _subjects(folder: Path, book: Numbered, looked: Looked) -> None:
    """Every distinct subject, and the statements that were not filed where it was looked at."""
    kinds: dict[str, tuple[Sequence[tuple[str, str]], Sequence[Subject]]] = {
        "item": ([(str(row.get("item.name") or ""), "") for row in book.items.rows], looked.items),
        "transaction": ([("", "")] * len(looked.deals), looked.deals),
        "use": ([("", "")] * len(looked.uses), looked.uses),
        "party": ([], looked.parties),
        "place": ([(code, code) for code in (str(row.get("place.country") or "") for row in book.places.rows)],
                  looked.places),
    }  # fmt: skip
    subjects: list[tuple[str, int, str, str, str]] = []
    for kind, (names, held) in kinds.items():
        subjects += [(kind, number, *name, "") for number, name in enumerate(names)]
        file_subjects(folder, kind, dict(enumerate(held)), kind)
    subjects += [
        ("party", number, row.get(f"{role}.name") or "", row.get(f"{role}.country") or "", where or "")
        for number, (role, row, where) in enumerate(book.party_rows)
    ]
    countries = [(number, code) for number, code in enumerate(book.codes) if code in looked.countries]
    subjects += [("country", number, code, code, "") for number, code in countries]
    file_subjects(folder, "country", {number: looked.countries[code] for number, code in countries}, "country")
    columns = {name: [row[at] for row in subjects] for at, name in enumerate(TABLES["subjects"])}
    write_table(folder, "subjects", columns)


def _as_read(folder: Path, connection: Any, table: str, order: str) -> None:
    """A table that reading the book left, as it is; empty where it left none."""
    names = list(TABLES[table])
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if table in tables:
        found = arrow(connection, f"SELECT {quoted(names)} FROM {table} ORDER BY {order}")
        write_table(folder, table, {name: found.column(name) for name in names})
    else:
        write_table(folder, table, {name: [] for name in names})
