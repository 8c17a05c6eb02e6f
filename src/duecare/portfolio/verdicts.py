"""All verdicts of a batch, and what each open rule still needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from duecare.guidance import DEPTHS, LegalStop, RedFlag, SeverityRow
from duecare.portfolio.batch import Batch, Instance, RuleInstance
from duecare.portfolio.kleene import Atom, Mask, Truths, could_be

DEPTH = {name: rank for rank, name in enumerate(DEPTHS)}


class Verdicts:
    """What every rule comes to on every row of a batch.

    truths: for each rule -1 clear, 0 open, 1 raised. told: where a rule is clear on the word of an interested party
    alone; None where it is so nowhere.
    """

    def __init__(self, batch: Batch, rules: Sequence[RuleInstance]) -> None:
        self.batch, self.rules = batch, tuple(rules)
        self.truths: list[Truths] = []
        self.told: list[Mask | None] = []
        for rule in self.rules:
            truth = batch.truth(rule)
            self.truths.append(truth)
            self.told.append(self._told(rule, truth))

    def _told(self, rule: RuleInstance, truth: Truths) -> Mask | None:
        words = [mask for one in rule.roots if (mask := self.batch.interested(one)) is not None]
        if not words:
            return None
        rows = np.flatnonzero((truth == -1) & np.logical_or.reduce(words))
        if not len(rows):
            return None
        found = np.zeros(self.batch.rows, np.bool_)
        found[rows] = self.batch.truth(rule, rows, told=False) != -1
        return found if found.any() else None

    @cached_property
    def flags(self) -> tuple[int, ...]:
        return self._of(RedFlag)

    @cached_property
    def severities(self) -> tuple[int, ...]:
        return self._of(SeverityRow)

    @cached_property
    def stops(self) -> tuple[int, ...]:
        return self._of(LegalStop)

    @cached_property
    def weighed(self) -> tuple[int, ...]:
        """Red flags and severity rows, by place in `rules`."""
        return (*self.flags, *self.severities)

    def _of(self, kind: type) -> tuple[int, ...]:
        return tuple(at for at, rule in enumerate(self.rules) if isinstance(rule.entry, kind))

    def depth(self, at: int) -> int:
        """The rank of the depth that a rule belongs to; severity is always looked at."""
        entry = self.rules[at].entry
        return DEPTH[entry.depth] if isinstance(entry, RedFlag) else 0

    @cached_property
    def standing(self) -> dict[str, Mask]:
        """For each concern where a flag of it is not clear."""
        found: dict[str, Mask] = {}
        for at in self.flags:
            entry = self.rules[at].entry
            if isinstance(entry, RedFlag) and entry.concern:
                here = self.truths[at] != -1
                found[entry.concern] = found[entry.concern] | here if entry.concern in found else here
        return found

    @cached_property
    def needs(self) -> tuple[dict[Instance, list[Mask]], dict[Instance, list[Mask]]]:
        """For each column, by depth 0 to 2: where an open rule of that depth or a lesser one needs it; where one needs
        nothing else."""
        asked: dict[Instance, list[Mask]] = {}
        alone: dict[Instance, list[Mask]] = {}
        for at in self.weighed:
            opened = self.truths[at] == 0
            if not opened.any():
                continue
            missing = {one: self.batch.unknown(one) & opened for one in self.rules[at].roots}
            count = np.sum(list(missing.values()), axis=0, dtype=np.int8)
            for one, mask in missing.items():
                if not mask.any():
                    continue
                for held, added in ((asked, mask), (alone, mask & (count == 1))):
                    if one not in held:
                        held[one] = [np.zeros(self.batch.rows, np.bool_) for _ in DEPTHS]
                    for depth in range(self.depth(at), len(DEPTHS)):
                        held[one][depth] |= added
        return asked, alone

    def reached(self, at: int, depth: int) -> Mask | None:
        """Where an open flag beyond a depth could be raised by answers to what is asked within it; None for nowhere."""
        if self.depth(at) <= depth:
            return None
        opened = self.truths[at] == 0
        if not opened.any():
            return None
        rule, batch, asked = self.rules[at], self.batch, self.needs[0]
        free: dict[Instance, Mask] = {}
        for one in rule.roots:
            if one in asked:
                free[one] = asked[one][depth] & batch.unknown(one)
        some = np.logical_or.reduce([opened & mask for mask in free.values()]) if free else None
        if some is None or not some.any():
            return None

        def atom(part: Atom) -> tuple[Mask, Mask]:
            one = rule.instances[part.column]
            said = batch.columns.table(part)[batch.codes(one)]
            may = free.get(one)
            several = batch.several(one)
            if several is not None:
                may = several if may is None else may | several
            if may is None:
                return said == 1, said == -1
            return (said == 1) | may, (said == -1) | may

        found = some & could_be(rule.entry.rule, atom)[0]
        return found if found.any() else None
