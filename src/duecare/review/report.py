"""From verdicts and weights to the result that people read: findings, stops, safeguards, what was not examined."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duecare.facts import Condition, Truth, evaluate, fact_of
from duecare.guidance import DEPTHS, Guidance, LegalStop, RedFlag, RuledEntry, Safeguard, SeverityRow
from duecare.review.evidence import Assertion, show
from duecare.review.judge import Judgement, Verdict
from duecare.review.policy import Policy
from duecare.review.result import (
    Citation,
    Finding,
    InstrumentUsed,
    NotExamined,
    Read,
    Resolution,
    SafeguardAdvice,
    SeverityReason,
    Stop,
)
from duecare.review.weigh import Weighed, standing_concerns


@dataclass(frozen=True, slots=True)
class Sheet:
    """Looks up what a judgement rests on, once for all findings."""

    judgement: Judgement
    sources: Mapping[tuple[str, str], tuple[Assertion, ...]]
    instruments: tuple[InstrumentUsed, ...]
    forces: Mapping[str, str]
    made: dict[tuple[str, str], Read] = field(default_factory=dict)

    @classmethod
    def of(cls, judgement: Judgement) -> Sheet:
        sources: dict[tuple[str, str], tuple[Assertion, ...]] = {}
        known_at = judgement.gathered.known_at
        for entry in judgement.gathered.assertions:
            if entry.value is not None and not (entry.source.date and entry.source.date > known_at):
                sources[entry.subject, entry.fact] = (*sources.get((entry.subject, entry.fact), ()), entry)
        used = instruments_used(judgement)
        return cls(judgement, sources, used, {entry.id: entry.force for entry in used})

    def judged(self) -> Iterable[Assertion]:
        """The assertions known at the date of the review, subject by subject."""
        return (entry for found in self.sources.values() for entry in found)

    def cite(self, entry: RuledEntry) -> Citation:
        instrument = self.judgement.guidance.instruments[entry.instrument]
        return Citation(
            entry.instrument,
            instrument.title,
            entry.cite.section,
            entry.cite.confidence,
            self.forces[entry.instrument],
            entry.text,
        )

    def reads(self, verdict: Verdict) -> tuple[Read, ...]:
        """Each fact that a condition read; flags on one subject read the same facts again and again."""
        about = verdict.frame.subject.id
        for column in verdict.rule.columns:
            if (about, column) not in self.made:
                self.made[about, column] = self._read(verdict, column)
        return tuple(self.made[about, column] for column in verdict.rule.columns)

    def _read(self, verdict: Verdict, column: str) -> Read:
        subject, root = verdict.frame.root(column)
        candidates = verdict.frame.several.get(column)
        if candidates is not None:
            value = " or ".join(show(candidate) for candidate in candidates)
        else:
            value = show(verdict.frame.row.get(column))
        found = self.sources.get((subject, fact_of(root)), ())
        if root != fact_of(root):  # a member of a set that is stated by itself
            found = (*found, *self.sources.get((subject, root), ()))
        return Read(column, subject, value, tuple(dict.fromkeys(source_line(entry) for entry in found)))


def source_line(entry: Assertion) -> str:
    """A source as people cite it: title, kind, date."""
    parts = [entry.source.title or entry.found_by]
    if entry.source.date:
        parts.append(entry.source.date.isoformat())
    return ", ".join(parts)


def instruments_used(judgement: Judgement) -> tuple[InstrumentUsed, ...]:
    """Every instrument in use, with its force for this transaction: binding only where it is shown to apply."""
    used = []
    for instrument in judgement.guidance.instruments.values():
        applies = _applies(judgement, instrument.applies_when)
        said = {True: "applies", False: "does not apply", None: "not established whether it applies"}[applies]
        used.append(
            InstrumentUsed(
                instrument.id,
                instrument.title,
                instrument.force,
                said,
                judgement.guidance.hashes.get(instrument.id, ""),
            )
        )
    return tuple(used)


def _applies(judgement: Judgement, condition: Condition | None) -> Truth:
    if condition is None:
        return True
    return evaluate(condition, judgement.deal)


def status_of(verdict: Verdict, *, cannot_clear: bool) -> str:
    """raised, clear or open; a flag clear only on an interested party's word is open where that does not suffice."""
    if verdict.truth is True:
        return "raised"
    if verdict.truth is False and not (verdict.told and cannot_clear):
        return "clear"
    return "open"


