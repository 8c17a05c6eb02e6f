"""All verdicts of a batch, and what each open rule still needs."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from duecare.guidance import DEPTHS
from duecare.portfolio.judging.batch import Batch, Places, chosen, mark
from duecare.portfolio.judging.kleene import Atom, Mask, Truths, any_of, could_be
from duecare.portfolio.judging.rules import ArrayRule, RulesInForce
from duecare.portfolio.judging.worlds import OnFrames

Needs = NDArray[np.int8]
"""By subject the rank of the least depth at which an open rule needs a column; beyond all depths for never."""


class Verdicts:
    """What every rule comes to on every frame of a batch.

    truths: for each rule -1 clear, 0 open, 1 raised. told: where a rule is clear on the word of an interested party
    alone; None where it is so nowhere.
    """

    def __init__(self, batch: Batch, rules: RulesInForce) -> None:
        self.batch, self.rules = batch, rules
        self.truths: list[Truths] = [OnFrames(batch, rule).truth() for rule in rules.all]
        self.told: list[Mask | None] = [self._told(rule) for rule in rules.all]
        self.opened: list[Mask] = [truth == 0 for truth in self.truths]

    def _told(self, rule: ArrayRule) -> Mask | None:
        words = [
            mask for field in rule.fields.values() if (mask := self.batch.interested(rule.grain, field)) is not None
        ]
        if not words:
            return None
        truth = self.truths[rule.number]
        at = np.flatnonzero((truth == -1) & any_of(words))
        if not len(at):
            return None
        found = np.zeros(len(truth), np.bool_)
        found[at] = OnFrames(self.batch, rule, at, told=False).truth() != -1
        return found if found.any() else None

    @cached_property
    def standing(self) -> dict[str, Mask]:
        """For each concern the signatures where a flag of it is not clear."""
        found: dict[str, Mask] = {}
        for rule in self.rules.flags:
            concern = rule.entry.concern
            if concern:
                here = found.setdefault(concern, np.zeros(self.batch.rows, np.bool_))
                mark(here, self.batch.frames[rule.grain].row, self.truths[rule.number] != -1)
        return found

    def uncleared(self, rule: ArrayRule, greatest: NDArray[np.int8]) -> Mask | None:
        """Where a rule is clear on an interested party's word that does not clear it; None for nowhere.

        Args:
            rule: The rule.
            greatest: The rank of the greatest depth called for, by signature.
        """
        told = self.told[rule.number]
        if told is None:
            return None
        holds = greatest > 0
        if rule.entry.concern and rule.entry.concern in self.standing:
            holds = holds | self.standing[rule.entry.concern]
        return told & holds[self.batch.frames[rule.grain].row]

    @cached_property
    def needs(self) -> dict[str, tuple[Needs, Needs]]:
        """For each column how deep it is needed, by any open rule and by one that needs nothing else."""
        found: dict[str, tuple[Needs, Needs]] = {}
        for rule in sorted(self.rules.weighed, key=lambda one: -one.depth):  # the least depth is written last
            opened = self.opened[rule.number]
            if not opened.any():
                continue
            missing = {}
            for field in rule.fields.values():
                unknown = self.batch.unknown(rule.grain, field)
                if unknown is not None and (mask := unknown & opened).any():
                    missing[field] = mask
            count = np.sum(list(missing.values()), axis=0, dtype=np.int8) if len(missing) > 1 else 1
            for field, mask in missing.items():
                if field.column not in found:
                    size = len(self.batch.profiles(field.column))
                    found[field.column] = (_never(size), _never(size))
                some, alone = found[field.column]
                places = self.batch.frames[rule.grain].joins[field.entity]
                _lower(some, places, mask, rule.depth)
                _lower(alone, places, mask & (count == 1), rule.depth)
        return found

    def needed(self, column: str, depth: NDArray[np.int8], *, alone: bool = False) -> Mask:
        """Which subjects' column an open rule needs.

        Args:
            column: A column that is needed somewhere.
            depth: The rank of the depth up to which rules count, by signature.
            alone: Count only rules that need nothing else.
        """
        found: Mask = self.needs[column][alone] <= depth[self.batch.subjects[column.partition(".")[0]].row]
        return found

    def reached(self, rule: ArrayRule, beyond: Mask, asked: dict[str, Mask]) -> Mask | None:
        """Where an open flag beyond the depth could be raised by answers to what is asked; None for nowhere.

        Args:
            rule: The flag.
            beyond: The frames where it is open and beyond the depth.
            asked: By column, the subjects of which it is asked.
        """
        batch, grain = self.batch, rule.grain
        at = np.flatnonzero(beyond)
        free: dict[str, Mask] = {}
        for name, field in rule.fields.items():
            unknown = batch.unknown(grain, field)
            if unknown is not None and field.column in asked:
                subjects = chosen(batch.frames[grain].joins[field.entity], at)
                free[name] = unknown[at] & asked[field.column][subjects]
        some = any_of(list(free.values())) if free else None
        if some is None or not some.any():
            return None

        def atom(part: Atom) -> tuple[Mask, Mask]:
            field = rule.fields[part.column]
            said = batch.said(grain, part, field)
            here = np.full(len(at), said, np.int8) if isinstance(said, int) else said[at]
            yes, no = here == 1, here == -1
            for may in (free.get(part.column), _taken(batch.several(grain, field), at)):
                if may is not None:
                    yes, no = yes | may, no | may
            return yes, no

        found = np.zeros(len(beyond), np.bool_)
        found[at] = some & could_be(rule.entry.rule, atom)[0]
        return found if found.any() else None


def _never(size: int) -> Needs:
    return np.full(size, len(DEPTHS), np.int8)


def _lower(needs: Needs, places: Places, mask: Mask, depth: int) -> None:
    """Write a depth where a mask holds."""
    if isinstance(places, slice):
        needs[places][mask] = depth
    else:
        needs[places[mask]] = depth


def _taken(mask: Mask | None, at: NDArray[np.intp]) -> Mask | None:
    return None if mask is None else mask[at]
