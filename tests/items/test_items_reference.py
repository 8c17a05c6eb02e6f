"""Floors of scoping on labelled descriptions and documents, so that a change that loses ground is seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from duecare.items import scan_text

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from itemset import counts, read_items
from scoping import documents, quality

pytestmark = pytest.mark.reference_data


@pytest.fixture(scope="module")
def figures(reference_data: Path) -> dict[str, Any]:
    return quality(read_items(reference_data / "items" / "items.jsonl"))


@pytest.mark.parametrize(
    ("key", "least"),
    [
        ("macro_f1", 0.86),
        ("vendor_macro_f1", 0.78),
        ("non_english_macro_f1", 0.84),
        ("category_micro_f1", 0.84),
        ("evidence_overlap", 0.95),
    ],
)
def test_a_figure_keeps_its_floor(figures: dict[str, Any], key: str, least: float) -> None:
    assert figures[key] >= least


def test_texts_it_did_not_learn_from_keep_their_floor(figures: dict[str, Any]) -> None:
    assert figures["unseen"]["macro_f1"] >= 0.78
    assert figures["unseen"]["category_micro_f1"] >= 0.74


def test_hard_negatives_are_rarely_called_intended_and_intended_rarely_none(figures: dict[str, Any]) -> None:
    assert figures["intended_as_none"] <= 0.03
    assert figures["none_as_intended"] <= 0.06


def test_what_is_said_with_more_probability_is_more_often_right(figures: dict[str, Any]) -> None:
    bands = figures["calibration"]
    assert bands[-1]["right"] >= 0.93
    assert bands[-1]["right"] > bands[0]["right"]


def test_long_documents_keep_their_floor(reference_data: Path) -> None:
    assert documents(reference_data / "items" / "docs")["docs_accuracy"] >= 0.7


def test_the_scan_keeps_its_floors_on_labelled_descriptions(reference_data: Path) -> None:
    right = wrong = missed = wrongly_capable = harmless = 0
    for item in read_items(reference_data / "items" / "items.jsonl"):
        found = {str(hit.value) for hit in scan_text(item.text).capabilities}
        one, other, lacking = counts(found, item)
        right, wrong, missed = right + one, wrong + other, missed + lacking
        if item.label == "none":
            harmless += 1
            wrongly_capable += bool(found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.80
    assert wrongly_capable <= 0.04 * harmless


def test_every_described_deal_of_the_reference_set_is_recognised(reference_data: Path) -> None:
    texts = []
    for name in ("cases", "controls", "twins"):
        for line in (reference_data / "cases" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            texts += [row["item_text"]] if "item_text" in row else [row["a"]["item_text"], row["b"]["item_text"]]
    assert [text for text in texts if scan_text(text).verdict == "unknown"] == []
