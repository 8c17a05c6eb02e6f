"""What judging cannot tell apart is judged once; what it can is not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duecare.facts import atoms, compile_condition, vocabulary
from duecare.guidance import load_guidance
from duecare.portfolio.judging.alike import Representatives, alike, representatives
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.place import new_profiles
from duecare.portfolio.judging.shape import KINDS, Shape, stored_column
from duecare.review.evidence import Settled
from duecare.review.judge import rules_in_force

ONE = Shape(("C0",), (True,), 1)
TWO = Shape(("C0", "C0"), (True, False), 1)


@dataclass(frozen=True)
class Seen:
    """What is seen of profiles: a number each, by kind."""

    by_kind: Mapping[str, list[int]]

    def seen(self, kind: str) -> Iterator[np.ndarray]:
        yield np.array(self.by_kind[kind])


@st.composite
def books(draw: st.DrawFn) -> tuple[Seen, list[Representatives]]:
    sizes = {kind: draw(st.integers(1, 4)) for kind in set(KINDS.values())}
    seen = Seen({kind: draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)) for kind, size in sizes.items()})
    groups = []
    for shape in draw(st.lists(st.sampled_from([ONE, TWO]), max_size=4)):
        rows = draw(st.integers(1, 6))
        unique = {
            slot: np.array(draw(st.lists(st.integers(0, sizes[KINDS[slot[0]]] - 1), min_size=rows, max_size=rows)),
                           np.int32)
            for slot in shape.slots
        }  # fmt: skip
        known = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
        groups.append(Representatives(shape, unique, known))
    return seen, groups


@given(case=books())
def test_signatures_have_one_outcome_where_all_that_is_seen_of_them_is_the_same(
    case: tuple[Seen, list[Representatives]],
) -> None:
    seen, groups = case
    chosen, outcome = representatives(groups, alike(seen, seen.by_kind))

    def said(group: Representatives, row: int) -> tuple[object, ...]:
        numbers = (seen.by_kind[KINDS[slot[0]]][group.unique[slot][row]] for slot in group.shape.slots)
        return (group.shape, bool(group.known[row]), *numbers)

    every = [said(group, row) for group in groups for row in range(len(group.known))]
    ours = [said(group, row) for group in chosen for row in range(len(group.known))]
    assert len(set(ours)) == len(ours)
    assert [ours[number] for number in outcome] == every
    assert len({one.shape for one in chosen}) == len(chosen)


COLUMN = "party.kind"


def test_profiles_are_alike_where_every_atom_says_the_same_of_them_and_the_same_people_say_it() -> None:
    rules = rules_in_force(load_guidance(), datetime.date(2026, 11, 26))
    read = {atom for rule in rules for atom in atoms(rule.entry.rule) if stored_column(atom.column) == COLUMN}
    profiles = new_profiles()
    known = [Settled((value,), word) for value in vocabulary()[COLUMN].domain for word in (False, True)]
    known.append(Settled(tuple(vocabulary()[COLUMN].domain[:2])))
    numbers = [profiles["party"].number({COLUMN: one}) for one in known]

    def said(one: Settled) -> tuple[object, ...]:
        each = tuple(tuple(compile_condition(atom)({atom.column: value}) for value in one.candidates) for atom in read)
        return (each if len(one.candidates) == 1 else one.candidates), one.interested_only

    same = alike(Columns(profiles, rules, vocabulary()), profiles)["party"].of
    assert same[0] not in same[numbers]  # of which nothing is known
    for one, number in zip(known, numbers, strict=True):
        for other, beside in zip(known, numbers, strict=True):
            assert (same[number] == same[beside]) == (said(one) == said(other)), (one, other)
    assert len(set(same[numbers].tolist())) < len(numbers)
