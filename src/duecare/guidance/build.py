"""From entries as written (or as compiled to JSON) to the model.

The compiled form is the written form with plain values, and each condition as its tree beside its text, so that one
builder serves both and neither sqlglot nor YAML is needed to load it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from duecare.errors import DuecareError
from duecare.facts import Vocabulary, from_json, grain, to_json
from duecare.guidance.model import (
    CHOICES,
    SIZES,
    Cite,
    Concern,
    Entry,
    Example,
    Guidance,
    GuidanceError,
    Instrument,
    LegalStop,
    Period,
    RedFlag,
    RuledEntry,
    Safeguard,
    SeverityRow,
)
from duecare.guidance.source import RawInstrument

FORMAT = 4
"""Raised when the compiled form changes, so that an old cache is never read."""

_TAKEN = frozenset({
    "id", "type", "title", "text", "parent", "cite", "in_force", "served", "concern", "reads", "subject", "raised_when",
    "tree", "group", "weight", "depth", "rights", "safeguards", "automation", "tests", "lifted_by", "counsel", "scale",
    "scope", "irremediable", "fact", "concerns", "answers", "proof",
})  # fmt: skip
_RULED: dict[str, type[RuledEntry]] = {"red_flag": RedFlag, "legal_stop": LegalStop, "severity": SeverityRow}


def plain(value: Any) -> Any:
    """YAML values as JSON values: dates as ISO text, mappings and lists without their line marks."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else str(value)


def compile_instrument(raw: RawInstrument, vocabulary: Vocabulary) -> dict[str, Any]:
    """One instrument as JSON, its conditions parsed.

    Raises:
        GuidanceError: a condition outside the language, or an entry that is not one; with file and line.
    """
    head = plain(raw.values)
    document: dict[str, Any] = {"instrument": head, "entries": []}
    with _blamed_on(raw.path, 1, raw.id):
        if "applies_when" in head:
            head["tree"] = _tree(head["applies_when"], vocabulary)
        instrument, _ = build_instrument(document)
    for entry in raw.entries:
        values = plain(entry.values)
        with _blamed_on(entry.path, entry.line, f"{raw.id}/{values['id']}"):
            if "raised_when" in values:
                values["tree"] = _tree(values["raised_when"], vocabulary)
            _check(_entry(instrument, values), values)
        document["entries"].append(values)
    return document


def _check(entry: Entry, values: Mapping[str, Any]) -> None:
    """Refuse an entry that no review could use as it was meant: a word that stands for nothing, or a subject that has
    not the facts it reads, of which it would stay open whatever is known.

    Raises:
        ValueError: says what is accepted.
    """
    for wrong in misspelt(values):
        raise ValueError(wrong)
    if isinstance(entry, SeverityRow):
        for key in ("scale", "scope", "irremediable"):
            if getattr(entry, key) not in SIZES:
                raise ValueError(f"{key} is {values[key]!r}; accepted: {', '.join(map(str, SIZES))}")
    if isinstance(entry, RuledEntry) and entry.subject != (runs_on := grain(entry.rule)):
        raise ValueError(f"subject is {entry.subject!r}; accepted: {runs_on}, for the facts it reads")


def misspelt(values: Mapping[str, Any]) -> Iterator[str]:
    """Words of an entry, where it has to choose one, that stand for nothing; each with what is accepted."""
    for key, accepted in CHOICES.items():
        if key in values and values[key] not in accepted:
            yield f"{key} is {values[key]!r}; accepted: {', '.join(accepted)}"


def _tree(text: Any, vocabulary: Vocabulary) -> list[Any]:
    from duecare.facts.language import parse_condition

    return to_json(parse_condition(str(text), vocabulary))


