"""The screening benchmark measures what it says: spoilt names, equal terms, figures by their definitions."""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from mangle import LETTERS, REFERENCE, REWRITES, mangled
from screening_accuracy import auc, average_precision, best_f1, f1_at, identical, precision_at
from screening_lists import Question, entry_ftm, spoilt, valid, years
from screening_speed import batch

from duecare.parties.lists.record import ListedName, ListEntry

ALL = {**REFERENCE, **LETTERS, **REWRITES}
NAMES = st.text("abc ABC-'éßЖ王م.,", min_size=1, max_size=30)
SCORED = st.lists(st.tuples(st.booleans(), st.integers(0, 5).map(lambda tenth: tenth / 10)), min_size=2).filter(
    lambda rows: len({truth for truth, _ in rows}) == 2
)


@given(NAMES, st.sampled_from(sorted(ALL)), st.integers(0, 99))
def test_a_treatment_never_fails_and_never_returns_the_name_itself(name: str, treatment: str, seed: int) -> None:
    """Whatever the name, a treatment either changes it or is not used."""
    result = mangled(name, random.Random(seed), {treatment: ALL[treatment]})
    assert result is None or (result[0] != name and result[0].strip())


def test_the_same_seed_spoils_the_same_way() -> None:
    """A run can be repeated."""
    entry = ListEntry("x:1", "x", "person", (ListedName("Mario Alberto HENAO JARAMILLO"),), "blocked")
    first, second = (spoilt([entry], 20, 1, ALL, told=False) for _ in range(2))
    assert first == second
    assert len({question.name for question in first}) == 20
    assert all(question.right == {"x:1"} for question in first)


@given(SCORED)
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[bool, float]]) -> None:
    """AUC by its definition: a positive above a negative counts one, a tie half."""
    right, said = [truth for truth, _ in rows], [score for _, score in rows]
    pairs = list(itertools.product((s for t, s in rows if t), (s for t, s in rows if not t)))
    slow = sum(1 if one > other else 0.5 if one == other else 0 for one, other in pairs) / len(pairs)
    assert auc(right, said) == pytest.approx(slow)


@given(SCORED)
def test_the_best_f1_is_the_best_over_every_threshold(rows: list[tuple[bool, float]]) -> None:
    """And its threshold gives it."""
    right, said = [truth for truth, _ in rows], [score for _, score in rows]
    best, threshold = best_f1(right, said)
    assert best == pytest.approx(max(f1_at(right, said, at) for at in said))
    assert f1_at(right, said, threshold) == pytest.approx(best)


def test_precision_needs_the_whole_recall_asked_for() -> None:
    """Average precision and precision at a recall, by hand: right, wrong, right."""
    right, said = [True, False, True], [0.9, 0.8, 0.7]
    assert precision_at(right, said, 1.0) == pytest.approx(2 / 3)
    assert average_precision(right, said) == pytest.approx((1 + 2 / 3) / 2)


def test_identical_names_differ_in_case_and_punctuation_only() -> None:
    """Another order of the words or another legal form is another name."""
    assert identical(["Acme Ltd."], ["x", "ACME LTD"])
    assert not identical(["Acme Ltd"], ["Acme Limited"])
    assert not identical(["Ann Lee"], ["Lee Ann"])


def test_both_sides_are_told_the_same() -> None:
    """A range of birth years is every year in it; codes are written as each side writes them."""
    entry = ListEntry("x:1", "x", "person", (ListedName("Ann Lee"),), "blocked", frozenset({"KP"}), ("1960/1962",))
    assert entry_ftm(entry)["properties"] == {
        "name": ["Ann Lee"],
        "country": ["kp"],
        "birthDate": ["1960", "1961", "1962"],
    }
    question = Question("Ann Lee", "person", ("1960",), ("KP",))
    assert question.ftm()["properties"] == {"name": ["Ann Lee"], "country": ["kp"], "birthDate": ["1960"]}
    assert question.ftm()["id"] != Question("Ann Lee", "person").ftm()["id"]


def test_a_day_that_is_none_is_not_told() -> None:
    """Treated rows have such days; a form would refuse them, on both sides."""
    assert all(valid(date) for date in ("1974-01-31", "1974", "1974-01"))
    assert not any(valid(date) for date in ("1974-01-32", ""))
    assert years("1974-01-31") == ["1974-01-31"]


def test_a_batch_is_of_distinct_parties(tmp_path: Path) -> None:
    """Of few rows many parties are made, no name twice."""
    table = tmp_path / "negatives.csv"
    table.write_text(
        "full_name,date_of_birth,nationality\nPatricia Wheeler,2002-07-14,Ethiopia\nBen Borges,,Brazil\n", "utf-8"
    )
    parties = batch(table, 50)
    assert len({party.name for party in parties}) == len(parties) == 50
    assert parties[0].countries == ("ET",)
