"""Any list file to entries, by the name of its format; and which format a file has, from its content."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.opening import MAX_BYTES, WHAT
from duecare.parties.lists.record import ListEntry
from duecare.transaction.files import opened_regular

_HEAD: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Format:
    """A format of list files. module and reader: where it is read; imported when it is first needed."""

    name: str
    title: str
    module: str
    reader: str = "read"

    def read(self, paths: Sequence[Path], key: str | None) -> Iterator[ListEntry]:
        reader: Callable[[Sequence[Path], str | None], Iterator[ListEntry]] = getattr(
            import_module(f"duecare.parties.lists.{self.module}"), self.reader
        )
        return reader(paths, key)


FORMATS: Final = {
    one.name: one
    for one in (
        Format(
            "ofac-csv",
            "OFAC SDN or consolidated list, CSV files (names, alternate names, addresses, remarks)",
            "ofac_csv",
        ),
        Format("ofac-xml", "OFAC SDN or consolidated list, standard XML", "ofac_xml"),
        Format("ofac-advanced", "OFAC SDN or consolidated list, advanced XML", "ofac_advanced"),
        Format("ofac-names", "OFAC names alone, JSON lines", "ofac_names"),
        Format("csl-json", "trade.gov Consolidated Screening List, JSON", "csl", "read_json"),
        Format("csl-csv", "trade.gov Consolidated Screening List, CSV", "csl", "read_csv"),
        Format("bis-dpl", "BIS Denied Persons List, table", "bis_dpl"),
        Format("us-json", "US lists in a public JSON conversion", "us_json"),
        Format("un-xml", "UN Security Council consolidated list, XML", "un"),
        Format("eu-xml", "EU consolidated list of financial sanctions, XML", "eu_fsf"),
        Format("eu-journal", "EU annexes in a public conversion of the Official Journal, CSV", "eu_journal"),
        Format("uk-csv", "UK Sanctions List, CSV", "uk"),
        Format("uk-ofsi", "OFSI Consolidated List, CSV", "uk", "read_ofsi"),
        Format("ftm", "FollowTheMoney entities (OpenSanctions), JSON lines", "ftm"),
        Format("mapped", "a table of your own with a mapping file", "mapped"),
    )
}
"""Every format by its name."""


def read_list(format: str, paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """The entries of a list, one after the other as they are read.

    Args:
        format: A name of `FORMATS`.
        paths: The files of one edition; for OFAC's CSV several, for a table of one's own also the mapping file.
        key: The list that the file is of, where its format serves several; by default what the file says.

    Raises:
        InputError: a format that is not known; a file that is not there, not of that format, malformed or cut off, with
            the line; no entry at all. It may come after entries have been given: take none of them then.
    """
    known = FORMATS.get(format)
    if known is None:
        raise InputError(f"{format!r} is no format of a list", hint=f"accepted: {', '.join(FORMATS)}")
    if not paths:
        raise InputError(f"no file is given for the format {format}")
    files = [Path(path) for path in paths]
    return _counted(known.read(files, key), format, files)


def _counted(entries: Iterator[ListEntry], format: str, paths: Sequence[Path]) -> Iterator[ListEntry]:
    empty = True
    for entry in entries:
        empty = False
        yield entry
    if empty:
        found = sniff(paths[0])
        hint = "an empty list is refused" if found == format else f"its content is that of {found or 'no list'}"
        raise InputError(f"holds no entry of a list in the format {format}", path=str(paths[0]), hint=hint)


def sniff(path: Path) -> str | None:
    """The name of the format that a file has by its content; None where it is like none.

    Raises:
        InputError: not there, a directory, not readable.
    """
    with opened_regular(path, MAX_BYTES, WHAT) as file:
        head = file.read(_HEAD)
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    if text[:1] == "<":
        return _sniff_xml(text)
    if text[:1] in ("{", "["):
        return _sniff_json(text)
    return _sniff_table(text)


def _sniff_xml(text: str) -> str | None:
    match = re.search(r"<(?!\?|!)(?:\w+:)?(\w+)([^>]*)", text)
    root, attributes = (match[1], match[2]) if match else ("", "")
    if root == "CONSOLIDATED_LIST":
        return "un-xml"
    if root == "sdnList":
        return "ofac-xml"
    if root == "Sanctions" and ("ADVANCED" in attributes.upper() or "ReferenceValueSets" in text):
        return "ofac-advanced"
    return "eu-xml" if root == "export" and ("fsd" in attributes or "sanctionEntity" in text) else None


def _sniff_json(text: str) -> str | None:
    try:
        first = json.loads(text.partition("\n")[0])
    except (ValueError, RecursionError):
        first = None
    if isinstance(first, dict):
        if {"schema", "properties"} <= first.keys():
            return "ftm"
        if {"entity_id", "names"} <= first.keys():
            return "ofac-names"
    if '"list_id"' in text and '"entities"' in text:
        return "us-json"
    return "csl-json" if '"source"' in text and '"source_list_url"' in text else None


def _sniff_table(text: str) -> str | None:
    lines = text.splitlines()[:3]
    for number, line in enumerate(lines):
        names = {name.strip() for name in _cells(line)}
        if number < 2 and {"Unique ID", "Name 6", "Regime Name"} <= names:
            return "uk-csv"
        if number < 2 and {"Group ID", "Name 6", "Group Type"} <= names:
            return "uk-ofsi"
    if not lines:
        return None
    first = _cells(lines[0])
    names = {name.strip() for name in first}
    if {"programKey", "annex", "measure", "schema"} <= names:
        return "eu-journal"
    if {"_id", "source", "entity_number"} <= names:
        return "csl-csv"
    if {"Name", "Street_Address", "FR_Citation"} <= {name.strip(' "') for name in re.split(r"[\t,]", lines[0])}:
        return "bis-dpl"
    for cells in (first, _cells(lines[1]) if len(lines) > 1 else []):
        if len(cells) in (5, 6, 12) and cells[0].strip().isdigit() and any("-0-" in cell for cell in cells):
            return "ofac-csv"
    return None


def _cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []
