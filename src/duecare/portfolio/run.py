"""A whole book reviewed: its subjects looked at once, its signatures judged once, the result written as tables."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.facts import vocabulary
from duecare.guidance import Guidance
from duecare.portfolio import entities
from duecare.portfolio.batch import Batch, Columns, instances_of
from duecare.portfolio.layout import Group, Looked, laid_out
from duecare.portfolio.numbered import Numbered
from duecare.portfolio.outcome import Judge, Outcome, applies_to, outcome_of
from duecare.portfolio.place import new_profiles
from duecare.portfolio.profiles import Profiles
from duecare.portfolio.weigh import Tables
from duecare.review.judge import rules_in_force
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.portfolio.entities import Sources

CHUNK: Final = 16_384
"""Signatures judged at a time: what is at hand then stays small."""

SLOTS: Final = ("T", "I", "U", *(f"{kind}{at}" for kind in "PCS?" for at in range(12)))


@dataclass(frozen=True)
class Judged:
    """Signatures of one shape and what is said of them. first: the number of the first of them in the whole book."""

    first: int
    size: int
    outcome: Outcome


@dataclass(frozen=True)
class Signed:
    """A group of rows with the number of the signature of each. unique: profile numbers of the signatures by slot."""

    group: Group
    signature: NDArray[np.int32]
    unique: Mapping[str, NDArray[np.int32]]
    known: NDArray[np.bool_]


def looked_at(book: Numbered, sources: Sources) -> Looked:
    """Look at every distinct subject of a book once."""
    used = _used_codes(book)
    countries = entities.places([{"place.country": code} for code in used], sources)
    placed = [entities.Subject({}), *entities.places(book.places.rows[1:], sources)]
    return Looked(
        [entities.Subject({}), *entities.items(book.items.rows[1:], sources)],
        [entities.Subject({}), *entities.deals(book.deals.rows[1:], sources)],
        [entities.Subject({}), *entities.uses(book.uses.rows[1:], sources)],
        [entities.Subject({}), *entities.parties(book.party_rows[1:], sources)],
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
        slots = group.shape.slots
        inverse = np.zeros(len(group.at), np.int64)
        for slot in slots:
            size = int(group.ids[slot].max(initial=0)) + 1
            _, inverse = np.unique(inverse * size + group.ids[slot], return_inverse=True)
        known_here = group.use_code > 0
        _, inverse = np.unique(inverse * 2 + known_here, return_inverse=True)
        _, representative = np.unique(inverse, return_index=True)
        unique = {slot: group.ids[slot][representative] for slot in slots}
        found.append(Signed(group, (inverse + first).astype(np.int32), unique, known_here[representative]))
        first += len(representative)
    return found


@dataclass
class Work:
    """What judging needs, set once before processes are forked."""

    judge: Judge
    guidance: Guidance
    law_at: datetime.date
    signed: Sequence[Signed]


_WORK: list[Work] = []


def judged(
    groups: Sequence[Signed],
    profiles: Mapping[str, Profiles],
    guidance: Guidance,
    policy: Policy,
    law_at: datetime.date,
    *,
    workers: int = 1,
    advance: Callable[[int], None] | None = None,
) -> list[Judged]:
    """Judge and weigh every signature, in the order of their numbers.

    Args:
        groups: The signatures by shape.
        profiles: What their numbers stand for.
        guidance: The instruments.
        policy: The house policy.
        law_at: Instruments in force on this day.
        workers: How many processes; with several, they are forked.
        advance: Told how many signatures are done.
    """
    rules = rules_in_force(guidance, law_at)
    judge = Judge(
        Columns(profiles, rules, vocabulary()),
        Tables(policy),
        profiles,
        {rule.entry.id: at for at, rule in enumerate(rules)},
        {slot: at for at, slot in enumerate(SLOTS)},
        applies_to(profiles["transaction"], guidance),
    )
    tasks, first = [], 0
    for number, group in enumerate(groups):
        size = len(group.known)
        tasks += [(number, start, min(start + CHUNK, size), first + start) for start in range(0, size, CHUNK)]
        first += size
    _WORK[:] = [Work(judge, guidance, law_at, groups)]
    found, done = [], 0
    try:
        if workers > 1 and len(tasks) > 1:
            with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
                for one in pool.map(_judged, tasks):
                    found.append(one)
                    done += one.size
                    if advance:
                        advance(done)
        else:
            for task in tasks:
                found.append(_judged(task))
                done += found[-1].size
                if advance:
                    advance(done)
    finally:
        _WORK.clear()
    return found


def _judged(task: tuple[int, int, int, int]) -> Judged:
    number, start, stop, first = task
    (work,) = _WORK
    group = work.signed[number]
    shape = group.group.shape
    ids = {slot: group.unique[slot][start:stop] for slot in shape.slots}
    batch = Batch(shape, ids, work.judge.columns, stop - start)
    rules = instances_of(shape, work.guidance, work.law_at)
    outcome = outcome_of(batch, rules, work.judge, group.known[start:stop])
    return Judged(first, stop - start, outcome)


def reviewed(
    book: Numbered,
    sources: Sources,
    guidance: Guidance,
    policy: Policy,
    *,
    workers: int = 1,
) -> tuple[Looked, dict[str, Profiles], list[Signed], list[Judged]]:
    """A numbered book from its subjects to what is said of every signature."""
    looked = looked_at(book, sources)
    profiles = new_profiles()
    groups = signed(laid_out(book, looked, profiles))
    found = judged(groups, profiles, guidance, policy, sources.law_at, workers=workers)
    return looked, profiles, groups, found


__all__: list[Any] = ["CHUNK", "SLOTS", "Judged", "Signed", "judged", "looked_at", "reviewed", "signed"]
