"""The linear model: its file, its sums, and that what it says can be traced to words."""

from __future__ import annotations

import importlib
import itertools
import json

import numpy as np
import pytest

from duecare.facts import vocabulary
from duecare.items.classifier import LABELS, model, signs_of
from duecare.items.classifier.model import WEIGHTS
from duecare.items.classifier.terms import parts_of, terms_of
from duecare.items.lexicon import fold
from duecare.items.scan import scan_text

TEXT = "Live face recognition for the police, and 人脸识别."


def test_the_file_is_small_and_its_categories_are_the_vocabulary_s() -> None:
    data = json.loads(WEIGHTS.read_bytes())
    assert WEIGHTS.stat().st_size < 4_000_000
    assert data["categories"] == [code for code in vocabulary()["item.capability"].domain if code != "none"]
    width = len(LABELS) + len(data["categories"])
    assert len(data["constant"]) == width
    assert all(len(row) == width for row in data["signs"].values())
    assert all(len(row) >= 3 and len(row) % 2 == 1 for row in data["features"].values())


def test_a_score_is_the_sum_of_the_weights_that_can_be_read_in_the_file() -> None:
    data = json.loads(WEIGHTS.read_bytes())
    folded, signs = fold(TEXT), list(signs_of(scan_text(TEXT)))
    terms = terms_of(folded)
    features = [part for word in terms.words for part in parts_of(word)] + list(terms.others)
    score = np.array(data["constant"][:3], dtype=float)
    score += sum(np.array(data["features"][one][:3]) for one in features if one in data["features"]) / terms.length**0.5
    score += sum(np.array(data["signs"][sign][:3]) for sign in signs if sign in data["signs"])
    logits = score * data["unit"] / data["temperature"]
    shares = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    reading = model().read(folded, signs)
    assert [reading.labels[name] for name in LABELS] == pytest.approx(shares.tolist(), abs=1e-4)


def test_probabilities_add_to_one() -> None:
    for text in (TEXT, "", "x", "عربي"):
        reading = model().read(fold(text))
        assert sum(reading.labels.values()) == pytest.approx(1)
        assert sum(reading.categories.values()) == pytest.approx(1)


def test_what_carried_a_label_are_places_of_the_text_that_do_not_touch() -> None:
    reading = model().read(fold(TEXT), signs_of(scan_text(TEXT)))
    places = model().carriers(reading, "intended", 5)
    assert places
    assert all(TEXT[start:end].strip() for start, end in places)
    ordered = sorted(places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))


def test_pairs_do_not_reach_over_the_end_of_a_sentence() -> None:
    terms = set(terms_of(fold("No camera. Recognition of birds")))
    assert "camera recognition" not in terms
    assert "recognition of" in terms


def test_the_words_kept_do_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("duecare.items.classifier.model")  # its name in the package is the function's
    before = model().read(fold(TEXT)).labels
    monkeypatch.setattr(module, "KEPT_WORDS", 50)
    for number in range(40):
        model().read(f"word{number} other{number} third{number}".replace("0", "o"))
    assert len(model()._words) <= 60
    assert model().read(fold(TEXT)).labels == pytest.approx(before)
