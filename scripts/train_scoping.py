"""Train the classifier of item descriptions and write its weights.

    python scripts/train_scoping.py [--open ITEMS.jsonl] [--dry-run]

Learns from the texts that this project wrote (training/items/*.jsonl) and, where `--open` names a file of labelled
descriptions, from those of its rows that are openly licensed (MISP galaxy, CC0; Debian package descriptions). Prints the
figures of a cross-validation, then writes src/duecare/items/classifier/weights.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, f1_score
from sklearn.model_selection import StratifiedKFold

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from itemset import SERVES, read_items  # noqa: E402

from duecare.facts import vocabulary  # noqa: E402
from duecare.items.classifier.model import LABELS, WEIGHTS  # noqa: E402
from duecare.items.classifier.signs import signs_of  # noqa: E402
from duecare.items.classifier.terms import grams_of, terms_of  # noqa: E402
from duecare.items.lexicon import fold  # noqa: E402
from duecare.items.scan import scan_text  # noqa: E402

CATEGORIES = tuple(code for code in vocabulary().facts["item.capability"].domain if code != "none")
#: Strength of the terms' and of the signs' weights: the larger, the freer (chosen by cross-validation).
FREE = 4.0
SIGN_SCALE = 0.5
KEPT = 16_000
UNIT = 0.01


@dataclass
class Text:
    """One text to learn from; a category is true, false or not known (left out)."""

    text: str
    lang: str
    label: str
    categories: dict[str, bool]
    origin: str


def own_texts(folder: Path) -> list[Text]:
    texts = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            row = json.loads(line)
            unknown = set(row["categories"]) - set(CATEGORIES)
            if unknown or row["label"] not in LABELS or bool(row["categories"]) == (row["label"] == "none"):
                sys.exit(f"{path}:{number}: label {row['label']!r} with categories {row['categories']}")
            wanted = {code: code in row["categories"] for code in CATEGORIES}
            texts.append(Text(row["text"], row["lang"], row["label"], wanted, path.stem))
    return texts


def open_texts(path: Path) -> list[Text]:
    """Of a labelled category that several of ours serve, those that the lexicon sees are learned; the others left out."""
    texts = []
    for item in read_items(path):
        if not item.open or item.ambiguous:
            continue
        seen = {str(hit.value) for hit in scan_text(item.text).capabilities}
        wanted: dict[str, bool] = dict.fromkeys(CATEGORIES, False)
        for category in item.categories:
            serving = SERVES.get(category, set())
            for code in serving:
                wanted.pop(code, None)
            for code in serving & seen or (serving if len(serving) == 1 else ()):
                wanted[code] = True
        texts.append(Text(item.text, item.lang, item.label, wanted, "open"))
    return texts


class Matrix:
    """Texts as rows: a column a feature (times inverse frequency over root of length), then a column a sign."""

    def __init__(self, texts: Sequence[Text], features: Sequence[str] | None = None) -> None:
        counted = []
        for text in texts:
            terms = {term for term, _, _ in terms_of(fold(text.text))}
            counts: Counter[str] = Counter(gram for term in terms for gram in grams_of(term))
            counted.append((counts, max(len(terms), 1), list(signs_of(scan_text(text.text)))))
        self.counted = counted

    def fit(self, rows: Sequence[int], most: int | None = None) -> None:
        frequency: Counter[str] = Counter()
        signs: Counter[str] = Counter()
        for row in rows:
            frequency.update(self.counted[row][0].keys())
            signs.update(self.counted[row][2])
        self.features = [name for name, count in frequency.items() if count >= 2]
        self.rarity = {name: 1.0 + float(np.log(len(rows) / frequency[name])) for name in self.features}
        self.signs = sorted(name for name, count in signs.items() if count >= 3)

    def keep(self, features: Sequence[str]) -> None:
        self.features = list(features)

    def build(self, rows: Sequence[int]) -> sp.csr_matrix:
        places = {name: place for place, name in enumerate(self.features)}
        signs = {name: len(places) + place for place, name in enumerate(self.signs)}
        data, columns, ends = [], [], [0]
        for row in rows:
            counts, length, found = self.counted[row]
            for name, count in counts.items():
                place = places.get(name)
                if place is not None:
                    data.append(count * self.rarity[name] / length**0.5)
                    columns.append(place)
            for name in found:
                if name in signs:
                    data.append(SIGN_SCALE)
                    columns.append(signs[name])
            ends.append(len(data))
        return sp.csr_matrix((data, columns, ends), shape=(len(rows), len(places) + len(signs)))


@dataclass
class Fitted:
    weights: np.ndarray  # features and signs by labels and categories
    constant: np.ndarray


def fit(matrix: sp.csr_matrix, texts: Sequence[Text], *, categories: bool = True) -> Fitted:
    labels = LogisticRegression(C=FREE, max_iter=400)
    labels.fit(matrix, [LABELS.index(text.label) for text in texts])
    weights, constant = [labels.coef_], [labels.intercept_]
    for code in CATEGORIES if categories else ():
        rows = [row for row, text in enumerate(texts) if code in text.categories]
        wanted = [texts[row].categories[code] for row in rows]
        if sum(wanted) < 3:
            weights.append(np.zeros((1, matrix.shape[1])))
            constant.append(np.array([-6.0]))
            continue
        one = LogisticRegression(C=2 * FREE, solver="liblinear", max_iter=200)
        one.fit(matrix[rows], wanted)
        weights.append(one.coef_)
        constant.append(one.intercept_)
    return Fitted(np.vstack(weights).T, np.concatenate(constant))


def pruned(matrix: Matrix, texts: Sequence[Text], rows: Sequence[int]) -> tuple[Fitted, sp.csr_matrix]:
    """Fit on all features, keep those that weigh most over the texts, and fit again."""
    matrix.fit(rows)
    built = matrix.build(rows)
    chosen = [texts[row] for row in rows]
    first = fit(built, chosen, categories=True)
    if len(matrix.features) > KEPT:
        reach = np.sqrt(np.asarray(built.multiply(built).sum(axis=0)).ravel())[: len(matrix.features)]
        size = np.abs(first.weights[: len(matrix.features)]).max(axis=1) * reach
        best = np.sort(np.argsort(-size)[:KEPT])
        matrix.keep([matrix.features[place] for place in best])
        built = matrix.build(rows)
        first = fit(built, chosen)
    return first, built


def temperature_of(logits: np.ndarray, labels: np.ndarray) -> float:
    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]))

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def slope_of(scores: np.ndarray, wanted: np.ndarray) -> float:
    def loss(slope: float) -> float:
        return float(np.mean(np.logaddexp(0, -np.where(wanted, 1, -1) * scores * slope)))

    return float(minimize_scalar(loss, bounds=(0.3, 3), method="bounded").x)


def cross_validate(matrix: Matrix, texts: Sequence[Text], folds: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of every text by a model that has not seen it."""
    strata = [f"{text.origin}{text.label}" for text in texts]
    scores = np.zeros((len(texts), len(LABELS) + len(CATEGORIES)))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=7)
    for learn, test in splitter.split(strata, strata):
        fitted, _ = pruned(matrix, texts, learn)
        scores[test] = matrix.build(test) @ fitted.weights + fitted.constant
    return scores, np.array([LABELS.index(text.label) for text in texts])


