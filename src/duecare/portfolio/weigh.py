"""From verdicts to intervals, for many transactions at once: the same as `duecare.review.weigh`, over arrays.

A property test holds the two together. Each row has one use, so that every finding bears on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import DEPTHS, GROUPS, WEIGHTS, RedFlag, SeverityRow
from duecare.portfolio.batch import Instance
from duecare.portfolio.kleene import Mask, Truths
from duecare.portfolio.verdicts import Verdicts
from duecare.review.policy import CRITICAL, SERIOUS, Policy

Ranks = NDArray[np.int8]
_GROUP = {name: at for at, name in enumerate(GROUPS)}
_WEIGHT = {name: at + 1 for at, name in enumerate(WEIGHTS)}
_STRIDE = (64, 16, 4, 1)


@dataclass(frozen=True)
class Answered:
    """What one answer makes of each row where the column is asked: ranks of levels, and the critical mark."""

    value: int
    known: Ranks
    possible: Ranks
    critical: Mask


@dataclass(frozen=True)
class Asked:
    """A column that is asked. rows: where; the arrays of its answers are over these rows."""

    instance: Instance
    rows: NDArray[np.intp]
    sure: Mask
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class Weighed:
    """Ranks for each row: levels, severity and indications (known, possible), depths; the questions and their answers."""

    known: Ranks
    possible: Ranks
    severity: tuple[Ranks, Ranks]
    indications: tuple[Ranks, Ranks]
    depth: Ranks
    greatest: Ranks
    critical: Mask
    asked: tuple[Asked, ...]


class Tables:
    """The policy's tables as arrays. A tally is four digits to the base of four: context, actor, fit, conduct."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.levels = np.zeros((5, 256), np.int8)
        self.indications = np.zeros(256, np.int8)
        for tally, rank in policy.indications.items():
            self.indications[sum(weight * stride for weight, stride in zip(tally, _STRIDE, strict=True))] = rank
        for (severity, tally), level in policy.levels.items():
            at = sum(weight * stride for weight, stride in zip(tally, _STRIDE, strict=True))
            self.levels[severity, at] = level
        self.depth_by_severity = np.zeros(5, np.int8)
        for severity, depth in policy.depth_by_severity.items():
            self.depth_by_severity[severity] = depth


class Counts:
    """How many findings of each weight stand in each group, raised and open; the same of severity."""

    def __init__(self, rows: int) -> None:
        self.raised = np.zeros((len(GROUPS), 4, rows), np.int16)
        self.open = np.zeros((len(GROUPS), 4, rows), np.int16)
        self.grave = np.zeros((5, rows), np.int16)
        self.grave_open = np.zeros((5, rows), np.int16)

    def taken(self, rows: NDArray[np.intp]) -> Counts:
        """The same of some rows, to change."""
        copy = Counts.__new__(Counts)
        copy.raised, copy.open = self.raised[:, :, rows], self.open[:, :, rows]
        copy.grave, copy.grave_open = self.grave[:, rows], self.grave_open[:, rows]
        return copy

    def copy(self) -> Counts:
        """The same, to change."""
        copy = Counts.__new__(Counts)
        copy.raised, copy.open = self.raised.copy(), self.open.copy()
        copy.grave, copy.grave_open = self.grave.copy(), self.grave_open.copy()
        return copy

    def add(self, entry: RedFlag | SeverityRow, raised: Mask, opened: Mask, by: int) -> None:
        """Count a rule where it is raised and where it is open."""
        if isinstance(entry, SeverityRow):
            self.grave[entry.severity] += by * raised
            self.grave_open[entry.severity] += by * opened
        else:
            group, weight = _GROUP[entry.group], _WEIGHT[entry.weight]
            self.raised[group, weight] += by * raised
            self.open[group, weight] += by * opened

    def tally(self, *, possible: bool) -> NDArray[np.int16]:
        """The weightiest finding of each group, as one number."""
        found = np.zeros(self.grave.shape[1], np.int16)
        for group, stride in enumerate(_STRIDE):
            found += self._top(group, possible=possible).astype(np.int16) * stride
        return found

    def _top(self, group: int, *, possible: bool) -> Ranks:
        held = self.raised[group] + self.open[group] if possible else self.raised[group]
        top = np.where(held[1] > 0, 1, 0)
        top = np.where(held[2] > 0, 2, top)
        return np.where(held[3] > 0, 3, top).astype(np.int8)

    def outside_context(self, *, possible: bool) -> Ranks:
        """The weightiest finding outside context."""
        return np.maximum.reduce([self._top(group, possible=possible) for group in (1, 2, 3)])

    def severity(self, *, possible: bool) -> Ranks:
        held = self.grave + self.grave_open if possible else self.grave
        found = np.ones(self.grave.shape[1], np.int8)
        for size in (2, 3, 4):
            found = np.where(held[size] > 0, size, found).astype(np.int8)
        return found


