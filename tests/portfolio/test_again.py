"""A result read back is judged again from the folder alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_result import Rows, Stated, change_row, other_policy, rows_of, shipped, small_rows, stated, write_small

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.portfolio.judging.profiles import values_of
from duecare.portfolio.result.again import read_result, write_again
from duecare.review import Policy, load_policy

JUDGED = ("transactions", "findings", "stops", "questions")


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows(30)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    return write_small(tmp_path_factory.mktemp("again") / "result", rows)


def again(result: Path, folder: Path, policy: Policy) -> Path:
    """A result judged again, in another folder."""
    stored, guidance = read_result(result), load_guidance()
    write_again(stored, guidance, policy, folder, stored.manifest)
    return folder


def test_judging_a_stored_result_again_gives_the_same_tables(result: Path, tmp_path: Path) -> None:
    folder = again(result, tmp_path / "again", load_policy())
    for table in JUDGED:
        assert rows_of(folder, table) == rows_of(result, table), table


def test_every_table_is_kept_that_no_judging_changes(result: Path, tmp_path: Path) -> None:
    folder = again(result, tmp_path / "again", load_policy())
    for table in ("signatures", "profiles", "subjects", "facts", "rejects"):
        assert rows_of(folder, table) == rows_of(result, table), table
    assert json.loads((folder / "manifest.json").read_text()) == json.loads((result / "manifest.json").read_text())


def test_another_policy_gives_what_a_review_of_the_book_by_it_gives(result: Path, rows: Rows, tmp_path: Path) -> None:
    policy = other_policy()
    folder = again(result, tmp_path / "again", policy)
    afresh = write_small(tmp_path / "afresh", rows, shipped(policy=policy))
    for table in JUDGED:
        assert rows_of(folder, table) == rows_of(afresh, table), table
    assert rows_of(folder, "transactions") != rows_of(result, "transactions")


def test_a_result_may_be_judged_again_in_its_own_folder(rows: Rows, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:5])
    before = {table: rows_of(folder, table) for table in JUDGED}
    again(folder, folder, load_policy())
    assert {table: rows_of(folder, table) for table in JUDGED} == before


def test_what_was_said_of_a_transaction_that_is_judged_by_itself_stays(rows: Rows, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:5])
    change_row(folder, 2, signature=-1, known="severe", possible="severe", hold="", advice="escalate", raised=77)
    want = rows_of(folder, "transactions")
    assert rows_of(again(folder, tmp_path / "again", load_policy()), "transactions") == want


@given(case=stated())
def test_every_value_of_the_vocabulary_comes_back_as_it_was(case: Stated) -> None:
    column, values = case
    assert values_of(column, json.loads(json.dumps(list(values), default=str))) == values


@given(case=stated(), other=st.sampled_from([[{}], [["yes"]], [None]]))
def test_a_value_of_no_type_of_the_vocabulary_is_refused(case: Stated, other: list[object]) -> None:
    with pytest.raises(InputError, match="which is a"):
        values_of(case[0], other)


def test_a_fact_that_the_vocabulary_does_not_have_is_refused() -> None:
    assert "party.colour" not in vocabulary().facts
    with pytest.raises(InputError, match=r"party\.colour"):
        values_of("party.colour", ["red"])


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no result of a portfolio review"):
        read_result(tmp_path)


def test_a_result_without_a_table_is_refused(rows: Rows, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:2])
    file = folder / "profiles" / "part-00000.parquet"
    file.write_text("not a table")
    with pytest.raises(InputError, match="profiles cannot be read"):
        read_result(folder)
    file.unlink()
    with pytest.raises(InputError, match="profiles has 0 files"):
        read_result(folder)
