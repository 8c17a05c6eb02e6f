"""The workbook: blank, filled, read back; and the workbooks that are refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.transaction import canonical, parse_transaction, read_bytes, read_transaction, write_template
from duecare.transaction.sheets import ANSWERS, FIRST_ROW, KEY_ROW, asked_facts
from duecare.transaction.template import template_bytes

Fill = Callable[[Any], None]


def filled(fill: Fill) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template_bytes()))
    put(book, "Transaction", "id", "deal")
    put(book, "Transaction", "title", "A deal")
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(book: Any, sheet: str, key: str, value: Any, entry: int = 0) -> None:
    page = book[sheet]
    if sheet == "Transaction":
        row = next(cell.row for cell in page["A"] if cell.value == key)
        page.cell(row=row, column=3, value=value)
    else:
        column = next(cell.column for cell in page[KEY_ROW] if cell.value == key)
        page.cell(row=FIRST_ROW + entry, column=column, value=value)


def answer(book: Any, fact: str, **more: Any) -> None:
    page = book[ANSWERS]
    row = next(cell.row for cell in page["A"] if cell.value == fact)
    for key, value in more.items():
        put(book, ANSWERS, key, value, row - FIRST_ROW)


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(data, ".xlsx", "deal.xlsx")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_filled_template_is_the_same_transaction_as_its_yaml() -> None:
    def fill(book: Any) -> None:
        for key, value in {
            "gate": "contract", "date": datetime.datetime(2018, 3, 1), "kind": "sale",
            "stated_end_use.use": "public_order", "stated_end_use.source": "tender",
            "value.amount": 1200000, "value.currency": "USD",
            "licence.required": "yes", "licence.number": 17, "licence.provisos": "a\nb", "safeguards.audit": "no",
            "safeguards.use_limits": "unknown",
        }.items():  # fmt: skip
            put(book, "Transaction", key, value)
        for key, value in {
            "id": "cam", "name": "Cameras", "quantity": 10, "capabilities": "drone, thermal_imaging",
            "mode.covert": "no", "delivery": "goods", "services": "none", "classification.number": "4A980",
            "classification.controls": "none",
        }.items():  # fmt: skip
            put(book, "Items", key, value)
        for key, value in {
            "id": "police", "roles": "end_user, operator", "name": "شرطة", "names": "Police; Force",
            "country": "Belarus", "kind": "police", "identifiers": "registration: 12-3", "addresses": "Minsk",
        }.items():  # fmt: skip
            put(book, "Parties", key, value)
        put(book, "Parties", "id", "maker", 1)
        put(book, "Owners", "owner_of", "police")
        put(book, "Owners", "name", "City")
        put(book, "Owners", "share.from", 50.5)
        put(book, "Owners", "share.to", 50.5)
        put(book, "Places", "country", "BY")
        put(book, "Places", "roles", "use")
        answer(book, "end_user.abuse_record", value="media", source="a paper", date="2017-05-01", kind="independent")
        answer(book, "use.group_targeting", value=False)
        put(book, "History", "text", "An earlier sale")

    in_yaml = """
id: deal
title: A deal
gate: contract
date: 2018-03-01
kind: sale
stated_end_use: {use: public_order, source: tender}
value: {amount: 1200000, currency: USD}
licence: {required: yes, number: 17, provisos: [a, b]}
safeguards: {audit: no}
items:
  - id: cam
    name: Cameras
    quantity: 10
    capabilities: [drone, thermal_imaging]
    mode: {covert: no}
    delivery: [goods]
    services: []
    classification: {number: 4A980, controls: [none]}
parties:
  - id: police
    roles: [operator, end_user]
    name: شرطة
    names: [Police, Force]
    country: BY
    kind: police
    identifiers: [{type: registration, value: 12-3}]
    addresses: [Minsk]
    owners: [{name: City, share: {from: 50.5, to: 50.5}}]
  - id: maker
places: [{country: BY, roles: [use]}]
answers:
  - {fact: end_user.abuse_record, value: media, source: a paper, date: 2017-05-01, kind: independent}
  - {fact: use.group_targeting, value: no}
