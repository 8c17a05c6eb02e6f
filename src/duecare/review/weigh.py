"""Weigh: from verdicts to an interval of levels.

Known counts raised findings only. Possible counts open ones too, within the greatest depth that any completion of the
asked facts calls for, and those beyond it that answers to asked facts alone could raise: a raised flag counts at any
depth. The interval is then tightened by branching on each unknown, since flags can read one unknown in opposite
directions; every step keeps it sound: each completion of the asked facts lies in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import cast

from duecare.facts import FactType, Truth, Value, Vocabulary, atoms, fact_of
from duecare.facts.condition import Compare, In, Is
from duecare.guidance import DEPTHS, GROUPS, WEIGHTS, RedFlag, SeverityRow
from duecare.review.evidence import Column
from duecare.review.judge import Judgement, Verdict, truth_on
from duecare.review.policy import CRITICAL, SERIOUS, Policy, Tally
from duecare.review.reach import could_be_raised

_GROUP = {name: index for index, name in enumerate(GROUPS)}
_WEIGHT = {name: index + 1 for index, name in enumerate(WEIGHTS)}
_DEPTH = {name: index for index, name in enumerate(DEPTHS)}
_GROUPS = range(len(GROUPS))


@dataclass(frozen=True, slots=True)
class Interval:
    """Ranks of levels: on what is known, and what it could be."""

    known: int
    possible: int

    @property
    def width(self) -> int:
        return self.possible - self.known

    def meet(self, other: Interval) -> Interval:
        """What lies in both."""
        return Interval(max(self.known, other.known), min(self.possible, other.possible))


@dataclass(frozen=True, slots=True)
class Branch:
    """What an answer would do: the interval and the advice-driving marks if this column had this value."""

    value: Value
    interval: Interval
    critical: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weighing of one transaction. severity and indications are (known, possible); depths are ranks in DEPTHS."""

    interval: Interval
    severity: tuple[int, int]
    indications: tuple[int, int]
    depth: int
    greatest_depth: int
    critical: bool
    branches: dict[Column, tuple[Branch, ...]]


