"""The mapping file of a table of the user's own: which column holds what, in YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, get_args

from duecare.errors import InputError
from duecare.parties.lists.record import EFFECTS, IDENTIFIER_TYPES, EntryKind
from duecare.transaction.files import decode, read_limited
from duecare.transaction.yaml_text import load_yaml

KINDS: Final[tuple[str, ...]] = get_args(EntryKind)
#: Where a column's text can go; one field a type of number.
FIELDS: Final = (
    "id", "name", "alias", "weak_alias", "former_name", "first_name", "last_name", "kind", "country", "birth_date",
    "birth_place", "gender", "address", "programme", "consequence", "effect", "citation", "listed_on", "ends_on",
    "note",
    *(f"identifier.{kind}" for kind in IDENTIFIER_TYPES),
)  # fmt: skip
KEYS: Final = ("list", "columns", "constants", "values", "separator", "delimiter", "skip_lines", "dates", "names")
DATES: Final = ("day first", "month first")
NAMES: Final = ("given first", "family first")
MAX_BYTES: Final = 1_000_000

_Lines = dict[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a table is read.

    Attributes:
        list: The key of the list, as in `ListEntry.list`.
        columns: A column's name and its field of `FIELDS`.
        constants: A field, and its text for every row.
        values: For `kind` and `effect`, what the table's own words mean, in lower case.
        separator: What stands between several values of one cell; None where a cell holds one.
        delimiter: What stands between cells.
        skip_lines: Lines before the one that names the columns.
        day_first: How 3/4/1970 is meant.
        family_first: Names are printed as "LAST, First".
    """

    list: str
    columns: dict[str, str]
    constants: dict[str, str]
    values: dict[str, dict[str, str]]
    separator: str | None = None
    delimiter: str = ","
    skip_lines: int = 0
    day_first: bool = True
    family_first: bool = False


def read_mapping(path: Path) -> TableMapping:
    """A mapping file.

    Raises:
        InputError: not YAML, or a key, field or value that is not accepted; says which are, and on which line.
    """
    return _Reader(path).mapping()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = str(path)
        raw, self.lines = load_yaml(decode(read_limited(path, MAX_BYTES, "mapping file"), self.path), self.path)
        if not isinstance(raw, dict):
            self.fail((), "is no mapping of keys to values", f"keys: {', '.join(KEYS)}")
        self.raw = raw

    def fail(self, where: tuple[str, ...], message: str, hint: str) -> NoReturn:
        raise InputError(message, path=self.path, line=self.lines.get(where), hint=hint)

    def mapping(self) -> TableMapping:
        for name in self.raw:
            if name not in KEYS:
                self.fail((name,), f"has a key {name!r} that is not accepted", f"keys: {', '.join(KEYS)}")
        columns, constants = self.texts("columns"), self.texts("constants")
        for column, field in columns.items():
            self.field(("columns", column), field)
        for field in constants:
            self.field(("constants", field), field)
        if not {"name", "last_name"} & {*columns.values(), *constants}:
            self.fail(("columns",), "no column is the name", "give one of them the field name or last_name")
        mapping = TableMapping(
            list=self.choice("list", "own", _is_key, "letters, digits and hyphens"),
            columns=columns,
            constants=constants,
            values=self.values(),
            separator=self.choice("separator", "", bool, "one character or more") or None,
            delimiter=self.choice("delimiter", ",", lambda text: len(text) == 1, "one character").replace("\\t", "\t"),
            skip_lines=int(self.choice("skip_lines", "0", _is_count, "a number of lines, at most 1000")),
            day_first=self.choice("dates", DATES[0], DATES.__contains__, " or ".join(DATES)) == DATES[0],
            family_first=self.choice("names", NAMES[0], NAMES.__contains__, " or ".join(NAMES)) == NAMES[1],
        )
        for field, accepted in (("kind", KINDS), ("effect", EFFECTS)):
            constant = mapping.constants.get(field)
            if constant is not None and constant not in accepted:
                self.fail(("constants", field), f"{constant!r} is no {field}", f"accepted: {', '.join(accepted)}")
        return mapping

    def field(self, where: tuple[str, ...], field: str) -> None:
        if field not in FIELDS:
            self.fail(where, f"{where[0]}: {field!r} is no field", f"accepted: {', '.join(FIELDS)}")

    def texts(self, *where: str) -> dict[str, str]:
        found: object = self.raw
        for key in where:
            found = found.get(key) if isinstance(found, dict) else None
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            self.fail(where, f"{'.'.join(where)} is no mapping of names to texts", "as in `Company name: name`")
        return dict(found)

    def values(self) -> dict[str, dict[str, str]]:
        found = self.raw.get("values")
        if found is None:
            return {}
        if not isinstance(found, dict) or not set(found) <= {"kind", "effect"}:
            self.fail(
                ("values",), "values holds something else than kind and effect", "as in `values: {kind: {P: person}}`"
            )
        meanings = {}
        for field in found:
            accepted = KINDS if field == "kind" else EFFECTS
            texts = self.texts("values", field)
            for text, meaning in texts.items():
                if meaning not in accepted:
                    self.fail(("values", field, text), f"{meaning!r} is no {field}", f"accepted: {', '.join(accepted)}")
            meanings[field] = {text.casefold(): meaning for text, meaning in texts.items()}
        return meanings

    def choice(self, key: str, usual: str, fits: Callable[[str], bool], accepted: str) -> str:
        text = self.raw.get(key)
        if text is None:
            return usual
        if not isinstance(text, str) or not (fits(text) or (key == "delimiter" and text == "\\t")):
            self.fail((key,), f"{key} is {text!r}", f"accepted: {accepted}")
        return text


def _is_key(text: str) -> bool:
    return 0 < len(text) < 60 and text.isascii() and text.replace("-", "").isalnum()


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 4
