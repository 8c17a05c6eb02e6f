"""The mapping file of an order book: which column of an export holds what, in YAML, and how it is written there."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final, NoReturn, cast

from duecare.errors import InputError
from duecare.portfolio.book.columns import BookColumn, book_column, nearest
from duecare.portfolio.book.values import Reader, Spelling, folded, holds
from duecare.transaction import SourceKind, decode, load_yaml, read_limited
from duecare.transaction.blocks import default_kind
from duecare.transaction.scalars import did_you_mean, shown

SCHEMA: Final = "duecare.book-mapping/1"
SHIPPED: Final = ("dynamics", "oracle", "sap")
"""Mappings that can be named instead of a file."""
KINDS: Final = ("own", "document", "interested", "independent", "official")
MOST_BYTES: Final = 1_000_000
_KEYS: Final = ("schema", "columns", "constants", "delimiter", "sheet", "absent")
_COLUMN_KEYS: Final = ("to", "with", "kind", "source", "values", "decimal", "date", "true", "false")
_PROBE: Final = datetime.date(1999, 12, 31)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of an export.

    column: its name there. to: what it holds. beside: further columns that are joined to it, an id by hyphens, another
    text by spaces. kind, source: where it comes from, for all rows; None is our own order book. line: in the mapping.
    """

    column: str
    to: BookColumn
    spelling: Spelling = field(default_factory=Spelling)
    beside: tuple[str, ...] = ()
    kind: SourceKind | None = None
    source: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of an export hold.

    columns: None where no mapping was given; columns that have names of ours are then taken as they are. constants:
    name and checked text for every row. delimiter: between the cells of a text. sheet: of a workbook. absent: whether
    columns may be absent from an export. path: the file, for messages.
    """

    columns: tuple[MappedColumn, ...] | None = None
    constants: tuple[tuple[str, str], ...] = ()
    delimiter: str | None = None
    sheet: str | None = None
    absent: bool = False
    path: str | None = None

    @property
    def title(self) -> str:
        """What it is called as the source of its constants."""
        return f"mapping {Path(self.path).name if self.path is not None else ''}".strip()

    @property
    def digest(self) -> str:
        """SHA-256 over what it says, whatever its layout and comments."""
        columns = self.columns and [
            [
                *(column.column, column.to.name, column.beside, column.kind, column.source),
                *(sorted(column.spelling.values.items()), column.spelling.decimal, column.spelling.dates),
            ]
            for column in self.columns
        ]
        said = [SCHEMA, columns, sorted(self.constants), self.delimiter, self.sheet, self.absent]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read_mapping(path: str | Path | None) -> Mapping:
    """A mapping file, or one of SHIPPED by its name.

    Args:
        path: None takes the columns of an export that have names of ours as they are.

    Raises:
        InputError: not there, not YAML, or something in it that is not accepted; says what is, and on which line.

    >>> [column.to.name for column in read_mapping("sap").columns][:3]
    ['id', 'item.name', 'item.description']
    """
    if path is None:
        return Mapping()
    if str(path) in SHIPPED:
        data = (resources.files("duecare.portfolio.book") / "mappings" / f"{path}.yaml").read_bytes()
        return _Reader(data, str(path)).mapping()
    if not Path(path).suffix and not Path(path).exists():
        hint = did_you_mean(str(path), SHIPPED) or f"shipped: {', '.join(SHIPPED)}"
        raise InputError("there is no such mapping, and no such file", path=str(path), hint=hint)
    return _Reader(read_limited(path, MOST_BYTES, "mapping file"), str(path)).mapping()


class _Reader:
    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self.raw, self.lines = load_yaml(decode(data, path), path)

    def fail(self, where: Sequence[str], message: str, hint: str | None = None) -> NoReturn:
        spots = (tuple(where[:depth]) for depth in range(len(where), -1, -1))
        line = next((self.lines[spot] for spot in spots if spot in self.lines), None)
        raise InputError(message, path=self.path, line=line, hint=hint)

    def mapping(self) -> Mapping:
        raw = self.raw
        if not isinstance(raw, dict):
            self.fail((), "is no mapping of keys to values", f"keys: {', '.join(_KEYS)}")
        self.keys((), raw, _KEYS)
        if raw.get("schema") != SCHEMA:
            self.fail(("schema",), f"schema is {shown(raw.get('schema'))}; accepted: {SCHEMA}")
        columns = self.columns(raw.get("columns"))
        constants = self.constants(raw.get("constants"))
        self.once(columns, constants)
        absent = self.one_of((), "absent", raw.get("absent"), ("accept", "refuse")) == "accept"
        delimiter = self.text((), "delimiter", raw.get("delimiter"))
        if delimiter is not None:
            delimiter = "\t" if delimiter == "\\t" else delimiter
            if len(delimiter) != 1 or delimiter in '"\n\r':
                self.fail(("delimiter",), f"delimiter is {shown(delimiter)}; accepted: one character, as ; or \\t")
        sheet = self.text((), "sheet", raw.get("sheet"))
        return Mapping(columns, constants, delimiter, sheet, absent, self.path)

    def columns(self, raw: object) -> tuple[MappedColumn, ...]:
        if not isinstance(raw, dict) or not raw:
            self.fail(("columns",), "columns is no mapping of columns to names", "as in `NAME1: purchaser.name`")
        return tuple(self.column(column, entry) for column, entry in raw.items())

    def column(self, name: str, raw: object) -> MappedColumn:
        where = ("columns", name)
        if not isinstance(raw, dict):
            return MappedColumn(name, self.named(where, raw), line=self.lines.get(where))
        self.keys(where, raw, _COLUMN_KEYS)
        to = self.named((*where, "to"), raw.get("to"))
        kind = cast("SourceKind | None", self.one_of(where, "kind", raw.get("kind"), KINDS))
        source = self.text(where, "source", raw.get("source"))
        if source is not None and kind is None:
            kind = default_kind(source)
        beside = self.texts(where, "with", raw.get("with"))
        if beside and holds(to) != "text":
            self.fail((*where, "with"), f"{to.name} holds {holds(to)}; only texts can be joined")
        return MappedColumn(name, to, self.spelling(where, raw, to), beside, kind, source, self.lines.get(where))

    def spelling(self, where: tuple[str, ...], raw: dict[str, Any], to: BookColumn) -> Spelling:
        for key, fits in (("decimal", "number"), ("date", "date"), ("true", "boolean"), ("false", "boolean")):
            if raw.get(key) is not None and holds(to) != fits:
                self.fail((*where, key), f"{key} is for a {fits}; {to.name} holds {holds(to)}")
        values: dict[str, str | None] = {}
        pairs = list(self.meanings(where, raw.get("values")).items())
        for key in ("true", "false"):
            pairs += [(word, key) for word in self.texts(where, key, raw.get(key))]
        read = Reader(to)
        for word, meant in pairs:
            said, reason = read.found(meant)
            if reason is not None:
                self.fail((*where, "values", word), f"{shown(word)} is said to mean: {reason}")
            if values.setdefault(folded(word), said) != said:
                self.fail((*where, "values", word), f"{shown(word)} is said to mean two things")
        decimal = self.one_of(where, "decimal", raw.get("decimal"), (",", "."))
        return Spelling(values, decimal, self.dates(where, raw.get("date")))

    def meanings(self, where: tuple[str, ...], raw: object) -> dict[str, str]:
        if raw is None:
            return {}
        if not isinstance(raw, dict) or not all(value is None or isinstance(value, str) for value in raw.values()):
            self.fail((*where, "values"), "values is no mapping of words to ours", "as in `values: {POL: police}`")
        return {word: value or "unknown" for word, value in raw.items()}

    def dates(self, where: tuple[str, ...], raw: object) -> tuple[str, ...]:
        forms = self.texts(where, "date", raw)
        for form in forms:
            try:
                read = datetime.datetime.strptime(_PROBE.strftime(form), form).date()
            except ValueError:
                read = None
            if read != _PROBE:
                self.fail((*where, "date"), f"date is {shown(form)}; accepted: a whole day as %d.%m.%Y or %Y%m%d")
        return forms

    def constants(self, raw: object) -> tuple[tuple[str, str], ...]:
        if raw is None:
            return ()
        if not isinstance(raw, dict):
            self.fail(("constants",), "constants is no mapping of names to values", "as in `gate: contract`")
        found = []
        for name, value in raw.items():
            where = ("constants", name)
            column = self.named(where, name)
            if name == "id":
                self.fail(where, "id cannot be the same for every row")
            text, reason = Reader(column).found(tuple(value) if isinstance(value, list) else value)
            if reason is not None:
                self.fail(where, reason)
            if text is None:
                self.fail(where, f"{name} says nothing", "leave it out")
            found.append((name, text))
        return tuple(found)

    def once(self, columns: Sequence[MappedColumn], constants: Sequence[tuple[str, str]]) -> None:
        """Nothing is said by two columns, or by a column and a constant, or under two names."""
        taken: dict[tuple[str, str], str] = {}
        said = [(column.to, ("columns", column.column)) for column in columns]
        said += [(self.named(("constants", name), name), ("constants", name)) for name, _ in constants]
        for to, where in said:
            key = (to.about, to.short)
            if key in taken:
                hint = "each name once; texts can be joined, as in `NAME1: {to: item.name, with: [NAME2]}`"
                self.fail(where, f"{to.name} is given by both {shown(taken[key])} and {shown(where[1])}", hint)
            taken[key] = where[1]

    def named(self, where: Sequence[str], raw: object) -> BookColumn:
        column = book_column(raw.strip()) if isinstance(raw, str) else None
        if column is None:
            near = nearest(raw) if isinstance(raw, str) else None
            hint = f"did you mean {near!r}?" if near else "as end_user.name, item.name, place.country or value"
            self.fail(where, f"{shown(raw)} is no name that a column can have", hint)
        return column

    def keys(self, where: tuple[str, ...], raw: Iterable[str], accepted: Sequence[str]) -> None:
        for key in raw:
            if key not in accepted:
                hint = did_you_mean(key, accepted) or f"keys: {', '.join(accepted)}"
                self.fail((*where, key), f"has a key {shown(key)} that is not accepted", hint)

    def text(self, where: tuple[str, ...], key: str, raw: object) -> str | None:
        if raw is not None and not isinstance(raw, str):
            self.fail((*where, key), f"{key} is {shown(raw)}; accepted: text")
        return raw

    def texts(self, where: tuple[str, ...], key: str, raw: object) -> tuple[str, ...]:
        """One text or a list of them; nothing written in a list is the empty text."""
        if raw is None:
            return ()
        found = ["" if entry is None else entry for entry in raw] if isinstance(raw, list) else [raw]
        if not all(isinstance(entry, str) for entry in found):
            self.fail((*where, key), f"{key} is {shown(raw)}; accepted: text, or a list of texts")
        return tuple(cast("list[str]", found))

    def one_of(self, where: tuple[str, ...], key: str, raw: object, accepted: Sequence[str]) -> str | None:
        if raw is not None and raw not in accepted:
            self.fail((*where, key), f"{key} is {shown(raw)}; accepted: {' or '.join(accepted)}")
        return cast("str | None", raw)