class Scale:
    """Counts of raised and open findings for each use, kept so that one changed verdict costs little."""

    def __init__(self, judgement: Judgement, policy: Policy, resolved: frozenset[str], greatest: int) -> None:
        self.judgement, self.policy, self.greatest = judgement, policy, greatest
        uses = judgement.gathered.uses
        self.uses = range(len(uses))
        self.raised = [[[0] * 4 for _ in GROUPS] for _ in uses]
        self.open = [[[0] * 4 for _ in GROUPS] for _ in uses]
        self.grave = [[0] * 5 for _ in uses]
        self.grave_open = [[0] * 5 for _ in uses]
        self.concerned = _concerned(judgement)
        self.standing = standing_concerns(judgement)
        self.resolved = resolved
        self.verdicts = [*judgement.flags, *judgement.severities]
        self.asked = frozenset().union(*self._needs(greatest))
        self.reached = frozenset(
            verdict.key
            for verdict in judgement.flags
            if verdict.truth is None and not self.within(verdict, greatest) and could_be_raised(verdict, self.asked)
        )
        for verdict in self.verdicts:
            self.count(verdict, verdict.truth, verdict.told, +1)

    @staticmethod
    def within(verdict: Verdict, depth: int) -> bool:
        """Whether a rule belongs to a depth; severity is always looked at."""
        entry = verdict.rule.entry
        return not isinstance(entry, RedFlag) or _DEPTH[entry.depth] <= depth

    def _needs(self, depth: int) -> Iterator[frozenset[Column]]:
        """For each open rule of a depth the unknown columns that it reads."""
        for verdict in self.verdicts:
            if verdict.truth is None and self.within(verdict, depth):
                yield frozenset(verdict.frame.unknown(verdict.rule.columns))

    def count(self, verdict: Verdict, truth: Truth, told: bool, by: int) -> None:
        """Add or take back one verdict."""
        entry = verdict.rule.entry
        if truth is False and not (told and (self.greatest > 0 or entry.concern in self.standing)):
            return
        uses = self.concerned[verdict.frame.subject.id]
        if isinstance(entry, SeverityRow):
            counts = self.grave if truth else self.grave_open
            for use in uses:
                counts[use][entry.severity] += by
        elif isinstance(entry, RedFlag):
            if truth is True and verdict.key in self.resolved:
                return
            if truth is not True and _DEPTH[entry.depth] > self.greatest and verdict.key not in self.reached:
                return
            group, weight = _GROUP[entry.group], _WEIGHT[entry.weight]
            table = self.raised if truth else self.open
            for use in uses:
                table[use][group][weight] += by

    def tally(self, use: int, *, possible: bool) -> Tally:
        raised, opened = self.raised[use], self.open[use]
        if possible:
            return cast(Tally, tuple(max(_top(raised[group]), _top(opened[group])) for group in _GROUPS))
        return cast(Tally, tuple(_top(raised[group]) for group in _GROUPS))

    def severity(self, use: int, *, possible: bool) -> int:
        grave, more = self.grave[use], self.grave_open[use]
        for size in (4, 3, 2):
            if grave[size] or (possible and more[size]):
                return size
        return 1

    def level(self, *, possible: bool) -> int:
        levels = self.policy.levels
        return max(levels[self.severity(u, possible=possible), self.tally(u, possible=possible)] for u in self.uses)

    def asked_alone(self, depth: int) -> frozenset[Column]:
        """The unknown columns that are all that an open rule of a depth still needs: no other answer settles it."""
        return frozenset().union(*(columns for columns in self._needs(depth) if len(columns) == 1))

    def interval(self) -> Interval:
        return Interval(self.level(possible=False), self.level(possible=True))

    def critical(self) -> bool:
        return any(max(self.tally(use, possible=False)[1:]) == CRITICAL for use in self.uses)


def _top(counts: list[int]) -> int:
    """The heaviest weight counted at least once; 0 for none."""
    return 3 if counts[3] else 2 if counts[2] else 1 if counts[1] else 0


def weigh(
    judgement: Judgement, policy: Policy, vocabulary: Vocabulary, *, unknown_scope: bool, resolved: frozenset[str]
) -> Weighed:
    """The interval of one judged transaction, with what each unknown answer would do to it."""
    scale, greatest = _fixpoint(judgement, policy, unknown_scope, resolved)
    least = _depth(scale, policy, unknown_scope, possible=False)
    branches = dict(_branches(scale, vocabulary))
    # only what stays asked whatever else is answered may lift what counts as known
    sure = [branches[root] for root in scale.asked_alone(least)]
    known = max((min(branch.interval.known for branch in cells) for cells in sure), default=0)
    possible = min((max(branch.interval.possible for branch in cells) for cells in branches.values()), default=3)
    tightened = scale.interval().meet(Interval(known, possible))
    return Weighed(
        interval=tightened,
        severity=(_gravest(scale, possible=False), _gravest(scale, possible=True)),
        indications=(_strongest(scale, possible=False), _strongest(scale, possible=True)),
        depth=least,
        greatest_depth=greatest,
        critical=scale.critical(),
        branches={
            root: tuple(Branch(cell.value, cell.interval.meet(tightened), cell.critical) for cell in cells)
            for root, cells in branches.items()
        },
    )


def _gravest(scale: Scale, *, possible: bool) -> int:
    return max(scale.severity(use, possible=possible) for use in scale.uses)


def _strongest(scale: Scale, *, possible: bool) -> int:
    return max(scale.policy.indications[scale.tally(use, possible=possible)] for use in scale.uses)


