"""What each answer to what is asked would make of the levels, for many signatures at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duecare.facts import atoms
from duecare.portfolio.judging.batch import At, chosen
from duecare.portfolio.judging.kleene import Atom, Mask
from duecare.portfolio.judging.policy_tables import Codes, Marks, Ranks, Tables, levels_of
from duecare.portfolio.judging.rules import ArrayRule
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.portfolio.judging.worlds import OnFrames

Counts = NDArray[np.int16]


@dataclass(frozen=True)
class Counted:
    """What stands on each signature. effective: where each rule counts as open, None for nowhere; counts: how many open
    rules there are, by cell."""

    greatest: Ranks
    raised: Marks
    open: Marks
    counts: Counts
    effective: Sequence[Mask | None]


@dataclass(frozen=True)
class Asked:
    """A column that is asked. subjects: of which; rows: their signatures; the arrays below are over these.

    answers: what each answer makes of the levels; sure: where it is asked whatever else is answered. surely: the level
    that is known after every answer; at_most: the highest that is possible after some. worst: the highest that is known
    after some; best: the lowest that is possible after some.
    """

    column: str
    subjects: At
    rows: At
    sure: Mask
    answers: Sequence[Codes]
    surely: Ranks
    at_most: Ranks
    worst: Ranks
    best: Ranks


def asked_columns(verdicts: Verdicts, counted: Counted, tables: Tables, least: Ranks) -> Iterator[Asked]:
    """For each column that is asked within the greatest depth: what each answer would make of the levels.

    least: the rank of the depth that is called for in any case, by signature.
    """
    for column in verdicts.needs:
        needed = verdicts.needed(column, counted.greatest)
        subjects = np.flatnonzero(needed)
        if not len(subjects):
            continue
        rows = verdicts.batch.subjects[column.partition(".")[0]].row[subjects]
        sure = verdicts.needed(column, least, alone=True)[subjects]
        answers = list(_Answers(verdicts, counted, tables, column, needed, subjects, rows).each())
        levels = [levels_of(codes) for codes in {id(codes): codes for codes in answers}.values()]
        known, possible = ([level[at] for level in levels] for at in (0, 1))
        yield Asked(
            column, subjects, rows, sure, answers, np.minimum.reduce(known), np.maximum.reduce(possible),
            np.maximum.reduce(known), np.minimum.reduce(possible),
        )  # fmt: skip


@dataclass(frozen=True)
class _Reader:
    """An open rule that reads a column.

    of: for each of its frames the place of the subject among those asked about, None where these are all of them in
    order; counted: where it counts as open; once: whether no subject comes twice.
    """

    rule: ArrayRule
    name: str
    on_frames: OnFrames
    of: At | None
    counted: Mask
    once: bool

    def atoms(self) -> Iterator[Atom]:
        """The atoms of its condition that read the column."""
        return (atom for atom in atoms(self.rule.entry.rule) if atom.column == self.name)

    def subjects(self, mask: Mask, size: int) -> Mask:
        """The subjects of the frames where a mask holds."""
        if self.of is None:
            return mask
        found = np.zeros(size, np.bool_)
        found[self.of[mask]] = True
        return found

    def count(self, mask: Mask, size: int) -> Counts:
        """How many frames where a mask holds each subject has."""
        if self.of is None or self.once:
            return self.subjects(mask, size).view(np.int8).astype(np.int16)
        return np.bincount(self.of[mask], minlength=size).astype(np.int16)


class _Answers:
    """What the answers to one column do to the signatures where it is asked."""

    def __init__(
        self,
        verdicts: Verdicts,
        counted: Counted,
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

    def each(self) -> Iterator[Codes]:
        """What each answer makes of the levels; answers of which all conditions say the same share it."""
        tables = [
            self._columns.table(atom) for atom in dict.fromkeys(atom for one in self._readers for atom in one.atoms())
        ]
        made: dict[tuple[int, ...], Codes] = {}
        for value in self._columns.answers[self._column]:
            number = self._columns.number(self._column, value)
            said = tuple(int(table[number]) for table in tables)
            if said not in made:
                made[said] = self._answered(number)
            yield made[said]

    def _answered(self, number: int) -> Codes:
        """Let the rules that settle count as what they come to, and no longer as open."""
        raised, opened, size = self._raised, self._open, len(self._raised)
        settled: dict[int, Counts] = {}
        for one in self._readers:
            cell, truth = one.rule.cell, one.on_frames.truth(number)
            if cell is None:
                continue
            stands, gone = truth == 1, (truth != 0) & one.counted
            if stands.any():
                raised = raised | (one.subjects(stands, size).astype(np.uint16) << np.uint16(cell))
            count = one.count(gone, size)
            settled[cell] = settled[cell] + count if cell in settled else count
        for cell, count in settled.items():
            last = (count > 0) & (count == self._counts[cell])
            opened = opened & ~(last.astype(np.uint16) << np.uint16(cell))
        codes: Codes = self._tables.known_of.take(raised) | self._tables.possible_of.take(raised | opened)
        return codes


def _readers(verdicts: Verdicts, counted: Counted, column: str, needed: Mask, subjects: At) -> Iterator[_Reader]:
    batch = verdicts.batch
    place = np.zeros(len(needed), np.intp)
    place[subjects] = np.arange(len(subjects))
    for rule, name in verdicts.rules.readers[column]:
        frames, entity = batch.frames[rule.grain], rule.fields[name].entity
        joins = frames.joins[entity]
        at = np.flatnonzero(verdicts.opened[rule.number] & needed[joins])
        if not len(at):
            continue
        effective = counted.effective[rule.number]
        held = np.zeros(len(at), np.bool_) if effective is None else effective[at]
        on_frames = OnFrames(batch, rule, at if len(at) < frames.size else None, answered=name)
        of = place[chosen(joins, at)]
        all_in_order = len(of) == len(subjects) and bool((of == np.arange(len(of))).all())
        yield _Reader(rule, name, on_frames, None if all_in_order else of, held, frames.once(entity))


__all__ = ["Asked", "Counted", "asked_columns"]
