"""What the deals of a book say together is what holds in every way in which the unknown may turn out."""

from __future__ import annotations

import datetime
import itertools
import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_book import loaded, written
from related_books import (
    ALIKE,
    BOOKS,
    FIRST,
    HOUSE,
    NOOR,
    NUMBERS,
    Row,
    by_number,
    column,
    dates,
    day,
    decided,
    either,
    facts,
    house,
    item,
    made,
    number,
    orders,
    rows_of,
    several,
    sums,
    table,
    until,
    user,
)
from small_result import rows_of as rows_in
from wide_rows import DAY, Inputs, judged_book, said_alone

from duecare.cli import cli
from duecare.errors import InputError
from duecare.guidance import load_guidance
from duecare.portfolio.together.relationship_rows import folded_name
from duecare.portfolio.together.relationships import WHOLE_BOOK, Given, related
from duecare.review import load_policy

SOME = settings(max_examples=60, deadline=None)


@SOME
@given(rows=BOOKS | ALIKE)
def test_the_number_of_one_item_for_one_end_user_is_added_up_over_the_window(rows: list[Row]) -> None:
    limits = house(times_usual_order=2, least_orders=2, window_days=20)
    assert facts(rows, "cumulative_out_of_line", limits) == [by_number(rows, row, 2, 2, 20) for row in rows]


@SOME
@given(rows=BOOKS | ALIKE)
def test_values_are_added_up_within_one_currency_and_mixed_ones_are_not_known(rows: list[Row]) -> None:
    limits = house(times_usual_order=2, least_orders=2, cumulative_value={"EUR": 4, "CHF": 1}, window_days=20)

    def met(at: Row) -> bool | None:
        if user(at) is None or at.get("currency") != "EUR":
            return None
        same = [row for row in rows if user(row) == user(at)]
        found = until(same, at, 20, lambda row: number(row, "value") if row.get("currency") == "EUR" else None)
        return None if found is None else decided(total >= 4 for total in found)

    expected = [either(by_number(rows, row, 2, 2, 20), met(row)) for row in rows]
    assert facts(rows, "cumulative_out_of_line", limits) == expected


@SOME
@given(rows=BOOKS | ALIKE)
def test_orders_are_split_where_each_is_below_the_amount_and_together_they_are_not(rows: list[Row]) -> None:
    def amount(row: Row) -> Decimal | None:
        value = number(row, "value") if row.get("currency") == "EUR" else None
        return value if value is None or 0 < value < 3 else Decimal(0)

    def met(at: Row) -> bool | None:
        value = number(at, "value")
        if at.get("currency") != "EUR" or (value is None and user(at) is None):
            return None
        if value is not None and not 0 < value < 3:
            return False
        same = [row for row in rows if user(row) == user(at)]
        found = until(same, at, 10, amount, undated=False) if user(at) is not None else None
        return None if found is None else decided(total >= 3 for total in found)

    assert facts(rows, "orders_split", house(split_value={"EUR": 3}, split_days=10)) == [met(row) for row in rows]


AGREEMENTS = st.lists(
    rows_of(end_user=("Acme", NOOR), country=("TR", "AE"), items=("Camera", "Gate | camera"), quantity=("3", "0.3"),
            value=("3", "9"), currency=("EUR", "USD"), valid_until=dates()),
    min_size=2, max_size=2,
).map(lambda lines: [{**line, "reference": f"FA-{at}", "country": line.get("country", "TR")}
                     for at, line in enumerate(lines, start=1)])  # fmt: skip