def findings(sheet: Sheet, weighed: Weighed, resolutions: Mapping[str, Resolution]) -> tuple[Finding, ...]:
    """Every red flag on every subject, raised and open first."""
    judgement = sheet.judgement
    raised = standing_concerns(judgement)
    made = []
    for verdict in judgement.flags:
        entry = verdict.rule.entry
        assert isinstance(entry, RedFlag)
        cannot_clear = weighed.greatest_depth > 0 or entry.concern in raised
        status = status_of(verdict, cannot_clear=cannot_clear)
        resolution = resolutions.get(verdict.key) if status == "raised" else None
        reads = sheet.reads(verdict)
        made.append(
            Finding(
                id=verdict.key,
                flag=entry.id,
                title=entry.title,
                text=entry.text,
                concern=entry.concern or "",
                consideration=entry.parent or "",
                subject=verdict.frame.subject.id,
                status="resolved" if resolution else status,
                group=entry.group,
                weight=entry.weight,
                depth=entry.depth,
                examined=DEPTHS.index(entry.depth) <= weighed.greatest_depth or status != "open",
                automation=entry.automation,
                condition=verdict.rule.text,
                reads=reads,
                needs=_needs(verdict, status),
                cite=sheet.cite(entry),
                rights=entry.rights,
                safeguards=entry.safeguards,
                resolution=resolution,
            )
        )
    order = {"raised": 0, "open": 1, "resolved": 2, "clear": 3}
    weights = {"critical": 0, "serious": 1, "notable": 2}
    made.sort(key=lambda finding: (order[finding.status], not finding.examined, weights[finding.weight]))
    return tuple(made)


def _needs(verdict: Verdict, status: str) -> tuple[str, ...]:
    """The facts that would settle an open flag."""
    if status != "open":
        return ()
    row, several = verdict.frame.row, verdict.frame.several
    unsettled = (column for column in verdict.rule.columns if row.get(column) is None or column in several)
    found = tuple(dict.fromkeys(fact_of(column) for column in unsettled))
    if verdict.truth is None:
        return found
    told = (fact_of(column) for column in verdict.rule.columns if column in verdict.frame.interested)
    return tuple(dict.fromkeys((*told, *found)))


UNDECIDED = frozenset({"possible_match", "owner_share_unknown"})
"""Gaps that point to a stop: somebody who may be listed is there, and nobody has decided."""

READS_LISTS = frozenset({"party.listed", "party.listed_owner", "party.listed_owner_share"})


def stops(sheet: Sheet, records: Sequence[Mapping[str, Any]]) -> tuple[Stop, ...]:
    """Legal stops that stand, may stand, or were lifted by a record.

    A stop whose trigger is unknown is a question like any other. One whose trigger is known, and whose other facts or
    whose instrument's reach are not, is possible; so is one that reads lists where a match of a party or of its owner
    is open.
    """
    known_at = sheet.judgement.gathered.known_at
    undecided = {gap.subject for gap in sheet.judgement.gathered.gaps if gap.kind in UNDECIDED}
    lifted = {record["stop"]: record for record in records if _in_force(record, known_at)}
    made = []
    for verdict in sheet.judgement.stops:
        entry = verdict.rule.entry
        assert isinstance(entry, LegalStop)
        matched = verdict.frame.subject.id in undecided and any(name in READS_LISTS for name in verdict.rule.columns)
        if verdict.truth is False or (verdict.truth is None and not (matched or _pointed_to(verdict))):
            continue
        applies = _applies(sheet.judgement, sheet.judgement.guidance.instruments[entry.instrument].applies_when)
        if applies is False:
            continue
        record = lifted.get(verdict.key) or lifted.get(entry.id)
        stands = verdict.truth is True and applies is True
        status = "lifted" if record else "stands" if stands else "possible"
        made.append(
            Stop(
                id=verdict.key,
                stop=entry.id,
                title=entry.title,
                text=entry.text,
                subject=verdict.frame.subject.id,
                status=status,
                counsel=entry.counsel,
                lifted_by=entry.lifted_by,
                condition=verdict.rule.text,
                reads=sheet.reads(verdict),
                cite=sheet.cite(entry),
                record=record["reference"] if record else None,
            )
        )
    return tuple(sorted(made, key=lambda stop: ("stands", "possible", "lifted").index(stop.status)))


