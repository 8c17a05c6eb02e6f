"""Decisions about matches: remembered with who, why and until when, and open again as soon as anything is different."""

from __future__ import annotations

import datetime
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import invented
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import DAY, GENERAL, OPTICS

from duecare.errors import InputError, OutputError
from duecare.parties.screening import Match, Query, compare
from duecare.parties.screening.decisions_file import (
    append_decision,
    decision_document,
    erase_decisions,
    read_decisions,
)
from duecare.parties.screening.dispositions import (
    Decision,
    Decisions,
    Standing,
    Verdict,
    decide,
    party_facts,
    standing,
)
from duecare.parties.screening.loaded import Lists

PARTY = Query(("Zarubin Optoelektronika Vostok",), "company")
UNTIL = datetime.date(2027, 12, 31)


def match(query: Query = PARTY, entry: object = OPTICS) -> Match:
    return Match(entry, compare(query, entry))  # type: ignore[arg-type]


def cleared(verdict: Verdict = "not_same", until: datetime.date | None = UNTIL) -> Decision:
    return decide(PARTY, match(), verdict, by="Ada", why="Other seat and owners", decided=DAY, until=until)


def stands(decision: Decision, query: Query = PARTY, entry: object = OPTICS, day: datetime.date = DAY) -> Standing:
    ((_, found),) = Decisions([decision]).apply(query, [match(query, entry)], day)
    return found


def test_a_match_is_open_until_a_person_decides() -> None:
    ((_, found),) = Decisions().apply(PARTY, [match()], DAY)
    assert (found.state, found.words) == ("open", "possible match")


def test_a_cleared_match_stays_visible_with_who_why_and_until_when() -> None:
    """Clearing takes nothing away from the matches and nothing from the entry."""
    found = stands(cleared())
    assert found.state == "cleared"
    assert found.words == "cleared until 2027-12-31"
    assert found.decision is not None
    assert (found.decision.by, found.decision.why) == ("Ada", "Other seat and owners")


def test_a_cleared_match_comes_back_when_its_time_is_over() -> None:
    assert stands(cleared(), day=UNTIL).state == "cleared"
    late = stands(cleared(), day=UNTIL + datetime.timedelta(days=1))
    assert late.state == "open"
    assert late.changed == ("it held until 2027-12-31",)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (replace(PARTY, countries=frozenset({"RU"})), "the party is described differently: countries"),
        (replace(PARTY, names=(*PARTY.names, "ZOV")), "the party is described differently: names"),
        (replace(PARTY, kind="unknown"), "the party is described differently: kind"),
    ],
)
def test_a_cleared_match_comes_back_when_the_party_changes(query: Query, says: str) -> None:
    """And it is said what changed, so that deciding anew takes a moment."""
    found = stands(cleared(), query)
    assert found.state == "open"
    assert says in found.changed
    assert found.words == "possible match, open again"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (invented.renamed(OPTICS, "ZOV Holding"), "the listed entry changed: names"),
        (replace(OPTICS, effect="blocked"), "the listed entry changed: effect"),
        (replace(OPTICS, countries=frozenset({"RU", "KZ"})), "the listed entry changed: countries"),
        (replace(OPTICS, programmes=("other",)), "the listed entry changed: programmes"),
    ],
)
def test_a_cleared_match_comes_back_when_the_listed_entry_changes(entry: object, says: str) -> None:
    found = stands(cleared(), entry=entry)
    assert found.state == "open"
    assert says in found.changed


def test_a_new_citation_or_the_order_of_names_reopens_nothing() -> None:
    """Neither makes anybody another."""
    entry = replace(OPTICS, citation="91 FR 1, 1/1/2026", names=OPTICS.names[::-1], listed_on=DAY)
    assert stands(cleared(), entry=entry).state == "cleared"
    assert stands(cleared(), replace(PARTY, names=("zarubin  optoelektronika VOSTOK",))).state == "cleared"


def test_a_cleared_match_comes_back_when_the_evidence_gets_stronger() -> None:
    decision = cleared()
    assert standing(decision, decision.log_odds + 0.05, (), DAY).state == "cleared"
    assert standing(decision, decision.log_odds - 3.0, (), DAY).state == "cleared"
    found = standing(decision, decision.log_odds + 0.5, (), DAY)
    assert found.state == "open"
    assert found.changed == ("the evidence is stronger than it was",)


def test_a_confirmed_match_stays_confirmed_and_says_what_changed_since() -> None:
    """What a person took for the same party is not made less by a new spelling; only a withdrawal takes it back."""
    found = stands(cleared("same", None), entry=invented.renamed(OPTICS, "ZOV Holding"))
    assert found.state == "confirmed"
    assert found.words == "confirmed match"
    assert found.changed == ("the listed entry changed: names",)


def test_the_last_decision_counts_and_a_withdrawn_one_opens_the_match() -> None:
    same, withdrawn = cleared("same", None), cleared("withdrawn", None)
    for decisions, state in (
        ([cleared(), same], "confirmed"), ([same, cleared()], "cleared"), ([same, withdrawn], "open"),
    ):  # fmt: skip
        ((_, found),) = Decisions(decisions).apply(PARTY, [match()], DAY)
        assert found.state == state


def test_a_decision_of_a_later_day_does_not_count() -> None:
    """A back-test must not know what was decided afterwards."""
    assert stands(cleared(), day=DAY - datetime.timedelta(days=1)).state == "open"


