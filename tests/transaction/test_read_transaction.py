"""What a file says is what the transaction holds, whatever the format."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import as_json, full_deal

from duecare.facts import vocabulary
from duecare.transaction import (
    Money,
    Share,
    Source,
    canonical,
    parse_transaction,
    read_bytes,
    read_transaction,
)
from duecare.transaction.format import BLOCKS

DEAL = Path(__file__).parent / "deal.yaml"


def minimal(**more: Any) -> dict[str, Any]:
    return {"id": "deal", "title": "A deal", **more}


def test_the_yaml_and_the_json_of_one_deal_are_the_same_transaction() -> None:
    from_yaml = read_transaction(DEAL)
    assert canonical(from_yaml) == canonical(read_bytes(as_json(full_deal()), ".json"))
    assert canonical(from_yaml) == canonical(parse_transaction(full_deal()))


def test_every_part_of_the_file_arrives() -> None:
    deal = read_transaction(DEAL)
    assert deal.date == datetime.date(2018, 3, 1)
    assert deal.value == Money(Decimal("1200000.00"), "USD")
    assert deal.framework is not None
    assert deal.framework.call_off == "3"
    assert deal.end_use_text == "to keep order"
    police = deal.end_users[0]
    assert police.name == "Police department"
    assert [name.text for name in police.names] == ["Police department", "Милиция"]
    assert police.owners is not None
    assert [owner.share for owner in police.owners] == [
        Share(Decimal(51), Decimal(51)),
        Share(Decimal(10), Decimal(49)),
    ]
    assert deal.licence is not None
    assert deal.licence.expiry == datetime.date(2020, 1, 1)
    assert deal.items[0].classification is not None
    assert deal.items[0].classification.number == "4A980"


def test_every_fact_is_a_statement_under_its_full_name_with_subject_and_line() -> None:
    deal = read_transaction(DEAL)
    values = {(one.fact, one.subject_id): one.value for one in deal.statements}
    assert values["item.capability", "cameras"] == frozenset({"video_surveillance", "facial_recognition"})
    assert values["item.covert", "cameras"] is False
    assert values["party.role", "maker"] == frozenset({"exporter"})
    assert values["country.law_overbroad", "by"] is True
    assert values["use.group_targeting", "main"] is False
    assert values["transaction.safeguard_use_limits", deal.id] is True
    assert ("transaction.safeguard_audit", deal.id) not in values, "unknown is the same as left out"
    lines = DEAL.read_text(encoding="utf-8").splitlines()
    for statement in deal.statements:
        assert statement.line is not None
    stated = deal.stated("party.abuse_record")[0]
    assert "abuse_record" in lines[(stated.line or 0) - 1]
    assert stated.source == Source("A report", "independent", datetime.date(2017, 5, 1))


def test_two_values_of_one_fact_stand_side_by_side() -> None:
    kinds = [one.value for one in read_transaction(DEAL).stated("party.kind", "police-dept")]
    assert kinds == ["police", "interior_ministry"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (None, "own"),
        ("end-use statement", "interested"),
        ("Customer questionnaire", "interested"),
        ("datasheet rev. 3", "document"),
    ],
)
def test_the_kind_of_a_source_is_read_off_its_title_where_none_is_given(title: str | None, kind: str) -> None:
    stated = {"value": "yes", **({"source": title} if title else {})}
    deal = parse_transaction(minimal(facts={"payment_unusual": stated}))
    assert deal.statements[0].source.kind == kind


def test_a_stated_kind_of_source_wins_over_its_title() -> None:
    stated = {"value": "yes", "source": "court statement", "kind": "official"}
    assert parse_transaction(minimal(facts={"payment_unusual": stated})).statements[0].source.kind == "official"


def test_only_id_and_title_are_required() -> None:
    deal = read_bytes(b"id: deal\ntitle: A deal\n", ".yaml")
    assert (deal.items, deal.parties, deal.places, deal.uses, deal.statements) == ((), (), (), (), ())


@pytest.mark.parametrize("unknown", ["unknown", None, "", "Unknown"])
def test_unknown_and_left_out_mean_the_same_at_every_key(unknown: Any) -> None:
    bare = canonical(parse_transaction(minimal(items=[{"id": "a"}], parties=[{"id": "p"}])))
    filled = minimal(
        gate=unknown, kind=unknown, date=unknown, stated_end_use=unknown, licence=unknown, notes=unknown, value=unknown,
        facts={"payment_unusual": unknown, "route_unusual": {"value": unknown}},
        items=[{"id": "a", "capabilities": unknown, "mode": {"covert": unknown}, "quantity": unknown}],
        parties=[{"id": "p", "roles": unknown, "country": unknown, "owners": unknown, "name": unknown}],
    )  # fmt: skip
    assert canonical(parse_transaction(filled)) == bare


def test_unknown_with_a_source_is_kept_as_looked_for_and_not_found() -> None:
    deal = parse_transaction(minimal(facts={"payment_unusual": {"value": "unknown", "source": "bank, asked twice"}}))
    assert deal.statements[0].value is None


def test_a_classification_number_stays_text_and_norway_stays_a_country() -> None:
    text = "id: d\ntitle: t\nitems: [{id: a, classification: {number: 4E001}}]\nparties: [{id: p, name: no}]\n"
    deal = read_bytes(text.encode(), ".yaml")
    assert deal.items[0].classification is not None
    assert deal.items[0].classification.number == "4E001"
    assert deal.parties[0].name == "no"


def test_amounts_are_exact_in_every_format() -> None:
    amount = "0.10"
    yaml = read_bytes(b"id: d\ntitle: t\nvalue: {amount: 0.10, currency: EUR}\n", ".yaml")
    plain = read_bytes(b'{"id": "d", "title": "t", "value": {"amount": 0.10, "currency": "EUR"}}', ".json")
    python = parse_transaction(minimal(value={"amount": 0.1, "currency": "EUR"}))
    assert {deal.value.amount for deal in (yaml, plain, python) if deal.value} == {Decimal(amount)}


def test_no_services_is_a_statement_and_no_capabilities_must_be_said() -> None:
    deal = parse_transaction(minimal(items=[{"id": "a", "services": [], "capabilities": ["none"]}]))
    assert deal.stated("item.services")[0].value == frozenset()
    assert deal.stated("item.capability")[0].value == frozenset({"none"})


def test_owners_none_is_known_and_owners_left_out_is_not() -> None:
    deal = parse_transaction(minimal(parties=[{"id": "a", "owners": "none"}, {"id": "b"}]))
    assert [party.owners for party in deal.parties] == [(), None]


def test_names_are_normalised_and_keep_their_marks() -> None:
    deal = parse_transaction(minimal(parties=[{"id": "a", "name": "Cafe\u0301 می\u200cخواهم"}]))
    assert deal.parties[0].name == "Café می\u200cخواهم"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    data = b"\xef\xbb\xbf" + DEAL.read_bytes().replace(b"\n", b"\r\n")
    assert canonical(read_bytes(data, ".yaml")) == canonical(read_transaction(DEAL))


def test_resolutions_and_records_are_kept() -> None:
    decision = {
        "finding": "X/1@party:p",
        "reason": "r",
        "evidence": "e",
        "by": "a",
        "second": "b",
        "until": "2027-01-01",
    }
    deal = parse_transaction(minimal(resolutions=[decision], records=[{"stop": "S/1", "reference": "L-7"}]))
    assert deal.resolutions[0].until == datetime.date(2027, 1, 1)
    assert deal.records[0].reference == "L-7"


@given(st.permutations(["items", "parties", "places", "uses", "facts", "history"]))
def test_the_order_of_keys_does_not_matter(order: list[str]) -> None:
    deal = full_deal()
    shuffled = {**{key: deal.pop(key) for key in order}, **deal}
    assert canonical(parse_transaction(shuffled)) == canonical(parse_transaction(full_deal()))


def test_the_canonical_form_is_plain_json_without_lines_or_path() -> None:
    document = canonical(read_transaction(DEAL))
    text = json.dumps(document, ensure_ascii=False)
    assert json.loads(text) == document
    assert '"line"' not in text
    assert str(DEAL) not in text
    assert document["value"] == {"amount": "1200000", "currency": "USD"}


def test_the_canonical_form_does_not_depend_on_the_order_of_parties_or_answers() -> None:
    turned = full_deal()
    turned["parties"].reverse()
    turned["items"][0]["capabilities"].reverse()
    assert canonical(parse_transaction(turned)) == canonical(parse_transaction(full_deal()))


@pytest.mark.parametrize("key", BLOCKS["mode"])
def test_every_key_of_the_mode_states_its_fact(key: str) -> None:
    declared = vocabulary()[f"item.{key}"]
    value = declared.domain[0] if declared.domain else "yes"
    deal = parse_transaction(minimal(items=[{"id": "a", "mode": {key: value}}]))
    assert [(entry.fact, entry.value) for entry in deal.statements] == [(f"item.{key}", declared.parse(value))]