def report(scores: np.ndarray, labels: np.ndarray, texts: Sequence[Text], slope: float) -> dict[str, Any]:
    guessed = scores[:, : len(LABELS)].argmax(axis=1)
    print(classification_report(labels, guessed, target_names=LABELS, digits=3))
    figures: dict[str, Any] = {"label_macro_f1": round(float(f1_score(labels, guessed, average="macro")), 3)}
    for group in sorted({text.origin for text in texts}):
        rows = [row for row, text in enumerate(texts) if text.origin == group]
        figures[f"label_macro_f1 {group}"] = round(float(f1_score(labels[rows], guessed[rows], average="macro")), 3)
    for lang in sorted({text.lang for text in texts}):
        rows = [row for row, text in enumerate(texts) if text.lang == lang]
        figures[f"label_macro_f1 {lang}"] = round(float(f1_score(labels[rows], guessed[rows], average="macro")), 3)
    found = scores[:, len(LABELS) :] * slope > 0
    right = wrong = missed = 0
    for row, text in enumerate(texts):
        for place, code in enumerate(CATEGORIES):
            if code in text.categories:
                right += bool(found[row, place]) and text.categories[code]
                wrong += bool(found[row, place]) and not text.categories[code]
                missed += not found[row, place] and text.categories[code]
    figures["category_micro_f1"] = round(2 * right / (2 * right + wrong + missed), 3)
    return figures


