"""Effective interest is shares multiplied and added up, with circles; the state is read at 10, 25 and 50 percent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from slow_ownership import LAW_AT, Case, Edge, cases, completions, graph_of

from duecare.parties.ownership import (
    PERCENT,
    WHOLE,
    GraphBuilder,
    effective_interest,
    holdings_on,
    ownership_of,
    parse_share,
    state_shares,
)


def effective(case: Case) -> tuple[dict[str, int], dict[str, int]]:
    graph = graph_of(case)
    holders = np.array([party.id in case.listed for party in graph.parties])
    low, high = effective_interest(holdings_on(graph, LAW_AT), holders)
    ids = [party.id for party in graph.parties]
    return dict(zip(ids, low.tolist(), strict=True)), dict(zip(ids, high.tolist(), strict=True))


def solved(case: Case) -> dict[str, float]:
    """(I - A)^-1, for exact shares; a holder counts as the whole of itself and what flows into it is not passed on."""
    parties = case.parties
    into = {party: [edge for edge in case.edges if edge.owned == party and edge.kind == "shares"] for party in parties}
    matrix, right = np.eye(len(parties)), np.zeros(len(parties))
    for row, party in enumerate(parties):
        for edge in into[party]:
            if edge.owner in case.listed:
                right[row] += edge.low / 100
            else:
                matrix[row, parties.index(edge.owner)] -= edge.low / 100
    assume(abs(np.linalg.det(matrix)) > 1e-6)
    return dict(zip(parties, np.linalg.solve(matrix, right), strict=True))


@settings(max_examples=100, deadline=None)
@given(cases(kinds=("shares",), exact=True, joint=False))
def test_exact_shares_give_what_the_matrix_gives(case: Case) -> None:
    """To 10^-6 percent, and both bounds are one."""
    assume(case.parties)
    expected = solved(case)
    low, high = effective(case)
    for party, part in expected.items():
        assert low[party] / WHOLE == pytest.approx(min(part, 1), abs=2e-8)
        assert high[party] == low[party]


@settings(max_examples=40, deadline=None)
@given(cases(parties=4, edges=5, kinds=("shares",), joint=False))
def test_every_completion_of_the_unknowns_lies_between_the_bounds(case: Case) -> None:
    """Whatever the shares turn out to be."""
    case = Case(case.edges, case.listed)
    assume(sum(edge.low < edge.high for edge in case.edges) <= 3)
    low, high = effective(case)
    for filled in completions(case):
        exact = effective(filled)[0]
        for party, units in exact.items():
            assert low[party] - 20 * 1000 <= units <= high[party] + 20 * 1000


def test_a_half_of_a_half_is_a_quarter_and_is_caught_nevertheless() -> None:
    """Two measures, and the rule reads the other one."""
    case = Case((Edge("x", "a", "shares", 50, 50), Edge("a", "b", "shares", 50, 50)), frozenset({"x"}))
    assert effective(case)[0]["b"] == 25 * PERCENT
    assert ownership_of(graph_of(case), (), LAW_AT)["b"]["ofac"].status == "blocked"


def test_a_circle_that_nearly_closes_settles() -> None:
    """A and B hold 99 percent of each other: whoever holds the last hundredth of one holds nearly all of both."""
    edges = (Edge("x", "a", "shares", 1, 1), Edge("b", "a", "shares", 99, 99), Edge("a", "b", "shares", 99, 99))
    low, _ = effective(Case(edges, frozenset({"x"})))
    assert low["a"] / WHOLE == pytest.approx(0.01 / (1 - 0.99 * 0.99), abs=1e-8)


def test_a_large_interest_through_layers_that_are_not_caught_is_a_reason_to_look_closer() -> None:
    """X holds 49 percent of A, and A all of B: B is clear of the rule and not of the question."""
    case = Case((Edge("x", "a", "shares", 49, 49), Edge("a", "b", "shares", 100, 100)), frozenset({"x"}))
    standing = ownership_of(graph_of(case), (), LAW_AT)["b"]["ofac"]
    assert standing.status == "clear"
    assert [(flag.kind, flag.share[1]) for flag in standing.flags] == [("layers", 49 * PERCENT)]


def test_state_ownership_is_read_at_three_levels_and_through_layers() -> None:
    """A ministry with three tenths of a holding that has half of an operator: an effective 15 percent."""
    builder = GraphBuilder()
    ministry = builder.party("ministry", kind="government")
    holding, operator, shop = (builder.party(name) for name in ("holding", "operator", "shop"))
    builder.interest(ministry, holding, "shares", parse_share("30"))
    builder.interest(holding, operator, "shares", parse_share("50"))
    builder.interest(operator, shop, "shares", parse_share("unknown"))
    graph = builder.build()
    found = {one.party.id: (one.effective, one.reaches) for one in state_shares(graph, LAW_AT)}
    assert found["holding"] == ((30 * PERCENT, 30 * PERCENT), {10: "yes", 25: "yes", 50: "no"})
    assert found["operator"][1] == {10: "yes", 25: "no", 50: "no"}
    assert found["shop"][1] == {10: "possibly", 25: "no", 50: "no"}
    result = ownership_of(graph, (), LAW_AT, regimes=["state"])
    assert {regime: result["operator"][regime].status for regime in result.judged} == {
        "state-10": "blocked",
        "state-25": "blocked",
        "state-50": "clear",
    }
