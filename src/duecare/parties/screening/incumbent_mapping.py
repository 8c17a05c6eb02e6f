"""What the columns and words of another tool's export mean: a mapping file in YAML, one's own or a shipped example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from duecare.errors import InputError
from duecare.parties.lists.sources import LISTS
from duecare.transaction import decode, load_yaml, read_limited

Disposition = Literal["same", "not_same", "open"]
DISPOSITIONS: Final[tuple[Disposition, ...]] = ("same", "not_same", "open")
FIELDS: Final = (
    "party", "reference", "list", "listed_name", "entry", "score", "disposition", "decided_by", "decided_on", "note",
)  # fmt: skip
KEYS: Final = ("tool", "columns", "lists", "dispositions", "dates", "sheet")
DATES: Final = ("day first", "month first")
SHIPPED: Final = ("descartes", "dow-jones", "sap-gts")
MAX_BYTES: Final = 1_000_000

_FOLDER: Final = resources.files("duecare.parties.screening").joinpath("mappings")


@dataclass(frozen=True, slots=True)
class IncumbentMapping:
    """How an export is read.

    tool: what to call it. columns: by field of FIELDS, the column. lists: by the tool's name of a list in lower case,
    ours. dispositions: by the tool's word in lower case, what it means. day_first: how 3/4/2026 is meant; None where
    the mapping does not say. sheet: of a workbook; None for the first.
    """

    tool: str
    columns: Mapping[str, str]
    lists: Mapping[str, str]
    dispositions: Mapping[str, Disposition]
    day_first: bool | None = None
    sheet: str | None = None


def read_incumbent_mapping(name: str | Path) -> IncumbentMapping:
    """A mapping: one of SHIPPED by its name, or a file.

    Raises:
        InputError: no such file, not YAML, or a key, field, list or word that is not accepted; says which are.
    """
    if str(name) in SHIPPED and not Path(name).exists():
        text, path = _FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"), f"{name}.yaml"
    else:
        if Path(name).suffix.casefold() not in (".yaml", ".yml"):
            raise InputError(
                "is no mapping file", path=str(name), hint=f"accepted: a .yaml file, or {', '.join(SHIPPED)}"
            )
        text, path = decode(read_limited(name, MAX_BYTES, "mapping file"), str(name)), str(name)
    return _Reader(text, path).mapping()


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        raw, self.lines = load_yaml(text, path)
        self.path = path
        if not isinstance(raw, dict):
            self.fail((), "is no mapping of keys to values", f"keys: {', '.join(KEYS)}")
        self.raw: dict[str, Any] = raw

    def fail(self, where: tuple[str | int, ...], message: str, hint: str) -> NoReturn:
        raise InputError(message, path=self.path, line=self.lines.get(where), hint=hint)

    def mapping(self) -> IncumbentMapping:
        for key in self.raw:
            if key not in KEYS:
                self.fail((key,), f"has a key {key!r} that is not accepted", f"keys: {', '.join(KEYS)}")
        columns = self.texts("columns")
        for field in columns:
            if field not in FIELDS:
                self.fail(("columns", field), f"columns: {field!r} is no field", f"accepted: {', '.join(FIELDS)}")
        if "party" not in columns or not {"listed_name", "entry"} & set(columns):
            self.fail(
                ("columns",), "columns lacks party, or both listed_name and entry", "as in `party: Customer Name`"
            )
        lists = self.texts("lists")
        for name, key in lists.items():
            if key not in LISTS:
                self.fail(("lists", name), f"{key!r} is no list", f"accepted: {', '.join(LISTS)}")
        words = self.texts("dispositions")
        for word, meaning in words.items():
            if meaning not in DISPOSITIONS:
                self.fail(("dispositions", word), f"{meaning!r} is no disposition",
                          f"accepted: {', '.join(DISPOSITIONS)}")  # fmt: skip
        dates = self.text("dates")
        if dates is not None and dates not in DATES:
            self.fail(("dates",), f"dates is {dates!r}", f"accepted: {' or '.join(DATES)}")
        return IncumbentMapping(
            self.text("tool") or "another tool",
            columns,
            {folded(name): key for name, key in lists.items()},
            {folded(word): meaning for word, meaning in words.items()},  # type: ignore[misc]
            None if dates is None else dates == DATES[0],
            self.text("sheet"),
        )

    def texts(self, key: str) -> dict[str, str]:
        found = self.raw.get(key)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            self.fail((key,), f"{key} is no mapping of names to texts", "as in `party: Customer Name`")
        return found

    def text(self, key: str) -> str | None:
        found = self.raw.get(key)
        if found is not None and not isinstance(found, str):
            self.fail((key,), f"{key} is no text", "one word or a few")
        return found


def folded(text: str) -> str:
    """A word of an export as it is looked up: case and spaces do not count."""
    return " ".join(text.split()).casefold()