def _fixpoint(judgement: Judgement, policy: Policy, unknown_scope: bool, resolved: frozenset[str]) -> tuple[Scale, int]:
    """The greatest depth that any completion calls for: open findings within it may be raised, and call for more."""
    concerned = _concerned(judgement)
    possible = (
        verdict.rule.entry.severity
        for verdict in judgement.severities
        if verdict.truth is not False
        and concerned[verdict.frame.subject.id]
        and isinstance(verdict.rule.entry, SeverityRow)
    )
    greatest = policy.depth_by_severity[max(possible, default=1)]  # what severity alone calls for, at any depth
    while True:
        scale = Scale(judgement, policy, resolved, greatest)
        called = max(greatest, _depth(scale, policy, unknown_scope, possible=True))
        if called == greatest:
            return scale, greatest
        greatest = called


def _depth(scale: Scale, policy: Policy, unknown_scope: bool, *, possible: bool) -> int:
    depth = policy.depth_by_severity[_gravest(scale, possible=possible)]
    if any(max(scale.tally(use, possible=possible)[1:]) >= SERIOUS for use in scale.uses):
        depth = max(depth, policy.depth_of_serious_finding)
    if _state_user_under_repression(scale.judgement, possible=possible):
        depth = max(depth, policy.depth_of_state_user)
    return max(depth, policy.depth_of_unknown_scope) if unknown_scope else depth


_STATE_TIES = frozenset({"government", "state_owned", "controlled", "contracted", "compelled"})
_REPRESSION = frozenset({"serious", "severe"})
DEPTH_CUTS = {"party.government_tie": _STATE_TIES, "country.practice_band": _REPRESSION}
"""Where the depth called for tells the values of a fact apart, beside the conditions that read it."""


def _state_user_under_repression(judgement: Judgement, *, possible: bool) -> bool:
    """Whether an end user tied to the state uses an item where repression is usual; what is unknown may be so."""

    def holds(subject: str, column: str, codes: frozenset[str]) -> bool:
        known = judgement.settled.get((subject, column))
        if known is None:
            return possible
        found = codes.intersection(value for value in known.candidates if isinstance(value, str))
        return bool(found) if possible else len(found) == len(known.candidates)

    return any(
        holds(use.end_user, "party.government_tie", _STATE_TIES)
        and holds(use.country, "country.practice_band", _REPRESSION)
        for use in judgement.gathered.uses
    )


def _branches(scale: Scale, vocabulary: Vocabulary) -> Iterator[tuple[Column, tuple[Branch, ...]]]:
    """For each unknown column that an examined open verdict reads: what each answer would make of the interval."""
    readers: dict[Column, list[tuple[Verdict, list[str]]]] = {}
    for verdict in scale.verdicts:
        if verdict.truth is None:
            for root, columns in verdict.frame.unknown(verdict.rule.columns).items():
                readers.setdefault(root, []).append((verdict, columns))
    unmoved = (scale.interval(), scale.critical())
    for root, found in readers.items():
        if root not in scale.asked:
            continue
        values = cells(root, [verdict for verdict, _ in found], vocabulary)
        yield root, tuple(_answered(scale, value, found, unmoved) for value in values)


def _answered(
    scale: Scale, value: Value, readers: list[tuple[Verdict, list[str]]], unmoved: tuple[Interval, bool]
) -> Branch:
    """Set the columns to one value, count the verdicts that settle, and put everything back."""
    changed: list[tuple[Verdict, Truth]] = []
    for verdict, columns in readers:
        truth = truth_on(verdict.rule, verdict.frame, {**verdict.frame.row, **dict.fromkeys(columns, value)})
        if truth is not None:
            changed.append((verdict, truth))
    if not changed:
        return Branch(value, *unmoved)
    for verdict, truth in changed:
        scale.count(verdict, None, False, -1)
        scale.count(verdict, truth, False, +1)
    branch = Branch(value, scale.interval(), scale.critical())
    for verdict, truth in changed:
        scale.count(verdict, truth, False, -1)
        scale.count(verdict, None, False, +1)
    return branch


