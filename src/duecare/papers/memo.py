"""The memo: what a review says, in the words that every paper shares. Renderings lay it out; they word nothing anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duecare.countries import ShownDimension
from duecare.guidance import Guidance
from duecare.papers import grounds
from duecare.papers.asked import Asked, asked
from duecare.papers.concerns import (
    WEIGHTS,
    Chapter,
    Cited,
    ConcernNote,
    Labels,
    Value,
    chapters,
    cited,
    status_counts,
    values_read,
)
from duecare.papers.grounds import Known
from duecare.papers.owners import owners_picture
from duecare.papers.practice import core_of
from duecare.papers.wording import Name, at_most, capital, clean, counted, level_words, listed, named, words
from duecare.review import LEVELS
from duecare.review.advise import ADVICE_WORDS
from duecare.review.result import Finding, Review, Stop

HEADINGS: Mapping[str, str] = {
    "asked": "What was asked",
    "reasons": "Main reasons",
    "stops": "Legal stops",
    "questions": "Open questions",
    "findings": "Findings",
    "gaps": "Gaps",
    "parties": "Parties",
    "places": "Places",
    "severity": "How grave misuse could be",
    "safeguards": "Safeguards",
    "not_examined": "Not examined",
    "provenance": "Sources",
    "instruments": "Instruments",
    "record": "Record of this review",
    "advice": "Not legal advice",
}
"""The sections of a memo, in order."""

DISCLAIMER = (
    "This memo prepares a decision; it is not legal advice. It sums guidance up in its own words, marks how surely "
    "each text is known, and says what it did not look at. Whether a law applies, and what it asks for, is for counsel "
    "to say."
)

NOTES: Mapping[str, str] = {
    "stops": "Legal stops stand beside the level and are no part of it; only a record of authorisation or delisting "
    "lifts them, never an answer.",
    "questions": "They stand in order of what an answer would move.",
    "findings": "Clear says that the condition is not met, not that somebody resolved it. A concern stands in one "
    "place, with every instrument that holds it.",
    "gaps": "What is not known about the sources themselves. A gap is shown and asked; it never raises a flag.",
    "severity": "Severity and indications set priorities; they are not a finding that anybody knows of misuse.",
    "safeguards": "A safeguard counts when its proof is on file, not when it is promised.",
    "instruments": "Each text applies with its own force; where that is not established, the table says so.",
    "record": "With these a review can be replayed to the same bytes, and an approval names what it approved.",
}


TELLING = ("fit", "actor", "conduct", "context")
"""Groups of findings, those that say most of this very sale first."""


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a section, what it comes to, and what to keep in mind when reading it."""

    key: str
    title: str
    lead: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its values."""

    label: str
    values: tuple[Name, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """A main reason for the outcome, with its citations."""

    title: str
    text: str
    about: tuple[Name, ...]
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class StopNote:
    """A legal stop: apart from the level, and lifted by a record only."""

    id: str
    title: str
    text: str
    about: Name
    status: str
    standing: str
    counsel: str
    lifted_by: str
    condition: str
    values: tuple[Value, ...]
    cite: Cited


@dataclass(frozen=True, slots=True)
class Memo:
    """A review in words. known and possible are for the picture of the interval; hold says that none is headlined."""

    id: str
    title: Name
    asked: tuple[Row, ...]
    headline: str
    level: str
    hold: bool
    known: str
    possible: str
    advice: str
    advice_reasons: tuple[str, ...]
    residual: str
    reasons: tuple[Reason, ...]
    stops: tuple[StopNote, ...]
    questions: tuple[Asked, ...]
    chapters: tuple[Chapter, ...]
    gaps: tuple[tuple[Name, str], ...]
    parties: tuple[grounds.Party, ...]
    owners: str | None
    places: tuple[grounds.Place, ...]
    practice: tuple[ShownDimension, ...]
    core: frozenset[str]
    severity: tuple[grounds.Severity, ...]
    safeguards: tuple[grounds.Safeguard, ...]
    not_examined: tuple[grounds.Unexamined, ...]
    provenance: tuple[grounds.Provenance, ...]
    instruments: tuple[grounds.Used, ...]
    record: tuple[tuple[str, str], ...]
    leads: Mapping[str, str]

    def section(self, key: str) -> Section:
        return Section(key, HEADINGS[key], self.leads.get(key, ""), NOTES.get(key, ""))

    def foremost(self, most: int) -> list[Asked]:
        """The questions to ask first: those that decide, else those that do together, else none."""
        deciding = [question for question in self.questions if question.decides]
        return (deciding or [question for question in self.questions if question.together])[:most]

    def concerns(self, status: str) -> list[ConcernNote]:
        """The concerns at one status, gravest first as the chapters have them."""
        found = [note for chapter in self.chapters for note in chapter.with_status(status)]
        return sorted(found, key=lambda note: WEIGHTS.index(note.weight))


def memo(review: Review, guidance: Guidance) -> Memo:
    """Put a review into words."""
    labels, known = Labels.of(review), Known.of(review.gathered)
    outcome, hold = review.outcome, bool(review.outcome.hold)
    found = chapters(review, guidance, labels)
    questions = asked(review, labels)
    stops = stop_notes(review.stops, guidance, labels)
    unexamined = grounds.not_examined(review, labels)
    return Memo(
        id=review.transaction,
        title=named(review.title),
        asked=_asked(review, known, labels),
        headline=clean(outcome.headline),
        level=level_words(outcome.known, outcome.possible, hold=hold),
        hold=hold,
        known=outcome.known,
        possible=outcome.possible,
        advice=ADVICE_WORDS[outcome.advice],
        advice_reasons=_advice_reasons(review),
        residual=_residual(review),
        reasons=_reasons(review, guidance, labels),
        stops=stops,
        questions=questions,
        chapters=found,
        gaps=tuple((labels[str(gap["subject"])], clean(str(gap["text"]))) for gap in review.gaps),
        parties=grounds.parties(review.gathered, known, labels),
        owners=owners_picture(review.gathered.holdings),
        places=grounds.places(review.gathered, known, labels),
        practice=review.gathered.practice,
        core=core_of(review.gathered),
        severity=grounds.severity(review, guidance, labels),
        safeguards=grounds.safeguards(review),
        not_examined=unexamined,
        provenance=grounds.provenance(review.gathered, labels),
        instruments=grounds.instruments(review, guidance),
        record=_record(review),
        leads=_leads(review, found, questions, stops, unexamined),
    )


def _asked(review: Review, known: Known, labels: Labels) -> tuple[Row, ...]:
    """The transaction as it was put: what, to whom, where, for what, at which gate, seen from which day."""
    deal = f"transaction:{review.transaction}"
    subjects = review.gathered.subjects
    users = dict.fromkeys(use.end_user for use in review.gathered.uses)
    places = dict.fromkeys(use.country for use in review.gathered.uses)
    rows = [
        Row("Items", tuple(labels[subject.id] for subject in subjects if subject.kind == "item")),
        Row("End user" if len(users) == 1 else "End users", tuple(labels[user] for user in users)),
        Row("Place of use" if len(places) == 1 else "Places of use", tuple(labels[place] for place in places)),
    ]
    for label, fact in (("Stated end use", "stated_end_use"), ("Gate", "gate")):
        value = known.get(deal, f"transaction.{fact}")
        rows.append(Row(label, (Name(value),), known=(deal, f"transaction.{fact}") in known.facts))
    rows.append(Row("Facts known at", (Name(f"{review.known_at.isoformat()}, law as of {review.law_at.isoformat()}"),)))
    return tuple(rows)


def _advice_reasons(review: Review) -> tuple[str, ...]:
    """Which rules led to the advice. On hold none that names a level is shown."""
    outcome = review.outcome
    said = tuple(clean(reason) for reason in outcome.advice_reasons)
    if not outcome.hold:
        return said
    return tuple(reason for reason in said if set(LEVELS).isdisjoint(re.findall(r"\w+", reason.lower())))


def _reasons(review: Review, guidance: Guidance, labels: Labels) -> tuple[Reason, ...]:
    """The two or three things that weigh most: raised concerns, one a group first, and what misuse could do."""
    reasons = []
    met = [row for row in grounds.severity(review, guidance, labels) if row.status == "met" and row.size >= 3]
    raised = sorted(review.raised(), key=lambda row: (WEIGHTS.index(row.weight), TELLING.index(row.group)))
    by_concern: dict[str, list[Finding]] = {}
    for finding in raised:
        by_concern.setdefault(finding.concern or finding.flag, []).append(finding)
    gravest = {found[0].group: concern for concern, found in reversed(by_concern.items())}
    first = [concern for concern in by_concern if concern in gravest.values()]
    for concern in [*first, *(rest for rest in by_concern if rest not in first)][: 2 if met else 3]:
        same = by_concern[concern]
        cites = {cite.where: cite for cite in (cited(finding.cite, guidance) for finding in same)}
        about = at_most((labels[finding.subject] for finding in same), 2)
        reasons.append(Reason(clean(same[0].title), clean(same[0].text), about, tuple(cites.values())))
    for row in met[:1]:
        reasons.append(Reason(row.title, row.text, (row.about,), (row.cite,) if row.cite else ()))
    return tuple(reasons)


def stop_notes(stops: Iterable[Stop], guidance: Guidance, labels: Labels) -> tuple[StopNote, ...]:
    """Legal stops in words, in their order."""
    standing = {
        "stands": "stands: the transaction stops until counsel has settled it",
        "possible": "possible: known facts point to it and none rules it out",
    }
    return tuple(
        StopNote(
            id=stop.stop,
            title=clean(stop.title),
            text=clean(stop.text),
            about=labels[stop.subject],
            status=stop.status,
            standing=standing.get(stop.status, f"lifted by a record: {clean(stop.record or 'no reference given')}"),
            counsel=clean(stop.counsel),
            lifted_by=listed((words(way) for way in stop.lifted_by), last="or"),
            condition=clean(stop.condition),
            values=values_read(stop.reads, stop.subject, labels),
            cite=cited(stop.cite, guidance),
        )
        for stop in stops
    )


def _residual(review: Review) -> str:
    """The level that remains beside the level without safeguards."""
    outcome = review.outcome
    if outcome.hold:
        return "No level is given before or after safeguards while the transaction cannot be rated."
    agreed = [row for row in review.safeguards if row.agreed == "yes"]
    if not agreed:
        return f"No safeguard is on record as agreed; the level stays {outcome.known}."
    if outcome.residual == outcome.known:
        return f"{counted(len(agreed), 'safeguard')} agreed; the level stays {outcome.known} all the same."
    return f"Without safeguards {outcome.known}; with those agreed {outcome.residual}, once their proof is on file."


def _record(review: Review) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Basis hash", review.basis_hash),
        ("Transaction hash", review.transaction_hash or "none: judged without a file"),
        ("Policy", f"{review.policy} ({review.policy_hash})"),
        ("Vocabulary hash", review.vocabulary_hash),
        ("Engine", f"Duecare {review.engine}"),
        ("Depth", f"{review.outcome.depth} on what is known, at most {review.outcome.greatest_depth}"),
    ]
    return tuple((label, clean(value)) for label, value in rows)


_STANDING = {"stands": "standing", "possible": "possible", "lifted": "lifted by a record"}


def _leads(
    review: Review,
    found: Iterable[Chapter],
    questions: tuple[Asked, ...],
    stops: tuple[StopNote, ...],
    unexamined: tuple[grounds.Unexamined, ...],
) -> dict[str, str]:
    """What each section comes to, in a sentence."""
    statuses = [stop.status for stop in stops]
    tally = [f"{statuses.count(status)} {said}" for status, said in _STANDING.items() if status in statuses]
    left = sum(len(rule.flags) for rule in unexamined)
    nothing = not review.raised() and review.outcome.severity_known < 3
    return {
        "reasons": "No red flag is raised on what is known." if nothing else "",
        "stops": f"{listed(tally)}." if stops else "None stands or is pointed to by what is known.",
        "questions": _questions_lead(questions, hold=bool(review.outcome.hold)),
        "findings": status_counts(found),
        "gaps": "" if review.gaps else "No gap was found.",
        "severity": _severity_lead(review),
        "safeguards": _residual(review),
        "not_examined": (
            f"{capital(counted(left, 'open flag'))} left unexamined, by rule of the policy."
            if left
            else "Nothing: every flag that the facts leave open was examined."
        ),
        "provenance": f"{capital(counted(len(review.gathered.assertions), 'statement'))} gathered.",
        "advice": DISCLAIMER,
    }


def _questions_lead(questions: tuple[Asked, ...], *, hold: bool) -> str:
    deciding = sum(question.decides for question in questions)
    if not questions:
        return "No question is open."
    if hold:
        return f"{len(questions)} open; {deciding} must be answered before a level can be given."
    if deciding:
        said = f"{deciding} {'decides' if deciding == 1 else 'decide'}"
    elif any(question.together for question in questions):
        said = "none decides alone, several together do"
    else:
        said = "none would move the outcome"
    return f"{len(questions)} open; {said}."


def _severity_lead(review: Review) -> str:
    outcome = review.outcome
    if outcome.hold:
        return "Not rated while the transaction is on hold; the rows that are met or open stand here."
    severity = f"Severity {outcome.severity_known} of 4 on what is known"
    if outcome.severity_possible != outcome.severity_known:
        severity += f", {outcome.severity_possible} possible"
    indications = f"Indications of misuse: {outcome.indications_known}"
    if outcome.indications_possible != outcome.indications_known:
        indications += f", possibly {outcome.indications_possible}"
    return f"{severity}. {indications}."
