"""An index of the user's own: any table, and a mapping file that says what it holds.

index: Interception safeguards, our own reading
key: own_interception
columns: {country: Land, year: Jahr, value: Wert}
dimension: safeguards
family: own
higher_is: better
cuts: [70, 50, 30]      # between good and mixed, mixed and serious, serious and severe
sd: 5                   # the error that you assume, on the index's own scale
range: [0, 100]         # optional: what a value may be
decimal: ","            # optional: otherwise found out
delimiter: ";"          # optional: otherwise found out
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NoReturn, cast

from duecare.countries.sources.cells import Countries, Numbers, year_in
from duecare.countries.sources.record import Edition, Indicator
from duecare.countries.sources.series import Series
from duecare.countries.sources.table import Layout, rows_of
from duecare.errors import InputError
from duecare.transaction.files import decode, read_limited
from duecare.transaction.scalars import did_you_mean, shown
from duecare.transaction.yaml_text import Raw, load_yaml

DIMENSIONS: Final = ("physical_integrity", "surveillance", "expression", "safeguards", "discrimination")
NEEDED: Final = ("index", "key", "columns", "dimension", "family", "higher_is", "cuts", "sd")
KEYS: Final = (*NEEDED, "range", "decimal", "delimiter")
COLUMNS: Final = ("country", "year", "value")
MAX_BYTES: Final = 1_000_000
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
#: How the indicators of the other sources begin; a user's own is never one of their series.
_TAKEN: Final = ("v2", "fiw_", "fotn_", "pts", "lhrs", "cirights_", "hrmi_", "rsf_", "wgi_")
_MAPPINGS: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says. least, most: the bounds of a value."""

    indicator: Indicator
    columns: dict[str, str]
    least: float
    most: float
    decimal: str | None
    delimiter: str | None


def fits(head: str) -> bool:
    """Whether the head of a file is a mapping file; the table beside it can look like anything."""
    return all(re.search(rf"^{key}\s*:", head, re.M) for key in ("index", "key", "columns", "higher_is"))


def read(paths: Sequence[Path]) -> Edition:
    """The observations of a table or several, and the indicator that the mapping file among the paths declares.

    Raises:
        InputError: not one mapping file and a table; a key that is missing, not known or not as accepted, with its
            line; see `table.open_table`; a value out of the range; a country-year with two values.
    """
    mappings = [path for path in paths if path.suffix.casefold() in _MAPPINGS]
    tables = [path for path in paths if path not in mappings]
    if len(mappings) != 1 or not tables:
        raise InputError(
            "an index of your own needs a mapping file and a table",
            path=str(paths[0]) if paths else None, hint="accepted: one .yaml file, and one CSV or XLSX or more",
        )  # fmt: skip
    mapping = read_mapping(mappings[0])
    layout = Layout({key: (name,) for key, name in mapping.columns.items()}, COLUMNS, delimiter=mapping.delimiter)
    series, countries, numbers = Series(tables[0]), Countries(), Numbers(mapping.decimal)
    for row in rows_of(tables, layout):
        year = year_in(row, "year")
        value = numbers.read(row, "value", mapping.least, mapping.most)
        country = countries.find(row)
        if country is not None and value is not None:
            series.add(row, country, year, mapping.indicator.key, value)
    return series.edition(lambda _: mapping.indicator.title, countries, (mapping.indicator,))


