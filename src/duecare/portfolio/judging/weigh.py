"""From verdicts to intervals, for many transactions at once: the same as `duecare.review.weigh`, over arrays.

A property test holds the two together. Each signature has one use, so that every finding bears on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from duecare.facts import atoms
from duecare.guidance import DEPTHS, GROUPS, WEIGHTS, SeverityRow
from duecare.portfolio.judging.batch import At, chosen
from duecare.portfolio.judging.kleene import Atom, Mask
from duecare.portfolio.judging.rules import CELLS, ArrayRule
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.portfolio.judging.worlds import OnFrames
from duecare.review.policy import ADVICE, CRITICAL, LEVELS, SERIOUS, Policy, Tally

Ranks = NDArray[np.int8]
Marks = NDArray[np.uint16]
"""Which weights stand in which group, and which severities, a bit each, after `CELLS` of the rules."""


@dataclass(frozen=True)
class Answered:
    """What one answer makes of each signature where the column is asked: ranks of levels, and the critical mark."""

    number: int
    known: Ranks
    possible: Ranks
    critical: Mask


@dataclass(frozen=True)
class Asked:
    """A column that is asked. subjects: of which; rows: their signatures; the arrays of its answers are over these.

    sure: where it is asked whatever else is answered.
    """

    column: str
    subjects: At
    rows: At
    sure: Mask
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class Weighed:
    """Ranks for each row: levels, severity and indications (known, possible), depths; what is asked and its answers."""

    known: Ranks
    possible: Ranks
    severity: tuple[Ranks, Ranks]
    indications: tuple[Ranks, Ranks]
    depth: Ranks
    greatest: Ranks
    critical: Mask
    asked: tuple[Asked, ...]


class Tables:
    """The policy's tables as arrays over marks: what stands together makes a level, a severity, a depth."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        marks = np.arange(1 << CELLS)
        tops = [_top(marks, group * len(WEIGHTS)) for group in range(len(GROUPS) + 1)]
        context, *others = tops[: len(GROUPS)]
        self.severity: Ranks = tops[-1] + np.int8(1)
        self.outside_context: Ranks = np.maximum.reduce(others)
        tally = np.ravel_multi_index((context, *others), (4,) * len(GROUPS))
        ranks = range(len(WEIGHTS) + 1)
        tallies: list[Tally] = list(product(ranks, ranks, ranks, ranks))
        self.indications: Ranks = np.array([policy.indications[one] for one in tallies], np.int8)[tally]
        levels = [[policy.levels[severity, one] for one in tallies] for severity in (1, 2, 3, 4)]
        self.levels: Ranks = np.array(levels, np.int8)[self.severity - 1, tally]
        depths = np.array([policy.depth_by_severity[severity] for severity in (1, 2, 3, 4)], np.int8)
        serious = np.where(self.outside_context >= SERIOUS, policy.depth_of_serious_finding, 0)
        self.depths: Ranks = np.maximum(depths[self.severity - 1], serious).astype(np.int8)
        self.depth_by_severity = depths
        steps = range(len(LEVELS))
        self._advice = np.array(
            [[[_advice(policy, known, possible, critical=mark) for mark in (False, True)] for possible in steps]
             for known in steps], np.int8,
        )  # fmt: skip

    def advice(self, known: Ranks, possible: Ranks, critical: Mask) -> Ranks:
        """The rank of the advice, hold aside."""
        found: Ranks = self._advice[known, possible, critical.view(np.int8)]
        return found


def _top(marks: NDArray[np.int64], first: int) -> Ranks:
    """The heaviest of three weights that is marked; 0 for none."""
    top = np.zeros(len(marks), np.int8)
    for weight in range(len(WEIGHTS)):
        top[(marks >> (first + weight)) & 1 == 1] = weight + 1
    return top


def _advice(policy: Policy, known: int, possible: int, *, critical: bool) -> int:
    """See `duecare.review.advise.advice`."""
    rank = policy.advice_by_level[known]
    if critical and known >= LEVELS.index("high"):
        rank = max(rank, policy.advice_of_critical_at_high)
    return max(rank, ADVICE.index("escalate")) if possible - known >= policy.steps_to_escalate else rank


@dataclass(frozen=True)
class Scope:
    """What the depth depends on beside findings: for each row.

    unknown: item, end user or place is not known. state_known, state_possible: an end user tied to the state where
    repression is usual, surely, or as far as is known.
    """

    unknown: Mask
    state_known: Mask
    state_possible: Mask


@dataclass(frozen=True)
class _Counted:
    """What stands on each signature. effective: where each rule counts as open, None for nowhere; counts: how many open
    rules there are, by cell."""

    greatest: Ranks
    raised: Marks
    open: Marks
    counts: NDArray[np.int32]
    effective: Sequence[Mask | None]