history: [{text: An earlier sale}]
"""
    from_workbook = read_bytes(filled(fill), ".xlsx", "deal.xlsx")
    assert canonical(from_workbook) == canonical(read_bytes(in_yaml.encode(), ".yaml"))


def test_a_blank_template_says_which_cell_must_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "deal.xlsx"
    write_template(path)
    with pytest.raises(InputError, match=r"deal\.xlsx Transaction!C3: id is missing; it is required"):
        read_transaction(path)


def test_a_template_with_id_and_title_is_a_transaction_of_unknowns() -> None:
    deal = read_bytes(filled(lambda book: None), ".xlsx")
    assert canonical(deal) == canonical(parse_transaction({"id": "deal", "title": "A deal"}))


def test_every_fact_can_be_answered_in_the_template() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_bytes()))
    keys = {str(cell.value) for name in book.sheetnames[:-1] for cell in book[name][KEY_ROW]}
    asked = {vocabulary().resolve(name) for name in asked_facts()}
    shown = {f"item.{key.rpartition('.')[2]}" for key in keys} | {f"party.{key}" for key in keys}
    shown |= {f"transaction.{cell.value}" for cell in book["Transaction"]["A"]}
    elsewhere = {
        "transaction.stated_end_use", "transaction.licence_required", "transaction.licence_status", "item.capability",
        "item.control", "party.role", "country.role",
    }  # fmt: skip
    safeguards = {name for name in vocabulary().facts if name.startswith("transaction.safeguard_")}
    assert set(vocabulary().facts) <= asked | shown | elsewhere | safeguards


def test_every_list_of_the_template_offers_unknown_and_only_what_the_reader_accepts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_bytes()))
    lists = 0
    for page in book.worksheets:
        for validation in page.data_validations.dataValidation:
            if not validation.formula1.startswith("Choices!"):
                continue
            lists += 1
            cells = book["Choices"][validation.formula1.partition("!")[2].replace("$", "")]
            offered = [row[0].value for row in cells]
            assert offered[0] == "unknown" or "item.covert" in offered
    assert lists > 40
    for name, fact in asked_facts().items():
        assert fact.parse("unknown") is None, name


def test_the_template_is_the_same_on_every_call() -> None:
    assert template_bytes() == template_bytes()


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        (lambda book: put(book, "Items", "id", "=A1"), ["deal.xlsx Items!A3", "holds a formula"]),
        (lambda book: put(book, "Transaction", "gate", "=1+1"), ["Transaction!C5", "holds a formula"]),
        (lambda book: put(book, "Parties", "id", "Police Dept"), ["Parties!A3", "parties[0].id"]),
        (
            lambda book: put(book, "Parties", "kind", "polize") or put(book, "Parties", "id", "p"),
            ["Parties!F3", "police"],
        ),
        (lambda book: put(book, "Owners", "owner_of", "nobody"), ["Owners!A3", "'nobody'", "no party"]),
        (lambda book: book["Items"].cell(row=2, column=3, value="colour"), ["Items!C2", "unknown column 'colour'"]),
        (lambda book: book["Items"].cell(row=9, column=40, value="x"), ["under no column"]),
        (lambda book: book["Transaction"].cell(row=70, column=1, value="titel"), ["unknown key 'titel'", "'title'"]),
        (lambda book: book.create_sheet("Item"), ["unknown sheet 'Item'", "'Items'"]),
        (lambda book: book.remove(book["Transaction"]), ["no sheet 'Transaction'"]),
        (lambda book: put(book, "Items", "quantity", datetime.time(1, 2)), ["Items!E3", "accepted: text, a number"]),
        (lambda book: answer(book, "use.group_targeting", value="maybe"), ["Answers!C", "yes, no or unknown"]),
        (lambda book: book["Items"].cell(row=900_000, column=1, value="x"), ["more than 12,000 rows"]),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(fill: Fill, says: list[str]) -> None:
    message = refused(filled(fill))
    for part in says:
        assert part in message


def test_an_error_value_in_a_cell_is_refused() -> None:
    def fill(book: Any) -> None:
        put(book, "Items", "name", "#REF!")
        book["Items"]["B3"].data_type = "e"

    assert "Items!B3: holds the error '#REF!'" in refused(filled(fill))


def rebuilt(change: Callable[[str, bytes], bytes], **extra: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template_bytes())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in extra.items():
            new.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_bomb_is_not_opened() -> None:
    assert "zip bomb" in refused(rebuilt(lambda name, data: data, bomb=b"\0" * 60_000_000))
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    assert "zip bomb" in refused(small.getvalue())


def test_a_part_that_lies_about_its_size_is_not_opened() -> None:
    data = bytearray(rebuilt(lambda name, data: data, bomb=b"a" * 5_000))
    at = data.rindex(b"PK\x01\x02")
    size = int.from_bytes(data[at + 24 : at + 28], "little")
    data[at + 24 : at + 28] = max(size - 4_000, 1).to_bytes(4, "little")
    assert "bomb" in refused(bytes(data)) or "damaged" in refused(bytes(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_bomb_in_a_workbook_is_not_opened(encoding: str) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        return data.decode().replace("<worksheet", entities + "<worksheet", 1).encode(encoding)

    assert "document type" in refused(rebuilt(change))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not an .xlsx workbook"),
        (b"id: deal", "is not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "has a password"),
        (template_bytes()[:-200], "is not an .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_says_so(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_a_zip_of_many_parts_is_not_opened() -> None:
    assert "parts" in refused(rebuilt(lambda name, data: data, **{f"p{n}": b"x" for n in range(250)}))
