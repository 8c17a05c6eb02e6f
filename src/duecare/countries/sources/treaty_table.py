"""Treaty status compiled from the UN Treaty Collection, as CSV, in one of three shapes.

- one row a UN member, a column for each treaty and one for its year: `iso2, member, iccpr, iccpr_year, ...` with the
  values party, signatory, none;
- one treaty a file, `hr_status_iccpr.csv`: `iso2, member, state party, ..., status`, where three flags repeat the
  status and a row whose flags contradict it is left out;
- one row an act: `country, treaty, status, date`.

The first two hold UN members only. None of them holds reservations, declarations or derogations.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from duecare.countries.sources.named_country import country_named
from duecare.countries.sources.overrides import Ledger, overrides
from duecare.countries.sources.record import Correction, Edition, TreatyStatus
from duecare.countries.sources.table import Layout, Name, Row, folded, names_in, open_table, rows_of, some
from duecare.countries.sources.treaties import KEYS, treaty_key
from duecare.errors import InputError

#: No instrument that is read is older than the organisation.
FIRST_YEAR: Final = 1945
Status = Literal["party", "signed", "none"]

_DATASET: Final = "UN treaty status, compiled table"
_FORMAT: Final = "treaty-table"
_ANY: Final = Layout({"country": ("iso2", "iso3", "country")}, ("country",))
_ONE_TREATY: Final = Layout(
    {
        "country": ("iso2",),
        "status": ("status",),
        "year": ("year ratification or accession",),
        "party": ("state party",),
        "signatory": ("signatory",),
        "none": ("no action",),
    },
    ("country", "status", "year", "party", "signatory", "none"),
    delimiter=",",
)
_ACTS: Final = Layout(
    {"country": ("country", "iso2", "iso3"), "treaty": ("treaty",), "status": ("status",), "date": ("date", "year")},
    ("country", "treaty", "status", "date"),
)
_STATUSES: Final[Mapping[str, Status]] = {
    **dict.fromkeys(
        ("party", "state party", "ratified", "ratification", "acceded", "accession", "succession"), "party"
    ),
    **dict.fromkeys(("signed", "signatory", "signatory state", "signature"), "signed"),
    **dict.fromkeys(("none", "no action", ""), "none"),
}
#: How an override writes a status.
_WORD: Final[Mapping[Status, str]] = {"party": "party", "signed": "signatory", "none": "none"}
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?")


_RAW: Final = re.compile(r"(party|signatory|none)(?: (\d{4}(?:-\d{2}-\d{2})?))?")
_FILE: Final = re.compile(r"hr_status_(\w+)", re.I)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a table says of one country and treaty. raw: status, year and, in brackets, flags that contradict them."""

    country: str
    treaty: str
    raw: str
    path: Path
    line: int

    @property
    def where(self) -> str:
        return f"{self.path.name}:{self.line}"


def fits(head: str) -> bool:
    """Whether a file begins like one of the three tables."""
    names = names_in(head)
    by_treaty = any(f"{name} year" in names for name in names)
    return (
        ({"iso2", "member"} <= names and by_treaty)
        or {"iso2", "state party", "no action", "status"} <= names
        or ({"country", "treaty", "status"} <= names and bool({"date", "year"} & names))
    )


def read(paths: Sequence[Path]) -> Edition:
    """The status of each country for each treaty of the tables.

    Raises:
        InputError: no such table, a treaty, status, date or country that is not known, or one that stands twice.
    """
    ledger = Ledger(_FORMAT)
    found: dict[tuple[str, str], _Cell] = {}
    of_members: dict[str, str] = {}
    for path in some(paths):
        with open_table(path, _ANY) as table:
            head = table.head
        names = names_in(",".join(head))
        if {"state party", "no action"} <= names:
            cells = _one_treaty(path, ledger)
        elif "treaty" in names:
            cells = _acts(path, ledger)
        else:
            cells = _by_treaty(path, head, ledger)
        for cell in cells:
            earlier = found.setdefault((cell.country, cell.treaty), cell)
            if earlier is not cell:
                raise InputError(
                    f"{cell.country} stands twice for {cell.treaty}, first in {earlier.where}",
                    path=str(path),
                    line=cell.line,
                    hint="accepted: one row for a country and treaty, over all files",
                )
            if "treaty" not in names:
                of_members[cell.treaty] = path.name
    records = [*_settled(found.values(), ledger), *_absent(found, of_members, ledger)]
    records.sort(key=lambda one: (one.treaty, one.country))
    return Edition(_DATASET, None, tuple(records), ledger.finish())


