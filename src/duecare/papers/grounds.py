"""What a review rests on, as tables: parties, places, severity, safeguards, sources, instruments, what is left out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from duecare.facts import Value as FactValue
from duecare.facts import vocabulary
from duecare.guidance import Guidance, RuledEntry
from duecare.items import OWN_WORDS
from duecare.papers.concerns import Cited, Labels, cited, numbering
from duecare.papers.wording import OPEN, SOURCE_KIND, Name, at_most, clean, fact_words, few, words
from duecare.review.evidence import Assertion, settle, show
from duecare.review.judge import Gathered
from duecare.review.result import Citation, Review

LISTING = {"blocked": "blocked", "licence_duty": "listed: a licence is required", "review": "listed: review"}


@dataclass(frozen=True, slots=True)
class Party:
    """A party as known; what is not known says open."""

    name: Name
    roles: str
    kind: str
    tie: str
    country: Name | None
    record: str
    listing: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place as known."""

    name: Name
    roles: str
    band: str
    iccpr: str
    embargo: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Severity:
    """A severity row with its reason: met, or open."""

    title: str
    text: str
    about: Name
    size: int
    dimensions: str
    status: str
    cite: Cited | None


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A safeguard, what it answers, whether it is agreed, and the proof that would show that it works.

    raised is True where a finding that it answers is raised, not only open.
    """

    title: str
    text: str
    proof: str
    answers: tuple[str, ...]
    agreed: str
    raised: bool


@dataclass(frozen=True, slots=True)
class Unexamined:
    """Open flags left unexamined under one rule of the policy: titles, each with its depth and subjects."""

    reason: str
    flags: tuple[tuple[str, str, tuple[Name, ...]], ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """One statement of one fact. counted is empty, or says why the statement does not count."""

    about: Name
    fact: str
    value: str
    known: bool
    source: str
    kind: str
    date: str
    found_by: str
    note: str
    counted: str


@dataclass(frozen=True, slots=True)
class Used:
    """An instrument in use."""

    id: str
    title: str
    issuer: str
    force: str
    applies: str
    numbering: str
    note: str
    hash: str


@dataclass(frozen=True, slots=True)
class Known:
    """The settled facts by subject, with sets put together again."""

    facts: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, gathered: Gathered) -> Known:
        settled, _ = settle(gathered.assertions, vocabulary(), gathered.known_at)
        facts: dict[tuple[str, str], str] = {}
        members: dict[tuple[str, str], list[str]] = {}
        for (subject, column), state in settled.items():
            fact, _, member = column.partition("#")
            if not member:
                facts[subject, fact] = " or ".join(_shown(candidate) for candidate in state.candidates)
            else:
                found = members.setdefault((subject, fact), [])
                if True in state.candidates:
                    unsure = "" if len(state.candidates) == 1 else " (sources differ)"
                    found.append(words(member) + unsure)
        for key, found in members.items():
            facts[key] = ", ".join(found) or "none of the list"
        return cls(facts)

    def get(self, subject: str, fact: str) -> str:
        return self.facts.get((subject, fact), OPEN)


def _shown(value: FactValue | None) -> str:
    return OPEN if value is None else words(show(value))


def parties(gathered: Gathered, known: Known, labels: Labels) -> tuple[Party, ...]:
    return tuple(
        Party(
            name=labels[subject.id],
            roles=known.get(subject.id, "party.role"),
            kind=known.get(subject.id, "party.kind"),
            tie=known.get(subject.id, "party.government_tie"),
            country=labels[subject.country] if subject.country else None,
            record=known.get(subject.id, "party.abuse_record"),
            listing=_listing(known, subject.id),
        )
        for subject in gathered.subjects
        if subject.kind == "party"
    )


def _listing(known: Known, subject: str) -> str:
    """Listed with its effect, not listed, or open: absence from the lists at hand never says no."""
    effect = known.facts.get((subject, "party.list_effect"))
    standing = known.get(subject, "party.listed")
    if standing == "yes":
        return LISTING.get((effect or "").replace(" ", "_"), f"listed: {effect}" if effect else "listed")
    return {"no": "not listed"}.get(standing, standing)


def places(gathered: Gathered, known: Known, labels: Labels) -> tuple[Place, ...]:
    """Places of the transaction, with the facts about each that are yes."""
    rows = []
    for subject in gathered.subjects:
        if subject.kind != "country":
            continue
        marks = tuple(
            sorted(
                fact_words(fact).split(": ", 1)[1]
                for (about, fact), value in known.facts.items()
                if about == subject.id and value == "yes" and fact != "country.arms_embargo"
            )
        )
        rows.append(
            Place(
                name=labels[subject.id],
                roles=known.get(subject.id, "country.role"),
                band=known.get(subject.id, "country.practice_band"),
                iccpr=known.get(subject.id, "country.iccpr"),
                embargo=known.get(subject.id, "country.arms_embargo"),
                marks=marks,
            )
        )
    return tuple(rows)


def severity(review: Review, guidance: Guidance, labels: Labels) -> tuple[Severity, ...]:
    rows = []
    for row in review.severity:
        dimensions = f"scale {row.scale}, scope {row.scope}, irremediable {row.irremediable}, of 4 each"
        about, title, text = labels[row.subject], clean(row.title), clean(row.text)
        rows.append(Severity(title, text, about, row.severity, dimensions, row.status, cite_of(row.row, guidance)))
    return tuple(rows)


def cite_of(name: str, guidance: Guidance) -> Cited | None:
    """The citation of an entry that a review names only by its id; None where the entry is not at hand."""
    entry = guidance.entries.get(name)
    if entry is None:
        return None
    instrument = guidance.instruments[entry.instrument]
    force = instrument.force if isinstance(entry, RuledEntry) else ""
    confidence, section = entry.cite.confidence, entry.cite.section
    if entry.instrument == "HOUSE" and entry.cite.source and entry.cite.source not in ("HOUSE", "recollection"):
        section = f"{section} ({entry.cite.source})"
    return cited(Citation(entry.instrument, instrument.title, section, confidence, force, entry.text), guidance)


def safeguards(review: Review) -> tuple[Safeguard, ...]:
    titles = {finding.id: clean(finding.title) for finding in review.findings}
    raised = {finding.id for finding in review.raised()}
    return tuple(
        Safeguard(
            title=clean(row.title),
            text=clean(row.text),
            proof=clean(row.proof) or "no proof named",
            answers=tuple(dict.fromkeys(titles.get(name, clean(name)) for name in row.answers)),
            agreed={"yes": "agreed", "no": "not agreed"}.get(row.agreed, OPEN),
            raised=not raised.isdisjoint(row.answers),
        )
        for row in review.safeguards
    )


def not_examined(review: Review, labels: Labels) -> tuple[Unexamined, ...]:
    """By rule of the policy; the same flag on several subjects is one line."""
    rules = []
    by_reason = sorted(review.not_examined, key=lambda row: row.reason)
    for reason, rows in groupby(by_reason, lambda row: row.reason):
        subjects: dict[tuple[str, str], list[Name]] = {}
        for row in rows:
            subjects.setdefault((clean(row.title), row.depth), []).append(labels[row.subject])
        flags = tuple((title, depth, at_most(found, 3)) for (title, depth), found in subjects.items())
        rules.append(Unexamined(clean(reason), flags))
    return tuple(rules)


def provenance(gathered: Gathered, labels: Labels) -> tuple[Provenance, ...]:
    """Every statement that was gathered, by subject, those that do not count among them."""
    order = {subject.id: index for index, subject in enumerate(gathered.subjects)}
    rows = sorted(
        gathered.assertions, key=lambda entry: (order.get(entry.subject, len(order)), entry.subject, entry.fact)
    )
    return tuple(
        Provenance(
            about=labels[entry.subject],
            fact=fact_words(entry.fact),
            value=_shown(entry.value),
            known=entry.value is not None,
            source=clean(entry.source.title or entry.found_by),
            kind=SOURCE_KIND.get(entry.source.kind, entry.source.kind),
            date=entry.source.date.isoformat() if entry.source.date else "not dated",
            found_by=clean(entry.found_by),
            note="; ".join(part for part in (clean(entry.note or ""), _words(entry)) if part),
            counted=_uncounted(entry, gathered.known_at),
        )
        for entry in rows
    )


def _words(entry: Assertion) -> str:
    """The words of documents on which a statement rests, and where they stand."""
    own = [f"“{clean(quote.words)}”" for quote in entry.quotes if quote.document == OWN_WORDS]
    others = [
        f"“{clean(quote.words)}” ({clean(quote.document)}, {quote.unit} {quote.page})"
        for quote in entry.quotes
        if quote.document != OWN_WORDS
    ]
    said = few([*others, *own], 3)
    return f"on the words {said}" if said else ""


def _uncounted(entry: Assertion, known_at: datetime.date) -> str:
    if entry.source.date is not None and entry.source.date > known_at:
        return "does not count: later than the review looks"
    return "looked for and not found" if entry.value is None else ""


def instruments(review: Review, guidance: Guidance) -> tuple[Used, ...]:
    rows = []
    for used in review.instruments:
        known = guidance.instruments.get(used.id)
        rows.append(
            Used(
                id=used.id,
                title=clean(used.title),
                issuer=clean(known.issuer) if known else OPEN,
                force=used.force,
                applies=clean(used.applies),
                numbering=numbering(known, own=used.id == "HOUSE"),
                note=clean(known.note) if known else "",
                hash=used.hash,
            )
        )
    return tuple(rows)
