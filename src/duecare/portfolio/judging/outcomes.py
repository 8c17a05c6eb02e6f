"""What is said of the signatures of a batch: levels, advice, findings, stops and questions, as arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duecare.facts import compile_condition, fact_of
from duecare.guidance import Guidance
from duecare.portfolio.judging.answers import Asked
from duecare.portfolio.judging.batch import At, Batch, chosen, mark
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.kleene import Mask, Truths
from duecare.portfolio.judging.policy_tables import LEVEL_BITS, Ranks, Tables, level_codes
from duecare.portfolio.judging.profiles import UNDECIDED, Facts, Profiles
from duecare.portfolio.judging.rules import ArrayRule, RulesInForce
from duecare.portfolio.judging.shape import SLOTS
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.portfolio.judging.weigh import Scope, Weighed, weigh
from duecare.review.report import READS_LISTS
from duecare.review.weigh import DEPTH_CUTS

HELD: Final = ("item", "end_user", "place")
"""Why a level is not headlined, as bits: what the item does, who the end user is, or where, is not known."""

_SCOPING: Final = (("item.capability", "I", 1), ("party.kind", "P0", 2), ("country", "C0", 4))
"""What is asked first where it is not known, of which slot, by the bit of the hold (see `duecare.review.advise`)."""
_FIRST: Final = 100.0


@dataclass
class Findings:
    """Rows of a table by outcome: which outcome, which rule and slot, and a status."""

    outcome: list[NDArray[np.int32]] = field(default_factory=list)
    rule: list[NDArray[np.int16]] = field(default_factory=list)
    slot: list[NDArray[np.int16]] = field(default_factory=list)
    status: list[NDArray[np.int8]] = field(default_factory=list)

    def add(self, rows: At, rule: int, slots: NDArray[np.int16], status: int) -> None:
        """Add one rule at some outcomes, each about its slot."""
        if len(rows):
            self.outcome.append(rows.astype(np.int32))
            self.rule.append(np.full(len(rows), rule, np.int16))
            self.slot.append(slots)
            self.status.append(np.full(len(rows), status, np.int8))


@dataclass
class Questioned:
    """What is asked of one slot, by outcome; worst and best are the levels known and possible after some answer."""

    outcome: NDArray[np.int32]
    fact: str
    slot: str
    score: NDArray[np.float32]
    decides: Mask
    worst: Ranks
    best: Ranks


@dataclass
class Outcomes:
    """What is said of the signatures of one batch, an array each, in their order. codes: the levels as
    `duecare.portfolio.judging.policy_tables` has them."""

    weighed: Weighed
    codes: NDArray[np.uint8]
    hold: NDArray[np.int8]
    advice: Ranks
    stands: NDArray[np.int16]
    may_stand: NDArray[np.int16]
    raised: NDArray[np.int16]
    open: NDArray[np.int16]
    deciding: NDArray[np.int16]
    findings: Findings = field(default_factory=Findings)
    stops: Findings = field(default_factory=Findings)
    questions: list[Questioned] = field(default_factory=list)


class Judge:
    """What signatures are judged with: the rules of a day, the policy, and what is known of every profile."""

    def __init__(
        self,
        rules: RulesInForce,
        guidance: Guidance,
        columns: Columns,
        tables: Tables,
        profiles: Mapping[str, Profiles],
    ) -> None:
        self.rules, self.columns, self.tables = rules, columns, tables
        items, parties, countries = (profiles[kind].facts for kind in ("item", "party", "country"))
        self.applies = applies_to(profiles["transaction"], guidance)
        self.item_known = _where(items, lambda facts: any(name.startswith("item.capability#") for name in facts))
        self.kind_known = _where(parties, lambda facts: "party.kind" in facts)
        self.undecided = _where(parties, lambda facts: UNDECIDED in facts)
        self.state = _within(parties, "party.government_tie")
        self.repression = _within(countries, "country.practice_band")
        self._roles = _numbered(_roles(facts) for facts in parties)

    def seen(self, kind: str) -> Iterator[NDArray[np.integer | np.bool_]]:
        """All that makes a difference to what is said of profiles of a kind: numbers from 0, shape (profiles,) each.

        The roles of a party are among it, so that those of one outcome are called the same.
        """
        yield from self.columns.seen(kind)
        if kind == "transaction":
            yield from (applies + np.int8(1) for applies in self.applies.values())
        elif kind == "item":
            yield self.item_known
        elif kind == "party":
            yield from (self.kind_known, self.undecided, *self.state, self._roles)
        elif kind == "country":
            yield from self.repression


def _roles(facts: Facts) -> frozenset[str]:
    return frozenset(name for name in facts if name.startswith("party.role#") and facts[name].candidates == (True,))


def _numbered(values: Iterable[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _where(profiles: Sequence[Facts], holds: Callable[[Facts], bool]) -> Mask:
    return np.array([holds(facts) for facts in profiles], np.bool_)


def _within(profiles: Sequence[Facts], column: str) -> tuple[Mask, Mask]:
    """Where all that is known of a column lies in its cut, and where something may."""
    codes = DEPTH_CUTS[column]
    surely, maybe = np.zeros(len(profiles), np.bool_), np.ones(len(profiles), np.bool_)
    for at, facts in enumerate(profiles):
        settled = facts.get(column)
        if settled is not None and settled.candidates:
            inside = [value in codes for value in settled.candidates]
            surely[at], maybe[at] = all(inside), any(inside)
    return surely, maybe


def applies_to(profiles: Profiles, guidance: Guidance) -> dict[str, Truths]:
    """For each instrument whether it applies to each profile of a deal: 1, -1, or 0 where that is not established."""
    rows = [
        {name: one.candidates[0] for name, one in facts.items() if len(one.candidates) == 1} for facts in profiles.facts
    ]
    found = {}
    for key, instrument in guidance.instruments.items():
        if instrument.applies_when is None:
            found[key] = np.ones(len(rows), np.int8)
        else:
            said = map(compile_condition(instrument.applies_when), rows)
            found[key] = np.array([0 if truth is None else 1 if truth else -1 for truth in said], np.int8)
    return found


def outcomes_of(batch: Batch, judge: Judge, known: Mask) -> Outcomes:
    """Judge and weigh the signatures of a batch. known: whether the place of use of each is."""
    verdicts = Verdicts(batch, judge.rules)
    hold = _hold(batch, judge, known)
    weighed = weigh(verdicts, judge.tables, _scope(batch, judge, hold))
    advice = judge.tables.advice(weighed.known, weighed.possible, weighed.critical)
    stands, may_stand, raised, opened, deciding = np.zeros((5, batch.rows), np.int16)
    codes = level_codes(weighed.known, weighed.possible, weighed.critical)
    outcomes = Outcomes(weighed, codes, hold, advice, stands, may_stand, raised, opened, deciding)
    _flags(verdicts, outcomes)
    _stops(verdicts, judge, outcomes)
    _questions(verdicts, judge, outcomes)
    outcomes.weighed = replace(weighed, asked=())  # by far the largest part, and said by the questions
    return outcomes


def _hold(batch: Batch, judge: Judge, known: Mask) -> NDArray[np.int8]:
    end_user = batch.subjects["party"].profile[: batch.rows]
    unknown = (~judge.item_known[batch.subjects["item"].profile], ~judge.kind_known[end_user], ~known)
    hold = np.zeros(batch.rows, np.int8)
    for (_, _, bit), missing in zip(_SCOPING, unknown, strict=True):
        hold |= missing * np.int8(bit)
    return hold


def _scope(batch: Batch, judge: Judge, hold: NDArray[np.int8]) -> Scope:
    end_user, place = (batch.subjects[kind].profile[: batch.rows] for kind in ("party", "country"))
    surely, maybe = (tie[end_user] & band[place] for tie, band in zip(judge.state, judge.repression, strict=True))
    return Scope(hold > 0, surely, maybe)


def _flags(verdicts: Verdicts, outcomes: Outcomes) -> None:
    """Flags raised, and those that are open within the greatest depth: as the findings of a review."""
    greatest = outcomes.weighed.greatest
    for rule in verdicts.rules.flags:
        raised, opened = verdicts.truths[rule.number] == 1, verdicts.opened[rule.number]
        uncleared = verdicts.uncleared(rule, greatest)
        if uncleared is not None:
            opened = opened | uncleared
        opened = opened & (greatest[verdicts.batch.frames[rule.grain].row] >= rule.depth)
        _add(verdicts, rule, raised, outcomes.findings, 1, outcomes.raised)
        _add(verdicts, rule, opened, outcomes.findings, 0, outcomes.open)


def _stops(verdicts: Verdicts, judge: Judge, outcomes: Outcomes) -> None:
    """Stops that stand or may (see `duecare.review.report.stops`)."""
    batch = verdicts.batch
    deals, parties = batch.subjects["transaction"].profile, batch.subjects["party"].profile
    for rule in verdicts.rules.stops:
        truth, frames = verdicts.truths[rule.number], batch.frames[rule.grain]
        applies = judge.applies[rule.entry.instrument][deals][frames.row]
        trigger = batch.unknown(rule.grain, rule.fields[rule.rule.columns[0]])
        pointed = np.ones(frames.size, np.bool_) if trigger is None else ~trigger
        if rule.grain == "party" and not READS_LISTS.isdisjoint(rule.rule.columns):
            pointed = pointed | judge.undecided[parties[frames.joins["party"]]]
        shown = (applies != -1) & ((truth == 1) | ((truth == 0) & pointed))
        stands = shown & (truth == 1) & (applies == 1)
        _add(verdicts, rule, stands, outcomes.stops, 1, outcomes.stands)
        _add(verdicts, rule, shown & ~stands, outcomes.stops, 0, outcomes.may_stand)


def _add(
    verdicts: Verdicts, rule: ArrayRule, mask: Mask, findings: Findings, status: int, counts: NDArray[np.int16]
) -> None:
    """Add a rule where a mask holds on its frames, and count it on the signatures."""
    frames = verdicts.batch.frames[rule.grain]
    at = np.flatnonzero(mask)
    if not len(at):
        return
    rows = chosen(frames.row, at)
    findings.add(rows, rule.number, frames.slot[at], status)
    counts += np.bincount(rows, minlength=len(counts)).astype(np.int16)


def _questions(verdicts: Verdicts, judge: Judge, outcomes: Outcomes) -> None:
    """What is asked, and how far an answer moves the outcome (see `duecare.review.advise.questions`)."""
    by_fact: dict[str, list[Asked]] = {fact: [] for fact, _, _ in _SCOPING}
    for asked in outcomes.weighed.asked:
        by_fact.setdefault(fact_of(asked.column), []).append(asked)
    for fact, columns in by_fact.items():
        question = _Question(verdicts, judge, outcomes, fact)
        for asked in columns:
            question.take(asked)
        outcomes.deciding += question.deciding()
        outcomes.questions += question.by_slot()


class _Question:
    """One fact asked of the subjects of its kind: arrays over all of these."""

    def __init__(self, verdicts: Verdicts, judge: Judge, outcomes: Outcomes, fact: str) -> None:
        self._verdicts, self._judge, self._outcomes, self._fact = verdicts, judge, outcomes, fact
        self._subjects = verdicts.batch.subjects[fact.partition(".")[0]]
        size = len(self._subjects.row)
        self._score = np.full(size, -1.0, np.float32)
        self._decides = np.zeros(size, np.bool_)
        self._worst, self._best = np.full(size, -1, np.int8), np.full(size, 9, np.int8)
        self._missing = np.zeros(size, np.bool_)
        for scoping, _, bit in _SCOPING:
            if scoping == fact:  # its slot stands first among those of its kind
                self._missing[: verdicts.batch.rows] = outcomes.hold & bit > 0

    def take(self, asked: Asked) -> None:
        """Let one column of the fact count where the question is listed."""
        part = np.flatnonzero(self._listed(asked))
        at, rows = asked.subjects.take(part), asked.rows.take(part)
        weighed, gain = self._outcomes.weighed, self._judge.tables.gain
        now = self._outcomes.codes.take(rows).astype(np.intp) << LEVEL_BITS
        total = np.zeros(len(at), np.float32)
        for codes in asked.answers:
            total += gain.take(now | codes.take(part))
        self._score[at] = np.maximum(self._score[at], total / len(asked.answers))
        self._decides[at] |= total > 0
        self._worst[at] = np.maximum(self._worst[at], np.maximum(asked.worst.take(part), weighed.known.take(rows)))
        self._best[at] = np.minimum(self._best[at], np.minimum(asked.best.take(part), weighed.possible.take(rows)))

    def _listed(self, asked: Asked) -> Mask:
        """Where a review lists it: an open rule of its depth or an open stop reads it, or nothing can be rated
        without it."""
        verdicts, batch = self._verdicts, self._verdicts.batch
        needed = verdicts.needed(asked.column, self._outcomes.weighed.depth) | self._missing
        for rule, name in verdicts.rules.stop_readers.get(asked.column, ()):
            mark(needed, batch.frames[rule.grain].joins[rule.fields[name].entity], verdicts.opened[rule.number])
        listed: Mask = needed[asked.subjects]
        return listed

    def deciding(self) -> NDArray[np.int16]:
        """How many of these questions decide, by signature."""
        rows = self._subjects.row[self._decides | self._missing]
        return np.bincount(rows, minlength=self._verdicts.batch.rows).astype(np.int16)

    def by_slot(self) -> Iterator[Questioned]:
        """The questions, slot by slot. Without some nothing can be rated: they come first, and may turn out any way."""
        weighed, row = self._outcomes.weighed, self._subjects.row
        at = np.flatnonzero((self._score >= 0) | self._missing)
        score = np.maximum(self._score[at], 0) + np.float32(_FIRST) * self._missing[at]
        decides = self._decides[at] | self._missing[at]
        worst = np.where(self._worst[at] < 0, weighed.possible[row[at]], self._worst[at])
        best = np.where(self._best[at] > 8, weighed.known[row[at]], self._best[at])
        slots = self._subjects.slot[at]  # in order
        edges = [0, *(np.flatnonzero(np.diff(slots)) + 1).tolist(), len(at)]
        for start, stop in pairwise(edges):
            if start < stop:
                part = slice(start, stop)
                yield Questioned(
                    row[at[part]].astype(np.int32), self._fact, SLOTS[slots[start]], score[part].astype(np.float32),
                    decides[part], worst[part], best[part],
                )  # fmt: skip


__all__ = ["HELD", "Findings", "Judge", "Outcomes", "Questioned", "applies_to", "outcomes_of"]
