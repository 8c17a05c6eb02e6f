"""The linear model: how much each term and each sign of the lexicon speaks for a label and for a category.

The weights stand in weights.json, one feature a line; docs/explanation/how-scoping-works.md says how they came about.
Nothing but sums happens here: a text's score is the sum of its terms' weights over the root of the number of its words,
plus the weights of its signs and a constant.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from duecare.items.classifier.terms import Place, Terms, parts_of, terms_of

WEIGHTS = Path(__file__).resolve().parent / "weights.json"
COMPILED = WEIGHTS.with_suffix(".npz")
LABELS = ("intended", "unintended", "none")
#: Words whose summed weights are kept; more are met only by large catalogues, which then begin anew.
KEPT_WORDS = 150_000

Floats = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one text.

    Attributes:
        labels: Probability of each label, calibrated; they add to one.
        categories: Share of each category, if the text speaks of any; they add to one.
        terms: Terms of the text, with the place where each stands first.
    """

    labels: Mapping[str, float]
    categories: Mapping[str, float]
    terms: Terms


class _Words(dict[str, int]):
    """The row of summed weights of each word and its parts, made when the word is first met."""

    def __init__(self, rows: Mapping[str, int], weights: Floats) -> None:
        super().__init__()
        self._rows, self._weights = rows, weights
        self.sums: Floats = np.zeros((KEPT_WORDS, weights.shape[1]), dtype=np.float32)

    def __missing__(self, word: str) -> int:
        found = [row for part in parts_of(word) if (row := self._rows.get(part)) is not None]
        place = self[word] = len(self)
        self.sums[place] = self._weights[found].sum(axis=0) if found else 0.0
        return place


@dataclass(slots=True)
class Model:
    """The weights in memory: a row a feature, three columns of labels and one a category."""

    categories: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Floats
    signs: Mapping[str, Floats]
    constant: Floats
    temperature: float
    _words: _Words = field(init=False)
    #: The rows of words are made, forgotten and read under it: requests of a server share the model.
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._words = _Words(self.rows, self.weights)

    def _weights_of(self, terms: Terms) -> tuple[list[str], Floats]:
        """The terms that can carry weight, and a row of weights each."""
        with self._lock:
            if len(self._words) + len(terms.words) > KEPT_WORDS:
                self._words.clear()
            words = self._words.sums[[self._words[word] for word in terms.words]]
        others = self.weights[[self.rows[term] for term in terms.others]]
        return [*terms.words, *terms.others], np.concatenate((words, others))

    def read(self, folded: str, signs: Iterable[str] = ()) -> Reading:
        """Weigh a folded text and the signs that the lexicon found in it."""
        terms = terms_of(folded, self.rows)
        score = self._weights_of(terms)[1].sum(axis=0) / terms.length**0.5 + self.constant
        for sign in signs:
            weight = self.signs.get(sign)
            if weight is not None:
                score += weight
        labels = _shares(score[: len(LABELS)] / self.temperature)
        chances = _shares(score[len(LABELS) :])
        return Reading(
            dict(zip(LABELS, labels.tolist(), strict=True)),
            dict(zip(self.categories, chances.tolist(), strict=True)),
            terms,
        )

    def carriers(self, reading: Reading, column: str, most: int) -> Sequence[Place]:
        """The places of the terms that spoke most for a label against the others, or for a category."""
        terms, weights = self._weights_of(reading.terms)
        if column in LABELS:
            mine = LABELS.index(column)
            others = [place for place in range(len(LABELS)) if place != mine]
            weight = weights[:, mine] - weights[:, others].max(axis=1)
        else:
            weight = weights[:, len(LABELS) + self.categories.index(column)]
        order = np.argsort(-weight, kind="stable")[: 4 * most]
        places = reading.terms.words | reading.terms.others
        return _apart([places[terms[number]] for number in order if weight[number] > 0])[:most]


def _shares(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max())
    return np.asarray(exponents / exponents.sum())


def _apart(places: Sequence[Place]) -> list[Place]:
    """Places without those that touch a stronger one; in their order still."""
    kept: list[Place] = []
    for place in places:
        if not any(place[0] < end and start < place[1] for start, end in kept):
            kept.append(place)
    return kept


def compile_weights() -> dict[str, npt.NDArray[Any]]:
    """The readable weights as the arrays that are loaded, which is five times faster."""
    data = json.loads(WEIGHTS.read_bytes())
    columns = len(LABELS) + len(data["categories"])
    lengths = np.fromiter(map(len, data["features"].values()), dtype=np.int64, count=len(data["features"]))
    flat = np.fromiter(chain.from_iterable(data["features"].values()), dtype=np.int64, count=int(lengths.sum()))
    # A feature's numbers are its weight for each label, then pairs of category and weight.
    starts = np.cumsum(lengths) - lengths
    heads = (starts[:, None] + np.arange(len(LABELS))).ravel()
    pairs = np.delete(flat, heads).reshape(-1, 2)
    return {
        "features": np.frombuffer("\n".join(data["features"]).encode(), dtype=np.uint8),
        "labels": flat[heads].reshape(-1, len(LABELS)).astype(np.int16),
        "owner": np.repeat(np.arange(len(lengths)), (lengths - len(LABELS)) // 2).astype(np.int32),
        "category": pairs[:, 0].astype(np.int8),
        "weight": pairs[:, 1].astype(np.int16),
        "signs": np.frombuffer("\n".join(data["signs"]).encode(), dtype=np.uint8),
        "sign_weights": np.array(list(data["signs"].values()), dtype=np.int16).reshape(-1, columns),
        "constant": np.array(data["constant"], dtype=np.int32),
        "categories": np.frombuffer("\n".join(data["categories"]).encode(), dtype=np.uint8),
        "scale": np.array([data["unit"], data["temperature"]]),
    }


@functools.cache
def model() -> Model:
    """The shipped model."""
    with np.load(COMPILED, allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    names = {name: data[name].tobytes().decode().split("\n") for name in ("features", "signs", "categories")}
    unit, temperature = data["scale"].tolist()
    weights = np.zeros((len(names["features"]), len(LABELS) + len(names["categories"])), dtype=np.float32)
    weights[:, : len(LABELS)] = data["labels"]
    weights[data["owner"], len(LABELS) + data["category"]] = data["weight"]
    return Model(
        tuple(names["categories"]),
        dict(zip(names["features"], range(len(weights)), strict=True)),
        weights * np.float32(unit),
        dict(zip(names["signs"], data["sign_weights"] * unit, strict=True)),
        data["constant"] * unit,
        temperature,
    )
