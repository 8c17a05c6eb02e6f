"""Every verdict comes with its steps, and what is missing is what would settle it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from slow_ownership import LAW_AT, TESTS, Case, Edge, cases, graph_of

from duecare.parties.ownership import (
    PERCENT,
    GraphBuilder,
    Ownership,
    Seed,
    missing,
    most_missing,
    ownership_of,
    parse_share,
    proof,
    roots,
)

ENOUGH = {"shares": 50 * PERCENT, "votes": 50 * PERCENT + 1}


def judged(case: Case) -> Ownership:
    return ownership_of(graph_of(case), (), LAW_AT)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_a_proof_stands_on_the_listed_and_each_step_on_those_before_it(case: Case) -> None:
    """Everybody who is caught has one, nobody else; the parts of each step reach the threshold and none is idle."""
    result = judged(case)
    for regime in TESTS:
        one = result.judged[regime]
        for place, party in enumerate(result.graph.parties):
            steps = proof(result, party.id, regime)
            assert bool(steps) == bool(one.possible[place])
            shown: set[str] = set()
            for step in steps:
                if step.by == "listed":
                    assert one.may_be_named[result.graph.index[step.party.id]]
                    assert step.lists
                else:
                    assert step.parts
                    assert {part.owner.id for part in step.parts} <= shown
                    enough = ENOUGH.get(step.by, 0) + (regime == "uk" and step.by == "shares")
                    assert step.share[0 if step.certain else 1] >= enough
                    without = sum(part.share[0 if step.certain else 1] for part in step.parts[:-1])
                    assert step.by == "itself" or without < enough or not step.certain
                shown.add(step.party.id)
            if steps:
                assert steps[-1].party == party
                assert all(step.certain for step in steps) or not one.certain[place]


@settings(max_examples=60, deadline=None)
@given(cases(parties=5, edges=8, joint=False))
def test_what_is_said_to_settle_a_question_settles_it(case: Case) -> None:
    """With the share named, the party is caught; a step less, it is not yet. Below the other, it is clear."""
    result = judged(case)
    for regime in TESTS:
        for party in result.with_status(regime, "possible"):
            for told in missing(result, party, regime):
                if told.what != "share" or told.kind != "shares" or told.owned is None:
                    continue
                pair = (told.owner.id, told.owned.id)

                def status(units: int, pair: tuple[str, str] = pair, party: str = party, regime: str = regime) -> str:
                    return _with_share(case, pair, units).standing(party, regime).said

                if told.catches_from is not None:
                    assert status(told.catches_from) == "blocked"
                    if told.catches_from > told.share[0]:
                        assert status(told.catches_from - 1) != "blocked"
                if told.clears_below is not None:
                    assert status(told.clears_below) != "clear"
                    if told.clears_below > told.share[0]:
                        assert status(told.clears_below - 1) == "clear"


def _with_share(case: Case, pair: tuple[str, str], units: int) -> Ownership:
    builder = GraphBuilder()
    graph = graph_of(case)
    for row in graph.interests():
        share = (units, units) if (row.owner.id, row.owned.id) == pair and row.kind == "shares" else row.share
        builder.interest(builder.party(row.owner.id), builder.party(row.owned.id), row.kind, share)
    for party in graph.parties:
        builder.party(party.id)
    return ownership_of(builder.build(), graph.seeds, LAW_AT)


def test_one_unknown_share_is_the_question_and_a_half_the_answer() -> None:
    """X holds an unknown share of A, and A all of B: both hang on one figure."""
    case = Case((Edge("x", "a"), Edge("a", "b", "shares", 100, 100)), frozenset({"x"}))
    result = judged(case)
    (question,) = missing(result, "b", "ofac")
    assert (question.owner.id, question.owned and question.owned.id) == ("x", "a")
    assert question.settles == "both"
    assert question.catches_from == question.clears_below == 50 * PERCENT
    (for_all,) = most_missing(result, "ofac", result.with_status("ofac", "possible"))
    assert for_all.parties == 2


def test_what_others_hold_lowers_the_share_that_is_needed() -> None:
    """Y, listed too, holds 30 for certain: 20 more are enough."""
    case = Case((Edge("x", "a"), Edge("y", "a", "shares", 30, 30)), frozenset({"x", "y"}))
    (question,) = missing(judged(case), "a", "ofac")
    assert question.catches_from == 20 * PERCENT
    (alone,) = missing(judged(case), "a", "uk")
    assert alone.catches_from == 50 * PERCENT + 1


def test_a_match_of_names_that_nobody_decided_is_a_question() -> None:
    """The share is known; whether the owner is the listed person is not."""
    case = Case((Edge("x", "a", "shares", 80, 80),), frozenset(), frozenset({"x"}))
    result = judged(case)
    assert result["a"]["ofac"].status == "possible"
    (question,) = missing(result, "a", "ofac")
    assert (question.what, question.owner.id, question.settles) == ("match", "x", "both")


def test_influence_of_unknown_strength_is_a_question_where_control_catches() -> None:
    """Under the EU's and the UK's test, and a reason to look closer under the others."""
    result = judged(Case((Edge("x", "a", "influence"),), frozenset({"x"})))
    assert [told.what for told in missing(result, "a", "eu")] == ["control"]
    assert result["a"]["ofac"].status == "clear"
    assert [flag.kind for flag in result["a"]["ofac"].flags] == ["control"]


def test_a_joint_holding_counts_for_each_of_its_holders_under_the_uk_test() -> None:
    """Listed X with a fifth and unlisted Y with two fifths, acting together: X holds three fifths."""
    edges = (Edge("x", "a", "shares", 20, 20, "pact"), Edge("y", "a", "shares", 40, 40, "pact"))
    result = judged(Case(edges, frozenset({"x"})))
    assert result["a"]["uk"].status == "blocked"
    step = proof(result, "a", "uk")[-1]
    assert [(part.owner.id, part.share, part.joint) for part in step.parts] == [
        ("x", (60 * PERCENT, 60 * PERCENT), "pact")
    ]
    assert result["a"]["ofac"].status == "clear"
    apart = judged(Case(tuple(replace(edge, joint=None) for edge in edges), frozenset({"x", "y"})))
    assert apart["a"]["uk"].status == "clear"
    assert [flag.kind for flag in apart["a"]["uk"].flags] == ["not_added_up"]


def test_every_listed_owner_is_named_small_ones_too() -> None:
    """Under the Affiliates Rule the strictest licence duty of any of them applies."""
    edges = (
        Edge("x", "a", "shares", 60, 60), Edge("y", "a", "shares", 5, 5), Edge("a", "b", "shares", 50, 50),
        Edge("z", "c", "shares", 90, 90),
    )  # fmt: skip
    result = judged(Case(edges, frozenset({"x", "y", "z"})))
    assert [party.id for party in roots(result, "b", "bis")] == ["x", "y"]
    assert [part.owner.id for step in proof(result, "b", "bis") for part in step.parts] == ["x", "a"]


def test_a_possible_step_on_a_certain_one_says_which_is_which() -> None:
    """X surely owns A; what A owns of B is not known."""
    edges = (Edge("x", "a", "shares", 80, 80), Edge("a", "b"))
    steps = proof(judged(Case(edges, frozenset({"x"}))), "b", "ofac")
    assert [(step.party.id, step.certain) for step in steps] == [("x", True), ("a", True), ("b", False)]


def test_shares_that_add_up_exactly_count_exactly() -> None:
    """Three thirds to six decimals are one unit short of the whole, and two of them far from a half of it."""
    builder = GraphBuilder()
    for owner in ("x", "y", "z"):
        builder.interest(builder.party(owner), builder.party("a"), "shares", parse_share("16.666667"))
        builder.seed(Seed(owner, "ofac"))
    assert ownership_of(builder.build(), (), LAW_AT)["a"]["ofac"].status == "blocked"
    builder = GraphBuilder()
    for owner in ("x", "y", "z"):
        builder.interest(builder.party(owner), builder.party("a"), "shares", parse_share("16.666666"))
        builder.seed(Seed(owner, "ofac"))
    assert ownership_of(builder.build(), (), LAW_AT)["a"]["ofac"].status == "clear"