def weigh(verdicts: Verdicts, tables: Tables, scope: Scope) -> Weighed:
    """The interval of every row, with what each answer would do to it."""
    rows = verdicts.batch.rows
    counted = _fixpoint(verdicts, tables, scope)
    raised, both = counted.raised, counted.raised | counted.open
    least = _depth(tables, raised, scope, scope.state_known)
    asked = tuple(_asked(verdicts, counted, tables, least))
    lifted, lowered = np.zeros(rows, np.int8), np.full(rows, len(LEVELS) - 1, np.int8)
    for one in asked:
        lowest = np.minimum.reduce([answer.known for answer in one.answers])
        highest = np.maximum.reduce([answer.possible for answer in one.answers])
        np.maximum.at(lifted, one.rows[one.sure], lowest[one.sure])
        np.minimum.at(lowered, one.rows, highest)
    known = np.maximum(tables.levels[raised], lifted)
    possible = np.minimum(tables.levels[both], lowered)
    return Weighed(
        known,
        possible,
        (tables.severity[raised], tables.severity[both]),
        (tables.indications[raised], tables.indications[both]),
        least,
        counted.greatest,
        tables.outside_context[raised] == CRITICAL,
        tuple(_met(one, known, possible) for one in asked),
    )


def _met(one: Asked, known: Ranks, possible: Ranks) -> Asked:
    """The answers within the interval that all of them together leave."""
    least, most = known[one.rows], possible[one.rows]
    answers = tuple(
        Answered(answer.number, np.maximum(answer.known, least), np.minimum(answer.possible, most), answer.critical)
        for answer in one.answers
    )
    return Asked(one.column, one.subjects, one.rows, one.sure, answers)


def _depth(tables: Tables, marks: Marks, scope: Scope, state: Mask) -> Ranks:
    """The depth called for by what stands, and by an end user tied to the state where repression is usual."""
    policy = tables.policy
    depth = np.maximum(tables.depths[marks], np.where(state, policy.depth_of_state_user, 0))
    return np.maximum(depth, np.where(scope.unknown, policy.depth_of_unknown_scope, 0)).astype(np.int8)


def _fixpoint(verdicts: Verdicts, tables: Tables, scope: Scope) -> _Counted:
    """The greatest depth that any completion calls for, and what stands at it."""
    rows = verdicts.batch.rows
    raised, size = np.zeros(rows, np.uint16), np.zeros(rows, np.int8)
    for rule in verdicts.rules.weighed:
        truth = verdicts.truths[rule.number]
        if rule.cell is not None:
            raised[verdicts.batch.on_row(rule, truth == 1)] |= np.uint16(1 << rule.cell)
        if isinstance(rule.entry, SeverityRow):
            at = verdicts.batch.on_row(rule, truth != -1)
            size[at] = np.maximum(size[at], rule.entry.severity - 1)
    greatest = tables.depth_by_severity[size]
    while True:
        counted = _counted(verdicts, greatest, raised)
        called = np.maximum(greatest, _depth(tables, raised | counted.open, scope, scope.state_possible))
        if (called == greatest).all():
            return counted
        greatest = called


def _counted(verdicts: Verdicts, greatest: Ranks, raised: Marks) -> _Counted:
    batch = verdicts.batch
    counts = np.zeros((CELLS, batch.rows), np.int32)
    effective = _effective(verdicts, greatest)
    for rule in verdicts.rules.weighed:
        mask = effective[rule.number]
        if mask is None or rule.cell is None:
            continue
        row = batch.frames[rule.grain].row
        if isinstance(row, slice):
            counts[rule.cell] += mask
        else:
            counts[rule.cell] += np.bincount(row[mask], minlength=batch.rows).astype(np.int32)
    opened = np.zeros(batch.rows, np.uint16)
    for cell in range(CELLS):
        opened |= (counts[cell] > 0).astype(np.uint16) << np.uint16(cell)
    return _Counted(greatest, raised, opened, counts, effective)


def _effective(verdicts: Verdicts, greatest: Ranks) -> list[Mask | None]:
    """Where each rule counts as open: within the greatest depth, or beyond it where asked answers could raise it; and
    where it is clear on an interested party's word that does not clear it."""
    batch, found = verdicts.batch, list[Mask | None]([None] * len(verdicts.rules.all))
    shallow = bool((greatest < len(DEPTHS) - 1).any())
    on_frames = {grain: greatest[frames.row] for grain, frames in batch.frames.items()}
    asked: dict[str, Mask] = {}
    for rule in verdicts.rules.weighed:
        opened, uncleared = verdicts.opened[rule.number], verdicts.uncleared(rule, greatest)
        if uncleared is None and not opened.any():
            continue
        some = opened if uncleared is None else opened | uncleared
        if shallow and rule.depth > 0:
            within = on_frames[rule.grain] >= rule.depth
            beyond = opened & ~within
            some = some & within
            if beyond.any():
                asked = asked or {column: verdicts.needed(column, greatest) for column in verdicts.needs}
                reached = verdicts.reached(rule, beyond, asked)
                some = some if reached is None else some | reached
        if some.any():
            found[rule.number] = some
    return found


