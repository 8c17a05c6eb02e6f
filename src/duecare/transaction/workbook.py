"""The XLSX template read back: limits first, then cells into the same mapping that YAML gives."""

from __future__ import annotations

import datetime
import io
import math
import warnings
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from duecare.errors import InputError
from duecare.transaction import scalars
from duecare.transaction.archive import TRANSACTION as TRANSACTION_ARCHIVE
from duecare.transaction.archive import check_archive
from duecare.transaction.blocks import Locate, Where
from duecare.transaction.format import MAX_DEPTH
from duecare.transaction.sheets import (
    CHOICES,
    FIRST_ROW,
    KEY_ROW,
    README,
    TRANSACTION,
    Column,
    sheets,
    transaction_rows,
)

MAX_ROWS = 12_000
MAX_COLUMNS = 60


def load_workbook_rows(data: bytes, path: str | None) -> tuple[dict[str, Any], Locate]:
    """The rows of a filled template as a mapping, and where each value stands (file, sheet and cell).

    Raises:
        InputError: not a workbook, a bomb, a formula, an unknown sheet or column.
    """
    check_archive(data, path, "workbook", TRANSACTION_ARCHIVE)
    # openpyxl opens what a zip holds by hand and lets many kinds of damage through as many kinds of exception
    try:
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of the format that openpyxl does not keep
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                return _Rows(book, path).read()
            finally:
                book.close()
    except InputError:
        raise
    except Exception as problem:
        raise InputError(f"is not a workbook that can be read: {type(problem).__name__}", path=path) from None