def read_mapping(path: Path) -> Mapping:
    """A mapping file.

    Raises:
        InputError: not YAML, or a key or value that is not accepted; says which are, and on which line.
    """
    return _Reader(path).mapping()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = str(path)
        raw, self.lines = load_yaml(decode(read_limited(path, MAX_BYTES, "mapping file"), self.path), self.path)
        if not isinstance(raw, dict):
            self.fail((), "is no mapping of keys to values", f"keys: {', '.join(KEYS)}")
        self.raw = raw

    def fail(self, where: tuple[str | int, ...], message: str, hint: str) -> NoReturn:
        raise InputError(message, path=self.path, line=self.lines.get(where), hint=hint)

    def mapping(self) -> Mapping:
        for name in self.raw:
            if name not in KEYS:
                near = did_you_mean(name, KEYS)
                hint = f"{near} " if near else ""
                self.fail((name,), f"has a key {shown(name)} that is not known", f"{hint}keys: {', '.join(KEYS)}")
        for name in NEEDED:
            if self.raw.get(name) is None:
                self.fail((name,) if name in self.raw else (), f"has no {name}", f"needed: {', '.join(NEEDED)}")
        higher_is = self.choice("higher_is", ("better", "worse"))
        least, most = self.numbers("range", 2) if "range" in self.raw else (-math.inf, math.inf)
        if least >= most:
            self.fail(("range",), f"range is from {least:g} to {most:g}", "accepted: the lesser number first")
        indicator = Indicator(
            key=self.key(),
            title=self.text("index"),
            dimension=self.choice("dimension", DIMENSIONS),
            family=self.text("family"),
            higher_is=cast(Literal["better", "worse"], higher_is),
            cuts=self.cuts(higher_is, least, most),
            sd=self.positive("sd"),
        )
        return Mapping(
            indicator, self.columns(), least, most,
            decimal=self.choice("decimal", (".", ",")) if "decimal" in self.raw else None,
            delimiter=self.delimiter(),
        )  # fmt: skip

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > 200:
            self.fail((key,), f"{key} is {shown(value)}", "accepted: a text of up to 200 characters")
        return value.strip()

    def key(self) -> str:
        key = self.text("key")
        if not _KEY.fullmatch(key):
            self.fail(("key",), f"key is {shown(key)}", "accepted: small letters, digits and _, as own_interception")
        if key.startswith(_TAKEN):
            self.fail(
                ("key",), f"key is {key!r}, which begins as another source's", "accepted: such as own_interception"
            )
        return key

    def choice(self, key: str, accepted: Sequence[str]) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str) or value not in accepted:
            near = did_you_mean(value, accepted)
            hint = f"; {near}" if near else ""
            self.fail((key,), f"{key} is {shown(value)}", f"accepted: {', '.join(map(repr, accepted))}{hint}")
        return value

    def delimiter(self) -> str | None:
        if "delimiter" not in self.raw:
            return None
        value = self.raw["delimiter"]
        if value == "\\t":
            return "\t"
        if not isinstance(value, str) or len(value) != 1 or value.isalnum() or value in "\"'\r\n":
            self.fail(
                ("delimiter",), f"delimiter is {shown(value)}", "accepted: one character, as ';', or '\\t' for a tab"
            )
        return value

    def columns(self) -> dict[str, str]:
        found = self.raw["columns"]
        if not isinstance(found, dict):
            self.fail(("columns",), f"columns is {shown(found)}", "accepted: {country: ..., year: ..., value: ...}")
        for key, name in found.items():
            if key not in COLUMNS:
                self.fail(("columns", key), f"columns has a key {shown(key)}", f"accepted: {', '.join(COLUMNS)}")
            if not isinstance(name, str) or not name.strip():
                self.fail(("columns", key), f"the column of {key} is {shown(name)}", "accepted: its name in the table")
        for key in COLUMNS:
            if key not in found:
                self.fail(("columns",), f"columns does not say which is {key}", f"needed: {', '.join(COLUMNS)}")
        return {key: cast(str, found[key]) for key in COLUMNS}

    def cuts(self, higher_is: str, least: float, most: float) -> tuple[float, float, float]:
        one, two, three = self.numbers("cuts", 3)
        falling = one > two > three
        if not (falling if higher_is == "better" else one < two < three):
            way = "falling" if higher_is == "better" else "rising"
            self.fail(
                ("cuts",), f"cuts are {one:g}, {two:g}, {three:g} and higher is {higher_is}",
                f"accepted: three {way} numbers, from good and mixed to serious and severe",
            )  # fmt: skip
        for cut in (one, two, three):
            if not least <= cut <= most:
                self.fail(("cuts",), f"the cut {cut:g} lies out of the range", f"accepted: {least:g} to {most:g}")
        return one, two, three

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        value = self.raw[key]
        if not isinstance(value, list) or len(value) != count:
            self.fail((key,), f"{key} is {shown(value)}", f"accepted: a list of {count} numbers")
        return tuple(self.number((key, place), one) for place, one in enumerate(value))

    def positive(self, key: str) -> float:
        value = self.number((key,), self.raw[key])
        if value <= 0:
            self.fail((key,), f"{key} is {value:g}", "accepted: a number above 0; no index is without error")
        return value

    def number(self, where: tuple[str | int, ...], value: Raw) -> float:
        if not isinstance(value, str) or not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", value):
            self.fail(where, f"{where[0]} holds {shown(value)}", "accepted: a number as 12.5")
        return float(value)
