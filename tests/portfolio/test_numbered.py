"""Numbers of the subjects of a book: what is equal has one, in the order in which it first appears."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_database import own_database
from wide_rows import Row, kept_rows

from duecare.portfolio.book.numbered import Distinct, Numbered, numbered
from duecare.portfolio.judging.combined import combined

ODD = st.sampled_from(
    (None, "", "a", "b", "\x1f", "\x01", "a\x1fb", "\x01\x1f", "'", '"', "\u202ea", "b\x1f\x01", "NULL")
)


def book(rows: Sequence[Row]) -> Numbered:
    """Rows numbered."""
    with own_database() as connection:
        return numbered(connection, kept_rows(connection, rows))


def said(one: Distinct) -> list[Row]:
    """What each row of the book says, by way of its number."""
    return [one.rows[number] for number in one.of]


def test_equal_rows_have_one_number_and_nothing_is_zero() -> None:
    rows: list[Row] = [{"item.name": "b"}, {}, {"item.name": "a"}, {"item.name": "b", "item.covert": "true"},
                       {"item.name": "b"}]  # fmt: skip
    items = book(rows).items
    assert items.of.tolist() == [1, 0, 2, 3, 1]
    assert items.rows == ({}, {"item.name": "b"}, {"item.name": "a"}, {"item.name": "b", "item.covert": "true"})


@given(rows=st.lists(st.tuples(ODD, ODD, ODD), min_size=1, max_size=12))
@settings(max_examples=40, derandomize=True, database=None, deadline=None)
def test_no_spelling_makes_two_rows_one(rows: list[tuple[str | None, ...]]) -> None:
    """Neither what separates the columns of a key elsewhere, nor what stands for nothing."""
    columns = ("item.name", "item.description", "item.configuration")
    held = [dict(zip(columns, row, strict=True)) for row in rows]
    stated = [{column: text for column, text in row.items() if text} for row in held]
    items = book([{**dict.fromkeys(columns), **row} for row in held]).items
    assert said(items) == stated
    assert len(items.rows) == len({frozenset(row.items()) for row in [{}, *stated]})


def test_rows_are_numbered_in_the_order_in_which_they_were_put_in() -> None:
    """Over many groups of rows as DuckDB stores them, some of which were taken out again."""
    with own_database() as connection:
        connection.execute(
            """CREATE TABLE book AS SELECT range AS row, 'b.csv' AS source, 'n' || hash(range) % 50_000 AS "item.name"
            FROM range(400_000)"""
        )
        connection.execute("DELETE FROM book WHERE row % 7 = 3 OR row BETWEEN 130_000 AND 260_000")
        items = numbered(connection, ["item.name"]).items
        kept = connection.execute('SELECT "item.name" FROM book ORDER BY row').fetchall()
    assert [row["item.name"] for row in said(items)] == [name for (name,) in kept]
    assert len(items.rows) == 1 + len({name for (name,) in kept})


def test_rows_that_were_taken_out_of_the_table_leave_no_hole() -> None:
    with own_database() as connection:
        columns = kept_rows(connection, [{"item.name": name} for name in "abcab"])
        connection.execute("DELETE FROM book WHERE row IN (1, 4)")
        items = numbered(connection, columns).items
    assert said(items) == [{"item.name": "b"}, {"item.name": "c"}, {"item.name": "b"}]


def test_one_party_under_two_roles_has_one_number() -> None:
    found = book([{"end_user.name": "A", "end_user.country": "NO", "reseller.name": "A", "reseller.country": "NO"}])
    assert found.parties["end_user"].tolist() == found.parties["reseller"].tolist() == [1]


def test_an_end_user_without_a_country_is_one_party_for_each_place_of_use() -> None:
    rows: list[Row] = [
        {"end_user.name": "FSB", "place.country": "RU"},
        {"end_user.name": "FSB", "destination.country": "RU"},
        {"end_user.name": "FSB", "place.country": "NO", "destination.country": "RU"},
        {"end_user.name": "FSB", "transit.country": "RU"},
        {"reseller.name": "FSB", "place.country": "RU"},
    ]
    found = book(rows)
    assert [found.party_rows[number][2] for number in found.parties["end_user"]] == ["RU", "RU", "NO", None, None]
    assert found.parties["end_user"].tolist() == [1, 1, 2, 3, 0]
    assert found.parties["reseller"].tolist() == [0, 0, 0, 0, 3]
    assert found.party_names.tolist() == [0, 1, 1, 1]


def test_countries_are_numbered_by_their_codes_over_all_columns() -> None:
    found = book([{"place.country": "TR", "reseller.country": "AE"}, {"destination.country": "AE"}, {}])
    assert found.codes == ("", "AE", "TR")
    assert found.place.tolist() == [2, 0, 0]
    assert found.destination.tolist() == [0, 1, 0]
    assert found.transit.tolist() == [0, 0, 0]
    assert found.seats.tolist() == [0, 1]


def test_what_is_said_of_a_place_that_is_not_there_is_not_numbered() -> None:
    found = book([{"place.ongoing_crackdown": "true"}, {"place.ongoing_crackdown": "true", "place.country": "NO"}])
    assert found.places.of.tolist() == [0, 1]
    assert len(found.places.rows) == 2


def test_a_book_without_columns_or_rows_is_one_of_nothing() -> None:
    assert book([{}, {}]).items.of.tolist() == [0, 0]
    empty = book([])
    assert (empty.size, len(empty.party_rows)) == (0, 1)


@given(st.lists(st.tuples(*(st.integers(0, 3) for _ in range(4))), max_size=30), st.integers(0, 61))
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
def test_rows_of_numbers_are_told_apart_however_large_they_are(rows: list[tuple[int, ...]], shift: int) -> None:
    columns = [np.array([row[at] for row in rows], np.int64) << shift // 2 for at in range(4)]
    first, of = combined(columns, len(rows))
    distinct = list(dict.fromkeys(rows))
    assert [rows[at] for at in first] == distinct
    assert [distinct[number] for number in of] == rows


def test_sets_may_be_stated_empty_and_texts_may_not() -> None:
    items = book([{"item.capability": ""}, {"item.name": ""}]).items
    assert said(items) == [{"item.capability": ""}, {}]


@pytest.mark.parametrize("name", ["place.country", "end_user.country"])
def test_an_empty_code_is_no_country(name: str) -> None:
    found = book([{name: ""}, {name: "NO"}])
    assert found.codes == ("", "NO")
