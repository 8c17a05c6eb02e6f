"""Tables of a result as files: no row is lost, whatever the sources of a book count their rows from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duecare.guidance import load_guidance
from duecare.portfolio.book.carried import carried_rows
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.result import tables
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.review import review_book
from duecare.review import load_policy

DAY = datetime.date(2026, 11, 26)


def test_transactions_of_two_sources_have_files_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(connection: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        for part in carried_rows(connection, columns):
            for start in range(0, len(part["row"]), 2):
                yield {name: values.slice(start, 2) for name, values in part.items()}

    monkeypatch.setattr(tables, "carried_rows", few)
    book = tmp_path / "book"
    book.mkdir()
    ids = {"a": ["a1", "a2", "a3", "a4"], "b": ["b1", "b2", "b3"]}
    for name, some in ids.items():
        pq.write_table(pa.table({"id": some, "end_user.country": ["FR"] * len(some)}), book / f"{name}.parquet")
    review_book(
        [str(book)], tmp_path / "result", mapping=read_mapping(None), known_at=DAY, law_at=DAY,
        guidance=load_guidance(), policy=load_policy(),
    )  # fmt: skip
    found = read_table(tmp_path / "result", "transactions").column("transaction").to_pylist()
    assert found == [*ids["a"], *ids["b"]]