def test_a_decision_is_about_one_party_and_one_entry() -> None:
    other = Query(("Vostok Optical Works",), "company")
    assert stands(cleared(), other).state == "open"
    assert stands(cleared(), other).decision is None
    assert stands(cleared(), PARTY, GENERAL).decision is None


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"by": " "}, "--by has 0 characters"),
        ({"why": ""}, "--why has 0 characters"),
        ({"why": "a\u202eb"}, "text-direction control"),
        ({"until": None}, "a match is cleared until a day"),
        ({"until": DAY}, "accepted: a day after 2026-11-26"),
    ],
)
def test_a_decision_names_who_why_and_until_when(given_: dict[str, object], says: str) -> None:
    arguments = {"by": "Ada", "why": "seen", "until": UNTIL, "decided": DAY, **given_}
    with pytest.raises(InputError) as caught:
        decide(PARTY, match(), "not_same", **arguments)  # type: ignore[arg-type]
    assert says in str(caught.value)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_decisions_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "office" / "decisions.jsonl"
    assert read_decisions(path).count == 0
    append_decision(path, cleared())
    append_decision(path, cleared("same", None))
    decisions = read_decisions(path)
    assert decisions.count == 2
    assert decisions.apply(PARTY, [match()], DAY)[0][1].state == "confirmed"
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_decided_is_kept_with_both_sides(tmp_path: Path) -> None:
    """An auditor reads what the person saw, whatever has become of it."""
    append_decision(tmp_path / "d.jsonl", cleared())
    document = json.loads((tmp_path / "d.jsonl").read_text("utf-8"))
    assert document["party"] == party_facts(PARTY)
    assert ["Зарубин Оптоэлектроника Восток", "alias"] in document["listed"]["names"]


@settings(max_examples=60)
@given(cut=st.integers(min_value=0))
def test_a_crash_while_writing_loses_no_decision_that_was_recorded(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever part of the last line reached the disk, those before it stand, and the next is added after them."""
    path = tmp_path_factory.mktemp("cut") / "decisions.jsonl"
    line = json.dumps(decision_document(cleared()), ensure_ascii=False).encode() + b"\n"
    path.write_bytes(line + line[: cut % len(line)])
    assert read_decisions(path).count in (1, 2)
    append_decision(path, cleared("same", None))
    decisions = read_decisions(path)
    assert decisions.apply(PARTY, [match()], DAY)[0][1].state == "confirmed"
    assert path.read_bytes().count(b"\n") == decisions.count


@pytest.mark.parametrize("damage", [b"{}\n", b"nonsense\n", b"[1]\n", b'{"schema":"other/9"}\n', b"\xff\xfe\n", b"5\n"])
def test_a_damaged_line_is_refused_by_its_number_and_nothing_is_added(tmp_path: Path, damage: bytes) -> None:
    """A decision that cannot be read could be one that confirms a match."""
    path = tmp_path / "decisions.jsonl"
    append_decision(path, cleared())
    whole = path.read_bytes() + damage + path.read_bytes()
    path.write_bytes(whole)
    for attempt in (lambda: read_decisions(path), lambda: append_decision(path, cleared())):
        with pytest.raises(InputError, match=r"decisions.jsonl:2: is no decision"):
            attempt()
    assert path.read_bytes() == whole


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        append_decision(tmp_path / "file" / "decisions.jsonl", cleared())


def test_a_decision_changes_nothing_on_the_list(lists: Lists, tmp_path: Path) -> None:
    before = [(one.entry, one.score) for one in lists.screener.search(PARTY)]
    append_decision(tmp_path / "d.jsonl", cleared())
    found = read_decisions(tmp_path / "d.jsonl").apply(PARTY, lists.screener.search(PARTY), DAY)
    assert [(one.entry, one.score) for one, _ in found] == before


def test_an_erased_decision_leaves_its_hash_and_no_name_and_others_stand_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append_decision(path, cleared())
    gone = path.read_bytes().rstrip(b"\n")
    append_decision(path, cleared("same", None))
    kept = path.read_bytes().splitlines()[1]
    assert erase_decisions(path, lambda one: one.verdict == "not_same", by="user:7", on=DAY) == 1
    said, still = path.read_bytes().splitlines()
    assert still == kept
    assert json.loads(said) == {
        "schema": "duecare.decision-erased/1", "sha256": hashlib.sha256(gone).hexdigest(), "by": "user:7",
        "on": DAY.isoformat(),
    }  # fmt: skip
    assert [one.verdict for one in read_decisions(path)] == ["same"]
    assert path.stat().st_mode & 0o077 == 0
    assert erase_decisions(path, lambda one: True, by="user:7", on=DAY) == 1
    append_decision(path, cleared())  # after a line that was erased, which is whole
    assert (len(path.read_bytes().splitlines()), read_decisions(path).count) == (3, 1)
    assert erase_decisions(tmp_path / "none", lambda one: True, by="user:7", on=DAY) == 0
    assert not (tmp_path / "none").exists()


def test_what_is_added_while_others_erase_is_lost_by_nobody(tmp_path: Path) -> None:
    """The file is another after an erasure; who waited for the old one adds to the new one."""
    path = tmp_path / "decisions.jsonl"
    for number in range(4):
        append_decision(path, replace(cleared(), why=f"erase {number}"))

    def adds(number: int) -> None:
        append_decision(path, replace(cleared(), why=f"keep {number}"))

    def erases(number: int) -> None:
        erase_decisions(path, lambda one: one.why == f"erase {number}", by="user:7", on=DAY)

    with ThreadPoolExecutor(8) as at_once:
        for number in range(24):
            at_once.submit(adds, number)
            if number < 4:
                at_once.submit(erases, number)
    assert sorted(one.why for one in read_decisions(path)) == sorted(f"keep {number}" for number in range(24))