@SOME
@given(rows=BOOKS, agreements=AGREEMENTS)
def test_call_offs_are_held_against_their_agreement(rows: list[Row], agreements: list[Row]) -> None:
    agreed = {line["reference"].casefold(): line for line in agreements}

    def under(row: Row) -> str | None:
        return row["framework"].casefold() if "framework" in row else None

    def beyond(at: Row, line: Row, name: str) -> bool | None:
        def amount(row: Row) -> Decimal | None:
            fits = name == "quantity" or ("currency" in line and row.get("currency") == line["currency"])
            return number(row, name) if fits else None

        found = until([row for row in rows if under(row) == under(at)], at, None, amount)
        total = number(line, name)
        return None if found is None or total is None else decided(amount > total for amount in found)

    def uncovered(at: Row) -> bool | None:
        reference = under(at)
        if reference is None or (line := agreed.get(reference)) is None:
            return None if reference is None else True
        totals = [beyond(at, line, name) for name in ("quantity", "value") if name in line]
        when, end = day(at), day({"date": line["valid_until"]}) if "valid_until" in line else None
        late = None if when is None or end is None else when > end
        listed = [part.strip().casefold() for part in line.get("items", "").split("|") if part]
        other = False if not listed else None if item(at) is None else item(at) not in listed
        return either(either(*totals) if totals else None, late, other)

    def other_user(at: Row) -> bool | None:
        line = agreed.get(under(at) or "")
        if line is None:
            return None
        country = at.get("end_user.country") or at.get("place.country")
        parts = [None if country is None else country != line["country"]]
        if "end_user" in line:
            name = at.get("end_user.name")
            parts.append(None if name is None else folded_name(name) != folded_name(line["end_user"]))
        return either(*parts)

    assume(any("framework" in row for row in rows))
    with TemporaryDirectory() as folder:
        oracles = {"call_off_uncovered": uncovered, "call_off_other_user": other_user}
        found = several(rows, [*oracles], HOUSE, Path(folder), agreements)
    assert found == {fact: [oracle(row) for row in rows] for fact, oracle in oracles.items()}


REPORTS = st.lists(
    rows_of(quantity=NUMBERS, end_user=("ACME", "Militia"), country=("TR", "LY"), item=("Camera",)),
    min_size=1, max_size=4,
).map(lambda lines: [{"item": "GATE", **line, "reseller": "Nile  Trade"} for line in lines])  # fmt: skip


@SOME
@given(rows=BOOKS, reports=REPORTS)
def test_what_a_reseller_reports_is_held_against_what_it_bought(rows: list[Row], reports: list[Row]) -> None:
    cut = FIRST.toordinal() + 19

    def buyer(row: Row) -> bool:
        named = row.get("reseller.name") or row.get("purchaser.name")
        own = "reseller.name" not in row and "end_user.name" in row and named is not None
        return named is not None and folded_name(named) == "nile trade" and not (
            own and folded_name(row["end_user.name"]) == "nile trade"
        )  # fmt: skip

    def together(at: Row) -> tuple[list[Row], list[Row]]:
        return ([row for row in rows if buyer(row) and item(row) == item(at)],
                [line for line in reports if line["item"].casefold() == item(at)])  # fmt: skip

    def unaccounted(at: Row) -> bool | None:
        bought, sold = together(at)
        reported = list(sums([number(line, "quantity") for line in sold]))
        beyond = decided(
            more > had for more, had in itertools.product(reported, sums([number(row, "quantity") for row in bought]))
        )
        back = [amount for row in bought if (amount := number(row, "quantity") or Decimal(0)) < 0]
        kept = [row for row in bought if not (number(row, "quantity") or 0) < 0]
        old = sums(
            [*back, *(number(row, "quantity") for row in kept if (when := day(row)) is not None and when <= cut)],
            [number(row, "quantity") for row in kept if day(row) is None],
        )
        return either(beyond, decided(had > said for had, said in itertools.product(old, reported)))

    def elsewhere(at: Row) -> bool | None:
        bought, sold = together(at)
        users = {folded_name(row["end_user.name"]) for row in bought if "end_user.name" in row}
        countries = {row[name] for row in bought for name in ("end_user.country", "place.country") if name in row}
        parts = [None if "end_user" not in line else folded_name(line["end_user"]) not in users for line in sold]
        parts += [None if "country" not in line else line["country"] not in countries for line in sold]
        return either(*parts) if parts else None

    held = set().union(*rows)
    assume("item.name" in held and not held.isdisjoint(("reseller.name", "purchaser.name")))
    with TemporaryDirectory() as folder:
        oracles = {"resale_unaccounted": unaccounted, "resale_elsewhere": elsewhere}
        limits = house(unaccounted_days=DAY.toordinal() - cut)
        found = several(rows, [*oracles], limits, Path(folder), sell_through=reports)
    for fact, oracle in oracles.items():
        assert found[fact] == [oracle(row) if buyer(row) and item(row) else None for row in rows]


