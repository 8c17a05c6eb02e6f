"""Two results beside each other: what came out otherwise, and because of what."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_result import (
    Inputs,
    Rows,
    change_row,
    other_policy,
    rows_of,
    shipped,
    small_rows,
    with_condition,
    write_small,
)

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import Guidance, RedFlag, load_guidance
from duecare.papers.portfolio_compare import comparison_json, comparison_text
from duecare.portfolio.compare import UNTOLD, Cause, Comparison, compare
from duecare.portfolio.result.opened import opened, records
from duecare.portfolio.result.standing import Standing
from duecare.review import load_policy

FLAG = "US-STATE-2020/C2/RF5"
Statuses = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows(60, seed=4)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    return write_small(tmp_path_factory.mktemp("compare") / "before", rows, shipped())


def other_rows(rows: Rows, seed: int = 1) -> Rows:
    """The same book later: facts that were found, changed and lost, parties and places that came, went and moved."""
    draw = random.Random(seed)
    later = small_rows(len(rows), seed=seed + 100)
    found = []
    for row, other in zip(rows, later, strict=True):
        changed = dict(row)
        for column in draw.sample(sorted(other), 3):
            changed[column] = other[column]
        for column in draw.sample(sorted(changed), 2):
            if column not in ("id", "place.country"):
                del changed[column]
        found.append({**changed, "id": row["id"]} if draw.random() < 0.7 else row)
    return found


class Told:
    """What a result says of each transaction, found without joins: outcome, raised flags and stops by role."""

    def __init__(self, folder: Path) -> None:
        self.standing: dict[str, Standing] = {}
        self.flags: dict[str, Statuses] = {}
        self.stops: dict[str, Statuses] = {}
        by_outcome: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
        for table in ("findings", "stops"):
            for outcome, rule, slot, status, *_ in rows_of(folder, table):
                by_outcome.setdefault((table, outcome), []).append((rule, slot, status))
        with opened({"": folder}) as connection:
            for row in records(connection, "SELECT * FROM transactions"):
                name = row["transaction"]
                self.standing[name] = Standing.of(row)
                flags, stops = (by_outcome.get((table, row["outcome"]), []) for table in ("findings", "stops"))
                self.flags[name] = {(rule, role(slot, row), said) for rule, slot, said in flags if said == "raised"}
                self.stops[name] = {(rule, role(slot, row), said) for rule, slot, said in stops}

    def shown(self, name: str) -> tuple[object, ...]:
        one = self.standing[name]
        return (None if one.hold else (one.known, one.possible)), one.hold, one.advice, one.stops, one.stops_possible


def role(slot: str, row: dict[str, Any]) -> str:
    """Whom a slot stands for; places other than that of use by their number only."""
    named = {"T": "transaction", "I": "item", "U": "use", "P0": "end_user", "C0": "place"}
    if slot[0] == "P" and slot != "P0":
        return str(row["other_roles"][int(slot[1:]) - 1])
    return named.get(slot, "another place")


def of_roles(some: Statuses) -> Statuses:
    return {(rule, about if about not in ("destination", "transit") else "another place", said)
            for rule, about, said in some}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_what_changed_is_what_differs_transaction_by_transaction(
    seed: int, before: Path, rows: Rows, tmp_path: Path
) -> None:
    later = [*other_rows(rows, seed)[5:], {**rows[0], "id": "NEW-1"}, {**rows[1], "id": "NEW-2"}]
    after = write_small(tmp_path / "after", later, shipped())
    then, now, found = Told(before), Told(after), compare(before, after)
    both = then.standing.keys() & now.standing.keys()
    other = {name for name in both if then.shown(name) != now.shown(name)}
    flags = {name for name in both if then.flags[name] != now.flags[name]}
    stops = {name for name in both if then.stops[name] != now.stops[name]}
    assert found.counts.both == len(rows) - 5
    assert set(found.removed_ids) == {row["id"] for row in rows[:5]}
    assert set(found.added_ids) == {"NEW-1", "NEW-2"}
    assert (found.counts.added, found.counts.removed) == (2, 5)
    told = {one.transaction: one for one in found.changes}
    assert told.keys() >= other | stops
    assert found.counts.changed == len(told) > 10
    assert found.counts.level == sum(then.shown(name)[:3] != now.shown(name)[:3] for name in both)
    for name, one in told.items():
        assert (one.before, one.after) == (then.standing[name], now.standing[name])
        came = of_roles({(flag.rule, flag.about, "raised") for flag in one.findings if flag.after})
        went = of_roles({(flag.rule, flag.about, "raised") for flag in one.findings if flag.before})
        assert came >= now.flags[name] - then.flags[name]
        assert went >= then.flags[name] - now.flags[name]
        assert came <= now.flags[name]
        assert went <= then.flags[name]
    assert flags <= told.keys()
    assert sum(one.transactions for one in found.levels) == sum(
        then.shown(name)[0] != now.shown(name)[0] for name in both
    )


def test_each_change_of_a_fact_is_laid_to_the_facts_that_changed(before: Path, rows: Rows, tmp_path: Path) -> None:
    later = [{**row, "end_user.abuse_record": "official"} if row["id"] in ("T1", "T2", "T3") else row for row in rows]
    found = compare(before, write_small(tmp_path / "after", later, shipped()))
    assert {one.transaction for one in found.changes} <= {"T1", "T2", "T3"}
    assert found.changes
    assert {(one.kind, one.about, one.what) for one in found.causes} == {("fact", "end_user", "party.abuse_record")}
    assert {one.transactions for one in found.causes} == {found.counts.changed}
    for one in found.changes:
        assert [(fact.about, fact.column, fact.after) for fact in one.facts] == [
            ("end_user", "party.abuse_record", "official")
        ]


def test_members_of_a_set_that_changed_are_told_together(before: Path, rows: Rows, tmp_path: Path) -> None:
    later = [{**row, "item.name": "Interception suite"} if row.get("item.name") == "Desk lamp" else row for row in rows]
    found = compare(before, write_small(tmp_path / "after", later, shipped()))
    facts = {(fact.column, fact.before) for one in found.changes for fact in one.facts}
    assert ("item.capability", "none") in facts


def test_a_place_that_is_another_is_told_once_and_not_by_its_facts(before: Path, rows: Rows, tmp_path: Path) -> None:
    later = [{**row, "place.country": "NO"} if row.get("place.country") == "CN" else row for row in rows]
    found = compare(before, write_small(tmp_path / "after", later, shipped()))
    about = {(one.kind, one.what, one.how) for one in found.causes if one.about == "place"}
    assert about == {("subject", "country", "another")}


def test_flags_that_change_places_with_each_other_are_told(tmp_path: Path) -> None:
    row = {"id": "T1", "item.name": "Desk lamp", "end_user.name": "شرطة", "end_user.country": "HK"}
    row |= {"end_user.abuse_record": "ngo_lab", "use.group_targeting": "true", "place.ongoing_crackdown": "false"}
    then = write_small(tmp_path / "then", [{**row, "place.country": "TR", "transit.country": "CN"}], shipped())
    now = write_small(tmp_path / "now", [{**row, "place.country": "CN", "destination.country": "TR"}], shipped())
    (before, after), (one,) = (Told(then).flags["T1"], Told(now).flags["T1"]), compare(then, now).changes
    assert before != after
    told = {flag.rule for flag in one.findings if flag.about == "place" and flag.after}
    assert told == {rule for rule, about, _ in after - before if about == "place"}


def test_a_party_that_comes_or_goes_is_told(before: Path, rows: Rows, tmp_path: Path) -> None:
    without = [{column: value for column, value in row.items() if not column.startswith("reseller.")} for row in rows]
    after = write_small(tmp_path / "after", without, shipped())
    went, came = compare(before, after), compare(after, before)
    told = {(one.kind, one.about, one.how) for one in went.causes}
    assert ("subject", "reseller", "went") in told
    assert ("subject", "reseller", "came") in {(one.kind, one.about, one.how) for one in came.causes}


def test_two_results_of_one_book_differ_in_nothing(before: Path) -> None:
    found = compare(before, before)
    assert (found.counts.changed, found.changes, found.causes, found.levels, found.flags) == (0, (), (), (), ())
    assert (found.rules, found.inputs) == ((), ())
    assert "none comes out otherwise" in comparison_text(found, load_guidance(), to_file=True)


def by_rules(before: Path, rows: Rows, folder: Path, guidance: Guidance) -> Comparison:
    return compare(before, write_small(folder, rows, shipped(guidance=guidance)))


def test_a_changed_condition_is_the_cause_where_its_flag_changed(before: Path, rows: Rows, tmp_path: Path) -> None:
    found = by_rules(before, rows, tmp_path / "after", with_condition(FLAG, "party.kind = 'police'"))
    assert found.rules is not None
    assert [(one.rule, one.how, one.after) for one in found.rules] == [(FLAG, "condition", "party.kind = 'police'")]
    assert [one.name for one in found.inputs] == ["instrument US-STATE-2020"]
    assert found.causes == (Cause("rule", "", FLAG, "condition", found.counts.changed),)
    assert {flag.rule for one in found.changes for flag in one.findings} == {FLAG}
    (count,) = found.flags
    assert (count.raised, count.no_longer) == (
        sum(any(flag.after for flag in one.findings) for one in found.changes),
        sum(any(flag.before for flag in one.findings) for one in found.changes),
    )
    assert count.raised


@pytest.mark.parametrize("how", ["came", "went"])
def test_a_rule_that_comes_or_goes_is_the_cause_where_it_is_raised(
    how: str, before: Path, rows: Rows, tmp_path: Path
) -> None:
    rules = load_guidance()
    entries = {name: entry for name, entry in rules.entries.items() if name != FLAG}
    less = Guidance(rules.instruments, entries, rules.concerns, rules.corresponds, rules.hashes)
    after = write_small(tmp_path / "after", rows, shipped(guidance=less))
    found = compare(after, before) if how == "came" else compare(before, after)
    assert {(one.kind, one.what, one.how) for one in found.causes} == {("rule", FLAG, how)}
    assert {one.rule for one in found.flags} == {FLAG}


def test_another_weight_of_a_flag_is_the_cause_where_the_flag_stands(before: Path, rows: Rows, tmp_path: Path) -> None:
    rules = load_guidance()
    flag = "HOUSE/context/practice-serious"
    entry = rules.entries[flag]
    assert isinstance(entry, RedFlag)
    heavy = {**rules.entries, flag: replace(entry, weight="critical")}
    given = Guidance(rules.instruments, heavy, rules.concerns, rules.corresponds, rules.hashes)
    found = by_rules(before, rows, tmp_path / "after", given)
    assert found.counts.level
    assert {(one.kind, one.what, one.how) for one in found.causes} == {("rule", flag, "weighing")}
    assert found.rules is not None
    assert "critical" in found.rules[0].after


def test_another_condition_of_a_severity_row_is_the_cause_where_the_severity_changed(
    before: Path, rows: Rows, tmp_path: Path
) -> None:
    rules = load_guidance()
    entry = max(rules.severities, key=lambda one: one.severity)
    always = replace(entry, condition=parse_condition("item.covert OR NOT item.covert", vocabulary()))
    given = Guidance(
        rules.instruments, {**rules.entries, entry.id: always}, rules.concerns, rules.corresponds, rules.hashes
    )
    found = by_rules(before, rows, tmp_path / "after", given)
    assert found.counts.level
    assert Cause("rule", "", entry.id, "condition", found.causes[0].transactions) == found.causes[0]


def test_another_policy_is_the_cause_where_no_fact_and_no_rule_is(before: Path, rows: Rows, tmp_path: Path) -> None:
    found = compare(before, write_small(tmp_path / "after", rows, shipped(policy=other_policy())))
    assert found.counts.level == found.counts.changed > 0
    assert found.causes == (Cause("input", "", "policy", "changed", found.counts.changed),)
    assert [one.name for one in found.inputs] == ["policy"]


def test_without_rules_in_the_manifests_a_change_is_laid_to_the_instruments(rows: Rows, tmp_path: Path) -> None:
    given = shipped()
    bare = {key: value for key, value in given.manifest.items() if key != "rules"}
    then = write_small(tmp_path / "then", rows, Inputs(given.guidance, given.policy, bare))
    other = with_condition(FLAG, "party.kind = 'police'")
    bare = {**bare, "instruments": dict(other.hashes)}
    found = compare(then, write_small(tmp_path / "now", rows, Inputs(other, load_policy(), bare)))
    assert found.rules is None
    assert {one.what for one in found.causes} == {"instrument US-STATE-2020"}


def test_without_anything_in_the_manifests_the_cause_is_not_told(rows: Rows, tmp_path: Path) -> None:
    given = shipped()
    then = write_small(tmp_path / "then", rows, Inputs(given.guidance, given.policy, {}))
    found = compare(then, write_small(tmp_path / "now", rows, Inputs(given.guidance, other_policy(), {})))
    assert {one.what for one in found.causes} == {UNTOLD}
    assert "Nothing that the results tell" in comparison_text(found, load_guidance(), to_file=True)


def test_a_transaction_that_was_judged_by_itself_is_compared_by_its_outcome(rows: Rows, tmp_path: Path) -> None:
    then = write_small(tmp_path / "then", rows[:6], shipped())
    now = write_small(tmp_path / "now", rows[:6], shipped())
    outcome = {"known": "severe", "possible": "severe", "hold": "", "advice": "do_not_proceed", "stops": 3}
    change_row(now, 2, signature=-1, outcome=-1, **outcome)
    found = compare(then, now)
    assert [one.transaction for one in found.changes] == [rows[2]["id"]]
    assert found.counts.changed == found.counts.level == 1
    assert found.causes == (Cause("input", "", UNTOLD, "changed", 1),)


def test_the_transactions_told_are_capped_and_all_are_counted(before: Path, rows: Rows, tmp_path: Path) -> None:
    after = write_small(tmp_path / "after", other_rows(rows), shipped())
    every, few = compare(before, after), compare(before, after, most=3)
    assert few.counts == every.counts
    assert few.causes == every.causes
    assert few.changes == every.changes[:3]
    assert len(every.changes) == every.counts.changed > 3
    assert "the JSON tells the first 3" in comparison_text(few, load_guidance(), to_file=True)


def test_causes_and_flags_of_most_transactions_come_first(before: Path, rows: Rows, tmp_path: Path) -> None:
    found = compare(before, write_small(tmp_path / "after", other_rows(rows), shipped()))
    causes = [one.transactions for one in found.causes]
    assert causes == sorted(causes, reverse=True)
    flags = [one.raised + one.no_longer for one in found.flags]
    assert flags == sorted(flags, reverse=True)
    told = Counter((cause.kind, cause.about, cause.what, cause.how) for one in found.changes for cause in one.causes)
    assert told == {(one.kind, one.about, one.what, one.how): one.transactions for one in found.causes}


def test_the_text_names_levels_causes_flags_and_transactions(before: Path, rows: Rows, tmp_path: Path) -> None:
    found = compare(before, write_small(tmp_path / "after", other_rows(rows), shipped()))
    text = comparison_text(found, load_guidance(), to_file=True)
    for part in ("LEVELS", "BECAUSE OF", "RED FLAGS", "TRANSACTIONS", f"{found.changes[0].transaction}:"):
        assert part in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert json.loads(comparison_json(found))["counts"]["changed"] == found.counts.changed


def test_a_result_that_names_a_transaction_twice_is_refused(rows: Rows, tmp_path: Path, before: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:3], shipped())
    change_row(folder, 1, transaction=rows[0]["id"])
    with pytest.raises(InputError, match=f"'{rows[0]['id']}' more than once"):
        compare(before, folder)


def test_a_folder_that_is_no_result_is_refused(before: Path, rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no result of a portfolio review"):
        compare(before, tmp_path)
    folder = write_small(tmp_path / "result", small_rows(2), shipped())
    next((folder / "stops").iterdir()).unlink()
    with pytest.raises(InputError, match=r"stops has 0 files; 1 were written"):
        compare(before, folder)
