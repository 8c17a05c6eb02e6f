"""Slots, and the frames that signatures of any shapes make when they are laid side by side."""

from __future__ import annotations

import numpy as np
import pytest
from random_rules import made_flag, made_guidance
from wide_rows import DAY

from duecare.facts import vocabulary
from duecare.facts.condition import Is
from duecare.guidance import GuidanceError, load_guidance
from duecare.portfolio.book.columns import PARTIES
from duecare.portfolio.judging.batch import Batch, Frames, Piece
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.place import new_profiles
from duecare.portfolio.judging.rules import JOINED, RulesInForce
from duecare.portfolio.judging.shape import KINDS, SLOTS, Shape, stored_column
from duecare.review.judge import rules_in_force

ALONE = Shape(("C0",), (True,), 1)
THREE = Shape(("C0", "S1", "S1", "?3"), (True, True, True, False), 2)


def batch(*pieces: tuple[Shape, int]) -> Batch:
    """Signatures of some shapes, of each so many; the profile of a subject tells piece, slot and row apart."""
    made = []
    for number, (shape, rows) in enumerate(pieces):
        ids = {
            slot: (1000 * number + 100 * at + np.arange(rows)).astype(np.int32) for at, slot in enumerate(shape.slots)
        }
        made.append(Piece(shape, ids))
    return Batch(made, Columns(new_profiles(), (), vocabulary()))


def read(one: Batch, frames: Frames, entity: str) -> list[int]:
    """The profile that each frame reads as an entity."""
    kind = "party" if entity == "end_user" else entity
    return one.subjects[kind].profile[frames.joins[entity]].tolist()


def rows_of(one: Batch, frames: Frames) -> list[int]:
    return np.arange(one.rows)[frames.row].tolist()


def test_the_slots_of_a_shape_stand_in_order_and_once() -> None:
    assert ALONE.slots == ("T", "I", "U", "P0", "C0")
    assert THREE.slots == ("T", "I", "U", "P0", "P1", "P2", "P3", "C0", "C1", "S1", "?3")


def test_there_is_a_slot_for_every_party_that_a_row_can_name() -> None:
    parties = len(PARTIES)
    most = Shape(tuple(f"S{at}" for at in range(parties)), (True,) * parties, 3)
    unknown = Shape(tuple(f"?{at}" for at in range(parties)), (True,) * parties, 3)
    assert set(most.slots) | set(unknown.slots) <= set(SLOTS)
    assert all(slot[0] in KINDS for slot in SLOTS)


def test_a_column_of_the_end_user_is_kept_with_the_parties() -> None:
    assert stored_column("end_user.role#end_user") == "party.role#end_user"
    assert stored_column("country.practice_band") == "country.practice_band"


def test_the_use_joins_item_end_user_and_place_whatever_the_shapes() -> None:
    one = batch((ALONE, 2), (THREE, 1), (ALONE, 1))
    use = one.frames["use"]
    assert set(use.joins) == set(JOINED["use"])
    assert rows_of(one, use) == [0, 1, 2, 3]
    assert read(one, use, "item") == [100, 101, 1100, 2100]
    assert read(one, use, "end_user") == [300, 301, 1300, 2300]
    assert read(one, use, "country") == [400, 401, 1700, 2400]


def test_a_party_is_read_with_its_seat_and_an_exporter_alone_is_not_judged() -> None:
    one = batch((ALONE, 1), (THREE, 2))
    frames = one.frames["party"]
    assert sorted(zip(rows_of(one, frames), read(one, frames, "party"), read(one, frames, "country"), strict=True)) == [
        (0, 300, 400),
        (1, 1300, 1700), (1, 1400, 1900), (1, 1500, 1900),
        (2, 1301, 1701), (2, 1401, 1901), (2, 1501, 1901),
    ]  # fmt: skip
    assert [SLOTS[slot] for slot in frames.slot[[0, -1]]] == ["P0", "P2"]


def test_places_are_judged_and_seats_apart_are_not() -> None:
    one = batch((ALONE, 1), (THREE, 1))
    frames = one.frames["country"]
    assert list(zip(rows_of(one, frames), read(one, frames, "country"), strict=True)) == [
        (0, 400),
        (1, 1700),
        (1, 1800),
    ]
    assert [SLOTS[slot] for slot in frames.slot] == ["C0", "C0", "C1"]


def test_every_rule_that_is_shipped_reads_what_its_frames_join() -> None:
    rules = rules_in_force(load_guidance(), DAY)
    assert len(RulesInForce(rules).all) == len(rules)


def test_a_rule_that_reads_what_its_subject_does_not_have_is_refused() -> None:
    wrong = made_guidance([made_flag("wrong", Is("party.opaque"), subject="country")])
    with pytest.raises(GuidanceError, match=r"A/wrong: its subject is 'country', which has no party\.opaque"):
        RulesInForce(rules_in_force(wrong, DAY))
