"""The published JSON Schema and the reader are one format."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from strategies import full_deal

from duecare.transaction import read_transaction, transaction_schema
from duecare.transaction.schema import PUBLISHED, published_schema

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def valid(document: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(transaction_schema()).is_valid(document))


def test_the_published_schema_is_current() -> None:
    assert (ROOT / PUBLISHED).read_text(encoding="utf-8") == published_schema(), "write it anew with write_schema"


def test_the_schema_is_a_schema_and_takes_the_full_deal() -> None:
    jsonschema.Draft202012Validator.check_schema(transaction_schema())
    jsonschema.validate(full_deal(), transaction_schema())


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("gate",), "soon"),
        (("itmes",), []),
        (("items", 0, "covert"), "yes"),
        (("items", 0, "mode", "covert"), "maybe"),
        (("items", 0, "capabilities"), ["x-ray"]),
        (("parties", 0, "id"), "Police Dept"),
        (("parties", 0, "owners", 0, "share"), 130),
        (("facts", "payment_unusal"), "yes"),
        (("answers", 0, "fact"), "end_user.kinds"),
        (("stated_end_use", "use"), "fun"),
        (("value", "currency"), "Euro"),
        (("schema",), "duecare.transaction/2"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(where: tuple[Any, ...], value: Any) -> None:
    deal = copy.deepcopy(full_deal())
    spot: Any = deal
    for part in where[:-1]:
        spot = spot[part]
    spot[where[-1]] = value
    assert not valid(deal)


@pytest.mark.parametrize("unknown", ["unknown", None])
def test_the_schema_takes_unknown_wherever_a_fact_may_stand(unknown: Any) -> None:
    deal = full_deal()
    deal["gate"] = deal["items"][0]["capabilities"] = deal["parties"][0]["kind"] = unknown
    deal["items"][0]["quantity"] = deal["date"] = deal["parties"][0]["owners"] = unknown
    assert valid(deal)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_read_and_fits_the_schema(path: Path) -> None:
    from ruamel.yaml import YAML

    read_transaction(path)
    document = YAML(typ="safe", pure=True).load(path)
    jsonschema.validate(json.loads(json.dumps(document, default=str)), transaction_schema())