@contextmanager
def _blamed_on(path: Path, line: int, name: str) -> Iterator[None]:
    """Turn what an ill-formed entry does to the builder into one line with file and line."""
    try:
        yield
    except DuecareError as error:
        raise GuidanceError(f"{path}:{line}: {name}: {error}") from None
    except KeyError as error:
        missing = "raised_when" if error.args[0] == "tree" else error.args[0]
        raise GuidanceError(f"{path}:{line}: {name}: has no {missing}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise GuidanceError(f"{path}:{line}: {name}: {error}; `duecare guidance lint` says what is accepted") from None


def build_instrument(document: Mapping[str, Any]) -> tuple[Instrument, list[Entry]]:
    """One compiled instrument as model objects."""
    head = document["instrument"]
    force = _periods(head.get("in_force"), ())
    instrument = Instrument(
        id=head["id"],
        title=head.get("title", head["id"]),
        issuer=head.get("issuer", ""),
        force=head.get("force", "voluntary"),
        date=_day(head.get("date")),
        applies_to=head.get("applies_to", {}),
        applies_when=from_json(head["tree"]) if "tree" in head else None,
        in_force=force,
        numbering=head.get("numbering", "official"),
        note=head.get("note", ""),
    )
    return instrument, [_entry(instrument, values) for values in document["entries"]]


def build_concerns(document: Mapping[str, Any]) -> tuple[dict[str, Concern], tuple[tuple[str, str], ...]]:
    """The crosswalk: concerns by id, and the sections of instruments that correspond."""
    concerns = {
        row["id"]: Concern(row["id"], row["title"], row.get("question", ""), row.get("group", ""))
        for row in document.get("concerns", ())
    }
    return concerns, tuple((left, right) for left, right in document.get("corresponds", ()))


def build_guidance(documents: Mapping[str, Any], crosswalk: Mapping[str, Any], hashes: Mapping[str, str]) -> Guidance:
    """Everything together; a later instrument of the same id replaces the earlier."""
    instruments: dict[str, Instrument] = {}
    entries: dict[str, Entry] = {}
    for document in documents.values():
        instrument, rows = build_instrument(document)
        instruments[instrument.id] = instrument
        entries.update((row.id, row) for row in rows)
    concerns, corresponds = build_concerns(crosswalk)
    return Guidance(instruments, entries, concerns, corresponds, dict(hashes))


def _entry(instrument: Instrument, values: Mapping[str, Any]) -> Entry:
    cite, served = values.get("cite") or {}, values.get("served") or {}
    fields: dict[str, Any] = {
        "id": f"{instrument.id}/{values['id']}",
        "instrument": instrument.id,
        "type": values.get("type", "red_flag" if "raised_when" in values else "note"),
        "title": values.get("title", ""),
        "text": str(values.get("text", "")).strip(),
        "parent": f"{instrument.id}/{values['parent']}" if values.get("parent") else None,
        "cite": Cite(
            str(cite.get("section", "")), cite.get("confidence", "recollected L"), str(cite.get("source", ""))
        ),
        "in_force": _periods(values.get("in_force"), instrument.in_force),
        "concern": values.get("concern"),
        "reads": values.get("reads"),
        "served_how": served.get("how"),
        "served_by": served.get("by", ""),
        "details": {key: value for key, value in values.items() if key not in _TAKEN},
    }
    if fields["type"] == "safeguard":
        answers = tuple(values.get("concerns") or values.get("answers") or ())
        return Safeguard(**fields, fact=values.get("fact"), answers=answers, proof=values.get("proof", ""))
    if fields["type"] not in _RULED:
        return Entry(**fields)
    fields |= {
        "subject": values.get("subject", "use"),
        "condition": from_json(values["tree"]),
        "tests": tuple(Example(test["given"], test["then"]) for test in values.get("tests", ())),
    }
    match fields["type"]:
        case "red_flag":
            return RedFlag(
                **fields,
                group=values["group"],
                weight=values["weight"],
                depth=values["depth"],
                rights=tuple(values.get("rights", ())),
                safeguards=tuple(values.get("safeguards", ())),
                automation=values.get("automation", "full"),
            )
        case "legal_stop":
            return LegalStop(**fields, lifted_by=tuple(values.get("lifted_by", ())), counsel=values.get("counsel", ""))
        case _:
            fields |= {name: int(values[name]) for name in ("scale", "scope", "irremediable")}
            return SeverityRow(**fields)


def _periods(raw: Any, default: tuple[Period, ...]) -> tuple[Period, ...]:
    return period_dates(raw) or default or (Period(),)


def period_dates(raw: Any) -> tuple[Period, ...]:
    """The spans of days that `in_force` names.

    Raises:
        ValueError: a date that is not one.
        AttributeError: not a mapping of from and to, nor a list of such.
    """
    rows = raw if isinstance(raw, list) else [raw] if raw else []
    return tuple(Period(_day(row.get("from")), _day(row.get("to")), row.get("note", "")) for row in rows)


def _day(raw: Any) -> date | None:
    """An ISO date; a year or year-month stands for its first day."""
    if not raw:
        return None
    text = str(raw)
    return date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) in (4,) else (text + "-01")[:10])
