"""What is said of each signature of a group: levels, advice, findings, stops and questions, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from duecare.facts import compile_condition, fact_of
from duecare.guidance import LegalStop, RedFlag
from duecare.portfolio.batch import Batch, Columns, Instance, RuleInstance
from duecare.portfolio.kleene import Mask
from duecare.portfolio.layout import UNDECIDED
from duecare.portfolio.profiles import Facts, Profiles
from duecare.portfolio.shape import KINDS
from duecare.portfolio.verdicts import Verdicts
from duecare.portfolio.weigh import Asked, Ranks, Scope, Tables, Weighed, weigh
from duecare.review.policy import ADVICE, LEVELS
from duecare.review.report import READS_LISTS
from duecare.review.weigh import DEPTH_CUTS

HELD = ("item", "end_user", "place")
"""Why a level is not headlined, as bits: what the item does, who the end user is, or where, is not known."""


@dataclass
class Findings:
    """Rows of a table by signature: which signature, which rule and slot, and a status."""

    signature: list[NDArray[np.int32]] = field(default_factory=list)
    rule: list[NDArray[np.int16]] = field(default_factory=list)
    slot: list[NDArray[np.int16]] = field(default_factory=list)
    status: list[NDArray[np.int8]] = field(default_factory=list)

    def add(self, rows: NDArray[np.intp], rule: int, slot: int, status: int) -> None:
        if len(rows):
            self.signature.append(rows.astype(np.int32))
            self.rule.append(np.full(len(rows), rule, np.int16))
            self.slot.append(np.full(len(rows), slot, np.int16))
            self.status.append(np.full(len(rows), status, np.int8))


@dataclass
class Questioned:
    """What is asked, by signature."""

    signature: NDArray[np.int32]
    fact: str
    slot: str
    score: NDArray[np.float32]
    decides: Mask
    worst: Ranks
    best: Ranks


@dataclass
class Outcome:
    """What is said of the signatures of one shape, an array each, in their order."""

    weighed: Weighed
    hold: NDArray[np.int8]
    advice: Ranks
    stands: NDArray[np.int16]
    may_stand: NDArray[np.int16]
    raised: NDArray[np.int16]
    open: NDArray[np.int16]
    deciding: NDArray[np.int16]
    findings: Findings
    stops: Findings
    questions: list[Questioned]


@dataclass(frozen=True)
class Judge:
    """What signatures are judged with. applies: for each instrument of a stop, what it says of each deal profile."""

    columns: Columns
    tables: Tables
    profiles: Mapping[str, Profiles]
    rule_numbers: Mapping[str, int]
    slot_numbers: Mapping[str, int]
    applies: Mapping[str, NDArray[np.int8]]


def applies_to(profiles: Profiles, guidance: object) -> dict[str, NDArray[np.int8]]:
    """For each instrument whether it applies to each profile of a deal: 1, -1, or 0 where that is not established."""
    found = {}
    for key, instrument in guidance.instruments.items():  # type: ignore[attr-defined]
        condition = instrument.applies_when
        if condition is None:
            found[key] = np.ones(len(profiles), np.int8)
            continue
        evaluate = compile_condition(condition)
        said = np.zeros(len(profiles), np.int8)
        for at, facts in enumerate(profiles.facts):
            row = {name: one.candidates[0] for name, one in facts.items() if len(one.candidates) == 1}
            truth = evaluate(row)
            said[at] = 0 if truth is None else 1 if truth else -1
        found[key] = said
    return found


def outcome_of(batch: Batch, rules: tuple[RuleInstance, ...], judge: Judge, known: Mask) -> Outcome:
    """Judge and weigh the signatures of a batch. known: whether the place of use of each is."""
    verdicts = Verdicts(batch, rules)
    hold = _hold(batch, judge, known)
    scope = _scope(batch, judge, hold)
    weighed = weigh(verdicts, judge.tables, scope)
    advice = _advice(judge.tables, weighed.known, weighed.possible, weighed.critical)
    outcome = Outcome(
        weighed, hold, advice, *(np.zeros(batch.rows, np.int16) for _ in range(5)), Findings(), Findings(), []
    )  # type: ignore[arg-type]
    _flags(verdicts, judge, outcome)
    _stops(verdicts, judge, outcome)
    _questions(verdicts, judge, outcome)
    return outcome


def _any_known(batch: Batch, judge: Judge, slot: str, wanted: str, *, prefix: bool) -> Mask:
    facts = judge.profiles[KINDS[slot[0]]].facts
    said = np.array(
        [any(name.startswith(wanted) if prefix else name == wanted for name in one) for one in facts], np.bool_
    )
    return said[batch.ids[slot]]


def _hold(batch: Batch, judge: Judge, known: Mask) -> NDArray[np.int8]:
    hold = np.zeros(batch.rows, np.int8)
    hold |= np.where(_any_known(batch, judge, "I", "item.capability#", prefix=True), 0, 1).astype(np.int8)
    hold |= np.where(_any_known(batch, judge, "P0", "party.kind", prefix=False), 0, 2).astype(np.int8)
    return hold | np.where(known, 0, 4).astype(np.int8)


def _scope(batch: Batch, judge: Judge, hold: NDArray[np.int8]) -> Scope:
    state = _within(batch, judge, "P0", "party.government_tie")
    repressed = _within(batch, judge, "C0", "country.practice_band")
    return Scope(hold > 0, state[0] & repressed[0], state[1] & repressed[1])


def _within(batch: Batch, judge: Judge, slot: str, column: str) -> tuple[Mask, Mask]:
    """Where all that is known of a column lies in its cut, and where something may."""
    facts: list[Facts] = judge.profiles[KINDS[slot[0]]].facts
    codes = DEPTH_CUTS[column]
    surely, maybe = np.zeros(len(facts), np.bool_), np.ones(len(facts), np.bool_)
    for at, one in enumerate(facts):
        settled = one.get(column)
        if settled is not None and settled.candidates:
            inside = [value in codes for value in settled.candidates]
            surely[at], maybe[at] = all(inside), any(inside)
    return surely[batch.ids[slot]], maybe[batch.ids[slot]]


def _advice(tables: Tables, known: Ranks, possible: Ranks, critical: Mask) -> Ranks:
    """The rank of the advice, hold aside (see `duecare.review.advise.advice`)."""
    policy = tables.policy
    rank = np.array(policy.advice_by_level, np.int8)[known]
    grave = critical & (known >= LEVELS.index("high"))
    rank = np.where(grave, np.maximum(rank, policy.advice_of_critical_at_high), rank)
    wide = (possible - known) >= policy.steps_to_escalate
    return np.where(wide, np.maximum(rank, ADVICE.index("escalate")), rank).astype(np.int8)


def _flags(verdicts: Verdicts, judge: Judge, outcome: Outcome) -> None:
    """Flags raised, and those that are open at whichever depth: as the findings of a review."""
    greatest = outcome.weighed.greatest
    for at in verdicts.flags:
        rule = verdicts.rules[at]
        assert isinstance(rule.entry, RedFlag)
        number, slot = judge.rule_numbers[rule.entry.id], judge.slot_numbers[rule.frame.slot]
        raised = verdicts.truths[at] == 1
        opened = verdicts.truths[at] == 0
        told = verdicts.told[at]
        if told is not None:
            standing = verdicts.standing.get(rule.entry.concern or "")
            opened = opened | (told & ((greatest > 0) if standing is None else (greatest > 0) | standing))
        outcome.raised += raised
        outcome.open += opened & (greatest >= verdicts.depth(at))
        outcome.findings.add(np.flatnonzero(raised), number, slot, 1)
        outcome.findings.add(np.flatnonzero(opened & (greatest >= verdicts.depth(at))), number, slot, 0)


def _stops(verdicts: Verdicts, judge: Judge, outcome: Outcome) -> None:
    """Stops that stand or may (see `duecare.review.report.stops`)."""
    batch = verdicts.batch
    for at in verdicts.stops:
        rule, truth = verdicts.rules[at], verdicts.truths[at]
        assert isinstance(rule.entry, LegalStop)
        applies = judge.applies[rule.entry.instrument][batch.ids["T"]]
        pointed = ~batch.unknown(rule.instances[rule.rule.columns[0]])
        if rule.frame.slot[0] == "P" and any(name in READS_LISTS for name in rule.rule.columns):
            pointed = pointed | _any_known(batch, judge, rule.frame.slot, UNDECIDED, prefix=False)
        shown = (applies != -1) & ((truth == 1) | ((truth == 0) & pointed))
        stands = shown & (truth == 1) & (applies == 1)
        number, slot = judge.rule_numbers[rule.entry.id], judge.slot_numbers[rule.frame.slot]
        outcome.stands += stands
        outcome.may_stand += shown & ~stands
        outcome.stops.add(np.flatnonzero(stands), number, slot, 1)
        outcome.stops.add(np.flatnonzero(shown & ~stands), number, slot, 0)


def _questions(verdicts: Verdicts, judge: Judge, outcome: Outcome) -> None:
    """What is asked, and how far an answer moves the outcome (see `duecare.review.advise.questions`)."""
    weighed, tables = outcome.weighed, judge.tables
    by_fact: dict[tuple[str, str], list[tuple[Asked, Mask]]] = {}
    for asked in weighed.asked:
        listed = _listed(verdicts, weighed.depth, asked)
        if listed.any():
            slot, column = asked.instance
            by_fact.setdefault((slot, fact_of(column)), []).append((asked, listed))
    for (slot, fact), some in by_fact.items():
        score = np.full(verdicts.batch.rows, -1.0, np.float32)
        decides = np.zeros(verdicts.batch.rows, np.bool_)
        worst, best = np.full(verdicts.batch.rows, -1, np.int8), np.full(verdicts.batch.rows, 9, np.int8)
        for asked, listed in some:
            rows = asked.rows[listed]
            known, possible = weighed.known[rows], weighed.possible[rows]
            now = outcome.advice[rows]
            moved = np.zeros((len(asked.answers), len(rows)), np.float32)
            for number, answer in enumerate(asked.answers):
                then_known, then_possible = answer.known[listed], answer.possible[listed]
                narrowed = np.maximum((then_known - known) + (possible - then_possible), 0)
                other = _advice(tables, then_known, then_possible, answer.critical[listed]) != now
                moved[number] = narrowed + 0.5 * other
                worst[rows] = np.maximum(worst[rows], then_known)
                best[rows] = np.minimum(best[rows], then_possible)
            score[rows] = np.maximum(score[rows], moved.mean(axis=0))
            decides[rows] |= (moved > 0).any(axis=0)
        at = np.flatnonzero(score >= 0)
        outcome.deciding += decides
        outcome.questions.append(
            Questioned(at.astype(np.int32), fact, slot, score[at], decides[at], worst[at], best[at])
        )


def _listed(verdicts: Verdicts, depth: Ranks, asked: Asked) -> Mask:
    """Where a question is among those that a review lists: an open rule of the depth asked for, or a stop, reads it."""
    needed = np.choose(depth, verdicts.needs[0][asked.instance])[asked.rows]
    for at in verdicts.stops:
        rule = verdicts.rules[at]
        if asked.instance in rule.roots:
            needed = needed | (verdicts.truths[at] == 0)[asked.rows]
    return needed


__all__ = ["HELD", "Findings", "Instance", "Judge", "Outcome", "Questioned", "applies_to", "outcome_of"]
