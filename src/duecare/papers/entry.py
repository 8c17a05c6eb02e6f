"""An instrument or one of its entries, in the terminal: text, condition, citation with its confidence, tests."""

from __future__ import annotations

from duecare.facts import readable
from duecare.guidance import Entry, Guidance, Instrument, LegalStop, RedFlag, RuledEntry, Safeguard, SeverityRow
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import CONFIDENCE, GROUP, clean


def entry_text(guidance: Guidance, name: str, *, to_file: bool = False) -> str:
    """Everything written down under one id.

    Raises:
        GuidanceError: no such instrument or entry; the nearest id is named.
    """
    instrument = guidance.instruments.get(name)
    if instrument is not None:
        return printed(lambda sheet: _instrument(instrument, guidance, sheet), to_file=to_file)
    entry = guidance.entry(name)
    return printed(lambda sheet: _entry(entry, guidance, sheet), to_file=to_file)


def _instrument(instrument: Instrument, guidance: Guidance, sheet: Sheet) -> None:
    sheet.paragraph(instrument.title, "bold")
    rows = [("id", instrument.id), ("issuer", instrument.issuer), ("force", instrument.force)]
    rows += [(f"for {key}", str(value)) for key, value in instrument.applies_to.items()]
    if instrument.applies_when is not None:
        rows.append(("applies when", readable(instrument.applies_when)))
    rows += [("in force", _period(instrument.in_force[0].start, instrument.in_force[0].end))]
    numbering = "official" if instrument.numbering == "official" else "this project's own"
    rows += [("numbering", numbering), ("note", clean(instrument.note) or "none")]
    sheet.pairs(rows)
    sheet.blank()
    found = [entry for entry in guidance.entries.values() if entry.instrument == instrument.id]
    sheet.table(
        ("id", "type", "confidence", "title"),
        [
            (
                entry.id.split("/", 1)[1],
                entry.type.replace("_", " "),
                entry.cite.confidence,
                entry.title or clean(entry.text),
            )
            for entry in found
        ],
        (3, 2, 2, 6),
    )


def _entry(entry: Entry, guidance: Guidance, sheet: Sheet) -> None:
    sheet.paragraph(entry.title or clean(entry.text), "bold")
    if entry.title and entry.text:
        sheet.paragraph(clean(entry.text))
    sheet.blank()
    instrument = guidance.instruments[entry.instrument]
    rows = [
        ("id", entry.id),
        ("type", entry.type.replace("_", " ")),
        ("instrument", f"{instrument.title} ({instrument.force})"),
    ]
    if entry.reads:
        rows.append(
            (
                "reads",
                f"{entry.reads}, whose official wording could not be confirmed; this is the project's own reading",
            )
        )
    if entry.parent:
        rows.append(("part of", entry.parent))
    rows.append(("cited", f"{entry.cite.section or 'no section'}; {CONFIDENCE[entry.cite.confidence]}"))
    rows += [
        ("in force", _period(period.start, period.end) + (f" ({period.note})" if period.note else ""))
        for period in entry.in_force
    ]
    concern = guidance.concerns.get(entry.concern or "")
    if concern is not None:
        others = [
            other.id for other in guidance.entries.values() if other.concern == entry.concern and other.id != entry.id
        ]
        rows += [("concern", concern.title), ("also in", ", ".join(others) or "no other entry")]
    if entry.served_how:
        rows.append(("served", f"{entry.served_how.replace('_', ' ')}: {entry.served_by}"))
    if isinstance(entry, RuledEntry):
        rows += _rule(entry)
    if isinstance(entry, Safeguard):
        rows += [
            ("proof", clean(entry.proof)),
            ("recorded as", entry.fact or "no fact"),
            ("answers", ", ".join(entry.answers) or "see the flags"),
        ]
    sheet.pairs(rows)
    if isinstance(entry, RuledEntry):
        sheet.blank()
        sheet.table(
            ("given", "then"),
            [
                ("; ".join(f"{fact} is {_value(value)}" for fact, value in test.given.items()), test.then)
                for test in entry.tests
            ],
            (8, 1),
        )


def _rule(entry: RuledEntry) -> list[tuple[str, str]]:
    rows = [("condition", readable(entry.rule)), ("runs once a", entry.subject)]
    if isinstance(entry, RedFlag):
        rows += [
            ("group", GROUP[entry.group]),
            ("weight", entry.weight),
            ("examined at", f"{entry.depth} depth"),
            ("decided by", entry.automation.replace("_", " ")),
            ("rights", ", ".join(entry.rights) or "none named"),
            ("safeguards", ", ".join(entry.safeguards) or "none named"),
        ]
    if isinstance(entry, LegalStop):
        rows += [("lifted by", "a record of " + " or ".join(entry.lifted_by)), ("for counsel", clean(entry.counsel))]
    if isinstance(entry, SeverityRow):
        rows.append(
            (
                "severity",
                f"{entry.severity} of 4: scale {entry.scale}, scope {entry.scope}, irremediable {entry.irremediable}",
            )
        )
    return rows


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _period(start: object, end: object) -> str:
    if end is None:
        return f"since {start}" if start else "no date given"
    return f"from {start} to {end}" if start else f"until {end}"