def test_a_missing_quantity_is_never_read_as_zero() -> None:
    limits = house(times_usual_order=3, least_orders=1)
    assert facts(orders("1", None, "1"), "cumulative_out_of_line", limits) == [False, None, None]
    assert facts(orders("1", None, "1", "1"), "cumulative_out_of_line", limits)[-1] is True


def test_a_window_counts_its_own_day_and_no_day_too_many() -> None:
    limits = house(times_usual_order=2, least_orders=1, window_days=2)
    assert facts(orders("1", None, "1")[::2], "cumulative_out_of_line", limits) == [False, False]
    assert facts(orders("1", "1"), "cumulative_out_of_line", limits) == [False, True]


def test_an_order_without_a_day_may_lie_in_every_window() -> None:
    limits = house(times_usual_order=2, least_orders=1)
    for dated, undated, expected in (
        (("2", "1"), ("2",), [None, None, None]),
        (("2", "2"), ("-2",), [False, None, None]),
        (("2",), (None,), [None, None]),
        ((), ("2", "2"), [True, True]),  # none has a day: the whole book is the window
    ):
        without = [{name: text for name, text in row.items() if name != "date"} for row in orders(*undated)]
        assert facts([*orders(*dated), *without], "cumulative_out_of_line", limits) == expected


def test_what_was_given_back_was_not_bought() -> None:
    limits = house(times_usual_order=3, least_orders=1)
    found = facts(orders("2", "2", "-2", "2", "2"), "cumulative_out_of_line", limits)
    assert found == [False, False, False, False, True]


def test_a_total_that_is_met_exactly_is_not_passed(tmp_path: Path) -> None:
    agreed = {"reference": "FA-1", "country": "TR", "quantity": "0.3", "valid_until": "2026-12-31"}
    assert facts(orders("0.1", "0.2", framework="FA-1"), "call_off_uncovered", HOUSE, tmp_path, [agreed])[1] is False


def test_names_in_any_script_are_the_same_when_they_are_written_alike() -> None:
    rows = [*orders("1", "1", **{"end_user.name": NOOR}), *orders("1", **{"end_user.name": f"  {NOOR} "})]
    rows[-1]["date"] = "2026-01-09"
    found = facts(rows, "cumulative_out_of_line", house(times_usual_order=3, least_orders=1))
    assert found == [False, False, True]
    rows[-1]["end_user.name"] = "شركة النور التجارية"  # another spelling is another end user
    assert facts(rows, "cumulative_out_of_line", house(times_usual_order=3, least_orders=1))[-1] is False


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    lines = "A-1,Camera,Acme,TR,1\n" * 5 + "A-2,Camera,Acme,TR,1\n"
    path = written(tmp_path / "orders.csv", f"id,item.name,end_user.name,end_user.country,quantity\n{lines}")
    with loaded(path) as book:
        found = related(book, house(times_usual_order=3, least_orders=1), DAY)
        assert found.said["facts"]["cumulative_out_of_line"] == {"yes": 0, "no": 2}


def test_what_the_book_states_stays_and_the_source_says_so() -> None:
    fact = "transaction.cumulative_out_of_line"
    rows = orders("1", "9", "90")
    rows[1][fact] = "false"
    with made(rows, {fact: ("mail of the buyer", "interested")}) as book:
        found = related(book, house(times_usual_order=3, least_orders=1), DAY)
        assert column(found, fact) == [False, False, True]
        title = f"mail of the buyer; where it says nothing, {WHOLE_BOOK[0]}"
        assert found.book.provenance[fact] == (title, "interested")


