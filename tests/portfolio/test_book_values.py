"""What cells of an order book say: one strict reading for each kind of column, always written alike."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.facts import vocabulary
from duecare.portfolio.book.checked import Checked
from duecare.portfolio.book.columns import BookColumn, book_column, known_names
from duecare.portfolio.book.values import Reader, Spelling, decimal_text, holds

POLICE = "end_user.kind"


def column(name: str) -> BookColumn:
    found = book_column(name)
    assert found is not None
    return found


def read(name: str, raw: object, spelling: Spelling | None = None) -> str | None:
    return Reader(column(name), spelling)(raw)


def canonical(name: str) -> st.SearchStrategy[str]:
    """Texts as the table `book` has them."""
    kind = holds(column(name))
    if kind in ("code", "level", "set"):
        fact = column(name).fact
        assert fact is not None
        codes = st.sampled_from(vocabulary()[fact].domain)
        sets = st.lists(codes, min_size=1, unique=True).map(lambda some: "|".join(sorted(some)))
        return sets if kind == "set" else codes
    bounded = column(name).kind == "fact"
    return {
        "text": st.from_regex(r"[a-zäß日]{1,5}( [a-zäß日]{1,5}){0,2}", fullmatch=True).filter(lambda t: t != "unknown"),
        "date": st.dates().map(str),
        "number": st.decimals(0, 100 if bounded else 10**12, places=4).map(decimal_text),
        "currency": st.sampled_from(["EUR", "USD", "XAF"]),
        "state": st.sampled_from(["running", "ended", "planned"]),
        "country": st.sampled_from(["BY", "CN-XJ", "XK"]),
        "boolean": st.sampled_from(["true", "false"]),
    }[kind]


@given(st.data())
def test_a_checked_text_reads_as_itself_in_every_column(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(known_names()))
    text = data.draw(canonical(name))
    assert read(name, text) == text


@pytest.mark.parametrize("raw", [None, "", "  ", "unknown", " Unknown ", float("nan")])
def test_what_is_empty_or_unknown_is_nothing_in_every_column(raw: object) -> None:
    assert [name for name in known_names() if read(name, raw) is not None] == []


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("transaction.licence_required", "Yes", "true"),
        ("transaction.licence_required", False, "false"),
        (POLICE, " police ", "police"),
        ("item.capability", "video_surveillance; facial_recognition,video_surveillance",
         "facial_recognition|video_surveillance"),
        ("item.capability", ["drone", "data_fusion"], "data_fusion|drone"),
        ("item.capability", [], None),
        ("end_user.listed_owner_share", "12.50 %", "12.5"),
        ("end_user.country", "Côte d'Ivoire", "CI"),
        ("place.country", "cn-xj", "CN-XJ"),
        ("end_user.name", "  Muster\u00a0  GmbH\n", "Muster GmbH"),
        ("end_user.name", "Cafe\u0301", "Café"),
        ("id", 4711, "4711"),
        ("id", 4711.0, "4711"),
        ("id", Decimal("4711.00"), "4711"),
        ("quantity", 0.1 + 0.2, "0.3"),
        ("quantity", "0.30000000000000004", "0.3"),
        ("quantity", "+007.50", "7.5"),
        ("quantity", -0.0, "0"),
        ("value", 1e17, "100000000000000000"),
        ("value", Decimal("1E+3"), "1000"),
        ("currency", "eur", "EUR"),
        ("date", datetime.datetime(2024, 5, 1, 23, 59), "2024-05-01"),
        ("date", "2024-05-01T12:00:00Z", "2024-05-01"),
        ("date", "2024-05-01 00:00:00.000", "2024-05-01"),
        ("due", datetime.date(2024, 5, 1), "2024-05-01"),
        ("owner", b"R. Roe", "R. Roe"),
    ],
)  # fmt: skip
def test_one_value_is_written_one_way(name: str, raw: object, text: str | None) -> None:
    assert read(name, raw) == text


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        (POLICE, "Polise", r"^end_user.kind is 'Polise'; did you mean 'police'\? accepted: police, .* and \d+ more"),
        ("item.capability", "drone,unknown", "is 'unknown'; accepted"),
        ("end_user.listed_owner_share", "101", "accepted: a number from 0 to 100 percent"),
        ("transaction.licence_required", "X", r"accepted: yes, no or unknown; .* `true: \[X\]`"),
        ("transaction.licence_required", 1, "is '1'; accepted: yes, no or unknown"),
        ("end_user.country", "Atlantis", "^end_user.country: 'Atlantis' is not a country"),
        ("quantity", "inf", "accepted: a number"),
        ("quantity", float("inf"), "accepted: a number"),
        ("quantity", True, "accepted: a number"),
        ("quantity", "1_000", "accepted: a number"),
        ("value", "1.234,56", "decimal: ','"),
        ("value", "9" * 60, "accepted: a number"),
        ("date", "31.12.2024", r"date: '%d.%m.%Y'"),
        ("date", "2024-02-30", "accepted: a date"),
        ("date", 45_000, "accepted: a date"),
        ("currency", "EURO", "three-letter"),
        ("end_user.name", "a\0b", r"control character U\+0000"),
        ("end_user.name", "abc\u202edef", "text-direction control"),
        ("end_user.name", "#REF!", "an error of the sheet"),
        ("end_user.name", ["A", "B"], "is a list; one value"),
        ("end_user.name", b"\xff\xfe", "is binary"),
        ("state", "open", "accepted: running, ended, planned"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_is_accepted(name: str, raw: object, reason: str) -> None:
    text, why = Reader(column(name)).found(raw)
    assert text is None
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(why)


def test_an_exports_own_words_are_read_as_the_mapping_says() -> None:
    words = Spelling({"pol": "police", "": "military", "n/a": None})
    assert [read(POLICE, raw, words) for raw in ("POL", " pol ", None, "n/a", "border")] == [
        "police", "police", "military", None, "border",
    ]  # fmt: skip


def test_members_of_a_set_have_words_of_their_own() -> None:
    words = Spelling({"fr": "facial_recognition", "all": "drone|spyware"})
    assert read("item.capability", "FR;drone", words) == "drone|facial_recognition"
    assert read("item.capability", "all", words) == "drone|spyware"
    assert read("item.capability", ["ALL", "FR"], words) == "drone|facial_recognition|spyware"


@pytest.mark.parametrize(
    ("decimal", "raw", "text"),
    [
        (",", "1.234.567,50", "1234567.5"),
        (",", "1234,5", "1234.5"),
        (",", "1 234,5-", "-1234.5"),
        (".", "1,234.5", "1234.5"),
        (".", "1'234'567", "1234567"),
    ],
)
def test_numbers_are_regrouped_by_their_decimal_mark(decimal: str, raw: object, text: str) -> None:
    assert read("value", raw, Spelling(decimal=decimal)) == text


def test_a_number_that_is_one_needs_no_decimal_mark() -> None:
    """A column of a sheet holds numbers and texts: the mark is for the texts, and 1.234 is not 1234."""
    assert read("value", 1.234, Spelling(decimal=",")) == "1.234"
    assert read("value", 1234.5, Spelling(decimal=",")) == "1234.5"
    assert read("value", Decimal("1234.50"), Spelling(decimal=",")) == "1234.5"


@pytest.mark.parametrize("raw", ["1.23", "1.2345,6", "1,234.5", "-5-", "1.234 567,0"])
def test_marks_in_the_wrong_place_are_refused_and_not_guessed(raw: str) -> None:
    with pytest.raises(ValueError, match="before its decimals"):
        read("value", raw, Spelling(decimal=","))


def test_dates_are_read_as_the_mapping_says_or_as_iso() -> None:
    days = Spelling(dates=("%Y%m%d", "%d.%m.%Y"))
    assert {read("date", raw, days) for raw in ("20240501", "01.05.2024", "2024-05-01", 20240501)} == {"2024-05-01"}
    with pytest.raises(ValueError, match=r"or as %Y%m%d or as %d.%m.%Y"):
        read("date", "05/01/2024", days)


VALUES: list[st.SearchStrategy[Any]] = [
    st.lists(st.text(max_size=12) | st.sampled_from(["unknown", "UNKNOWN", "#N/A", "# 1", "a  b", "0", "-0", "1.50"])),
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)),
    st.lists(st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.floats()),
]


@settings(deadline=None)  # what reads values is loaded on the first
@given(st.sampled_from(["id", "item.name", "value", "quantity"]), st.one_of(VALUES))
def test_what_is_taken_at_once_is_what_the_reader_says(name: str, values: list[Any]) -> None:
    """Texts and numbers that are written as they should be skip the reader; it would have said the same."""
    one = column(name)
    texts, reasons = Checked(Reader(one)).texts(pa.array([*values, None]))
    reader = Reader(one)
    found = [reader.found(raw) for raw in [*values, None]]
    assert texts.to_pylist() == [text for text, _ in found]
    assert reasons == {at: why for at, (_, why) in enumerate(found) if why is not None}


def test_true_and_one_are_two_values() -> None:
    checked = Checked(Reader(column("transaction.licence_required")))
    texts, reasons = checked.texts([True, 1, 1.0, None])
    assert texts.to_pylist() == ["true", None, None, None]
    assert set(reasons) == {1, 2}
