"""Regimes are data: what counts, from which share, and when; the dates switch by themselves."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

import pytest
from slow_ownership import Case, Edge, graph_of

from duecare.errors import InputError
from duecare.parties.ownership import GraphBuilder, Seed, ownership_of, parse_share, regimes, regimes_named
from duecare.parties.ownership.regime import COMPILED, build_regimes, compile_regimes

DAY = datetime.date(2026, 11, 24)
HALF = Case((Edge("x", "a", "shares", 50, 50),), frozenset({"x"}))
QUARTERS = Case((Edge("x", "a", "shares", 30, 30), Edge("y", "a", "shares", 30, 30)), frozenset({"x", "y"}))


def status(case: Case, regime: str, day: str) -> str:
    return ownership_of(graph_of(case), (), datetime.date.fromisoformat(day))["a"][regime].status


def test_the_compiled_regimes_are_those_of_the_yaml() -> None:
    assert json.loads(COMPILED.read_text("utf-8")) == compile_regimes()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-09-28", "not_in_force"), ("2025-09-29", "blocked"), ("2025-11-09", "blocked"),
        ("2025-11-10", "not_in_force"), ("2026-11-09", "not_in_force"), ("2026-11-10", "blocked"),
    ],
)  # fmt: skip
def test_the_affiliates_rule_came_was_suspended_and_comes_back_by_its_terms(day: str, expected: str) -> None:
    assert status(HALF, "bis", day) == expected


def test_while_a_rule_is_suspended_it_says_what_it_would_say_and_who_is_listed_stays_listed() -> None:
    """Nobody reads clear or blocked off a rule that is not in force."""
    result = ownership_of(graph_of(HALF), (), datetime.date(2026, 1, 5))
    assert (result["a"]["bis"].status, result["a"]["bis"].would_be) == ("not_in_force", "blocked")
    assert result["x"]["bis"].status == "listed"
    assert not result.judged["bis"].in_force
    gap = regimes()["bis"].gap_at(datetime.date(2026, 1, 5))
    assert gap is not None
    assert "suspended" in gap.text
    assert regimes()["bis"].next_start(datetime.date(2026, 1, 5)) == datetime.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("regime", "case", "day", "expected"),
    [
        ("ofac", QUARTERS, "2014-08-12", "clear"), ("ofac", QUARTERS, "2014-08-13", "blocked"),
        ("ofac", HALF, "2014-08-12", "blocked"), ("ofac", HALF, "2008-02-13", "not_in_force"),
        ("eu", HALF, "2024-07-02", "clear"), ("eu", HALF, "2024-07-03", "blocked"),
        ("eu", QUARTERS, "2022-03-29", "clear"), ("eu", QUARTERS, "2022-03-30", "blocked"),
        ("uk", HALF, "2026-11-24", "clear"), ("uk", QUARTERS, "2026-11-24", "clear"),
        ("uk", HALF, "2020-12-30", "not_in_force"),
    ],
)  # fmt: skip
def test_each_day_has_the_rule_of_its_time(regime: str, case: Case, day: str, expected: str) -> None:
    assert status(case, regime, day) == expected


def test_the_law_of_one_day_can_be_applied_to_the_holdings_of_another() -> None:
    builder = GraphBuilder()
    owner, owned = builder.party("x"), builder.party("a")
    builder.interest(owner, owned, "shares", parse_share("80"), ends=datetime.date(2015, 12, 31))
    builder.seed(Seed("x", "ofac", starts=datetime.date(2014, 3, 1)))
    graph = builder.build()

    def then(day: datetime.date) -> str:
        return ownership_of(graph, (), DAY, known_at=day)["a"]["ofac"].status

    assert then(datetime.date(2015, 6, 1)) == "blocked"
    assert then(datetime.date(2013, 6, 1)) == "clear", "not yet listed"
    assert then(DAY) == "clear", "no longer held"


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        (Seed("x", "us-ofac-sdn", programmes=("[RUSSIA-EO14024]",)), {"ofac": "blocked", "bis": "blocked"}),
        (Seed("x", "us-ofac-sdn", programmes=("CUBA",)), {"ofac": "blocked", "bis": "clear"}),
        (Seed("x", "us-ofac-sdn"), {"ofac": "blocked", "bis": "possible"}),
        (Seed("x", "us-bis-el"), {"ofac": "clear", "bis": "blocked"}),
        (Seed("x", "us-bis-el", certain=False), {"ofac": "clear", "bis": "possible"}),
        (Seed("x", "elsewhere"), {"ofac": "clear", "bis": "clear"}),
    ],
)
def test_a_listing_counts_for_the_regimes_that_start_from_its_list_and_programme(
    seed: Seed, expected: dict[str, str]
) -> None:
    """A programme that is not stated leaves the Affiliates Rule open."""
    builder = GraphBuilder()
    builder.interest(builder.party("x"), builder.party("a"), "shares", parse_share("80"))
    result = ownership_of(builder.build(), [seed], DAY, regimes=["ofac", "bis"])
    assert {regime: standing.status for regime, standing in result["a"].items()} == expected


def test_every_rule_and_gap_carries_its_citation_and_its_reason() -> None:
    for regime in regimes().values():
        for part in (*regime.rules, *regime.gaps):
            assert part.text
            assert part.cite.section
            assert part.cite.confidence in ("read", "secondary", "recollected H", "recollected M", "own")


def test_a_regime_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no regime 'moon' .accepted: ofac, bis, eu, uk"):
        regimes_named(["moon"])
    assert [regime.id for regime in regimes_named(["state", "ofac", "state-10"])] == [
        "state-10", "state-25", "state-50", "ofac",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(moon=1), "ofac: unknown key 'moon'"),
        (lambda row: row.pop("title"), "ofac: has no title"),
        (lambda row: row["rules"][0].update(joint="some"), "joint is 'some'"),
        (lambda row: row["rules"][0].update(aggregate="yes"), "aggregate is 'yes'"),
        (lambda row: row["rules"][0]["shares"].update(threshold=120), "120 is no share"),
        (lambda row: row["rules"][0]["shares"].update(threshold=0), "more than nothing"),
        (lambda row: row["rules"][0]["in_force"].update(to="2015-01-01"), "two rules hold on one day"),
        (lambda row: row["rules"][0]["in_force"].update(to="2001-01-01"), "ends on 2001-01-01 before it begins"),
        (lambda row: row["gaps"][0].update(to="2008-02-14"), "a rule is in force on a day of the gap"),
        (lambda row: row["rules"][0]["in_force"].update(to="soon"), "Invalid isoformat"),
    ],
)
def test_a_fault_in_the_data_is_named_by_regime(change: Any, said: str) -> None:
    document = copy.deepcopy(compile_regimes())
    change(document["regimes"][0])
    with pytest.raises(InputError, match=said):
        build_regimes(document, "regimes.yaml")
