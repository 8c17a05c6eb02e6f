"""Findings as papers show them: one concern once, under its consideration, cited by every instrument that holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from duecare.guidance import Guidance, GuidanceError, Instrument
from duecare.papers.wording import (
    CONFIDENCE,
    GROUP,
    OPEN,
    STATUS_ORDER,
    Name,
    capital,
    clean,
    counted,
    fact_words,
    named,
    words,
)
from duecare.review.judge import Gathered
from duecare.review.result import Citation, Finding, Read, Resolution, Review

FRAME = "US-STATE-2020"
"""The instrument whose considerations order the findings."""

WEIGHTS = ("critical", "serious", "notable")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in words: where, how surely known, with what force, whose numbering it is."""

    instrument: str
    title: str
    where: str
    confidence: str
    force: str
    numbering: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A fact that a condition read: what it says in words, and on what sources. known is False where it is open."""

    fact: str
    column: str
    about: Name | None
    value: str
    known: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One subject of a flag: the values read, what would settle it, and a recorded resolution."""

    about: Name
    values: tuple[Value, ...]
    needs: tuple[str, ...]
    resolution: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag at one status, with every subject it has that status on."""

    id: str
    title: str
    text: str
    status: str
    weight: str
    group: str
    condition: str
    automation: str
    cite: Cited
    rights: tuple[str, ...]
    safeguards: tuple[str, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class ConcernNote:
    """Findings of several instruments that mean the same. status is that of the gravest of them."""

    id: str
    title: str
    status: str
    weight: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A consideration of the guidance, or a group of other concerns, with what was found under it."""

    id: str
    title: str
    text: str
    counts: str
    concerns: tuple[ConcernNote, ...]

    def with_status(self, status: str) -> tuple[ConcernNote, ...]:
        return tuple(concern for concern in self.concerns if concern.status == status)


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of subjects by their ids. The transaction, and a use that is the only one, need no name of their own."""

    names: Mapping[str, Name]

    @classmethod
    def of(cls, review: Review) -> Labels:
        return cls.among(review.gathered)

    @classmethod
    def among(cls, gathered: Gathered) -> Labels:
        """Those of what was gathered of one transaction."""
        names = {subject.id: named(subject.label, subject.latin) for subject in gathered.subjects}
        names[f"transaction:{gathered.transaction}"] = Name("the transaction")
        if len(gathered.uses) == 1:
            names[gathered.uses[0].id] = Name("this use")
        return cls(names)

    def __getitem__(self, subject: str) -> Name:
        return self.names.get(subject) or named(_seat(subject))


def _seat(subject: str) -> str:
    """A country that is only the seat of a party is no subject of its own; it is named from its code."""
    kind, _, code = subject.partition(":")
    if kind != "country" or not code[:2].isupper():
        return code or subject
    from duecare.places import name

    return name(code)


def cited(citation: Citation, guidance: Guidance) -> Cited:
    """A citation in words. What this project wrote or could not confirm is never shown as an official requirement."""
    instrument = guidance.instruments.get(citation.instrument)
    own = citation.instrument == "HOUSE" or citation.confidence in ("own", "recollected L")
    known = CONFIDENCE.get(citation.confidence, clean(citation.confidence))
    return Cited(
        instrument=citation.instrument,
        title=clean(citation.title),
        where=clean(f"{citation.instrument}, {citation.section}" if citation.section else citation.instrument),
        confidence=f"own reading; {known}" if own and citation.confidence != "own" else known,
        force=words(citation.force),
        numbering=numbering(instrument, own=own),
        text=clean(citation.text),
        own=own,
    )


def numbering(instrument: Instrument | None, *, own: bool) -> str:
    """Whose reading and whose numbering an entry is."""
    if own:
        return "not an official requirement"
    if instrument is not None and instrument.numbering == "project":
        return "summed up in this project's words; the numbering of its parts is this project's"
    return "summed up in this project's words; numbered as in the text itself"


def values_read(reads: Iterable[Read], subject: str, labels: Labels) -> tuple[Value, ...]:
    """What a condition read, in words; the subject is named where it is not the finding's own."""
    return tuple(
        Value(
            fact=fact_words(read.fact),
            column=clean(read.fact),
            about=labels[read.subject] if read.subject and read.subject != subject else None,
            value=OPEN if read.value == "unknown" else words(read.value),
            known=read.value != "unknown",
            sources=tuple(clean(source) for source in read.sources),
        )
        for read in reads
    )


