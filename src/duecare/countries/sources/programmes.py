"""OpenSanctions' metadata of sanctions programmes: the CSV made of them, or its YAML files, one a programme or joined.

That a programme bans equipment for interception, or for internal repression, is looked for in its summary. What is
found is a lower bound: a summary that does not mention a ban does not say that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from duecare.countries.sources.overrides import Ledger, overrides
from duecare.countries.sources.record import Correction, Edition, Programme
from duecare.countries.sources.table import Layout, names_in, rows_of, some
from duecare.errors import InputError
from duecare.places import CODES, country_code
from duecare.transaction.files import decode, opened_regular, read_limited
from duecare.transaction.yaml_text import load_yaml

_DATASET: Final = "OpenSanctions programmes"
_FORMAT: Final = "programmes"
_MAX_YAML: Final = 20_000_000
_COLUMNS: Final = ("key", "title", "issuer", "url", "target_territories", "measures", "summary")
_LAYOUT: Final = Layout(
    {column: (column,) for column in _COLUMNS},
    ("key", "title", "issuer", "target_territories", "measures", "summary"),
    delimiter=",",
)
_TABLE: Final = frozenset({"key", "issuer", "target territories"})
_YAML_KEYS: Final = re.compile(r"^(?:- )?\s*(?:key|issuer|target_territories):", re.M)
# Regions as OpenSanctions' library `rigour` writes them, and as ISO 3166-2 does.
_REGIONS: Final = {"ua-cri": "UA-43", "ua-dpr": "UA-14", "ua-lpr": "UA-09", "md-pmr": "MD-SN"}
_NO_COUNTRY: Final = {
    "zz": "stands for the whole world, not for a country",
    "eu": "stands for the European Union, not for a country",
    "ip": "stands for cyberspace, not for a country",
    "csxx": "stands for Serbia and Montenegro, a state that is no more",
    "yucs": "stands for Yugoslavia, a state that is no more",
}
_INTERCEPTION: Final = re.compile(
    r"\bintercept(?:ion|ing)?\b|\b(?:internet|telephone|telecommunications?|communications?)[\w\s-]{0,30}\bmonitoring\b"
    r"|\bsurveillance (?:equipment|technolog\w+)\b|\bvideo surveillance\b",
    re.I,
)
_REPRESSION: Final = re.compile(r"\binternal[ -]repression\b", re.I)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A programme as a file gives it."""

    key: str
    title: str
    issuer: str
    url: str
    territories: tuple[str, ...]
    measures: tuple[str, ...]
    summary: str
    path: Path
    line: int

    @property
    def where(self) -> str:
        return f"{self.path.name}:{self.line}"


def fits(head: str) -> bool:
    """Whether a file begins like the table, or like YAML with the keys of a programme."""
    if names_in(head) >= _TABLE:
        return True
    return {"key", "issuer"} <= {found.split(":")[0].strip(" -") for found in _YAML_KEYS.findall(head)}


def read(paths: Sequence[Path]) -> Edition:
    """Every programme of the files.

    Raises:
        InputError: no such table or YAML, a programme without key, title or issuer, one that stands twice, or a
            territory that is not known.
    """
    ledger = Ledger(_FORMAT)
    found: dict[str, _Entry] = {}
    for path in some(paths):
        for entry in _csv_entries(path) if _is_table(path) else _yaml_entries(path):
            earlier = found.setdefault(entry.key, entry)
            if earlier is not entry:
                raise InputError(
                    f"programme {entry.key} stands twice, first in {earlier.where}", path=str(path), line=entry.line
                )
    records = tuple(_programme(found[key], ledger) for key in sorted(found))
    return Edition(_DATASET, None, records, ledger.finish())


def _is_table(path: Path) -> bool:
    with opened_regular(path, _MAX_YAML, "file of programmes") as file:
        return names_in(file.read(65_536).decode("utf-8", "replace")) >= _TABLE


def _programme(entry: _Entry, ledger: Ledger) -> Programme:
    return Programme(
        key=entry.key,
        title=entry.title,
        issuer=entry.issuer,
        countries=tuple(_countries(entry, ledger)),
        measures=entry.measures,
        interception_ban=_mentions(_INTERCEPTION, "interception_ban", entry, ledger),
        internal_repression=_mentions(_REPRESSION, "internal_repression", entry, ledger),
        url=entry.url or None,
    )


