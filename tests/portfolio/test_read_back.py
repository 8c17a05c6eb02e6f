"""A result read back is judged again from the folder alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_result import Rows, Stated, rows_of, small_rows, stated, write_small

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.portfolio.judging.profiles import values_of
from duecare.portfolio.judging.run import judged
from duecare.portfolio.result.judged_tables import JudgedTables, joined, said_of
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.read_back import read_result
from duecare.review import load_policy


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows(30)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    return write_small(tmp_path_factory.mktemp("again") / "result", rows)


def test_a_result_judged_again_from_its_folder_says_the_same(result: Path, tmp_path: Path) -> None:
    stored, guidance = read_result(result), load_guidance()
    again = judged(stored.groups, stored.profiles, guidance, load_policy(), stored.law_at,
                   each=JudgedTables(tmp_path, guidance, stored.law_at))  # fmt: skip
    for table in ("findings", "stops", "questions"):
        assert rows_of(tmp_path, table) == rows_of(result, table), table
    rows = read_table(result, "transactions")
    assert again.outcome[rows.column("signature").to_numpy()].tolist() == rows.column("outcome").to_pylist()
    for name, said in said_of(joined(again.parts), rows.column("outcome").to_numpy()).items():
        assert list(said) == rows.column(name).to_pylist() or said.to_pylist() == rows.column(name).to_pylist(), name


def test_some_signatures_are_those_of_their_numbers(result: Path) -> None:
    stored = read_result(result)
    numbers = np.arange(0, stored.size, 3, dtype=np.int32)
    some = stored.some(numbers)
    for slot in ("T", "I", "U", "P0", "C0"):
        assert np.concatenate([one.unique[slot] for one in some]).tolist() == stored.in_slot(slot)[numbers].tolist()
    assert sum(len(one.known) for one in some) == len(numbers)


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