class _Rows:
    def __init__(self, book: Any, path: str | None) -> None:
        self._book = book
        self._path = path
        self._cells: dict[Where, str] = {}

    def read(self) -> tuple[dict[str, Any], Locate]:
        known = {sheet.name: sheet for sheet in sheets()}
        names = [TRANSACTION, *known, README, CHOICES]
        for name in self._book.sheetnames:
            if name not in names:
                hint = scalars.did_you_mean(name, names) or f"sheets of the template: {', '.join(names)}"
                raise InputError(f"has an unknown sheet {scalars.shown(name)}", path=self._path, hint=hint)
        if TRANSACTION not in self._book.sheetnames:
            raise InputError(f"has no sheet {TRANSACTION!r}", path=self._path, hint="start from `duecare template`")
        document: dict[str, Any] = self._transaction()
        owners: list[dict[str, Any]] = []
        for name, sheet in known.items():
            if name not in self._book.sheetnames:
                continue
            entries = owners if name == "Owners" else []
            for row, cells in self._entries(name, sheet.columns):
                where: Where = (sheet.key, len(entries))
                entry = self._entry(cells, where, name, row)
                if name == "Answers" and not {"value", "source", "note", "by"} & set(entry):
                    self._forget(where)
                    continue  # a question nobody has answered
                entries.append(entry)
            if entries and name != "Owners":
                document[sheet.key] = entries
        self._join_owners(document, owners)
        return document, self._locate

    def _locate(self, where: Where) -> tuple[str | None, int | None]:
        for length in range(len(where), 0, -1):
            if where[:length] in self._cells:
                return f"{self._path or 'workbook'} {self._cells[where[:length]]}", None
        return self._path, None

    def _forget(self, where: Where) -> None:
        for known in [known for known in self._cells if known[: len(where)] == where]:
            del self._cells[known]

    def _fail(self, cell: str, message: str, hint: str | None = None) -> NoReturn:
        raise InputError(message, path=f"{self._path or 'workbook'} {cell}", hint=hint)

    def _grid(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        sheet = self._book[name]
        sheet.reset_dimensions()
        for row, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            if row > MAX_ROWS:
                self._fail(name, f"has more than {MAX_ROWS:,} rows; a transaction may not")
            yield row, list(cells)

    def _value(self, cell: Any, name: str, row: int, column: int) -> Any:
        spot = f"{name}!{_letters(column)}{row}"
        value = getattr(cell, "value", None)
        if value is None:
            return None
        if cell.data_type == "f":
            self._fail(spot, "holds a formula; paste its value instead")
        if cell.data_type == "e":
            self._fail(spot, f"holds the error {scalars.shown(value)}; correct the cell")
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, (bool, datetime.date, str)):
            return (value.strip() or None) if isinstance(value, str) else value
        if isinstance(value, int):
            return str(value) if abs(value) < 10**40 else value
        if isinstance(value, float) and math.isfinite(value):  # as its text: the table of keys decides what it is
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(Decimal(repr(value)), "f")
        self._fail(spot, f"holds {scalars.shown(value)}; accepted: text, a number or a date")

    def _transaction(self) -> dict[str, Any]:
        """Column A has the key, column C the value."""
        rows = {row.key: row for row in transaction_rows()}
        document: dict[str, Any] = {}
        for row, cells in self._grid(TRANSACTION):
            if row < FIRST_ROW or not cells:
                continue
            key = self._value(cells[0], TRANSACTION, row, 0)
            value = self._value(cells[2], TRANSACTION, row, 2) if len(cells) > 2 else None
            if key is None and value is None:
                continue
            if key not in rows:
                self._fail(
                    f"{TRANSACTION}!A{row}",
                    f"unknown key {scalars.shown(key)}",
                    scalars.did_you_mean(str(key), rows),
                )
            self._cells[tuple(key.split("."))] = f"{TRANSACTION}!C{row}"
            if value is not None:
                self._put(
                    document, key, self._shape(rows[key], value, f"{TRANSACTION}!C{row}"), (), f"{TRANSACTION}!C{row}"
                )
        return document

    def _entries(self, name: str, columns: tuple[Column, ...]) -> Iterator[tuple[int, dict[Column, tuple[Any, str]]]]:
        by_key = {column.key: column for column in columns}
        layout: dict[int, Column] = {}
        for row, cells in self._grid(name):
            if row < KEY_ROW:
                continue
            if row == KEY_ROW:
                for index, cell in enumerate(cells):
                    key = self._value(cell, name, row, index)
                    if key is None:
                        continue
                    spot = f"{name}!{_letters(index)}{row}"
                    if key not in by_key:
                        self._fail(spot, f"unknown column {scalars.shown(key)}", scalars.did_you_mean(str(key), by_key))
                    if by_key[key] in layout.values():
                        self._fail(spot, f"column {key!r} is there twice")
                    layout[index] = by_key[key]
                continue
            found: dict[Column, tuple[Any, str]] = {}
            for index, cell in enumerate(cells):
                value = self._value(cell, name, row, index)
                if value is None:
                    continue
                spot = f"{name}!{_letters(index)}{row}"
                if index not in layout:
                    self._fail(spot, "stands under no column of the template; remove it")
                found[layout[index]] = (value, spot)
            if found:
                yield row, found

    def _entry(self, cells: dict[Column, tuple[Any, str]], where: Where, name: str, row: int) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        self._cells[where] = f"{name}!A{row}"
        for column, (value, spot) in cells.items():
            if column.key in ("question", "help") and name == "Answers":
                continue
            self._put(entry, column.key, self._shape(column, value, spot), where, spot)
        return entry

    def _put(self, entry: dict[str, Any], key: str, value: Any, where: Where, spot: str) -> None:
        parts = key.split(".")
        assert len(parts) < MAX_DEPTH
        for part in parts[:-1]:
            entry = entry.setdefault(part, {})
        entry[parts[-1]] = value
        self._cells[(*where, *parts)] = spot

    def _shape(self, column: Column, value: Any, spot: str) -> Any:
        if column.cell == "choice" and isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, str) or scalars.is_unknown(value):
            return value
        if column.cell == "lines":
            return [line.strip() for line in value.replace(";", "\n").splitlines() if line.strip()]
        if column.cell == "pairs":
            pairs = []
            for line in value.replace(";", "\n").splitlines():
                kind, colon, number = line.partition(":")
                if not line.strip():
                    continue
                if not colon:
                    self._fail(spot, f"holds {scalars.shown(line)}; accepted: registration: 12345, one a line")
                pairs.append({"type": kind.strip(), "value": number.strip()})
            return pairs
        return value

    def _join_owners(self, document: dict[str, Any], owners: list[dict[str, Any]]) -> None:
        """Owners stand on a sheet of their own; each goes to the party it names."""
        parties = {str(party.get("id")): index for index, party in enumerate(document.get("parties", []))}
        for index, owner in enumerate(owners):
            spot = self._cells[("owners", index)]
            owned = owner.pop("owner_of", None)
            if str(owned) not in parties:
                self._fail(
                    spot,
                    f"owned party is {scalars.shown(owned)}, which is no party",
                    scalars.did_you_mean(str(owned), parties),
                )
            at = parties[str(owned)]
            listed = document["parties"][at].setdefault("owners", [])
            for known, cell in list(self._cells.items()):
                if known[:2] == ("owners", index):
                    self._cells[("parties", at, "owners", len(listed), *known[2:])] = cell
            listed.append(owner)


def _letters(index: int) -> str:
    return _letters(index // 26 - 1) + chr(65 + index % 26) if index >= 26 else chr(65 + index)