def test_the_deals_of_an_acquired_company_are_marked_by_row_or_as_a_whole() -> None:
    rows = orders("1", "1", acquired="Muster AG")
    del rows[1]["acquired"]
    assert facts(rows, "acquired_unreviewed") == [True, None]
    with made(rows) as book:
        found = related(book, HOUSE, DAY, Given(acquired="O'Hara & Co"))
        assert column(found, "transaction.acquired_unreviewed") == [True, True]
        names = book.connection.execute("SELECT acquired FROM book ORDER BY row").fetchall()
        assert names == [("Muster AG",), ("O'Hara & Co",)]


def test_a_row_that_cannot_be_read_is_rejected_and_leaves_open_what_it_might_have_said(tmp_path: Path) -> None:
    rows = orders("5", framework="FA-2", **{"reseller.name": "Nile"})
    good = {"reference": "FA-1", "country": "TR", "quantity": "3"}
    assert facts(rows, "call_off_uncovered", HOUSE, tmp_path, [good]) == [True]
    bad = {"reference": "FA-2", "country": "TR", "quantity": "three"}
    assert facts(rows, "call_off_uncovered", HOUSE, tmp_path, [good, bad]) == [None]
    sold = {"reseller": "Nile", "item": "Camera", "quantity": "1", "country": "TR"}
    assert facts(rows, "resale_unaccounted", HOUSE, tmp_path, sell_through=[sold]) == [True]
    lines = [sold, {**sold, "quantity": "many"}, {"item": "Camera"}]
    assert facts(rows, "resale_unaccounted", HOUSE, tmp_path, sell_through=lines) == [None]
    with made(rows) as book:
        related(book, HOUSE, DAY, Given(sell_through=table(tmp_path / "report.csv", lines)))
        rejects = book.connection.execute('SELECT source, "row", "column" FROM rejects ORDER BY "row"').fetchall()
    assert rejects == [("report.csv", 2, "quantity"), ("report.csv", 3, "reseller")]


