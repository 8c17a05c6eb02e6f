"""The linear model: how much each term and each sign of the lexicon speaks for a label and for a category.

The weights stand in weights.json, one feature a line, and CARD.md says how they came about. Nothing but sums happens
here: a text's score is the sum of its terms' weights over the root of their number, plus the signs' and a constant.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from duecare.items.classifier.terms import Term, grams_of, terms_of

WEIGHTS = Path(__file__).resolve().parent / "weights.json"
LABELS = ("intended", "unintended", "none")
#: Terms whose summed weights are kept; more are met only by large catalogues, which then begin anew.
KEPT_TERMS = 60_000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one text.

    Attributes:
        labels: Probability of each label, calibrated; they add to one.
        categories: Share of each category, if the text speaks of any; they add to one.
        terms: Distinct terms of the text that carry weight, with the place where each stands first.
        scale: What a term's weights are multiplied with in this text.
    """

    labels: Mapping[str, float]
    categories: Mapping[str, float]
    terms: Mapping[str, tuple[int, int]]
    scale: float


@dataclass(slots=True)
class Model:
    """The weights in memory: a row a feature, three columns of labels and one a category."""

    categories: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Floats
    signs: Mapping[str, Floats]
    constant: Floats
    temperature: float
    _terms: dict[str, int] = field(default_factory=dict)
    _sums: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        self._sums = np.zeros((KEPT_TERMS, self.weights.shape[1]))

    def _known(self, term: str) -> int:
        """The row of summed weights of a term, made when it is first met."""
        place = self._terms.get(term)
        if place is None:
            if len(self._terms) >= KEPT_TERMS:
                self._terms.clear()
            found = [self.rows[gram] for gram in grams_of(term) if gram in self.rows]
            place = len(self._terms)
            self._terms[term] = place
            self._sums[place] = self.weights[found].sum(axis=0) if found else 0.0
        return place

    def read(self, folded: str, signs: Iterable[str] = ()) -> Reading:
        """Weigh a folded text and the signs that the lexicon found in it."""
        places: dict[str, tuple[int, int]] = {}
        for term, start, end in terms_of(folded):
            if term not in places:
                places[term] = start, end
        scale = 1.0 / max(len(places), 1) ** 0.5
        score = self.constant.copy()
        if len(self._terms) + len(places) > KEPT_TERMS:
            self._terms.clear()
        if places:
            score += self._sums[[self._known(term) for term in places]].sum(axis=0) * scale
        for sign in signs:
            weight = self.signs.get(sign)
            if weight is not None:
                score += weight
        labels = _shares(score[: len(LABELS)] / self.temperature)
        chances = _shares(score[len(LABELS) :])
        return Reading(
            dict(zip(LABELS, labels.tolist(), strict=True)),
            dict(zip(self.categories, chances.tolist(), strict=True)),
            places,
            scale,
        )

    def carriers(self, reading: Reading, column: str, most: int) -> Sequence[Term]:
        """The terms that spoke most for a label against the others, or for a category, with their places."""
        if not reading.terms:
            return ()
        sums = self._sums[[self._known(term) for term in reading.terms]]
        if column in LABELS:
            mine = LABELS.index(column)
            others = [place for place in range(len(LABELS)) if place != mine]
            weight = sums[:, mine] - sums[:, others].max(axis=1)
        else:
            weight = sums[:, len(LABELS) + self.categories.index(column)]
        order = np.argsort(-weight, kind="stable")
        words = list(reading.terms.items())
        best = [(words[place][0], *words[place][1]) for place in order[: 4 * most] if weight[place] > 0]
        return _apart(best)[:most]


def _shares(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max())
    return np.asarray(exponents / exponents.sum())


def _apart(terms: Sequence[Term]) -> list[Term]:
    """Terms without those that lie inside a stronger one; sorted by strength still."""
    kept: list[Term] = []
    for term in terms:
        if not any(term[1] < end and start < term[2] for _, start, end in kept):
            kept.append(term)
    return kept


@functools.cache
def model() -> Model:
    """The shipped model."""
    data = json.loads(WEIGHTS.read_bytes())
    categories = tuple(data["categories"])
    unit = float(data["unit"])
    columns = len(LABELS) + len(categories)
    features = data["features"]
    rows = dict(zip(features, range(len(features)), strict=True))
    lengths = np.fromiter(map(len, features.values()), dtype=np.int64, count=len(rows))
    flat = np.fromiter(chain.from_iterable(features.values()), dtype=np.int64, count=int(lengths.sum()))
    # A feature's numbers are its weight for each label, then pairs of category and weight.
    starts = np.cumsum(lengths) - lengths
    heads = (starts[:, None] + np.arange(len(LABELS))).ravel()
    weights = np.zeros((len(rows), columns))
    weights[:, : len(LABELS)] = flat[heads].reshape(-1, len(LABELS))
    pairs = np.delete(flat, heads).reshape(-1, 2)
    owner = np.repeat(np.arange(len(rows)), (lengths - len(LABELS)) // 2)
    weights[owner, len(LABELS) + pairs[:, 0]] = pairs[:, 1]
    return Model(
        categories,
        rows,
        weights * unit,
        {sign: np.array(row, dtype=float) * unit for sign, row in data["signs"].items()},
        np.array(data["constant"], dtype=float) * unit,
        float(data["temperature"]),
    )
