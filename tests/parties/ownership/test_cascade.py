"""Who is caught by its owners agrees with the rules written down plainly, on every graph that chance comes up with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from slow_ownership import LAW_AT, TESTS, Case, Edge, cases, certain, completions, graph_of, possible

from duecare.parties.ownership import Ownership, cascade, ownership_of


def judged(case: Case) -> Ownership:
    return ownership_of(graph_of(case), (), LAW_AT)


def caught(result: Ownership, regime: str, *, certainly: bool) -> set[str]:
    one = result.judged[regime]
    which = one.certain if certainly else one.possible
    return {party.id for party, inside in zip(result.graph.parties, which, strict=False) if inside}


@settings(max_examples=250, deadline=None)
@given(cases())
def test_the_program_catches_whom_the_rules_catch(case: Case) -> None:
    """Certainly and possibly, under every regime, with circles, ranges, unknowns, votes, control and joint holdings."""
    result = judged(case)
    for regime in TESTS:
        assert caught(result, regime, certainly=True) == certain(case, regime), regime
        assert caught(result, regime, certainly=False) == possible(case, regime), regime


@pytest.mark.parametrize("knob", ["_ROUNDS", "_CELLS"])
@settings(max_examples=40, deadline=None)
@given(cases())
def test_it_is_the_same_party_by_party_and_one_listed_person_at_a_time(knob: str, case: Case) -> None:
    """As large graphs with long chains or many listed persons are followed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cascade, knob, 0)
        result = judged(case)
    for regime in TESTS:
        assert caught(result, regime, certainly=True) == certain(case, regime), regime
        assert caught(result, regime, certainly=False) == possible(case, regime), regime


@settings(max_examples=50, deadline=None)
@given(cases(parties=4, edges=5, kinds=("shares", "shares", "control", "influence"), joint=False))
def test_possible_is_what_some_completion_of_the_unknowns_catches_and_certain_what_all_do(case: Case) -> None:
    """Neither is a guess: for who is possibly caught there are values that catch it, for others there are none."""
    assume(sum(edge.low < edge.high for edge in case.edges if edge.kind == "shares") <= 4)
    result = judged(case)
    every: dict[str, set[str]] = {regime: set(case.parties) for regime in TESTS}
    some: dict[str, set[str]] = {regime: set() for regime in TESTS}
    for filled in completions(case):
        for regime in TESTS:
            inside = certain(filled, regime)
            every[regime] &= inside
            some[regime] |= inside
    for regime in TESTS:
        assert caught(result, regime, certainly=True) == every[regime]
        assert caught(result, regime, certainly=False) == some[regime]


@settings(max_examples=50, deadline=None)
@given(cases(), st.data())
def test_another_listing_never_frees_anybody(case: Case, data: st.DataObject) -> None:
    """Under no regime, certainly or possibly."""
    assume(case.parties)
    more = replace(case, listed=case.listed | {data.draw(st.sampled_from(case.parties))})
    before, after = judged(case), judged(replace(more, perhaps=more.perhaps - more.listed))
    for regime in TESTS:
        for certainly in (True, False):
            now = caught(after, regime, certainly=certainly)
            assert caught(before, regime, certainly=certainly) <= now


@settings(max_examples=50, deadline=None)
@given(cases(), st.data())
def test_another_holding_never_frees_anybody_who_is_certainly_caught(case: Case, data: st.DataObject) -> None:
    """It can end a possibility: what one holds for certain, another cannot."""
    assume(case.parties)
    owner, owned = data.draw(st.sampled_from(case.parties)), data.draw(st.sampled_from(case.parties))
    assume(owner != owned)
    room = 100 - sum(edge.low for edge in case.edges if edge.owned == owned and edge.kind == "shares")
    low = data.draw(st.integers(0, room))
    assume(not any((e.owner, e.owned, e.kind, e.joint) == (owner, owned, "shares", None) for e in case.edges))
    # Votes alone leave the shares unknown; a holder's own figure is then knowledge, not another holding.
    assume(not any((e.owner, e.owned, e.kind) == (owner, owned, "voting") for e in case.edges))
    more = replace(case, edges=(*case.edges, Edge(owner, owned, "shares", low, data.draw(st.integers(low, 100)))))
    before, after = judged(case), judged(more)
    for regime in TESTS:
        assert caught(before, regime, certainly=True) <= caught(after, regime, certainly=True)
        if low == 0:
            assert caught(before, regime, certainly=False) <= caught(after, regime, certainly=False)


@settings(max_examples=50, deadline=None)
@given(cases())
def test_the_bounds_lie_within_each_other(case: Case) -> None:
    """Who is certainly caught possibly is, and silence hides no less than the stated unknowns do."""
    result = judged(case)
    for regime, one in result.judged.items():
        assert (one.certain <= one.possible).all(), regime
        assert (one.possible <= one.silence)[: len(case.parties)].all(), regime
        assert (one.least <= one.most).all(), regime


@settings(max_examples=40, deadline=None)
@given(cases(joint=False), st.data())
def test_learning_a_share_never_turns_an_answer_into_its_opposite(case: Case, data: st.DataObject) -> None:
    """Once certain or clear, always so: a figure within its range only settles what was possible."""
    open_edges = [edge for edge in case.edges if edge.low < edge.high and edge.kind in ("shares", "voting")]
    assume(open_edges)
    edge = data.draw(st.sampled_from(open_edges))
    taken = sum(one.low for one in case.edges if (one.owned, one.kind) == (edge.owned, edge.kind)) - edge.low
    assume(100 - taken >= edge.low)
    known = data.draw(st.integers(edge.low, min(edge.high, 100 - taken)))
    learnt = replace(case, edges=tuple(replace(e, low=known, high=known) if e is edge else e for e in case.edges))
    before, after = judged(case), judged(learnt)
    for regime in TESTS:
        assert caught(before, regime, certainly=True) <= caught(after, regime, certainly=True)
        assert caught(after, regime, certainly=False) <= caught(before, regime, certainly=False)


@pytest.mark.parametrize("length", [5, 400])
def test_a_chain_is_followed_to_its_end_however_long_it_is(length: int) -> None:
    """A half of a half of a half: nothing is multiplied."""
    edges = tuple(Edge(f"p{at}", f"p{at + 1}", "shares", 60, 60) for at in range(length))
    result = judged(Case(edges, frozenset({"p0"})))
    assert all(len(caught(result, regime, certainly=True)) == length + 1 for regime in TESTS)


def test_two_long_chains_meet_in_one_company_and_are_added_up_there() -> None:
    """Where listed persons are looked at alone, two chains from one person still are one person's."""
    edges = [Edge("x", "a0", "shares", 100, 100), Edge("x", "b0", "shares", 100, 100)]
    edges += [Edge(f"{chain}{at}", f"{chain}{at + 1}", "shares", 51, 51) for chain in "ab" for at in range(150)]
    edges += [Edge("a150", "e", "shares", 30, 30), Edge("b150", "e", "shares", 30, 30)]
    result = judged(Case(tuple(edges), frozenset({"x"})))
    assert all("e" in caught(result, regime, certainly=True) for regime in TESTS)


def test_a_circle_without_a_listed_owner_catches_nobody() -> None:
    """Two companies that own each other are not caught by each other."""
    edges = (Edge("a", "b", "shares", 100, 100), Edge("b", "a", "shares", 100, 100))
    assert not any(caught(judged(Case(edges, frozenset())), regime, certainly=False) for regime in TESTS)
