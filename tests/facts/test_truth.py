"""Three-valued truth after Kleene."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duecare.facts import Truth, all_of, any_of, negation

TRUTHS = st.sampled_from([True, False, None])
ORDER: dict[Truth, int] = {False: 0, None: 1, True: 2}


@given(st.lists(TRUTHS))
def test_and_is_the_least_of_its_parts_with_unknown_between_false_and_true(values: list[Truth]) -> None:
    assert all_of(values) is min(values, key=lambda value: ORDER[value], default=True)


@given(st.lists(TRUTHS))
def test_or_is_the_greatest_of_its_parts(values: list[Truth]) -> None:
    assert any_of(values) is max(values, key=lambda value: ORDER[value], default=False)


@given(st.lists(TRUTHS))
def test_de_morgan_holds_with_unknowns(values: list[Truth]) -> None:
    assert negation(all_of(values)) is any_of(map(negation, values))


@given(TRUTHS)
def test_negation_twice_is_where_it_began_and_unknown_stays_unknown(value: Truth) -> None:
    assert negation(negation(value)) is value
    assert negation(None) is None


@given(st.lists(TRUTHS, min_size=1), st.data())
def test_learning_one_part_never_turns_what_was_settled(values: list[Truth], data: st.DataObject) -> None:
    learned = [data.draw(st.booleans()) if value is None and data.draw(st.booleans()) else value for value in values]
    for join in (all_of, any_of):
        assert join(values) in (None, join(learned))


def test_excluded_middle_does_not_hold_of_the_unknown() -> None:
    assert any_of([None, negation(None)]) is None
