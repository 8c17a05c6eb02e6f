"""What would become of the transactions of a result if some facts were others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from small_result import Inputs, Rows, change_row, other_policy, provenance, shipped, small_rows, write_small

from duecare.errors import InputError
from duecare.facts import fact_of
from duecare.guidance import load_guidance
from duecare.papers.portfolio_whatif import whatif_json, whatif_text
from duecare.portfolio.judging.profiles import UNDECIDED
from duecare.portfolio.result.opened import opened, records
from duecare.portfolio.result.read_back import StoredResult, read_result
from duecare.portfolio.result.settings import read_settings
from duecare.portfolio.result.standing import Standing
from duecare.portfolio.whatif import WhatIf, whatif
from duecare.review import load_policy
from duecare.review.evidence import Settled

Outcomes = dict[str, Standing]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows(60, seed=3)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    return write_small(tmp_path_factory.mktemp("whatif") / "result", rows, shipped())


def outcomes(folder: Path) -> Outcomes:
    """What a result says of each transaction."""
    with opened({"": folder}) as connection:
        return {row["transaction"]: Standing.of(row) for row in records(connection, "SELECT * FROM transactions")}


def shown(one: Standing) -> tuple[object, ...]:
    """What a reader sees of an outcome: no level where it is on hold."""
    level = None if one.hold else (one.known, one.possible)
    return level, one.hold, one.advice, one.stops, one.stops_possible


def same_as(found: WhatIf, before: Outcomes, after: Outcomes) -> None:
    """See that a what-if tells what differs between two results."""
    want = {name for name in before if shown(before[name]) != shown(after[name])}
    assert {one.transaction for one in found.changes} == want
    assert found.changed == len(want)
    for one in found.changes:
        assert (one.before, shown(one.after)) == (before[one.transaction], shown(after[one.transaction]))
    for outcome, side in ((before, "before"), (after, "after")):
        levels = Counter(("hold", "hold") if one.hold else (one.known, one.possible) for one in outcome.values())
        assert {(one.known, one.possible): getattr(one, side) for one in found.levels if getattr(one, side)} == levels
        advice = Counter(one.advice for one in outcome.values())
        assert {one.advice: getattr(one, side) for one in found.advice if getattr(one, side)} == advice


STATED = {
    "use.group_targeting=yes": {"use.group_targeting": "true"},
    "transaction.destination_evaded=yes": {"transaction.destination_evaded": "true"},
    "item.misuse_precedent=same_line": {"item.misuse_precedent": "same_line"},
    "end_user.abuse_record=official": {"end_user.abuse_record": "official"},
}
"""Settings of facts that only a book states, and the columns of a book that says so."""


@pytest.mark.parametrize("setting", STATED)
def test_facts_that_are_set_do_what_they_do_when_a_book_states_them(
    setting: str, result: Path, rows: Rows, tmp_path: Path
) -> None:
    other = write_small(tmp_path / "other", [{**row, **STATED[setting]} for row in rows], shipped())
    found = whatif(result, [setting])
    assert found.matched == found.transactions == len(rows)
    assert found.changed > 0
    same_as(found, outcomes(result), outcomes(other))


def test_a_fact_that_is_set_as_unknown_is_taken_away(result: Path, rows: Rows, tmp_path: Path) -> None:
    less = [{column: value for column, value in row.items() if column != "use.group_targeting"} for row in rows]
    other = write_small(tmp_path / "other", less, shipped())
    found = whatif(result, ["use.group_targeting=unknown"])
    assert 0 < found.touched < len(rows)
    same_as(found, outcomes(result), outcomes(other))


def test_where_sets_facts_only_of_transactions_that_meet_it(result: Path, rows: Rows, tmp_path: Path) -> None:
    meant = [row for row in rows if row["state"] == "running" and row.get("item.reach") == "bulk"]
    other = [{**row, "use.group_targeting": "true"} if row in meant else row for row in rows]
    found = whatif(result, ["use.group_targeting=yes"], "row.state = 'running' AND item.reach = 'bulk'")
    assert 0 < found.matched < len(rows)
    assert found.matched == len(meant)
    same_as(found, outcomes(result), outcomes(write_small(tmp_path / "other", other, shipped())))


Meant = Callable[[dict[str, Any]], bool | None]
WHERE: dict[str, Meant] = {
    "country.code = 'TR'": lambda row: row["country"] == "TR" if row["country"] else None,
    "country.code IN ('Turkey', 'Norway')": lambda row: row["country"] in ("TR", "NO") if row["country"] else None,
    "country.code <> 'CN'": lambda row: row["country"] != "CN" if row["country"] else None,
    "row.value > 450": lambda row: row["value"] > 450,
    "row.date BETWEEN DATE '2026-03-01' AND DATE '2026-06-30'": lambda row: "2026-03" <= row["date"] < "2026-07",
    "row.owner = 'B. Ode' OR row.state = 'ended'": lambda row: row["owner"] == "B. Ode" or row["state"] == "ended",
    "row.hold": lambda row: row["hold"] != "",
    "row.known >= 'high'": lambda row: row["known"] in ("high", "severe") if not row["hold"] else None,
    "NOT row.advice = 'hold'": lambda row: row["advice"] != "hold",
    "row.id IN ('T1', 'T2', 'T77')": lambda row: row["transaction"] in ("T1", "T2"),
    "row.item_name = 'Desk lamp'": lambda row: row["item_name"] == "Desk lamp" if row["item_name"] else None,
}


@pytest.mark.parametrize("where", WHERE)
def test_where_reads_fields_of_the_row(where: str, result: Path) -> None:
    found = whatif(result, ["use.group_targeting=yes"], where)
    with opened({"": result}) as connection:
        said = [WHERE[where](row) for row in records(connection, "SELECT * FROM transactions")]
    assert (found.matched, found.unsure) == (said.count(True), said.count(None))
    assert found.matched


ABOUT = {"item": "I", "end_user": "P0", "party": "P0", "country": "C0", "transaction": "T", "use": "U"}


def known(stored: StoredResult, slot: str, column: str, signature: int) -> tuple[object, ...]:
    """The candidate values of a column in a slot."""
    kind = {"I": "item", "P": "party", "C": "country", "T": "transaction", "U": "use"}[slot[0]]
    settled = stored.profiles[kind].facts[stored.in_slot(slot)[signature]].get(column)
    return settled.candidates if settled is not None else ()


@pytest.mark.parametrize(
    ("where", "column", "codes"),
    [
        ("country.practice_band IN ('serious', 'severe')", "country.practice_band", {"serious", "severe"}),
        ("country.iccpr = 'party'", "country.iccpr", {"party"}),
        ("end_user.kind = 'police'", "party.kind", {"police"}),
        ("party.government_tie = 'government'", "party.government_tie", {"government"}),
        ("ARRAY_CONTAINS(item.capability, 'facial_recognition')", "item.capability#facial_recognition", {True}),
        ("transaction.gate = 'quote'", "transaction.gate", {"quote"}),
    ],
)
def test_where_reads_facts_of_the_subjects(where: str, column: str, codes: set[object], result: Path) -> None:
    stored = read_result(result)
    slot = ABOUT[where.replace("ARRAY_CONTAINS(", "").partition(".")[0]]
    said = []
    with opened({"": result}) as connection:
        for row in records(connection, "SELECT signature FROM transactions"):
            inside = {value in codes for value in known(stored, slot, column, row["signature"])}
            said.append(inside.pop() if len(inside) == 1 else None)
    found = whatif(result, ["item.covert=unknown"], where)
    assert (found.matched, found.unsure) == (said.count(True), said.count(None))
    assert True in said


def test_a_setting_takes_the_place_of_all_that_was_known_of_a_fact_and_of_nothing_else(result: Path) -> None:
    stored = read_result(result)
    before = {kind: [dict(facts) for facts in held.facts] for kind, held in stored.profiles.items()}
    found = whatif(result, ["item.capability=facial_recognition", "country.practice_band=severe"])
    assert all(fact_of(one.fact) == one.fact for one in found.settings)
    assert {
        kind: [dict(facts) for facts in held.facts] for kind, held in read_result(result).profiles.items()
    } == before


def test_nothing_is_written_to_the_folder(result: Path) -> None:
    def state() -> dict[str, tuple[str, int]]:
        return {
            str(file): (sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in result.rglob("*.*")
        }

    before = state()
    whatif(result, ["end_user.kind=police"], "country.code = 'TR'")
    assert state() == before


def test_what_is_known_already_touches_nothing(result: Path) -> None:
    found = whatif(result, ["end_user.kind=police"], "end_user.kind = 'police'")
    assert (found.touched, found.changed) == (0, 0)
    assert found.matched


def test_the_transactions_told_are_capped_and_those_that_move_most_come_first(result: Path) -> None:
    every = whatif(result, ["end_user.kind=police", "country.practice_band=severe"])
    few = whatif(result, ["end_user.kind=police", "country.practice_band=severe"], most=3)
    assert few.changed == every.changed > 3
    assert few.changes == every.changes[:3]
    assert "the JSON tells the first 3" in whatif_text(few, to_file=True)
    moves = [abs(one.after.stops - one.before.stops) for one in every.changes]
    assert moves == sorted(moves, reverse=True)


def test_a_match_that_is_supposed_to_be_decided_is_not_open() -> None:
    facts = {UNDECIDED: Settled((True,)), "party.kind": Settled(("police",))}
    (decided,) = read_settings(["party.listed=no"])
    assert UNDECIDED not in decided.applied(facts)
    (open_,) = read_settings(["party.listed=unknown"])
    assert UNDECIDED in open_.applied(facts)


def test_by_another_policy_both_sides_are_judged_by_it(result: Path, rows: Rows, tmp_path: Path) -> None:
    policy = other_policy()
    found = whatif(result, ["use.group_targeting=yes"], policy=policy)
    assert any("another policy" in note for note in found.notes)
    inputs = Inputs(load_guidance(), policy, {})
    then = outcomes(write_small(tmp_path / "then", rows, inputs))
    now = outcomes(write_small(tmp_path / "now", [{**row, "use.group_targeting": "true"} for row in rows], inputs))
    for counted in (found.levels, found.advice):
        assert min(min(one.before, one.after) for one in counted) >= 0
        assert sum(one.before for one in counted) == sum(one.after for one in counted) == len(rows)
    assert {one.transaction: (one.before, one.after) for one in found.changes} == {
        name: (then[name], now[name]) for name in then if shown(then[name]) != shown(now[name])
    }


def test_by_the_same_instruments_and_policy_nothing_is_noted(result: Path) -> None:
    assert whatif(result, ["use.group_targeting=yes"], policy=load_policy()).notes == ()


def test_a_transaction_that_was_judged_by_itself_is_counted_and_left_alone(rows: Rows, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:10], shipped())
    change_row(folder, 0, signature=-1, outcome=-1)
    found = whatif(folder, ["end_user.kind=police"])
    assert found.matched == 9
    (note,) = found.notes
    assert note.startswith("1 of those meant were judged by themselves")
    assert rows[0]["id"] not in {one.transaction for one in found.changes}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("country.practise_band=severe", "did you mean country.practice_band"),
        ("country.practice_band=sever", "accepted: good, mixed, serious, severe or unknown"),
        ("country.practice_band", "FACT=VALUE"),
        ("party.role=end_user", "follows from the columns of the book"),
        ("item.capability#spyware=yes", "set item.capability as a whole"),
        ("item.capability=spywere", "accepted: a list out of"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_is_accepted(setting: str, said: str, result: Path) -> None:
    with pytest.raises(InputError, match=said):
        whatif(result, [setting])


def test_a_fact_is_set_once_and_one_at_least(result: Path) -> None:
    with pytest.raises(InputError, match=r"party\.kind is set twice"):
        whatif(result, ["party.kind=police", "end_user.kind=military"])
    with pytest.raises(InputError, match="nothing is set"):
        whatif(result, [])


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("country.code = 'Turkiy'", "did you mean TR"),
        ("row.stat = 'running'", r"did you mean row\.state"),
        ("row.state = 'runing'", "accepted: running, ended, planned"),
        ("end_user.knd = 'police'", r"did you mean end_user\.kind"),
        ("country.code = 'TR'; DROP TABLE x", "outside the condition language"),
        ("row.value", "compare it with a number"),
    ],
)
def test_a_condition_that_is_none_is_refused_with_what_was_meant(where: str, said: str, result: Path) -> None:
    with pytest.raises(InputError, match=said):
        whatif(result, ["end_user.kind=police"], where)


def test_a_text_that_no_transaction_has_is_named(result: Path) -> None:
    found = whatif(result, ["end_user.kind=police"], "row.owner = 'Nobody' OR country.code = 'ES'")
    assert (found.matched, found.changed) == (0, 0)
    assert found.notes == ("No transaction has row.owner 'Nobody'.", "No transaction has country.code 'ES'.")
    assert "None of 60 transactions is meant." in whatif_text(found, to_file=True)


def test_the_text_and_the_json_tell_what_is_supposed_and_what_comes_of_it(result: Path) -> None:
    found = whatif(result, ["end_user.kind=police", "item.covert=unknown"], "country.code = 'TR'")
    text = " ".join(whatif_text(found, to_file=True).split())
    assert text.startswith(
        "If kind of the end user were police and covert of the item were not known, where country.code = 'TR'"
    )
    assert "Nothing was written to the result." in text
    said = json.loads(whatif_json(found))
    assert said["settings"] == [{"fact": "party.kind", "value": "police"}, {"fact": "item.covert", "value": "unknown"}]
    assert said["changed"] == len(said["changes"]) == found.changed


def test_the_builder_states_who_says_what(rows: Rows) -> None:
    assert {kind for _, kind in provenance(rows).values()} == {"own", "interested"}