def cells(root: Column, readers: list[Verdict], vocabulary: Vocabulary) -> list[Value]:
    """Values that stand for every answer: one for each way the conditions that read the column can tell apart."""
    fact = vocabulary[fact_of(root[1])]
    told_apart = fact.type not in ("boolean", "set")  # by what conditions ask; of the others there are two answers
    read = {
        atom
        for verdict in readers
        for atom in (atoms(verdict.rule.entry.rule) if told_apart else ())
        if not isinstance(atom, Is) and verdict.frame.root(atom.column) == root
    }
    return answers(root[1], read, fact)


def answers(column: str, read: Iterable[Is | In | Compare], fact: FactType) -> list[Value]:
    """Values that stand for every answer to one column, over the parts of conditions that read it."""
    if fact.type in ("boolean", "set"):
        return [True, False]
    if fact.type in ("code", "level"):
        lists = [frozenset(atom.codes) for atom in read if isinstance(atom, In)]
        lists += [DEPTH_CUTS[column]] if column in DEPTH_CUTS else []
        seen: dict[tuple[bool, ...], Value] = {}
        for code in fact.domain:
            seen.setdefault(tuple(code in codes for codes in lists), code)
        return list(seen.values())
    cuts = {atom.literal for atom in read if isinstance(atom, Compare)}
    if fact.type == "date":
        day = timedelta(days=1)
        near = {cut + step for cut in cuts if isinstance(cut, date) for step in (-day, timedelta(), day)}
        return [*sorted(near)]
    numbers = sorted(cut for cut in cuts if isinstance(cut, (int, float)))
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    least, most = fact.minimum, fact.maximum
    found = [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    return [number for number in found if (least is None or number >= least) and (most is None or number <= most)]


def standing_concerns(judgement: Judgement) -> frozenset[str]:
    """Concerns with a flag that is not clear: beside it an interested party's word alone does not clear another."""
    return frozenset(
        verdict.rule.entry.concern
        for verdict in judgement.flags
        if verdict.truth is not False and verdict.rule.entry.concern
    )


def _concerned(judgement: Judgement) -> dict[str, list[int]]:
    """Which uses a finding about a subject bears on: by subject id, indices of uses."""
    gathered = judgement.gathered
    everywhere = list(range(len(gathered.uses)))

    def where(test: str, attribute: str) -> list[int]:
        return [index for index, use in enumerate(gathered.uses) if getattr(use, attribute) == test]

    concerned: dict[str, list[int]] = {}
    for subject in gathered.subjects:
        attribute = {"item": "item", "party": "end_user", "country": "country", "use": "id"}.get(subject.kind)
        found = where(subject.id, attribute) if attribute else everywhere
        # a go-between or a transit country bears on every use; an item that no use names bears on none
        concerned[subject.id] = found or (everywhere if subject.kind in ("party", "country") else found)
    return concerned


def level_after_safeguards(
    judgement: Judgement, policy: Policy, in_place: frozenset[str], resolved: frozenset[str], *, known: int
) -> int:
    """The residual level: a raised flag that an agreed safeguard answers counts one weight lower.

    A critical finding is never mitigated away by paper alone, and severity stays what it is.
    """
    scale = Scale(judgement, policy, resolved, 0)
    for verdict in judgement.flags:
        entry = verdict.rule.entry
        if not isinstance(entry, RedFlag) or verdict.truth is not True or entry.weight == "critical":
            continue
        if verdict.key in resolved or in_place.isdisjoint(entry.safeguards):
            continue
        group, weight = _GROUP[entry.group], _WEIGHT[entry.weight]
        for use in scale.concerned[verdict.frame.subject.id]:
            scale.raised[use][group][weight] -= 1
            scale.raised[use][group][weight - 1] += 1
    return min(known, scale.level(possible=False))
