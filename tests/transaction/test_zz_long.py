"""Whatever the bytes, a reader gives a transaction or a `DuecareError` of one line."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import DEAL, as_json, mutated_bytes, mutated_deals, raw_trees

from duecare.errors import DuecareError
from duecare.transaction import Transaction, canonical, parse_transaction, read_bytes, use_rows
from duecare.transaction.template import template_bytes

FUZZ = settings(
    max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TEMPLATE = template_bytes()


def holds(read: Any) -> None:
    """A result or one line; a result has rows and a canonical form."""
    said = None
    try:
        deal = read()
    except DuecareError as problem:
        said = str(problem)
    if said is not None:
        assert "\n" not in said
        assert said.isprintable(), repr(said)
        return
    assert isinstance(deal, Transaction)
    assert use_rows(deal)
    assert canonical(deal)["id"] == deal.id


def yaml_of(deal: dict[str, Any]) -> bytes:
    from ruamel.yaml import YAML

    buffer = io.StringIO()
    YAML(typ="safe", pure=True).dump(deal, buffer)
    return buffer.getvalue().encode("utf-8", "surrogatepass")


DEAL_YAML = yaml_of(DEAL)


@FUZZ
@given(st.binary(max_size=300), st.sampled_from([".yaml", ".json", ".xlsx"]))
def test_random_bytes(data: bytes, suffix: str) -> None:
    holds(lambda: read_bytes(data, suffix, "deal"))


@FUZZ
@given(st.text(alphabet="ab01:-[]{}&*!|>'\"#%@`,?~. \n\t\\", max_size=80), st.sampled_from([".yaml", ".json"]))
def test_random_signs_of_yaml_and_json(text: str, suffix: str) -> None:
    holds(lambda: read_bytes(f"id: d\ntitle: t\nnotes: {text}".encode(), suffix, "deal"))
    holds(lambda: read_bytes(text.encode(), suffix, "deal"))


@FUZZ
@given(mutated_bytes(DEAL_YAML))
def test_mutated_yaml(data: bytes) -> None:
    holds(lambda: read_bytes(data, ".yaml", "deal"))


@FUZZ
@given(mutated_bytes(as_json(DEAL)))
def test_mutated_json(data: bytes) -> None:
    holds(lambda: read_bytes(data, ".json", "deal"))


@settings(FUZZ, max_examples=200)
@given(mutated_bytes(TEMPLATE))
def test_mutated_workbooks(data: bytes) -> None:
    holds(lambda: read_bytes(data, ".xlsx", "deal"))


@settings(FUZZ, max_examples=200)
@given(st.sampled_from(zipfile.ZipFile(io.BytesIO(TEMPLATE)).namelist()), st.data())
def test_workbooks_with_a_mutated_part(name: str, data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, data.draw(mutated_bytes(content)) if part == name else content)
    holds(lambda: read_bytes(buffer.getvalue(), ".xlsx", "deal"))


@FUZZ
@given(raw_trees())
def test_random_objects(tree: Any) -> None:
    holds(lambda: parse_transaction(tree))


@FUZZ
@given(mutated_deals())
def test_a_valid_deal_with_a_few_wrong_values(deal: dict[str, Any]) -> None:
    holds(lambda: parse_transaction(deal))