def _by_treaty(path: Path, head: Sequence[str], ledger: Ledger) -> Iterator[_Cell]:
    treaties = {}
    for name in (folded(column) for column in head):
        key = treaty_key(name)
        if any(folded(column) == f"{name} year" for column in head):
            if key is None:
                raise InputError(
                    f"column {name!r} is no treaty that Duecare reads",
                    path=str(path),
                    line=1,
                    hint=f"accepted: {', '.join(sorted(KEYS))}",
                )
            treaties[name] = key
        elif key is not None:
            raise InputError(f"has a column {name!r} and no column '{name}_year'", path=str(path), line=1)
    if not treaties:
        raise InputError("has no column of a treaty with its year", path=str(path), line=1, hint="as iccpr, iccpr_year")
    columns: dict[str, tuple[Name, ...]] = {"country": ("iso2",)}
    for name in treaties:
        columns |= {name: (name,), f"{name} year": (f"{name} year",)}
    for row in rows_of([path], Layout(columns, ("country",), delimiter=",")):
        country = _country(row, path, ledger)
        for name, key in treaties.items():
            year = _year(row, f"{name} year")
            yield _Cell(country, key, " ".join(filter(None, (_WORD[_status(row, name)], year))), path, row.line)


def _one_treaty(path: Path, ledger: Ledger) -> Iterator[_Cell]:
    named = _FILE.match(path.stem)
    key = treaty_key(named[1] if named else path.stem)
    if key is None:
        raise InputError(
            "does not say of which treaty it is, neither in its rows nor in its name",
            path=str(path),
            hint=f"name it hr_status_<treaty>.csv; treaties: {', '.join(sorted(KEYS))}",
        )
    for row in rows_of([path], _ONE_TREATY):
        country = _country(row, path, ledger)
        status = _status(row, "status")
        raw = " ".join(filter(None, (_WORD[status], _year(row, "year"))))
        flags = {"party": row["party"], "signed": row["signatory"], "none": row["none"]}
        own = flags.pop(status)
        if "1" in flags.values() or (own != "1" and status != "none"):
            raw += f" [{row['party'] or 0} {row['signatory'] or 0} {row['none'] or 0}]"
        yield _Cell(country, key, raw, path, row.line)


def _acts(path: Path, ledger: Ledger) -> Iterator[_Cell]:
    for row in rows_of([path], _ACTS):
        key = treaty_key(row["treaty"])
        if key is None:
            row.refuse("treaty", f"one of {', '.join(sorted(KEYS))}, its title, or its number as IV-4")
        country = _country(row, path, ledger)
        try:
            day = datetime.date.fromisoformat(row["date"]).isoformat()
        except ValueError:
            day = _year(row, "date")
        yield _Cell(country, key, " ".join(filter(None, (_WORD[_status(row, "status")], day))), path, row.line)


def _country(row: Row, path: Path, ledger: Ledger) -> str:
    return country_named(ledger.recode("iso2", row["country"], row.where), path, row.line)


def _status(row: Row, key: str) -> Status:
    status = _STATUSES.get(row[key].casefold())
    if status is None:
        row.refuse(key, "party, signatory or none")
    return status


def _year(row: Row, key: str) -> str:
    """The year of an act; tables that went through a spreadsheet have it as 2006.0."""
    year = _YEAR.fullmatch(row[key])
    if row[key] and (year is None or not FIRST_YEAR <= int(year[1]) <= datetime.MAXYEAR):
        row.refuse(key, f"a year since {FIRST_YEAR}, a day as 2006-05-31, or nothing")
    return year[1] if year else ""


def _settled(cells: Iterable[_Cell], ledger: Ledger) -> Iterator[TreatyStatus]:
    for cell in cells:
        column = f"{cell.treaty} flags" if "[" in cell.raw else cell.treaty
        used = ledger.settle(cell.country, column, cell.raw, cell.where)
        one = None if used is None else _record(cell.country, cell.treaty, used)
        if one is not None:
            yield one
        elif used is not None:
            reason = "the row contradicts itself: its status, its year and its flags do not go together"
            ledger.corrections.append(Correction(cell.where, f"{cell.country} {cell.treaty}: {used}", None, reason))


def _absent(
    found: Mapping[tuple[str, str], _Cell], of_members: Mapping[str, str], ledger: Ledger
) -> Iterator[TreatyStatus]:
    """States that a table of UN members cannot have, as far as the overrides know them."""
    for one in overrides(_FORMAT):
        if one.raw == "" and one.field in of_members and (one.country, one.field) not in found:
            used = ledger.settle(one.country, one.field, "", of_members[one.field])
            record = _record(one.country, one.field, used or "")
            if record is not None:
                yield record


def _record(country: str, treaty: str, raw: str) -> TreatyStatus | None:
    """The status that is meant; None where the text contradicts itself."""
    said = _RAW.fullmatch(raw)
    if said is None or (said[1] == "none" and said[2]):
        return None
    day = None
    if said[2]:
        day = datetime.date.fromisoformat(said[2] if "-" in said[2] else f"{said[2]}-12-31")
    return TreatyStatus(country, treaty, _STATUSES[said[1]], day)
