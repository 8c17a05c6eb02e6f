"""No set of subjects is empty, and nothing concludes no from silence."""

from __future__ import annotations

from typing import Any

import pytest

from duecare.transaction import (
    Transaction,
    end_user_rows,
    item_rows,
    parse_transaction,
    party_rows,
    place_rows,
    use_rows,
)


def deal(**more: Any) -> Transaction:
    return parse_transaction({"id": "deal", "title": "A deal", **more})


def said(transaction: Transaction, short: str) -> list[object]:
    return [one.value for one in transaction.stated(f"transaction.{short}")]


def test_what_is_not_declared_stands_as_one_row_of_unknowns() -> None:
    empty = deal()
    assert [row.id for row in item_rows(empty)] == ["undeclared-item"]
    assert [row.id for row in end_user_rows(empty)] == ["undeclared-end-user"]
    assert [row.id for row in place_rows(empty)] == ["undeclared-place"]
    assert [use.id for use in use_rows(empty)] == ["undeclared-item+undeclared-end-user+undeclared-place"]
    assert not use_rows(empty)[0].declared


def test_a_party_in_another_role_does_not_stand_in_for_the_end_user() -> None:
    rows = party_rows(deal(parties=[{"id": "maker", "roles": ["exporter"]}, {"id": "somebody"}]))
    assert [row.id for row in rows] == ["maker", "somebody", "undeclared-end-user"]


def test_uses_are_the_product_unless_they_are_stated() -> None:
    parts = {
        "items": [{"id": "a"}, {"id": "b"}],
        "parties": [{"id": "u", "roles": ["end_user"]}, {"id": "v", "roles": ["end_user", "operator"]}],
        "places": [{"id": "x", "roles": ["use"]}, {"id": "y", "roles": ["transit"]}],
    }
    assert [use.id for use in use_rows(deal(**parts))] == ["a+u+x", "a+v+x", "b+u+x", "b+v+x"]
    stated = deal(**parts, uses=[{"item": "a", "end_user": "u"}])
    assert [(use.id, use.declared) for use in use_rows(stated)] == [("a+u+x", True)]


@pytest.mark.parametrize(
    ("places", "used"),
    [
        ([{"id": "x", "roles": ["use"]}, {"id": "y", "roles": ["destination"]}], ["x"]),
        ([{"id": "x", "roles": ["transit"]}, {"id": "y", "roles": ["destination"]}], ["y"]),
        ([{"id": "x"}, {"id": "y", "roles": ["destination"]}], ["x"]),
        ([{"id": "x", "roles": ["transit"]}], ["by"]),
        ([], ["by"]),
        ([{"country": "BY", "roles": ["transit"]}], ["by-seat"]),
    ],
)
def test_the_place_of_use_is_stated_or_the_destination_or_the_seat(places: list[Any], used: list[str]) -> None:
    made = deal(parties=[{"id": "u", "roles": ["end_user"], "country": "BY"}], places=places)
    assert [use.place for use in use_rows(made)] == used
    assert set(used) <= {row.id for row in place_rows(made)}


def test_each_end_user_has_its_own_seat() -> None:
    made = deal(parties=[{"id": f"u-{code.lower()}", "roles": ["end_user"], "country": code} for code in ("BY", "FR")])
    assert [(use.end_user, use.place) for use in use_rows(made)] == [("u-by", "by"), ("u-fr", "fr")]


@pytest.mark.parametrize("role", ["distributor", "reseller", "intermediate_consignee", "freight_forwarder"])
def test_a_go_between_is_present_when_a_party_is_one(role: str) -> None:
    assert said(deal(parties=[{"id": "p", "roles": [role]}]), "intermediary_present") == [True]


def test_that_no_go_between_is_named_says_nothing() -> None:
    assert said(deal(parties=[{"id": "p", "roles": ["end_user"]}, {"id": "q"}]), "intermediary_present") == []


def test_a_go_between_stated_absent_and_named_all_the_same_is_a_difference_that_stays() -> None:
    made = deal(parties=[{"id": "p", "roles": ["reseller"]}], facts={"intermediary_present": "no"})
    assert sorted(map(bool, said(made, "intermediary_present"))) == [False, True]


def test_a_forwarder_at_the_end_is_seen_and_otherwise_nothing_is_said() -> None:
    made = deal(parties=[{"id": "p", "roles": ["freight_forwarder", "ultimate_consignee"]}])
    assert said(made, "forwarder_is_destination") == [True]
    assert said(deal(parties=[{"id": "p", "roles": ["ultimate_consignee"]}]), "forwarder_is_destination") == []


@pytest.mark.parametrize(
    ("country", "date", "us", "eu"),
    [
        ("US", None, True, False),
        ("FR", None, False, True),
        ("GB", None, False, False),
        ("GB", "2019-05-01", False, True),
        ("HR", "2012-01-01", False, False),
        ("BY", None, False, False),
    ],
)
def test_the_exporters_law_follows_from_where_it_sits_and_when(country: str, date: Any, us: bool, eu: bool) -> None:
    made = deal(parties=[{"id": "p", "roles": ["exporter"], "country": country}], date=date)
    assert (said(made, "exporter_us"), said(made, "exporter_eu")) == ([us], [eu])


def test_an_exporter_without_country_says_nothing_of_its_law() -> None:
    made = deal(parties=[{"id": "p", "roles": ["exporter"]}, {"id": "q", "country": "US"}])
    assert (said(made, "exporter_us"), said(made, "exporter_eu")) == ([], [])


def test_a_licence_denied_is_a_refusal_and_one_not_required_is_not_required() -> None:
    assert said(deal(licence={"status": "denied"}), "licence_refused_before") == [True]
    assert said(deal(licence={"status": "not_required"}), "licence_required") == [False]
    assert said(deal(licence={"status": "granted"}), "licence_required") == []


def test_a_classification_number_means_classified() -> None:
    made = deal(items=[{"id": "a", "classification": {"number": "4A980"}}, {"id": "b"}])
    assert [(one.subject_id, one.value) for one in made.stated("item.classified")] == [("a", True)]
