"""Claims about the interval: it holds the level of every completion, is tight where branching makes it so, and learning
never widens it. Small rule sets, enumerated to the last combination."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from math import prod

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import (
    CAPABILITY,
    DEAL,
    ITEM,
    PLACE,
    SCOPE,
    USE,
    USER,
    flag,
    gathered,
    guidance,
    judged,
    learn,
    level_of,
    reviewed,
    severity,
    statuses,
    values_of,
    weighed,
)

from duecare.facts import Value
from duecare.guidance import DEPTHS, Guidance
from duecare.guidance.model import Entry
from duecare.review.evidence import Column
from duecare.review.judge import Gathered
from duecare.review.weigh import Interval, Weighed
from duecare.transaction import Source

# One unknown column each: three booleans, one code read by lists, one level, one member of a set, one number.
POOL: dict[str, Column] = {
    "transaction.payment_unusual": (DEAL, "transaction.payment_unusual"),
    "use.group_targeting": (USE, "use.group_targeting"),
    "end_user.opaque": (USER, "party.opaque"),
    "end_user.abuse_record": (USER, "party.abuse_record"),
    "country.practice_band": (PLACE, "country.practice_band"),
    "item.services#training": (ITEM, "item.services#training"),
    "end_user.listed_owner_share": (USER, "party.listed_owner_share"),
}
ATOMS = (
    "transaction.payment_unusual",
    "use.group_targeting",
    "end_user.opaque",
    "end_user.abuse_record >= 'ngo_lab'",
    "end_user.abuse_record = 'media'",
    "country.practice_band >= 'serious'",
    "country.practice_band IN ('good', 'severe')",
    "ARRAY_CONTAINS(item.services, 'training')",
    "end_user.listed_owner_share >= 50",
    "end_user.listed_owner_share BETWEEN 10 AND 24",
)
PAPER = Source("another paper", "document")
CUTS = (10.0, 24.0, 50.0)


def conditions() -> st.SearchStrategy[str]:
    atom = st.sampled_from(ATOMS)
    literal = st.one_of(atom, atom.map(lambda text: f"NOT ({text})"))
    joined = st.builds(lambda a, op, b: f"({a}) {op} ({b})", literal, st.sampled_from(["AND", "OR"]), literal)
    return st.one_of(literal, joined, st.builds(lambda a, b: f"({a}) AND NOT ({b})", joined, literal))


@st.composite
def rule_sets(draw: st.DrawFn) -> Guidance:
    entries: list[Entry] = []
    for index in range(draw(st.integers(1, 6))):
        text = draw(conditions())
        if draw(st.integers(0, 3)) == 0:
            entries.append(severity(f"S{index}", text, draw(st.integers(2, 4)), subject="use"))
            continue
        entries.append(
            flag(
                f"F{index}",
                text,
                subject="use",
                group=draw(st.sampled_from(["context", "actor", "fit", "conduct"])),
                weight=draw(st.sampled_from(["notable", "serious", "critical"])),
                depth=draw(st.sampled_from(DEPTHS)),
            )
        )
    return guidance(*entries)


@st.composite
def partly_known(draw: st.DrawFn) -> Gathered:
    facts: dict[Column, Value | None] = dict(SCOPE)
    for column in draw(st.sets(st.sampled_from(sorted(POOL.values())), max_size=5)):
        facts[column] = draw(st.sampled_from(values_of(column, CUTS)))
    if draw(st.booleans()):
        del facts[ITEM, CAPABILITY]
    return gathered(facts)


def asked(found: Weighed) -> list[Column]:
    """The unknown columns that the review asks about; tie and band may also set how deep it asks."""
    return [column for column in found.branches if column[1] != CAPABILITY]


def inside(level: int, interval: Interval) -> bool:
    return interval.known <= level <= interval.possible


def every_answer(found: Weighed) -> Iterator[dict[Column, Value]]:
    """Every combination of values of what is asked; beyond 150 of them, of one value from each cell."""
    columns = asked(found)
    values = [values_of(column, CUTS) for column in columns]
    if prod(map(len, values)) > 150:
        values = [[branch.value for branch in found.branches[column]] for column in columns]
    for chosen in product(*values):
        yield dict(zip(columns, chosen, strict=True))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets(), partly_known())
def test_every_completion_of_what_is_asked_lies_in_the_interval(rules: Guidance, base: Gathered) -> None:
    found = weighed(rules, base)
    for answers in every_answer(found):
        assert inside(level_of(rules, learn(base, answers)), found.interval)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets(), partly_known())
def test_all_questions_answered_leave_a_level_that_lay_in_the_interval(rules: Guidance, base: Gathered) -> None:
    """As a person would: only what is still asked is answered, and what depth leaves out stays unknown."""
    found = weighed(rules, base)
    for answers in islice(every_answer(found), 24):
        world, open_ = base, found
        while left := asked(open_):
            world = learn(world, {left[0]: answers[left[0]]})
            open_ = weighed(rules, world)
        assert open_.interval.width == 0
        assert inside(level_of(rules, world), found.interval)


@settings(max_examples=150, deadline=None)
@given(rule_sets(), partly_known(), st.data())
def test_learning_a_fact_never_widens_and_never_turns_a_verdict(
    rules: Guidance, base: Gathered, data: st.DataObject
) -> None:
    found = weighed(rules, base)
    if not asked(found):
        return
    column = data.draw(st.sampled_from(asked(found)))
    learnt = learn(base, {column: data.draw(st.sampled_from(values_of(column, CUTS)))})
    again = weighed(rules, learnt)
    assert found.interval.known <= again.interval.known <= again.interval.possible <= found.interval.possible
    before = {verdict.key: verdict.truth for verdict in judged(rules, base).verdicts}
    after = {verdict.key: verdict.truth for verdict in judged(rules, learnt).verdicts}
    assert all(after[name] is truth for name, truth in before.items() if truth is not None)


@settings(max_examples=150, deadline=None)
@given(rule_sets(), partly_known())
def test_each_possible_value_does_at_least_what_one_of_the_shown_answers_is_said_to_do(
    rules: Guidance, base: Gathered
) -> None:
    found = weighed(rules, base)
    for column in asked(found):
        shown = [branch.interval for branch in found.branches[column]]
        assert all(found.interval.meet(interval) == interval for interval in shown)
        for value in values_of(column, CUTS):
            again = weighed(rules, learn(base, {column: value})).interval
            assert any(interval.meet(again) == again for interval in shown)


def opposite(weight: str = "critical", depth: str = "basic") -> Guidance:
    return guidance(
        flag("YES", "use.group_targeting", subject="use", weight=weight, depth=depth),
        flag("NO", "NOT use.group_targeting", subject="use", weight=weight, depth=depth),
        severity("S", "NOT transaction.end_use_refused", 4),
    )


GRAVE = {**SCOPE, (DEAL, "transaction.end_use_refused"): False}


def test_flags_that_read_one_unknown_in_opposite_directions_make_the_level_known() -> None:
    found = weighed(opposite(), gathered(GRAVE))
    assert found.interval == Interval(3, 3)


def test_what_another_answer_makes_needless_to_ask_does_not_lift_what_is_known() -> None:
    rules = guidance(
        severity("S", "use.group_targeting AND transaction.payment_unusual", 2, subject="use"),
        flag("F", "use.group_targeting OR NOT use.group_targeting", subject="use", weight="critical", depth="standard"),
    )
    base = gathered(SCOPE)
    found = weighed(rules, base)
    ended = weighed(rules, learn(base, {(DEAL, "transaction.payment_unusual"): False}))
    assert found.interval.meet(ended.interval) == ended.interval


def test_two_groups_that_cannot_both_be_serious_do_not_add_up() -> None:
    rules = guidance(
        flag("A", "use.group_targeting", subject="use", group="actor"),
        flag("B", "NOT use.group_targeting", subject="use", group="conduct"),
        severity("S", "NOT transaction.end_use_refused", 4),
    )
    assert weighed(rules, gathered(GRAVE)).interval == Interval(2, 2)


def test_a_contradictory_flag_never_raises_the_possible_level_where_its_fact_is_branched_on() -> None:
    rules = guidance(
        flag("A", "use.group_targeting AND NOT use.group_targeting", subject="use", weight="critical"),
        severity("S", "NOT transaction.end_use_refused", 4),
    )
    assert weighed(rules, gathered(GRAVE)).interval == Interval(1, 1)


def test_a_level_read_in_bands_is_tight_over_its_whole_domain() -> None:
    rules = guidance(
        flag("LOW", "country.practice_band <= 'mixed'", subject="country", group="conduct"),
        flag("HIGH", "country.practice_band >= 'serious'", subject="country", group="actor"),
        severity("S", "NOT transaction.end_use_refused", 4),
    )
    assert weighed(rules, gathered(GRAVE)).interval == Interval(2, 2)


def test_numbers_are_branched_below_at_between_and_above_the_cuts_and_within_bounds() -> None:
    rules = guidance(
        flag("ANY", "party.listed_owner_share > 0", subject="party", group="actor"),
        flag("ALL", "party.listed_owner_share >= 100", subject="party", group="conduct"),
    )
    branches = weighed(rules, gathered(SCOPE)).branches[USER, "party.listed_owner_share"]
    assert sorted(branch.value for branch in branches) == [0, 50, 100]  # type: ignore[type-var]


def test_a_deep_flag_that_an_asked_fact_alone_would_raise_counts_as_possible() -> None:
    rules = guidance(
        flag("ASKED", "use.group_targeting", subject="use", weight="notable", group="context"),
        flag("DEEP", "use.group_targeting", subject="use", weight="critical", depth="enhanced"),
    )
    base = gathered(SCOPE)
    found = weighed(rules, base)
    raised = level_of(rules, learn(base, {(USE, "use.group_targeting"): True}))
    assert raised == found.interval.possible == 1


def test_a_deep_flag_that_needs_a_fact_nobody_asks_for_does_not_count_as_possible() -> None:
    rules = guidance(
        flag("ASKED", "use.group_targeting", subject="use", weight="notable", group="context"),
        flag("DEEP", "use.group_targeting AND end_user.opaque", subject="use", weight="critical", depth="enhanced"),
    )
    assert weighed(rules, gathered(SCOPE)).interval == Interval(0, 0)


def test_what_only_a_depth_that_may_not_be_called_for_asks_does_not_make_a_level_known() -> None:
    rules = guidance(
        flag("YES", "use.group_targeting", subject="use", weight="critical", depth="enhanced"),
        flag("NO", "NOT use.group_targeting", subject="use", weight="critical", depth="enhanced"),
        severity("S", "transaction.end_use_refused", 4),
    )
    base = gathered(SCOPE)
    assert weighed(rules, base).interval.known == 0
    shallow = weighed(rules, learn(base, {(DEAL, "transaction.end_use_refused"): False}))
    assert shallow.interval == Interval(0, 0)


def test_a_judged_conflict_is_one_of_the_candidates_and_lies_in_the_interval() -> None:
    rules = guidance(
        flag("A", "party.abuse_record >= 'ngo_lab'", subject="party", weight="critical", group="actor"),
        severity("S", "NOT transaction.end_use_refused", 4),
    )
    facts = gathered({**GRAVE, (USER, "party.abuse_record"): "media"})
    both = learn(facts, {(USER, "party.abuse_record"): "official"}, source=PAPER)
    found = weighed(rules, both).interval
    for value in ("media", "official"):
        assert inside(level_of(rules, gathered({**GRAVE, (USER, "party.abuse_record"): value})), found)


def test_an_answer_to_one_fact_is_weighed_in_every_candidate_world_of_another() -> None:
    rules = guidance(
        flag("A", "party.kind IN ('police', 'military') AND party.opaque", subject="party", weight="critical"),
        severity("S", "NOT transaction.end_use_refused", 4),
    )
    facts = gathered({**GRAVE, (USER, "party.kind"): "police"})
    both = learn(facts, {(USER, "party.kind"): "military"}, source=PAPER)
    branches = {branch.value: branch for branch in weighed(rules, both).branches[USER, "party.opaque"]}
    assert branches[True].interval == Interval(3, 3)
    assert branches[True].critical


def test_statements_about_unknown_facts_keep_every_settled_finding() -> None:
    rules = guidance(flag("A", "use.group_targeting", subject="use"), flag("B", "party.opaque", subject="party"))
    before = statuses(reviewed(rules, gathered({**SCOPE, (USE, "use.group_targeting"): True})))
    after = statuses(
        reviewed(rules, gathered({**SCOPE, (USE, "use.group_targeting"): True, (USER, "party.opaque"): False}))
    )
    assert before["A@use:m"] == after["A@use:m"] == "raised"
    assert (before["B@party:u"], after["B@party:u"]) == ("open", "clear")
