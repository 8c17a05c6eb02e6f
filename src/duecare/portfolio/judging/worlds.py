"""One rule on some frames of a batch, over candidate worlds: as `duecare.review.judge.truth_on`, for many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.judging.batch import At, Batch, chosen
from duecare.portfolio.judging.coding import Codes
from duecare.portfolio.judging.kleene import Atom, Mask, Truths, any_of, truths
from duecare.portfolio.judging.rules import ArrayRule
from duecare.review.evidence import MOST_CANDIDATES


@dataclass(frozen=True, eq=False)
class _Worlds:
    """The candidate worlds of the frames where sources differ, one after the other.

    at: places among the frames looked at; starts: of the first world of each; of: for each world the place of its frame
    in `at`; codes: the numbers of the values that differ, by the name of the column.
    """

    at: At
    starts: At
    of: At
    codes: dict[str, Codes]


class OnFrames:
    """What a rule comes to on some frames, the same in every candidate world or unknown.

    Made once, it is quick to ask again with another answer in the place of what is unknown.
    """

    def __init__(
        self, batch: Batch, rule: ArrayRule, at: At | None = None, *, answered: str | None = None, told: bool = True
    ) -> None:
        """Take a rule on some frames.

        Args:
            batch: The signatures.
            rule: The rule.
            at: Places of frames of its grain; all of them if not given.
            answered: A column of its condition, unknown on all of these frames, that answers are put in for.
            told: Whether the word of an interested party counts.
        """
        self._batch, self._rule, self._at, self._answered, self._told = batch, rule, at, answered, told
        self._size = batch.frames[rule.grain].size if at is None else len(at)
        self._said: dict[Atom, Truths | int] = {}
        self._said_in_worlds: dict[Atom, Truths | int] = {}
        self._worlds = self._candidates()

    def truth(self, number: int = 0) -> Truths:
        """What it comes to with a value, by its number, in the place of the answered column."""
        condition = self._rule.entry.rule
        found = truths(condition, lambda atom: self._atom(atom, number))
        whole = np.full(self._size, found, np.int8) if isinstance(found, int) else found
        worlds = self._worlds
        if worlds is None:
            return whole
        within = truths(condition, lambda atom: self._atom_in_worlds(atom, number, worlds))
        if isinstance(within, int):
            same = np.full(len(worlds.at), within, np.int8)
        else:
            low, high = np.minimum.reduceat(within, worlds.starts), np.maximum.reduceat(within, worlds.starts)
            same = np.where(low == high, low, np.int8(0))
            if self._rule.stands_in_any_world:
                same = np.where(high == 1, np.int8(1), same)
        whole = whole.copy()
        whole[worlds.at] = same
        return whole

    def _atom(self, atom: Atom, number: int) -> Truths | int:
        if atom.column == self._answered:
            return int(self._batch.columns.table(atom)[number])
        if atom not in self._said:
            self._said[atom] = self._looked_up(atom)
        return self._said[atom]

    def _looked_up(self, atom: Atom) -> Truths | int:
        grain, field = self._rule.grain, self._rule.fields[atom.column]
        said = self._batch.said(grain, atom, field)
        word = None if self._told else self._batch.interested(grain, field)
        if word is not None:
            said = np.where(word, np.int8(0), said).astype(np.int8)
        if isinstance(said, int) or self._at is None:
            return said
        return said[self._at]

    def _atom_in_worlds(self, atom: Atom, number: int, worlds: _Worlds) -> Truths | int:
        if atom.column not in worlds.codes:
            said = self._atom(atom, number)
            return said if isinstance(said, int) else said[worlds.at][worlds.of]
        if atom not in self._said_in_worlds:
            self._said_in_worlds[atom] = self._batch.columns.table(atom)[worlds.codes[atom.column]]
        return self._said_in_worlds[atom]

    def _candidates(self) -> _Worlds | None:
        """The candidate worlds; of frames with more than are looked at, none."""
        masks = {name: mask for name in self._rule.fields if (mask := self._differing(name)) is not None}
        if not masks:
            return None
        at = np.flatnonzero(any_of(list(masks.values())))
        held = {name: self._options(name, at, mask[at]) for name, mask in masks.items()}
        total = np.prod([worlds for _, worlds in held.values()], axis=0, dtype=np.float64)
        few = total <= MOST_CANDIDATES
        at, total = at[few], total[few].astype(np.intp)
        if not len(at):
            return None
        of = np.repeat(np.arange(len(at), dtype=np.intp), total)
        starts = (np.cumsum(total) - total).astype(np.intp)
        codes, number = {}, np.arange(len(of)) - starts[of]
        for name, (options, worlds) in held.items():
            count = worlds[few][of]
            codes[name] = options[few][of, number % count]
            number //= count
        return _Worlds(at, starts, of, codes)

    def _differing(self, name: str) -> Mask | None:
        """On which of these frames sources differ over a column; None where they do nowhere."""
        grain, field = self._rule.grain, self._rule.fields[name]
        mask = None if name == self._answered else self._batch.several(grain, field)
        if mask is None:
            return None
        word = None if self._told else self._batch.interested(grain, field)
        mask = mask if word is None else mask & ~word
        mask = mask if self._at is None else mask[self._at]
        return mask if mask.any() else None

    def _options(self, name: str, at: At, differ: Mask) -> tuple[Codes, NDArray[np.int64]]:
        """The numbers of the values that a column can have on some of these frames, and how many there are."""
        field, batch = self._rule.fields[name], self._batch
        frames = at if self._at is None else self._at[at]
        subjects = chosen(batch.frames[self._rule.grain].joins[field.entity], frames)
        column, profiles = batch.columns.coded(field.column), batch.profiles(field.column)[subjects]
        options, worlds = column.options[profiles], np.where(differ, column.worlds[profiles], 1)
        word = None if self._told else batch.interested(self._rule.grain, field)
        if word is not None:
            options[word[frames]] = 0  # what only an interested party says, is not said here
        return options, worlds
