"""What two instruments, or two states of the same instruments, have in common and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from duecare.facts import readable
from duecare.guidance.load import build_from, load_guidance
from duecare.guidance.model import Entry, Guidance, GuidanceError, LegalStop, RedFlag, RuledEntry, SeverityRow
from duecare.guidance.source import instrument_folders


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that was added, removed or changed; for a change, each field's value then and now."""

    id: str
    kind: str
    fields: tuple[tuple[str, str, str], ...] = ()


def entries_of(name: str) -> dict[str, Entry]:
    """The entries of an instrument id, or of a folder of instruments, without the instrument's own prefix.

    Raises:
        GuidanceError: neither an instrument nor a folder that holds one.
    """
    shipped = load_guidance()
    if name in shipped.instruments:
        return _stripped(entry for entry in shipped.entries.values() if entry.instrument == name)
    if Path(name).is_dir():
        sources = instrument_folders(Path(name))
        if sources:
            found = build_from(sources).entries.values()
            return _stripped(found) if len(sources) == 1 else {entry.id: entry for entry in found}
    known = ", ".join(shipped.instruments)
    raise GuidanceError(f"{name!r} is neither an instrument nor a folder that holds one; instruments: {known}")


def _stripped(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id.split("/", 1)[1]: entry for entry in entries}


def diff(then: Mapping[str, Entry], now: Mapping[str, Entry]) -> list[Change]:
    """Entries added, removed and changed, by id."""
    changes = []
    for name in sorted(then.keys() | now.keys()):
        if name not in now:
            changes.append(Change(name, "removed", (("title", _words(then[name]), ""),)))
        elif name not in then:
            changes.append(Change(name, "added", (("title", "", _words(now[name])),)))
        elif fields := _differing(then[name], now[name]):
            changes.append(Change(name, "changed", fields))
    return changes


def _words(entry: Entry) -> str:
    return entry.title or entry.text


def _differing(then: Entry, now: Entry) -> tuple[tuple[str, str, str], ...]:
    pairs = [
        ("title", then.title, now.title),
        ("text", then.text, now.text),
        ("confidence", then.cite.confidence, now.cite.confidence),
    ]
    if isinstance(then, RuledEntry) and isinstance(now, RuledEntry):
        pairs.append(("raised_when", readable(then.rule), readable(now.rule)))
    if isinstance(then, SeverityRow) and isinstance(now, SeverityRow):
        sizes = ("scale", "scope", "irremediable")
        pairs += [(key, str(getattr(then, key)), str(getattr(now, key))) for key in sizes]
    if isinstance(then, LegalStop) and isinstance(now, LegalStop):
        pairs.append(("lifted_by", ", ".join(then.lifted_by), ", ".join(now.lifted_by)))
    if isinstance(then, RedFlag) and isinstance(now, RedFlag):
        pairs += [(key, str(getattr(then, key)), str(getattr(now, key))) for key in ("group", "weight", "depth")]
    return tuple(pair for pair in pairs if pair[1] != pair[2])


@dataclass(frozen=True, slots=True)
class Covered:
    """One consideration, sub-consideration or characteristic, and what serves it."""

    id: str
    text: str
    how: str
    by: str
    confidence: str


def coverage(guidance: Guidance, instruments: tuple[str, ...] = ("US-STATE-2019", "US-STATE-2020")) -> list[Covered]:
    """Every consideration, sub-consideration and characteristic of both State texts beside what serves it.

    Rows recollected with confidence L stand in HOUSE as the project's own reading; they are covered under the id they
    read.
    """
    rows = []
    for entry in guidance.entries.values():
        name = entry.reads or entry.id
        if name.split("/", 1)[0] in instruments and entry.type in ("consideration", "sub", "characteristic"):
            text = entry.title or entry.text
            rows.append(Covered(name, text, entry.served_how or "not_yet", entry.served_by, entry.cite.confidence))
    return sorted(rows, key=lambda row: _natural(row.id))


def _natural(name: str) -> tuple[object, ...]:
    import re

    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part)