@dataclass(frozen=True)
class Scope:
    """What the depth depends on beside findings: for each row.

    unknown: item, end user or place is not known. state_known, state_possible: an end user tied to the state where
    repression is usual, surely, or as far as is known.
    """

    unknown: Mask
    state_known: Mask
    state_possible: Mask


def weigh(verdicts: Verdicts, tables: Tables, scope: Scope, *, questions: bool = True) -> Weighed:
    """The interval of every row, with what each answer would do to it."""
    rows = verdicts.batch.rows
    greatest, counts, effective = _fixpoint(verdicts, tables, scope)
    known_level, possible_level = _levels(counts, tables)
    least = _depth(counts, tables, scope, possible=False)
    asked = tuple(_asked(verdicts, counts, tables, effective, greatest, least))
    known, possible = known_level.copy(), possible_level.copy()
    lifted, lowered = np.zeros(rows, np.int8), np.full(rows, 3, np.int8)
    for one in asked:
        lowest = np.minimum.reduce([answer.known for answer in one.answers])
        highest = np.maximum.reduce([answer.possible for answer in one.answers])
        sure = one.rows[one.sure]
        lifted[sure] = np.maximum(lifted[sure], lowest[one.sure])
        lowered[one.rows] = np.minimum(lowered[one.rows], highest)
    known, possible = np.maximum(known, lifted), np.minimum(possible, lowered)
    met = tuple(
        Asked(one.instance, one.rows, one.sure, tuple(_meet(answer, known, possible, one.rows) for answer in one.answers))
        for one in asked
    ) if questions else ()  # fmt: skip
    return Weighed(
        known,
        possible,
        (counts.severity(possible=False), counts.severity(possible=True)),
        (tables.indications[counts.tally(possible=False)], tables.indications[counts.tally(possible=True)]),
        least,
        greatest,
        counts.outside_context(possible=False) == CRITICAL,
        met,
    )


def _meet(answer: Answered, known: Ranks, possible: Ranks, rows: NDArray[np.intp]) -> Answered:
    return Answered(
        answer.value, np.maximum(answer.known, known[rows]), np.minimum(answer.possible, possible[rows]), answer.critical
    )


def _levels(counts: Counts, tables: Tables) -> tuple[Ranks, Ranks]:
    return (
        tables.levels[counts.severity(possible=False), counts.tally(possible=False)],
        tables.levels[counts.severity(possible=True), counts.tally(possible=True)],
    )


def _depth(counts: Counts, tables: Tables, scope: Scope, *, possible: bool) -> Ranks:
    policy = tables.policy
    depth = tables.depth_by_severity[counts.severity(possible=possible)]
    serious = counts.outside_context(possible=possible) >= SERIOUS
    depth = np.where(serious, np.maximum(depth, policy.depth_of_serious_finding), depth)
    state = scope.state_possible if possible else scope.state_known
    depth = np.where(state, np.maximum(depth, policy.depth_of_state_user), depth)
    return np.where(scope.unknown, np.maximum(depth, policy.depth_of_unknown_scope), depth).astype(np.int8)