def write(matrix: Matrix, fitted: Fitted, temperature: float, slope: float, texts: Sequence[Text]) -> None:
    count = len(matrix.features)
    rarity = np.array([matrix.rarity[name] for name in matrix.features])
    weights = np.rint(fitted.weights[:count] * rarity[:, None] / UNIT).astype(int)
    rows = {}
    for name, row in zip(matrix.features, weights.tolist(), strict=True):
        pairs = [part for place, one in enumerate(row[len(LABELS) :]) if abs(one) >= 6 for part in (place, one)]
        if any(row[: len(LABELS)]) or pairs:
            rows[name] = row[: len(LABELS)] + pairs
    signs = np.rint(fitted.weights[count:] * SIGN_SCALE / UNIT).astype(int).tolist()
    hashes = sorted(hashlib.sha256(text.text.encode()).hexdigest()[:12] for text in texts if text.origin == "open")
    head = {
        "format": "duecare.items.classifier/1",
        "unit": UNIT,
        "temperature": round(temperature, 4),
        "categories": CATEGORIES,
        "slopes": [round(slope, 4)] * len(CATEGORIES),
        "constant": np.rint(fitted.constant / UNIT).astype(int).tolist(),
        "learned_from": {"texts": len(texts), "open_text_hashes": hashes},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    for name, table in (("signs", dict(zip(matrix.signs, signs, strict=True))), ("features", dict(sorted(rows.items())))):
        body = ",\n".join(
            f"{json.dumps(key, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}" for key, row in table.items()
        )
        lines.append(f'"{name}": {{\n{body}\n}}')
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{WEIGHTS.relative_to(ROOT)}: {len(rows):,} features, {len(signs)} signs, {WEIGHTS.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", type=Path, help="labelled descriptions whose open rows are learned from too")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--dry-run", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args()
    texts = own_texts(ROOT / "training/items")
    if chosen.open:
        texts += open_texts(chosen.open)
    print(f"{len(texts)} texts: {dict(Counter(text.label for text in texts))}")
    matrix = Matrix(texts)
    scores, labels = cross_validate(matrix, texts, chosen.folds)
    wanted = [(row, place, text.categories[code]) for row, text in enumerate(texts)
              for place, code in enumerate(CATEGORIES) if code in text.categories]  # fmt: skip
    slope = slope_of(
        np.array([scores[row, len(LABELS) + place] for row, place, _ in wanted]), np.array([one for _, _, one in wanted])
    )
    temperature = temperature_of(scores[:, : len(LABELS)], labels)
    figures = report(scores, labels, texts, slope)
    for name, value in {**figures, "temperature": round(temperature, 3), "slope": round(slope, 3)}.items():
        print(f"{name:30} {value}")
    if not chosen.dry_run:
        fitted, _ = pruned(matrix, texts, range(len(texts)))
        write(matrix, fitted, temperature, slope, texts)


if __name__ == "__main__":
    main()