def _asked(verdicts: Verdicts, counted: _Counted, tables: Tables, least: Ranks) -> Iterator[Asked]:
    """For each column that is asked within the greatest depth: what each answer would make of the levels."""
    for column in verdicts.needs:
        needed = verdicts.needed(column, counted.greatest)
        subjects = np.flatnonzero(needed)
        if len(subjects):
            rows = verdicts.batch.subjects[column.partition(".")[0]].row[subjects]
            sure = verdicts.needed(column, least, alone=True)[subjects]
            answers = tuple(_Answers(verdicts, counted, tables, column, needed, subjects, rows).each())
            yield Asked(column, subjects, rows, sure, answers)


@dataclass(frozen=True)
class _Reader:
    """An open rule that reads a column. of: for each of its frames the place of the subject among those asked about;
    counted: where it counts as open; once: whether no subject comes twice."""

    rule: ArrayRule
    name: str
    on_frames: OnFrames
    of: At
    counted: Mask
    once: bool

    def atoms(self) -> Iterator[Atom]:
        """The atoms of its condition that read the column."""
        return (atom for atom in atoms(self.rule.entry.rule) if atom.column == self.name)


class _Answers:
    """What the answers to one column do to the signatures where it is asked."""

    def __init__(
        self,
        verdicts: Verdicts,
        counted: _Counted,
        tables: Tables,
        column: str,
        needed: Mask,
        subjects: At,
        rows: At,
    ) -> None:
        self._columns, self._tables, self._column = verdicts.batch.columns, tables, column
        self._raised, self._open = counted.raised[rows], counted.open[rows]
        self._readers = list(_readers(verdicts, counted, column, needed, subjects))
        cells = {one.rule.cell for one in self._readers if one.rule.cell is not None}
        self._counts = {cell: counted.counts[cell][rows] for cell in sorted(cells)}

    def each(self) -> Iterator[Answered]:
        """What each answer makes of the levels; answers of which all conditions say the same share it."""
        tables = [
            self._columns.table(atom) for atom in dict.fromkeys(atom for one in self._readers for atom in one.atoms())
        ]
        made: dict[tuple[int, ...], Answered] = {}
        for value in self._columns.answers[self._column]:
            number = self._columns.number(self._column, value)
            said = tuple(int(table[number]) for table in tables)
            if said not in made:
                made[said] = self._answered(number)
            yield made[said]

    def _answered(self, number: int) -> Answered:
        """Let the rules that settle count as what they come to, and no longer as open."""
        raised = self._raised.copy()
        settled: dict[int, NDArray[np.int32]] = {}
        for one in self._readers:
            cell, truth = one.rule.cell, one.on_frames.truth(number)
            if cell is None:
                continue
            raised[one.of[truth == 1]] |= np.uint16(1 << cell)
            gone = (truth != 0) & one.counted
            if cell not in settled:
                settled[cell] = np.zeros(len(raised), np.int32)
            if one.once:
                settled[cell][one.of[gone]] += 1
            else:
                settled[cell] += np.bincount(one.of[gone], minlength=len(raised)).astype(np.int32)
        opened = self._open
        for cell, gone_here in settled.items():
            last = (gone_here > 0) & (gone_here == self._counts[cell])
            opened = opened & ~(last.astype(np.uint16) << np.uint16(cell))
        levels = self._tables.levels
        critical = self._tables.outside_context[raised] == CRITICAL
        return Answered(number, levels[raised], levels[raised | opened], critical)


def _readers(verdicts: Verdicts, counted: _Counted, column: str, needed: Mask, subjects: At) -> Iterator[_Reader]:
    batch = verdicts.batch
    place = np.zeros(len(needed), np.intp)
    place[subjects] = np.arange(len(subjects))
    for rule, name in verdicts.rules.readers[column]:
        frames, entity = batch.frames[rule.grain], rule.fields[name].entity
        joins = frames.joins[entity]
        at = np.flatnonzero(verdicts.opened[rule.number] & needed[joins])
        if len(at):
            effective = counted.effective[rule.number]
            held = np.zeros(len(at), np.bool_) if effective is None else effective[at]
            every = at if len(at) < frames.size else None
            on_frames = OnFrames(batch, rule, every, answered=name)
            yield _Reader(rule, name, on_frames, place[chosen(joins, at)], held, frames.once(entity))


__all__ = ["Answered", "Asked", "Marks", "Ranks", "Scope", "Tables", "Weighed", "weigh"]