BAD = {
    "no such file": (None, "not"),
    "no column of ours": ("a,b\n1,2\n", "has no column that is known"),
    "no reference": ("referenz,country\nFA-1,TR\n", "did you mean 'referenz'"),
    "no row that can be read": ("reference,country\nFA-1,Atlantis\n", "1 were rejected"),
    "empty": ("", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_what_is_accepted(name: str, tmp_path: Path) -> None:
    text, expected = BAD[name]
    path = tmp_path / "agreements.csv"
    if text is not None:
        written(path, text)
    with made(orders("1", framework="FA-1")) as book, pytest.raises(InputError) as refused:
        related(book, HOUSE, DAY, Given(agreements=str(path)))
    assert "agreements.csv" in str(refused.value)
    assert expected in str(refused.value)


def test_files_are_refused_that_nothing_in_the_book_can_be_compared_with(tmp_path: Path) -> None:
    agreements = table(tmp_path / "agreements.csv", [{"reference": "FA-1", "country": "TR"}])
    report = table(tmp_path / "report.csv", [{"reseller": "Nile", "item": "Camera"}])
    for files in (Given(agreements=agreements), Given(sell_through=report)):
        with made(orders("1")) as book, pytest.raises(InputError, match="cannot be compared with the book"):
            related(book, HOUSE, DAY, files)


def test_a_row_with_facts_of_the_book_says_the_same_alone(tmp_path: Path) -> None:
    rows = [*orders("1", "9", "1", framework="FA-1", acquired="Muster AG", **{"reseller.name": "Nile Trade"}),
            *orders("2", **{"end_user.name": "Police of Ankara", "end_user.kind": "police", "item.name": "Gate",
                            "item.capability": "facial_recognition", "framework": "FA-1"})]  # fmt: skip
    rows[-1]["id"] = "B-1"
    agreements = table(tmp_path / "a.csv", [{"reference": "FA-1", "end_user": "ACME", "country": "TR", "quantity": "5",
                                             "valid_until": "2026-12-31"}])  # fmt: skip
    report = table(tmp_path / "r.csv", [{"reseller": "Nile Trade", "item": "Camera", "quantity": "1", "country": "LY"}])
    with made(rows) as book:
        found = related(book, house(times_usual_order=3, least_orders=1), DAY, Given(agreements, report)).book
        names = [column.name for column in found.columns]
        quoted = ", ".join(f'"{name}"' for name in names)
        together = [dict(zip(names, row, strict=True)) for row in
                    found.connection.execute(f"SELECT {quoted} FROM book ORDER BY row").fetchall()]  # fmt: skip
    inputs = Inputs(load_guidance(), load_policy(), dict(found.provenance))
    said = judged_book(together, inputs).said()
    assert said == [said_alone(row, inputs) for row in together]
    raised = {flag.rpartition("/")[2] for one in said for flag, _ in one.raised if "/relationships/" in flag}
    assert raised == {"cumulative", "call-off-uncovered", "call-off-other-user", "resale-unaccounted",
                      "resale-elsewhere", "acquired"}  # fmt: skip


def test_a_review_writes_the_reconciliation_and_is_made_again_when_a_file_changes(tmp_path: Path) -> None:
    book = table(tmp_path / "orders.csv", orders("5", "6", **{"reseller.name": "Nile Trade"}))
    sold = {"reseller": "Nile Trade", "item": "Camera", "quantity": "4", "end_user": "Militia", "country": "LY"}
    report, result = table(tmp_path / "report.csv", [sold]), tmp_path / "result"
    told = ["portfolio", "review", book, "-o", str(result), "--no-lists", "--known-at", "2026-11-26",
            "--sell-through", report, "--acquired", "Muster AG"]  # fmt: skip

    def run() -> str:
        done = CliRunner().invoke(cli, told)
        assert done.exit_code == 0, done.output
        return done.output

    assert "nothing was done" not in run()
    assert rows_in(result, "reconciliation") == [
        ("Nile Trade", "Camera", 11.0, 4.0, 7.0, "old_remainder", "Militia (LY)")
    ]
    manifest = json.loads((result / "manifest.json").read_text("utf-8"))["relationships"]
    assert manifest["acquired"] == "Muster AG"
    assert manifest["facts"]["resale_elsewhere"] == {"yes": 2, "no": 0}
    assert "nothing was done" in run()
    table(tmp_path / "report.csv", [{**sold, "quantity": "11"}])
    assert "nothing was done" not in run()
    assert rows_in(result, "reconciliation")[0][4:6] == (0.0, "agrees")


STATUSES = {
    "agrees": None, "remainder": ("2", "2026-11-01"), "old_remainder": ("2", "2026-01-02"),
    "over_reported": ("-1", "2026-01-03"), "not_known": (None, "2026-01-04"),
}  # fmt: skip
"""What beside six cameras a reseller bought that reports six."""


@pytest.mark.parametrize("status", STATUSES)
def test_the_reconciliation_says_how_bought_and_reported_stand(status: str, tmp_path: Path) -> None:
    rows = orders("6", **{"reseller.name": "Nile"})
    beside = STATUSES[status]
    if beside is not None:
        rows += orders(beside[0], date=beside[1], **{"reseller.name": "Nile"})
        rows[-1] |= {"id": "B-1", "date": beside[1]}
    rows.append({**rows[0], "id": "C-1", "reseller.name": "Delta"})
    sold = [{"reseller": "Nile", "item": name, "quantity": text} for name, text in (("Camera", "6"), ("Drone", "1"))]
    with made(rows) as book:
        related(book, HOUSE, DAY, Given(sell_through=table(tmp_path / "report.csv", sold)))
        found = book.connection.execute("SELECT reseller, item, status FROM reconciliation ORDER BY ALL").fetchall()
    assert found == [("Delta", "Camera", "no_report"), ("Nile", "Camera", status), ("Nile", "Drone", "not_bought")]


def test_a_report_of_a_later_day_than_the_review_does_not_count(tmp_path: Path) -> None:
    rows = orders("1", **{"reseller.name": "Nile"})
    sold = {"reseller": "Nile", "item": "Camera", "quantity": "1", "country": "TR"}
    later = {**sold, "quantity": "5", "date": (DAY + datetime.timedelta(1)).isoformat()}
    assert facts(rows, "resale_unaccounted", HOUSE, tmp_path, sell_through=[sold, later]) == [False]