def resolution_words(resolution: Resolution | None) -> str:
    """A recorded decision as a sentence; empty where there is none."""
    if resolution is None:
        return ""
    when = f", {resolution.date.isoformat()}" if resolution.date else ""
    until = f" Holds until {resolution.until.isoformat()}." if resolution.until else ""
    said = f"Resolved by {resolution.by}, seconded by {resolution.second}{when}: {resolution.reason.rstrip('.')}."
    return clean(f"{said} Evidence: {resolution.evidence.rstrip('.')}.{until}")


def flags_of(found: Iterable[Finding], guidance: Guidance, labels: Labels) -> tuple[Flag, ...]:
    """Findings joined by flag and status, gravest first."""
    ordered = sorted(found, key=lambda finding: (*_gravity(finding), finding.flag))
    joined = groupby(ordered, lambda finding: (finding.status, finding.flag))
    return tuple(_flag(list(same), guidance, labels) for _, same in joined)


def _gravity(finding: Finding) -> tuple[int, int]:
    return STATUS_ORDER.index(finding.status), WEIGHTS.index(finding.weight)


def _flag(same: list[Finding], guidance: Guidance, labels: Labels) -> Flag:
    first = same[0]
    safeguards = (guidance.safeguards.get(name) for name in first.safeguards)
    return Flag(
        id=first.flag,
        title=clean(first.title),
        text=clean(first.text),
        status=first.status,
        weight=first.weight,
        group=GROUP.get(first.group, first.group),
        condition=clean(first.condition),
        automation=words(first.automation),
        cite=cited(first.cite, guidance),
        rights=tuple(clean(right) for right in first.rights),
        safeguards=tuple(clean(entry.title) for entry in safeguards if entry is not None),
        cases=tuple(
            Case(
                labels[finding.subject],
                values_read(finding.reads, finding.subject, labels),
                tuple(fact_words(need) for need in finding.needs),
                resolution_words(finding.resolution),
            )
            for finding in same
        ),
    )


def chapters(review: Review, guidance: Guidance, labels: Labels) -> tuple[Chapter, ...]:
    """Examined findings by consideration, then by group of other concerns; a concern stands in one place only."""
    by_concern: dict[str, list[Finding]] = {}
    for finding in review.findings:
        if finding.examined:
            by_concern.setdefault(finding.concern or finding.flag, []).append(finding)
    placed: dict[str, list[ConcernNote]] = {}
    for concern, found in by_concern.items():
        flags = flags_of(found, guidance, labels)
        known = guidance.concerns.get(concern)
        gravest = flags[0]
        title = clean(known.title) if known else gravest.title
        note = ConcernNote(concern, capital(title), gravest.status, gravest.weight, flags)
        placed.setdefault(_place(concern, found, guidance), []).append(note)
    order = sorted(placed, key=lambda place: (not place.startswith(FRAME), place))
    return tuple(_chapter(place, placed[place], guidance) for place in order)


def _place(concern: str, found: Iterable[Finding], guidance: Guidance) -> str:
    homes = sorted(home for finding in found if (home := _consideration(finding, guidance)))
    if homes:
        return homes[0]
    known = guidance.concerns.get(concern)
    return known.group if known and known.group else next(iter(found)).group


def _consideration(finding: Finding, guidance: Guidance) -> str | None:
    """The consideration of the frame that a finding belongs to, by its own parent or by what it reads."""
    try:
        read = guidance.entry(finding.flag).reads
    except GuidanceError:  # a review of other instruments than those at hand still shows what it found
        read = None
    for name in (finding.consideration, finding.flag, read or ""):
        parts = name.split("/")
        if parts[0] == FRAME and len(parts) > 1 and f"{FRAME}/{parts[1]}" in guidance.entries:
            return f"{FRAME}/{parts[1]}"
    return None


def _chapter(place: str, notes: list[ConcernNote], guidance: Guidance) -> Chapter:
    entry = guidance.entries.get(place)
    ranked = sorted(notes, key=lambda note: (STATUS_ORDER.index(note.status), WEIGHTS.index(note.weight), note.title))
    statuses = [note.status for note in ranked]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in STATUS_ORDER if status in statuses)
    if entry is not None:
        number = place.rsplit("/C", 1)[-1]
        return Chapter(place, f"Consideration {number}: {clean(entry.title)}", clean(entry.text), counts, tuple(ranked))
    title = f"Other concerns: {GROUP[place]}" if place in GROUP else f"Other concerns: {words(place)}"
    return Chapter(place, title, "", counts, tuple(ranked))


def status_counts(found: Iterable[Chapter]) -> str:
    """How many concerns stand at each status, in words."""
    statuses = [note.status for chapter in found for note in chapter.concerns]
    said = [f"{statuses.count(status)} {status}" for status in STATUS_ORDER if status in statuses]
    return f"{counted(len(statuses), 'concern')} examined: {', '.join(said)}." if said else "No concern was examined."
