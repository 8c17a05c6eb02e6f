"""EAR country groups: 15 CFR part 740 supplement 1, as XML of the eCFR or as a CSV with a column for each group.

Group B, a list of names without columns, is not read: no rule asks for it. Groups A, D and E are read whole or not at
all, for a missing table would make an embargoed destination look like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.ecfr import current_on, division, one_file
from duecare.countries.sources.named_country import country_named
from duecare.countries.sources.overrides import Ledger
from duecare.countries.sources.record import CountryGroups, Edition
from duecare.countries.sources.table import Layout, names_in, rows_of
from duecare.countries.sources.xml_table import Table, looks_like_xml, parsed, tables, without_numbers
from duecare.errors import InputError

GROUPS: Final = ("A:1", "A:2", "A:3", "A:4", "A:5", "A:6", "D:1", "D:2", "D:3", "D:4", "D:5", "E:1", "E:2")
_DATASET: Final = "EAR country groups (15 CFR part 740 supplement 1)"
_SUPPLEMENT: Final = "Supplement No. 1 to Part 740"
_FORMAT: Final = "ecfr-740"
_HEAD: Final = re.compile(r"\[\s*([A-Z])\s*:\s*(\d)\s*\]")
_XML: Final = re.compile(r"\bN=\"(?:740|Supplement No\. 1 to Part 740)\"|<HEAD>[^<]*\bPart 740\b", re.I)
_LAYOUT: Final = Layout(
    {"country": ("iso2", "country"), **{group: (group,) for group in GROUPS}}, ("country", *GROUPS), delimiter=","
)
_MARKS: Final = {"": False, "0": False, "1": True, "X": True, "x": True}


def fits(head: str) -> bool:
    """Whether a file begins like the supplement, or like a table with its groups as columns."""
    if looks_like_xml(head):
        return _XML.search(head) is not None
    return {"a:1", "d:5", "e:1"} <= names_in(head)


def read(paths: Sequence[Path]) -> Edition:
    """The groups of every country that has one; Hong Kong has China's (85 FR 83765).

    Raises:
        InputError: another number of files than one, no such supplement, a group without a column, a row with another
            number of cells than its table has columns, a mark that is none, an unknown country, or one that stands
            twice.
    """
    path = one_file(paths, "country groups")
    ledger = Ledger(_FORMAT)
    found: dict[str, set[str]] = {}
    published = None
    if looks_like_xml(path):
        root = parsed(path, "supplement 1 to part 740")
        published = current_on(root)
        _read_xml(tables(division(root, _SUPPLEMENT, path)), path, ledger, found)
    else:
        _read_csv(path, ledger, found)
    for code, other in ledger.follow("groups", found, path.name).items():
        found[code] = set(found[other])
    records = tuple(CountryGroups(code, frozenset(found[code])) for code in sorted(found) if found[code])
    return Edition(_DATASET, published, records, ledger.finish())


def _read_csv(path: Path, ledger: Ledger, found: dict[str, set[str]]) -> None:
    lines: dict[str, int] = {}
    for row in rows_of([path], _LAYOUT):
        code = country_named(row["country"], path, row.line)
        _once(code, row["country"], lines, path, row.line)
        _mark(code, {group: row[group] for group in GROUPS}, path, row.line, ledger, found)


def _read_xml(all_tables: Iterable[Table], path: Path, ledger: Ledger, found: dict[str, set[str]]) -> None:
    seen: dict[str, int] = {}
    for table in all_tables:
        groups = _groups(table, path, seen)
        lines: dict[str, int] = {}
        for row in table.rows if groups else ():
            if row.width != len(groups) + 1:
                raise InputError(
                    f"the row of {row.cells[0].text!r} has {row.width} cells; accepted: {len(groups) + 1}, the country"
                    f" and {groups[0]} to {groups[-1]}",
                    path=str(path),
                    line=row.line,
                    hint="with a cell too many or too few its marks would stand under other groups",
                )
            name, *marks = row.spread()
            name, _ = without_numbers(name)
            code = country_named(name, path, row.line)
            _once(code, name, lines, path, row.line)
            _mark(code, dict(zip(groups, marks, strict=True)), path, row.line, ledger, found)
    missing = [group for group in GROUPS if group not in seen]
    if missing:
        raise InputError(
            f"has no column {', '.join(f'[{group}]' for group in missing)}",
            path=str(path),
            hint=f"columns found: {', '.join(seen) or 'none'}; the supplement is read whole or not at all",
        )


def _groups(table: Table, path: Path, seen: dict[str, int]) -> tuple[str, ...]:
    """The groups that a table's columns stand for, in order; () for a table about something else."""
    for row in table.heads:
        codes = [f"{code[1]}:{code[2]}" for cell in row.cells for code in [_HEAD.match(cell.text)] if code]
        if not codes:
            continue
        if row.width != len(codes) + 1:
            raise InputError(
                f"the head of the table has {row.width} columns, {len(codes)} of them groups: {', '.join(codes)};"
                " accepted: the country and then a group each",
                path=str(path),
                line=row.line,
            )
        for code in codes:
            if code in seen:
                raise InputError(
                    f"has two columns [{code}], the first on line {seen[code]}", path=str(path), line=row.line
                )
            seen[code] = row.line
        return tuple(codes)
    return ()


def _once(code: str, name: str, lines: dict[str, int], path: Path, line: int) -> None:
    if code in lines:
        raise InputError(f"{name!r} ({code}) stands twice, first on line {lines[code]}", path=str(path), line=line)
    lines[code] = line


def _mark(
    code: str, marks: Mapping[str, str], path: Path, line: int, ledger: Ledger, found: dict[str, set[str]]
) -> None:
    held = found.setdefault(code, set())
    for group, raw in marks.items():
        mark = ledger.settle(code, group, raw, f"{path.name}:{line}") or ""
        if mark not in _MARKS:
            raise InputError(
                f"the cell of {code} under {group} says {raw!r}; accepted: X or 1, and nothing or 0",
                path=str(path),
                line=line,
            )
        if _MARKS[mark]:
            held.add(group)