def _in_force(record: Mapping[str, object], known_at: datetime.date) -> bool:
    """Whether a record names its paper, was there at the date of the review, and has not ended before it."""
    written, until = (_day(record.get(key)) for key in ("date", "until"))
    begun = written is None or written <= known_at
    return bool(record.get("reference")) and begun and (until is None or until >= known_at)


def _day(value: object) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]


def _pointed_to(verdict: Verdict) -> bool:
    """Whether what triggers the stop is known: a condition names its trigger first, and the rest completes it."""
    trigger = verdict.rule.columns[0]
    return verdict.frame.row.get(trigger) is not None or trigger in verdict.frame.several


def severity_reasons(sheet: Sheet) -> tuple[SeverityReason, ...]:
    """The severity rows that are met or open, gravest first."""
    rows = []
    for verdict in sheet.judgement.severities:
        entry = verdict.rule.entry
        assert isinstance(entry, SeverityRow)
        if verdict.truth is not False:
            rows.append(
                SeverityReason(
                    entry.id, entry.title, entry.text, verdict.frame.subject.id, entry.severity,
                    entry.scale, entry.scope, entry.irremediable, "met" if verdict.truth else "open",
                )
            )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.status != "met", -row.severity)))


def not_examined(found: Iterable[Finding], policy: Policy, weighed: Weighed) -> tuple[NotExamined, ...]:
    """Open flags beyond the depth called for: listed, with the rule of the policy."""
    depth = DEPTHS[weighed.greatest_depth]
    why = policy.reasons.get("depth_reason", "")
    reason = f"Policy {policy.id}: this transaction calls for {depth} depth. {why}".strip()
    return tuple(
        NotExamined(finding.flag, finding.title, finding.subject, finding.depth, reason)
        for finding in found
        if finding.status == "open" and not finding.examined
    )


def safeguards(guidance: Guidance, judgement: Judgement, found: Iterable[Finding]) -> tuple[SafeguardAdvice, ...]:
    """What would answer the raised and open findings, most findings first, with the proof that shows it works."""
    answered: dict[str, list[str]] = {}
    for finding in found:
        if finding.status == "raised" or (
            finding.status == "open" and finding.examined and finding.weight != "notable"
        ):
            for name in finding.safeguards:
                answered.setdefault(name, []).append(finding.id)
    made = []
    for name, ids in answered.items():
        entry = guidance.safeguards.get(name)
        if entry is None:
            continue
        agreed = show(_agreed(judgement, entry))
        made.append(SafeguardAdvice(entry.id, entry.title, entry.text, entry.proof, tuple(ids), agreed))
    raised = {finding.id for finding in found if finding.status == "raised"}
    made.sort(key=lambda row: (-sum(name in raised for name in row.answers), -len(row.answers), row.id))
    return tuple(made)


def _agreed(judgement: Judgement, entry: Safeguard) -> bool | None:
    """Whether the fact that records a safeguard is yes everywhere it is known, no anywhere, or unknown."""
    if entry.fact is None:
        return None
    values = judgement.by_column.get(entry.fact, [])
    if not values:
        return None
    if any(False in candidates for candidates in values):
        return False
    return all(candidates == (True,) for candidates in values)


def safeguards_in_place(guidance: Guidance, judgement: Judgement) -> frozenset[str]:
    """Ids of the safeguards whose recording fact is yes."""
    return frozenset(name for name, entry in guidance.safeguards.items() if _agreed(judgement, entry) is True)


def resolved_on(raw: Iterable[Mapping[str, object]], day: datetime.date) -> dict[str, Resolution]:
    """The recorded resolutions that hold on a day: reason, evidence, two different persons and an end are all there."""
    held: dict[str, Resolution] = {}
    for row in raw:
        until, since = row.get("until"), row.get("date")
        if not all(row.get(key) for key in ("finding", "reason", "evidence", "by", "second", "until")):
            continue
        if str(row["by"]).strip().casefold() == str(row["second"]).strip().casefold():
            continue
        if isinstance(until, datetime.date) and until >= day and (not isinstance(since, datetime.date) or since <= day):
            texts = {key: str(row[key]) for key in ("reason", "evidence", "by", "second")}
            held[str(row["finding"])] = Resolution(
                **texts, date=since if isinstance(since, datetime.date) else None, until=until
            )
    return held
