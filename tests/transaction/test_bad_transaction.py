"""Bad input: one clear line with file and line, never a traceback."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Any

import pytest
from strategies import full_deal

from duecare.errors import DuecareError, InputError
from duecare.transaction import parse_transaction, read_bytes, read_transaction

HEAD = "id: deal\ntitle: A deal\n"


def refused(text: str, suffix: str = ".yaml") -> str:
    with pytest.raises(InputError) as caught:
        read_bytes(text.encode("utf-8", "surrogatepass"), suffix, "deal" + suffix)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("parties:\n  - {id: p, enduser: x}\n", ["deal.yaml:4:", "'enduser'", "parties[0]", "roles: [end_user]"]),
        ("itmes: []\n", ["deal.yaml:3:", "unknown key 'itmes'", "did you mean 'items'?"]),
        ("items:\n  - {id: a, covert: yes}\n", ["'covert' in items[0]", "write it under facts:"]),
        ("facts: {payment_unusal: yes}\n", ["unknown fact 'payment_unusal'", "'payment_unusual'"]),
        ("facts: {gate: lead}\n", ["unknown fact 'gate'", "key of its own"]),
        ("safeguards: {audits: yes}\n", ["unknown fact 'audits'", "'audit'"]),
        ("parties: [{id: p, country: Belrus}]\n", ["deal.yaml:3:", "parties[0].country", "Belrus", "Belarus"]),
        ("parties: [{id: p, kind: polize}]\n", ["parties[0].kind", "polize", "did you mean 'police'?"]),
        ("parties: [{id: p, roles: [end_user, unknown]}]\n", ["a list is complete"]),
        ("parties: [{id: p, roles: []}]\n", ["roles is empty"]),
        ("parties: [{id: p, owners: [{name: A, share: 130}]}]\n", ["130", "from 0 to 100 percent"]),
        ("parties: [{id: p, owners: [{name: A, share: 130%}]}]\n", ["130%", "from 0 to 100 percent"]),
        ("parties: [{id: p, owners: [{name: A, share: {from: 60, to: 50}}]}]\n", ["from 60 to 50"]),
        ("parties: [{id: p, owners: [{name: A, share: 60}, {name: B, share: 40.5}]}]\n", ["100.5 percent"]),
        ("parties: [{id: p, owners: [{party: p, share: 10}]}]\n", ["circle", "p -> p"]),
        (
            "parties: [{id: a, owners: [{party: b}]}, {id: b, owners: [{party: c}]}, {id: c, owners: [{party: a}]}]\n",
            ["circle", "a -> b -> c -> a"],
        ),
        ("parties: [{id: p, owners: [{party: q}]}]\n", ["'q'", "is no party"]),
        ("parties:\n  - {id: p, kind: police}\n  - {id: p, kind: military}\n", ["deal.yaml:5:", "used", "line 4"]),
        ("parties: [{id: undeclared-end-user}]\n", ["reserved"]),
        ("parties: [{id: p, roles: [exporter]}]\nuses: [{end_user: p}]\n", ["deal.yaml:4:", "not in role end_user"]),
        ("items: [{id: a}, {id: b}]\nuses: [{}]\n", ["uses[0].item is left out", "a, b"]),
        ("answers: [{fact: end_user.kinds, value: police}]\n", ["answers[0].fact", "end_user.kind"]),
        ("answers: [{fact: item.covert, value: maybe}]\n", ["answers[0].value", "maybe", "yes, no or unknown"]),
        (
            "items: [{id: a}, {id: b}]\nanswers: [{fact: item.covert, value: yes}]\n",
            ["answers[0].subject is left out", "a, b"],
        ),
        ("answers: [{fact: party.role, value: end_user}]\n", ["stated by the key 'roles'"]),
        ("date: yesterday\n", ["date is 'yesterday'", "2026-11-23"]),
        ("date: 2026-02-30\n", ["date is '2026-02-30'"]),
        ("date: 20260203\n", ["date is '20260203'"]),
        ("items: [{id: a, quantity: many}]\n", ["quantity is 'many'", "a number"]),
        ("items: [{id: a, quantity: .nan}]\n", ["quantity is '.nan'"]),
        ("items: [{id: a, quantity: .inf}]\n", ["quantity is '.inf'"]),
        ("items: [{id: a, quantity: -1}]\n", ["from 0 up"]),
        ("value: {amount: 1}\n", ["value.currency is missing"]),
        ("value: {amount: 1, currency: Euro}\n", ["three-letter currency code"]),
        ("items: {id: a}\n", ["items is a mapping", "a list"]),
        ("items: [a]\n", ["items[0] is 'a'", "keys with values"]),
        ("items: [{id: A Camera}]\n", ["items[0].id", "'A Camera'", "a-z"]),
        ("kind: bargain\n", ["kind is 'bargain'", "sale, lease"]),
        ("schema: duecare.transaction/2\n", ["duecare.transaction/2", "reads duecare.transaction/1"]),
        ("items: [{id: a, capabilities: []}]\n", ["an empty list", "write none"]),
        ("items: [{id: a, capabilities: [none, drone]}]\n", ["none stands alone"]),
        ("items: [{id: a, capabilities: [facial_recogniton]}]\n", ["did you mean 'facial_recognition'?"]),
        ("id: again\n", ["deal.yaml:3:", "'id' is given twice", "line 1"]),
        ("notes: &a text\nterms: *a\n", ["deal.yaml:3:", "anchor"]),
        ("<<: {notes: a}\n", ["merge key"]),
        ("notes: !!python/object:os.system ls\n", ["tag"]),
        ("notes: !!binary aGVsbG8=\n", ["tag"]),
        ("? [a]\n: b\n", ["key that is not text"]),
        ("---\nid: b\n", ["more than one YAML document"]),
        ("notes: [unclosed\n", ["is not YAML"]),
        ("notes: a: b\n", ["deal.yaml:3:", "is not YAML"]),
        ("\tnotes: a\n", ["is not YAML"]),
        ("parties: [{id: p, name: 'abc\u202edef'}]\n", ["parties[0].name", "U+202E", "remove it"]),
        ("parties: [{id: p, name: \"a\\u2066b\"}]\n", ["U+2066"]),
        ("parties: [{id: p, name: \"a\\0b\"}]\n", ["U+0000"]),
        ("notes: a\0b\n", ["is not YAML"]),
        ("places: [{region: Minsk}]\n", ["neither id nor country"]),
        ("stated_end_use: {purpose: x}\n", ["unknown key 'purpose'"]),
        ("facts: {payment_unusual: {source: bank}}\n", ["no 'value'"]),
        ("facts: {payment_unusual: {value: yes, kind: rumour}}\n", ["rumour", "independent"]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line_what_was_seen_and_what_is_accepted(body: str, says: list[str]) -> None:
    message = refused(HEAD + body)
    assert message.startswith("deal.yaml")
    for part in says:
        assert part in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("# nothing here\n", "a transaction is a mapping"),
        ("- a\n- b\n", "holds a list"),
        ("hello\n", "holds a single value"),
        ("title: t\n", "id is missing"),
        ("id: d\n", "title is missing"),
        ("id: unknown\ntitle: t\n", "id is missing"),
    ],
)
def test_a_file_that_is_no_transaction_says_so(text: str, says: str) -> None:
    assert says in refused(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"id": "d",\n "title": "t",\n "items": [{"id": "a"', ["deal.json:3:", "is not JSON", "cut off"]),
        ('{"id": "d", "title": "t", "id": "e"}', ["deal.json:1:", "'id' is given twice"]),
        ('{"id": "d", "title": "t",\n "items": [{"id": "a", "quantity": NaN}]}', ["NaN"]),
        ('{"id": "d", "title": "t", "items": [{"id": "a", "quantity": 1e999999999}]}', ["quantity"]),
        ('{"id": "d", "title": "t", "items": [{"id": "a", "quantity": ' + "9" * 5000 + "}]}", ["40 digits"]),
        ('{"id": "d", "title": "t",\n "parties": [\n{"id": "p", "role": "x"}]}', ["deal.json:3:", "'roles'"]),
        ('{"id": "d", "title": 5}', ["title is 5", "text"]),
        ('{"id": "d", "title": true}', ["title is True", "text"]),
        ('{"id": "d", "title": "\\ud800"}', ["U+D800"]),
        ("[" * 100_000, ["nested more than"]),
        ('{"a":' * 100_000, ["nested more than"]),
        ("[1,2]", ["holds a list"]),
        ("null", ["empty"]),
        ("{'id': 'd'}", ["is not JSON"]),
    ],
)  # fmt: skip
def test_wrong_json_is_refused_with_its_line(text: str, says: list[str]) -> None:
    message = refused(text, ".json")
    for part in says:
        assert part in message


def test_a_file_in_another_encoding_says_on_which_line() -> None:
    with pytest.raises(InputError, match=r"deal\.yaml:2: is not UTF-8 text: byte 0xe9"):
        read_bytes("id: d\ntitle: é\n".encode("latin-1"), ".yaml", "deal.yaml")
    with pytest.raises(InputError, match="is UTF-16"):
        read_bytes("id: d\n".encode("utf-16"), ".yaml", "deal.yaml")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match=r"is 50\.0 MB; a transaction file may have 5 MB"):
        read_transaction(path)


def test_ten_thousand_parties_are_refused_with_the_limit() -> None:
    parties = "".join(f'{{"id": "p{index}"}},' for index in range(10_000)).rstrip(",")
    message = refused(f'{{"id": "d", "title": "t", "parties": [{parties}]}}', ".json")
    assert "parties has 10,000 entries; at most 2,000" in message


def test_two_thousand_parties_are_read_in_seconds() -> None:
    parties = [{"id": f"p{index}", "roles": ["end_user"], "name": f"Party {index}"} for index in range(2_000)]
    started = time.perf_counter()
    assert len(parse_transaction({"id": "d", "title": "t", "parties": parties}).parties) == 2_000
    assert time.perf_counter() - started < 3


def test_a_long_chain_of_owners_is_no_circle() -> None:
    parties: list[dict[str, Any]] = [
        {"id": f"p{index}", "owners": [{"party": f"p{index + 1}"}]} for index in range(1_999)
    ]
    deal = parse_transaction({"id": "d", "title": "t", "parties": [*parties, {"id": "p1999"}]})
    assert len(deal.parties) == 2_000


def test_a_product_of_uses_beyond_ten_thousand_is_refused() -> None:
    items = [{"id": f"i{index}"} for index in range(200)]
    users = [{"id": f"u{index}", "roles": ["end_user"]} for index in range(51)]
    with pytest.raises(InputError, match=r"make 10,200 uses; at most 10,000"):
        parse_transaction({"id": "d", "title": "t", "items": items, "parties": users})


def test_a_yaml_bomb_is_refused_at_its_first_anchor() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    assert "anchor" in refused(f"{HEAD}a0: &a0 [x]\n{levels}\n")


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 5_000, "- " * 5_000 + "a", "[" * 10 + "{a: " * 50])
def test_deep_nesting_is_refused(text: str) -> None:
    message = refused(f"{HEAD}notes: {text}" if text[0] != "-" else text)
    assert "nested" in message or "not YAML" in message


def test_many_values_are_refused_while_reading() -> None:
    assert "more than 200,000 values" in refused('{"id": [' + "1," * 300_000 + "1]}", ".json")


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, pytest.param(10**5000, id="huge"), b"x", object(), {1, 2}, ()],
)
def test_python_objects_that_are_no_values_are_refused(value: object) -> None:
    for key in ("title", "date", "items", "facts", "value", "gate", "stated_end_use"):
        raw = {"id": "d", "title": "t", key: value}
        if key == "items" and value == ():
            continue
        with pytest.raises(DuecareError) as caught:
            parse_transaction(raw)
        assert "\n" not in str(caught.value)


def test_a_mapping_that_holds_itself_is_refused() -> None:
    deal = full_deal()
    deal["facts"] = {"payment_unusual": deal}
    with pytest.raises(InputError):
        parse_transaction(deal)


def test_what_is_no_readable_file_is_said_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "deal.yaml"
    folder.mkdir()
    with pytest.raises(InputError, match="is a directory"):
        read_transaction(folder)
    with pytest.raises(InputError, match="there is no such file"):
        read_transaction(tmp_path / "none.yaml")
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not a regular file"):
        read_transaction(pipe)
    other = tmp_path / "deal.docx"
    other.write_text("x")
    with pytest.raises(InputError, match=r"accepted: \.yaml, \.yml, \.json, \.xlsx"):
        read_transaction(other)
    with pytest.raises(InputError, match="NUL"):
        read_transaction("deal\0.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_transaction(tmp_path / ("x" * 300 + ".yaml"))


def test_a_file_without_permission_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text(HEAD)
    path.chmod(0)
    tmp_path.chmod(0o755)
    as_root = os.geteuid() == 0
    if as_root:  # root may read everything: step down for the moment
        for folder in (tmp_path, *tmp_path.parents):
            if folder.owner() == "root" and folder != folder.parent and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
        os.seteuid(65534)
    try:
        with pytest.raises(InputError, match="may not be read: no permission"):
            read_transaction(path)
    finally:
        if as_root:
            os.seteuid(0)
        path.chmod(0o600)