def _fixpoint(verdicts: Verdicts, tables: Tables, scope: Scope) -> tuple[Ranks, Counts, dict[int, Mask]]:
    """The greatest depth that any completion calls for, the counts at it, and where each open flag counts."""
    rows = verdicts.batch.rows
    size = np.ones(rows, np.int8)
    for at in verdicts.severities:
        entry = verdicts.rules[at].entry
        assert isinstance(entry, SeverityRow)
        size = np.where(verdicts.truths[at] != -1, np.maximum(size, entry.severity), size).astype(np.int8)
    greatest = tables.depth_by_severity[size]
    reached: dict[tuple[int, int], Mask | None] = {}
    while True:
        effective = _effective(verdicts, greatest, reached)
        counts = Counts(rows)
        for at in verdicts.weighed:
            counts.add(verdicts.rules[at].entry, verdicts.truths[at] == 1, effective[at], +1)  # type: ignore[arg-type]
        called = np.maximum(greatest, _depth(counts, tables, scope, possible=True))
        if (called == greatest).all():
            return greatest, counts, effective
        greatest = called


def _effective(
    verdicts: Verdicts, greatest: Ranks, reached: dict[tuple[int, int], Mask | None]
) -> dict[int, Mask]:
    """Where each rule counts as open: within the greatest depth, or beyond it where asked answers could raise it; and
    where it is clear on an interested party's word that does not clear it."""
    found: dict[int, Mask] = {}
    for at in verdicts.weighed:
        entry, depth = verdicts.rules[at].entry, verdicts.depth(at)
        flag = isinstance(entry, RedFlag)
        within = greatest >= depth if flag else np.ones(len(greatest), np.bool_)
        opened = (verdicts.truths[at] == 0) & within
        if flag:
            for rank in range(min(depth, len(DEPTHS))):
                beyond = (greatest == rank) & (verdicts.truths[at] == 0)
                if rank < depth and beyond.any():
                    if (at, rank) not in reached:
                        reached[at, rank] = verdicts.reached(at, rank)
                    mask = reached[at, rank]
                    if mask is not None:
                        opened |= beyond & mask
        told = verdicts.told[at]
        if told is not None:
            standing = verdicts.standing.get(entry.concern or "") if hasattr(entry, "concern") else None
            holds = greatest > 0 if standing is None else (greatest > 0) | standing
            opened |= told & holds & within
        found[at] = opened
    return found


def _asked(
    verdicts: Verdicts, counts: Counts, tables: Tables, effective: dict[int, Mask], greatest: Ranks, least: Ranks
) -> Iterator[Asked]:
    """For each column that is asked within the greatest depth: what each answer would make of the levels."""
    asked, alone = verdicts.needs
    readers: dict[Instance, list[int]] = {}
    for at in verdicts.weighed:
        for one in verdicts.rules[at].roots:
            readers.setdefault(one, []).append(at)
    for instance, by_depth in asked.items():
        mask = np.choose(greatest, by_depth)
        rows = np.flatnonzero(mask)
        if not len(rows):
            continue
        sure = np.choose(least, alone[instance])[rows]
        yield Asked(instance, rows, sure, tuple(_answers(verdicts, counts, tables, effective, instance, rows,
                                                         readers[instance])))  # fmt: skip


def _answers(
    verdicts: Verdicts,
    counts: Counts,
    tables: Tables,
    effective: dict[int, Mask],
    instance: Instance,
    rows: NDArray[np.intp],
    readers: list[int],
) -> Iterator[Answered]:
    batch = verdicts.batch
    rest = counts.taken(rows)
    moved: list[tuple[int, Mask, Mask]] = []
    for at in readers:
        opened = verdicts.truths[at][rows] == 0
        if opened.any():
            moved.append((at, opened, effective[at][rows]))
    column = instance[1]
    for value in batch.columns.answers[column]:
        number = batch.columns.number(column, value)
        now = rest.copy()
        for at, opened, counted in moved:
            entry = verdicts.rules[at].entry
            truth = batch.truth(verdicts.rules[at], rows, answered={instance: number})
            settled = opened & (truth != 0)
            if not settled.any():
                continue
            nowhere: Truths | Mask = np.zeros(len(rows), np.bool_)
            now.add(entry, nowhere, counted & settled, -1)  # type: ignore[arg-type]
            now.add(entry, settled & (truth == 1), nowhere, +1)  # type: ignore[arg-type]
        known, possible = _levels(now, tables)
        yield Answered(number, known, possible, now.outside_context(possible=False) == CRITICAL)
