"""One treaty of the UN Treaty Collection: who is party since when, and what states said of it.

The file is what treaties.un.org offers as XML beside each treaty of chapter IV (`IV-4.en.xml`):

    <Document><Treaty>
      <Header> <Chapter><Header>CHAPTER IV</Header>...
        <ExternalData><Numsect>4</Numsect><Titlesect>International Covenant ...</Titlesect> ...
          <Status> ... <Parties>173</Parties>
      <Participants><Table><TGroup>
        <Thead><Row><Entry>Participant</Entry><Entry>Signature</Entry><Entry>Accession(a), ... Ratification</Entry>
        <Tbody><Rows><Row><Entry>Afghanistan</Entry><Entry/><Entry>24 Jan 1983 a</Entry></Row>
      <Declarations>, <Objections>, <DeclarationsUnderArticle>, <Notifications>

No whole file was at hand: header and table are written after public code that reads such files and copies of their
headers; how a section marks the state that speaks is recollected. It was tested on samples of our own only. A section
whose states cannot be told apart is reported, not guessed at.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from duecare.countries.sources.named_country import country_named, no_country
from duecare.countries.sources.record import Correction, Edition, Record, TreatyStatus
from duecare.countries.sources.statements import plain, statements
from duecare.countries.sources.table import some
from duecare.countries.sources.treaties import MEMBERS, OBSERVERS, treaty_key
from duecare.countries.sources.xml_table import Element, first, local, looks_like_xml, named, parsed, without_numbers
from duecare.errors import InputError

_DATASET: Final = "UN Treaty Collection, chapter IV"
#: Names of the collection that would fit more than one country elsewhere.
_WRITTEN: Final = {"congo": "CG"}
_DATE: Final = re.compile(
    r"(?P<open>\[?)\s*(\d{1,2})\s+([A-Z][a-z]{2})[a-z]*\.?\s+(\d{4})\s*(?P<act>[A-Za-z]{1,2})?\s*\]?"
)
#: Signature alone binds: definitive signature.
_BINDING_SIGNATURE: Final = "s"
_BOUND: Final = re.compile(r"ratification|accession|acceptance|approval|confirmation", re.I)


def fits(head: str) -> bool:
    """Whether a file begins like one of the treaty collection."""
    return looks_like_xml(head) and re.search(r"<Treaty>|<Treaty\s", head) is not None and "<ExternalData" in head


def read(paths: Sequence[Path]) -> Edition:
    """Status and statements for each treaty, a file a treaty.

    A member or observer of the UN that the depositary does not list is neither party nor signatory, and has the status
    none, if the file's own count of parties shows that the list is whole.

    Raises:
        InputError: no such XML, a treaty that is not read or is given twice, no table of participants, a row with
            another number of cells than the table has columns, a date that is none, an unknown country, or one that
            stands twice.
    """
    records: list[Record] = []
    corrections: list[Correction] = []
    treaties: dict[str, Path] = {}
    for path in some(paths):
        root = parsed(path, "treaty of the UN Treaty Collection")
        key = _treaty(root, path)
        if key in treaties:
            raise InputError(
                f"is {key} again, after {treaties[key].name}", path=str(path), hint="accepted: each treaty once"
            )
        treaties[key] = path
        found, left_out = _participants(root, key, path)
        records += found
        said, unread = statements(root, key, path)
        records += said
        corrections += (*left_out, *unread)
    return Edition(_DATASET, None, tuple(records), tuple(corrections))


def _treaty(root: Element, path: Path) -> str:
    header = first(root, "externaldata")
    if header is None:
        raise InputError(
            "has no header of a treaty (<ExternalData>)",
            path=str(path),
            line=root.sourceline,
            hint="accepted: the XML that treaties.un.org offers for one treaty",
        )
    parts = [_said(first(header, name)) for name in ("numsect", "subnumsect")]
    number = "-".join(["IV", *(part for part in parts if part)]).replace("--", "-")
    chapter = _said(first(root, "chapter", "header")).upper()
    title = _said(first(header, "subtitlesect")) or _said(first(header, "titlesect"))
    key = treaty_key(title) if title else None
    if key is None and parts[0] and chapter in ("", "CHAPTER IV"):
        key = treaty_key(number)
    if key is None:
        raise InputError(
            f"is the treaty {title or number!r}, which is not read",
            path=str(path),
            line=header.sourceline,
            hint="accepted: the human-rights treaties of chapter IV and their optional protocols, without amendments",
        )
    return key


def _participants(root: Element, key: str, path: Path) -> tuple[list[Record], list[Correction]]:
    columns, bodies = _columns(root, path)
    found: dict[str, TreatyStatus] = {}
    lines: dict[str, int] = {}
    corrections = []
    parties = 0
    for row in bodies:
        cells = [" ".join(plain("".join(cell.itertext())).split()) for cell in row if local(cell) == "entry"]
        line = row.sourceline
        if len(cells) != len(columns):
            raise InputError(
                f"the row of {cells[0] if cells else ''!r} has {len(cells)} cells; accepted: {len(columns)},"
                f" {', '.join(columns)}",
                path=str(path),
                line=line,
            )
        name = without_numbers(cells[0])[0]
        status, day, noted = _status(dict(zip(columns, cells, strict=True)), name, path, line)
        parties += status == "party"
        if (reason := no_country(name)) is not None:
            corrections.append(Correction(f"{path.name}:{line}", name, None, reason))
            continue
        code = country_named(name, path, line, _WRITTEN)
        if code in found:
            raise InputError(f"{name!r} stands twice, first on line {lines[code]}", path=str(path), line=line)
        found[code], lines[code] = TreatyStatus(code, key, status, day), line
        if noted:
            reason = "in brackets or more than one, where a note of the depositary tells more; the last is used"
            corrections.append(Correction(f"{path.name}:{line}", f"{name}: {noted}", f"{status} {day}", reason))
    counted = _said(first(root, "externaldata", "status", "parties"))
    if counted.isdigit() and int(counted) == parties:
        for code in (MEMBERS | OBSERVERS) - found.keys():
            found[code] = TreatyStatus(code, key, "none", None)
    else:
        raw = f"{counted or 'no'} parties in the header, {parties} in the table"
        reason = "these differ, so a state that the table does not list is not taken for one that is no party"
        corrections.append(Correction(path.name, raw, None, reason))
    return [found[code] for code in sorted(found)], corrections


def _columns(root: Element, path: Path) -> tuple[list[str], list[Element]]:
    """The columns of the table of participants by the names in its head, and the rows below."""
    for table in named(root, "table"):
        rows = list(named(table, "row"))
        for place, row in enumerate(rows):
            names = [" ".join(plain("".join(cell.itertext())).split()) for cell in row if local(cell) == "entry"]
            if not names or not names[0].casefold().startswith("participant"):
                continue
            if not any(_BOUND.search(name) for name in names[1:]):
                raise InputError(
                    f"the table of participants has no column of ratification: {', '.join(names)}",
                    path=str(path),
                    line=row.sourceline,
                )
            if rows[place + 1 :]:
                return names, rows[place + 1 :]
    raise InputError(
        "has no table of participants",
        path=str(path),
        line=root.sourceline,
        hint="some copies hold the header alone; download the XML of the treaty from treaties.un.org again",
    )


def _status(
    cells: dict[str, str], name: str, path: Path, line: int
) -> tuple[Literal["party", "signed", "none"], datetime.date | None, str]:
    """Status, day of the last act, and the cell as it is written if that is in brackets or not the only one.

    The letter behind a date tells the act: a accession, d succession, c formal confirmation, A acceptance, AA approval;
    s behind a signature says that it was definitive.
    """
    signed: tuple[datetime.date, str] | None = None
    for column, text in list(cells.items())[1:]:
        if not text:
            continue
        bound = _BOUND.search(column) is not None
        if not bound and not column.casefold().startswith("signature"):
            continue  # provisional application and the like, which make no party
        dates = list(_DATE.finditer(text))
        day = _day(*dates[-1].group(2, 3, 4)) if dates and not _DATE.sub("", text).strip(" ,;") else None
        if day is None:
            raise InputError(
                f"the cell of {name!r} under {column!r} says {text!r}; accepted: a day as 24 Jan 1983 a, or nothing",
                path=str(path),
                line=line,
            )
        noted = text if len(dates) > 1 or dates[-1]["open"] else ""
        if bound or dates[-1]["act"] == _BINDING_SIGNATURE:
            return "party", day, noted
        signed = day, noted
    return ("signed", *signed) if signed else ("none", None, "")


def _day(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(f"{day} {month} {year}", "%d %b %Y").date()
    except ValueError:
        return None


def _said(element: Element | None) -> str:
    return "" if element is None else " ".join(plain("".join(element.itertext())).split())
