"""A whole book: its subjects looked at once, what differs judged once."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np
from numpy.typing import NDArray

from duecare.facts import vocabulary
from duecare.guidance import Guidance
from duecare.portfolio.book.numbered import Numbered
from duecare.portfolio.judging.alike import Signatures, alike, representatives
from duecare.portfolio.judging.batch import Batch, Piece
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.combined import combined
from duecare.portfolio.judging.layout import Group, Looked
from duecare.portfolio.judging.outcomes import Judge, Outcomes, outcomes_of
from duecare.portfolio.judging.policy_tables import Tables
from duecare.portfolio.judging.processes import DoneBy, Part, done_here
from duecare.portfolio.judging.profiles import Profiles
from duecare.portfolio.judging.rules import RulesInForce
from duecare.portfolio.judging.shape import Shape
from duecare.portfolio.subjects import entities
from duecare.portfolio.subjects.looking import Subject
from duecare.review.judge import rules_in_force
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.portfolio.subjects.looking import Sources

CHUNK: Final = 32_768
"""Outcomes judged at a time: what is at hand then stays small."""


@dataclass(frozen=True)
class Judged:
    """What is said of outcomes that follow each other. first: the number of the first in the whole book."""

    first: int
    size: int
    outcomes: Outcomes


@dataclass(frozen=True)
class Judgement(Generic[Part]):
    """What came of judging. outcome: the number of that of each signature; parts: what is kept of outcomes that follow
    each other, in their order."""

    outcome: NDArray[np.int32]
    parts: list[Part]


@dataclass(frozen=True)
class Signed:
    """A group of rows with the number of the signature of each. unique: profile numbers of the signatures by slot."""

    group: Group
    signature: NDArray[np.int32]
    unique: Mapping[str, NDArray[np.int32]]
    known: NDArray[np.bool_]

    @property
    def shape(self) -> Shape:
        return self.group.shape


def looked_at(book: Numbered, sources: Sources, *, workers: int = 1) -> Looked:
    """Look at every distinct subject of a book once. workers: how many processes."""
    used = _used_codes(book)
    countries = entities.places([{"place.country": code} for code in used], sources)
    placed = [Subject({}), *entities.places(book.places.rows[1:], sources)]
    return Looked(
        [Subject({}), *entities.items(book.items.rows[1:], sources, workers=workers)],
        [Subject({}), *entities.deals(book.deals.rows[1:], sources)],
        [Subject({}), *entities.uses(book.uses.rows[1:], sources)],
        [Subject({}), *entities.parties(book.party_rows[1:], sources, workers=workers)],
        placed,
        dict(zip(used, countries, strict=True)),
    )


def _used_codes(book: Numbered) -> list[str]:
    """Every country that some slot can hold."""
    found: set[int] = set()
    for column in (book.place, book.destination, book.transit):
        found |= set(np.unique(column).tolist())
    found |= set(np.unique(book.seats).tolist())
    return [book.codes[number] for number in sorted(found) if number]


def signed(groups: Iterable[Group]) -> list[Signed]:
    """Groups with their distinct signatures, numbered through the book."""
    found, first = [], 0
    for group in groups:
        known = group.use_code > 0
        rows, of = combined([*(group.ids[slot] for slot in group.shape.slots), known], len(group.at))
        unique = {slot: group.ids[slot][rows] for slot in group.shape.slots}
        found.append(Signed(group, (of + first).astype(np.int32), unique, known[rows]))
        first += len(rows)
    return found


@dataclass(frozen=True, eq=False)
class _Task:
    """Signatures that are judged together, one of each outcome. first: the number of the first outcome; known: whether
    the place of use of each is."""

    first: int
    pieces: Sequence[Piece]
    known: NDArray[np.bool_]


def whole(one: Judged) -> Judged:
    """A part as it was judged."""
    return one


def judged(
    groups: Sequence[Signatures],
    profiles: Mapping[str, Profiles],
    guidance: Guidance,
    policy: Policy,
    law_at: datetime.date,
    *,
    each: Callable[[Any], Part],
    made: Callable[[Judged], Any] = whole,
    workers: int = 1,
    chunk: int = CHUNK,
    done: Callable[[int], Part | None] = lambda first: None,
    advance: Callable[[int, int], None] = lambda done, total: None,
    done_by: DoneBy = done_here,
) -> Judgement[Part]:
    """Judge and weigh every signature; those that nothing tells apart together, part by part.

    Args:
        groups: The signatures by shape.
        profiles: What their numbers stand for.
        guidance: The instruments.
        policy: The house policy.
        law_at: Instruments in force on this day.
        each: What is kept of each part, in a process of this computer that can be another one; `whole` for all of it.
        made: What `each` is given of a part, made where it is judged, which may be on another computer.
        workers: How many processes; with several, they are forked, where the system can.
        chunk: How many outcomes at a time, whatever their shapes.
        done: What is kept of the part that begins with an outcome, where that is there already.
        advance: Told how many outcomes are done, and of how many.
        done_by: Who judges.
    """
    rules = rules_in_force(guidance, law_at)
    columns = Columns(profiles, rules, vocabulary())
    judge = Judge(RulesInForce(rules), guidance, columns, Tables(policy), profiles)
    chosen, outcome = representatives(groups, alike(judge, profiles))
    firsts = [0, *accumulate(len(group.known) for group in chosen)]
    starts = range(0, firsts[-1], chunk)
    found = {start: part for start in starts if (part := done(start)) is not None}
    tasks = [_task(chosen, firsts, start, start + chunk) for start in starts if start not in found]
    for task, part in zip(tasks, done_by(_part, (judge, made), tasks, each, workers), strict=True):
        found[task.first] = part
        advance(task.first + len(task.known), firsts[-1])
    return Judgement(outcome, [found[start] for start in starts])


def _task(groups: Sequence[Signatures], firsts: Sequence[int], start: int, stop: int) -> _Task:
    """firsts: the number of the first outcome of each group, and how many there are in all."""
    pieces, known = [], []
    for number in range(bisect_right(firsts, start) - 1, len(groups)):
        group, first = groups[number], firsts[number]
        if first >= stop:
            break
        part = slice(max(start - first, 0), stop - first)
        if len(group.known[part]):
            pieces.append(Piece(group.shape, {slot: group.unique[slot][part] for slot in group.shape.slots}))
            known.append(group.known[part])
    return _Task(start, pieces, np.concatenate(known))


def _part(work: tuple[Judge, Callable[[Judged], Any]], task: _Task) -> Any:
    judge, made = work
    outcomes = outcomes_of(Batch(task.pieces, judge.columns), judge, task.known)
    return made(Judged(task.first, len(task.known), outcomes))
