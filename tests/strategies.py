"""Hypothesis strategies that several rooms share."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

DEAL: dict[str, Any] = {
    "schema": "duecare.transaction/1",
    "id": "city-cameras-2018",
    "title": "City-wide cameras for a police department",
    "gate": "contract",
    "date": "2018-03-01",
    "kind": "sale",
    "stated_end_use": {"use": "public_order", "text": "to keep order", "source": "end-use statement"},
    "framework": {"id": "FA-7", "call_off": 3},
    "value": {"amount": "1200000.00", "currency": "USD"},
    "terms": "delivered duty paid",
    "items": [
        {
            "id": "cameras",
            "name": "Street cameras",
            "documents": ["datasheet.pdf"],
            "quantity": 1000,
            "capabilities": ["video_surveillance", "facial_recognition"],
            "mode": {"matching": "one_to_many", "collection": "none", "reach": "bulk", "covert": "no"},
            "delivery": ["goods", "software"],
            "services": ["training"],
            "classification": {"number": "4A980", "by": "counsel", "date": "2018-01-05", "controls": ["crime_control"]},
            "facts": {"known_error_or_bias": "yes"},
        }
    ],
    "parties": [
        {
            "id": "police-dept",
            "roles": ["end_user"],
            "name": "Police department",
            "names": [{"text": "Милиция", "lang": "ru", "kind": "alias"}],
            "country": "BY",
            "kind": "police",
            "government_tie": "government",
            "identifiers": [{"type": "registration", "value": "100-2"}],
            "addresses": ["Minsk"],
            "owners": [{"name": "City", "share": 51}, {"party": "maker", "share": {"from": 10, "to": 49}}],
            "facts": {
                "abuse_record": {"value": "ngo_lab", "source": "A report", "date": "2017-05-01", "kind": "independent"}
            },
        },
        {"id": "maker", "roles": ["exporter"], "name": "Maker", "country": "US"},
        {"id": "dealer", "roles": ["distributor"], "name": "Dealer", "country": "FR"},
    ],
    "places": [
        {
            "id": "by",
            "country": "BY",
            "region": "Minsk",
            "roles": ["destination", "use"],
            "facts": {"law_overbroad": "yes"},
        }
    ],
    "uses": [
        {"id": "main", "item": "cameras", "end_user": "police-dept", "place": "by", "facts": {"group_targeting": "no"}}
    ],
    "licence": {"required": "yes", "status": "granted", "authority": "BIS", "number": "D1", "expiry": "2020-01-01"},
    "safeguards": {"use_limits": "yes", "audit": "unknown"},
    "facts": {"payment_unusual": "no"},
    "history": [{"text": "An earlier sale", "date": "2016-02-03", "source": "order book"}],
    "answers": [
        {
            "fact": "end_user.kind",
            "subject": "police-dept",
            "value": "interior_ministry",
            "source": "tender",
            "by": "analyst",
        }
    ],
    "notes": "none",
}
"""A deal that uses every part of the format."""


def full_deal() -> dict[str, Any]:
    return copy.deepcopy(DEAL)


def awkward_text() -> st.SearchStrategy[str]:
    """Text with what files are found to hold: scripts, marks, controls, overrides, surrogates, YAML's own signs."""
    odd = st.sampled_from("\x00\x07\x1b\u200d\u0301\u202e\u2066\ufeff\uffff\ud800\U0001f600\n\t&*!|>%@`'\"#:-?{}[],~")
    return st.text(st.one_of(odd, st.characters()), max_size=30)


def raw_scalars() -> st.SearchStrategy[Any]:
    """Whatever may stand where a scalar is expected."""
    words = st.sampled_from(
        ["yes", "no", "unknown", "none", "true", "police", "end_user", "BY", "2018-03-01", "51%", "-1", "1e9"]
    )
    numbers = st.one_of(st.integers(), st.floats(), st.integers(10**50, 10**60), st.decimals())
    return st.one_of(st.none(), st.booleans(), words, awkward_text(), numbers, st.dates(), st.binary(max_size=4))


def raw_trees(keys: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Any]:
    """Nested mappings and lists of raw scalars; keys drawn from the format's own and from nowhere."""
    own = st.sampled_from(sorted(_keys(DEAL)))
    chosen = keys if keys is not None else st.one_of(own, own, awkward_text(), st.integers())
    return st.recursive(
        raw_scalars(),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(chosen, inner, max_size=5)),
        max_leaves=20,
    )


def mutated_deals() -> st.SearchStrategy[dict[str, Any]]:
    """The full deal with up to three of its values replaced, removed or doubled."""

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        deal = full_deal()
        for _ in range(draw(st.integers(1, 3))):
            spots = list(_spots(deal))
            parent, key = draw(st.sampled_from(spots))
            change = draw(st.sampled_from(["replace", "remove", "double", "rename"]))
            if change == "replace":
                parent[key] = draw(raw_trees())
            elif change == "remove":
                del parent[key]
            elif isinstance(parent, list):
                parent.append(copy.deepcopy(parent[key]))
            elif change == "rename":
                parent[draw(awkward_text())] = parent.pop(key)
        return deal

    return build()


def mutated_bytes(valid: bytes) -> st.SearchStrategy[bytes]:
    """A valid file with bytes cut, changed, doubled or put in."""

    @st.composite
    def build(draw: st.DrawFn) -> bytes:
        data = valid
        for _ in range(draw(st.integers(1, 3))):
            start = draw(st.integers(0, max(len(data) - 1, 0)))
            stop = min(len(data), start + draw(st.integers(0, 40)))
            put = draw(st.one_of(st.binary(max_size=8), st.just(data[start:stop] * 2), awkward_text().map(_utf8)))
            data = data[:start] + put + data[stop:]
        return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data

    return build()


def as_json(deal: dict[str, Any]) -> bytes:
    return json.dumps(deal, ensure_ascii=False, indent=2).encode()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _keys(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        return set(tree) | {key for value in tree.values() for key in _keys(value)}
    return {key for value in tree for key in _keys(value)} if isinstance(tree, list) else set()


def _spots(tree: Any) -> Any:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield tree, key
            yield from _spots(value)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield tree, index
            yield from _spots(value)