def _countries(entry: _Entry, ledger: Ledger) -> Iterator[str]:
    """The countries and regions by ISO 3166, each once; what stands for none is left out with a correction."""
    codes: dict[str, None] = {}
    for raw in entry.territories:
        code = ledger.recode(f"{entry.key}/target_territories", raw, entry.where).casefold()
        if code in _NO_COUNTRY:
            ledger.corrections.append(
                Correction(entry.where, f"{entry.key}: {raw}", None, f"{raw} {_NO_COUNTRY[code]}")
            )
        elif code in _REGIONS:
            codes[_REGIONS[code]] = None
        elif code.upper() in CODES:
            codes[code.upper()] = None
        else:
            raise InputError(
                f"programme {entry.key} has the territory {raw!r}, which is not known",
                path=str(entry.path),
                line=entry.line,
                hint=_meant(raw),
            )
    yield from codes


def _meant(raw: str) -> str:
    try:
        return f"did you mean {country_code(raw).casefold()}?"
    except InputError as problem:
        return f"{problem.hint}; accepted: codes of two small letters, {', '.join((*_REGIONS, *_NO_COUNTRY))}"


def _mentions(ban: re.Pattern[str], field: str, entry: _Entry, ledger: Ledger) -> bool:
    """Whether the summary mentions a ban, as far as no override says otherwise."""
    mentioned = "true" if ban.search(entry.summary) else "false"
    column = f"{entry.key}/{field}"
    about = next((one.country for one in overrides(_FORMAT) if one.field == column), None)
    return (mentioned if about is None else ledger.settle(about, column, mentioned, entry.where)) == "true"


def _csv_entries(path: Path) -> Iterator[_Entry]:
    for row in rows_of([path], _LAYOUT):
        for key in ("key", "title", "issuer"):
            if not row[key]:
                row.refuse(key, "some text")
        yield _Entry(
            row["key"],
            row["title"],
            row["issuer"],
            row["url"],
            tuple(part.strip() for part in row["target_territories"].split("|") if part.strip()),
            tuple(part.strip() for part in row["measures"].split("|") if part.strip()),
            row["summary"],
            path,
            row.line,
        )


def _yaml_entries(path: Path) -> Iterator[_Entry]:
    text = decode(read_limited(path, _MAX_YAML, "YAML file of programmes"), str(path))
    if not text.strip():
        raise InputError("is empty", path=str(path), hint="accepted: YAML of sanctions programmes")
    for first, part in _documents(text):
        content, lines = load_yaml("\n" * first + part, str(path))
        line = lines.get((), first + 1)
        if isinstance(content, list):
            for number, one in enumerate(content):
                yield _yaml_entry(one, path, lines.get((number,), line))
        else:
            yield _yaml_entry(content, path, line)


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """The programmes of files that were joined, each with the lines before it.

    A new one begins at `---`, or where a key of the first level stands that the programme already has.
    """
    start = 0
    lines: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(keepends=True)):
        key = re.match(r"([a-z_]+):", line)
        if line.rstrip() == "---" or (key and key[1] in seen):
            if any(one.strip() and not one.startswith("#") for one in lines):
                yield start, "".join(lines)
            start, lines, seen = number, [], set()
            if line.rstrip() == "---":
                line = "\n"
        if key:
            seen.add(key[1])
        lines.append(line)
    if any(one.strip() and not one.startswith("#") for one in lines):
        yield start, "".join(lines)


def _yaml_entry(content: object, path: Path, line: int) -> _Entry:
    if not isinstance(content, Mapping):
        raise InputError("holds no programme", path=str(path), line=line, hint="accepted: key, title, issuer, ...")
    texts = {}
    for key in ("key", "title", "issuer", "url", "summary"):
        value = content.get(key)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{key} of a programme is no text", path=str(path), line=line)
        texts[key] = " ".join((value or "").split())
        if not texts[key] and key in ("key", "title", "issuer"):
            raise InputError(f"a programme has no {key}", path=str(path), line=line)
    lists = {}
    for key in ("target_territories", "measures"):
        value = content.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise InputError(f"{key} of {texts['key']} is no list of texts", path=str(path), line=line)
        lists[key] = tuple(value)
    return _Entry(
        texts["key"], texts["title"], texts["issuer"], texts["url"], lists["target_territories"], lists["measures"],
        texts["summary"], path, line,
    )  # fmt: skip
