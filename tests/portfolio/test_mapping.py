"""The mapping file of an order book: what it says, and that each error names the line and what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.portfolio.book.columns import known_names
from duecare.portfolio.book.mapping import SHIPPED, Mapping, read_mapping

HEAD = "schema: duecare.book-mapping/1\n"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "export.yaml"


def mapping_of(path: Path, text: str) -> Mapping:
    path.write_text(HEAD + text, encoding="utf-8")
    return read_mapping(path)


def test_a_mapping_says_what_columns_hold_and_how_it_is_written(written: Path) -> None:
    mapping = mapping_of(
        written,
        """
columns:
  Buyer: purchaser.name
  Typ: {to: end_user.kind, values: {POL: police, "": unknown}, kind: independent, source: Register}
  Wert: {to: value, decimal: ","}
  Am: {to: date, date: ["%d.%m.%Y"]}
  Lic: {to: transaction.licence_required, true: [X], false: [""]}
  No: {to: id, with: [Pos]}
constants: {gate: contract, item.capability: [drone, spyware]}
delimiter: "\\t"
sheet: Orders
absent: accept
""",
    )
    assert mapping.columns is not None
    by_name = {column.column: column for column in mapping.columns}
    assert by_name["Typ"].spelling.values == {"pol": "police", "": None}
    assert (by_name["Typ"].kind, by_name["Typ"].source) == ("independent", "Register")
    assert by_name["Wert"].spelling.decimal == ","
    assert by_name["Am"].spelling.dates == ("%d.%m.%Y",)
    assert by_name["Lic"].spelling.values == {"x": "true", "": "false"}
    assert by_name["No"].beside == ("Pos",)
    assert by_name["Buyer"].kind is None
    assert mapping.constants == (("gate", "contract"), ("item.capability", "drone|spyware"))
    assert (mapping.delimiter, mapping.sheet, mapping.absent) == ("\t", "Orders", True)


@pytest.mark.parametrize(
    ("title", "kind"), [("End-user statement", "interested"), ("Land registry", "document"), (None, None)]
)
def test_the_kind_of_a_source_follows_its_title_as_in_a_transaction_file(
    written: Path, title: str | None, kind: str | None
) -> None:
    source = f", source: {title}" if title else ""
    mapping = mapping_of(written, f"columns: {{A: {{to: end_user.kind{source}}}}}")
    assert mapping.columns is not None
    assert mapping.columns[0].kind == kind


def test_without_a_file_nothing_is_mapped() -> None:
    assert read_mapping(None).columns is None


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_mapping_is_found_by_name_and_names_an_id_an_item_and_a_buyer(name: str) -> None:
    mapping = read_mapping(name)
    assert mapping.columns is not None
    said = {column.to.name for column in mapping.columns}
    assert {"id", "item.name", "purchaser.name", "quantity", "value", "currency", "date"} <= said <= set(known_names())
    assert mapping.absent


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("columns:\n  A: end_user.nmae", 3, r"'end_user.nmae' is no name .*did you mean 'end_user.name'"),
        ("columns:\n  A: {to: end_user.kin}", 3, "did you mean 'end_user.kind'"),
        ("columns:\n  A: {kind: own}", 3, "is no name that a column can have"),
        ("columns:\n  A: item.name\n  A: item.description", 4, "key 'A' is given twice.*first on line 3"),
        ("columns:\n  A: item.name\n  B: item.name", 4, "item.name is given by both 'A' and 'B'"),
        ("columns:\n  A: stated_end_use\n  B: transaction.stated_end_use", 4, "given by both"),
        ("columns:\n  A: item.name\nconstants:\n  item.name: Camera", 5, "given by both 'A' and 'item.name'"),
        ("columns: {A: item.name}\ncolums: {}", 3, "has a key 'colums'.*did you mean 'columns'"),
        ("columns:\n  A:\n    to: item.name\n    value: {}", 5, "has a key 'value'.*did you mean 'values'"),
        ("columns:\n  A:\n    to: item.name\n    kind: rumour", 5, "kind is 'rumour'; accepted: own or document"),
        ("columns:\n  A:\n    to: end_user.kind\n    values: {P: polic}", 5, "'P' is said to mean: end_user.kind"),
        ("columns:\n  A:\n    to: end_user.kind\n    values: {P: police, p: border}", 5, "'p' is said to mean two"),
        ("columns:\n  A:\n    to: transaction.licence_required\n    true: [X]\n    false: [x]", 3, "mean two things"),
        ("columns:\n  A:\n    to: item.name\n    decimal: ','", 5, "decimal is for a number; item.name holds text"),
        ("columns:\n  A:\n    to: value\n    decimal: ';'", 5, "decimal is ';'; accepted: , or ."),
        ("columns:\n  A:\n    to: value\n    with: [B]", 5, "only texts can be joined"),
        ("columns:\n  A:\n    to: date\n    date: '%d.%m.'", 5, r"date is '%d.%m.'; accepted: a whole day"),
        ("columns:\n  A:\n    to: date\n    date: '%Q'", 5, "accepted: a whole day"),
        ("columns: {A: item.name}\nconstants: {gate: sometime}", 3, "gate is 'sometime'; accepted: lead"),
        ("columns: {A: item.name}\nconstants: {id: X}", 3, "id cannot be the same"),
        ("columns: {A: item.name}\nconstants: {gate: unknown}", 3, "gate says nothing"),
        ("columns: {A: item.name}\ndelimiter: ';;'", 3, "accepted: one character"),
        ("columns: {A: item.name}\nabsent: maybe", 3, "accepted: accept or refuse"),
        ("columns: [A, B]", 2, "columns is no mapping"),
        ("columns: {}", 2, "columns is no mapping"),
        ("delimiter: ','", 1, "columns is no mapping"),
        ("columns: {A: &x item.name}", 2, "anchor"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(written: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        mapping_of(written, text)
    assert (caught.value.path, caught.value.line) == (str(written), line)


@pytest.mark.parametrize("text", ["", "just text", "- a", "schema: duecare.book-mapping/2\ncolumns: {A: id}"])
def test_what_is_no_mapping_is_refused(written: Path, text: str) -> None:
    written.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"no mapping of keys|schema is"):
        read_mapping(written)


def test_a_name_that_is_neither_shipped_nor_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'oracle'"):
        read_mapping("orcale")
    with pytest.raises(InputError, match="there is no such file"):
        read_mapping(tmp_path / "none.yaml")


def test_the_digest_follows_what_a_mapping_says_and_not_its_layout(written: Path) -> None:
    first = mapping_of(written, "columns: {A: item.name, B: {to: end_user.kind, values: {P: police, M: military}}}")
    same = mapping_of(
        written,
        "# the same\ncolumns:\n  A: {to: item.name}\n  B: {to: end_user.kind, values: {M: military, P: police}}",
    )
    other = mapping_of(written, "columns: {A: item.name, B: {to: end_user.kind, values: {P: police, M: border}}}")
    assert first.digest == same.digest != other.digest
