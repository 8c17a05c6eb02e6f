"""Train the classifier of item descriptions and write its weights.

    python scripts/train_scoping.py [--open ITEMS.jsonl] [--dry-run]

Learns from the texts that this project wrote (training/items/*.jsonl, and for categories the taxonomy's own words) and,
where `--open` names a file of labelled descriptions, from those of its rows that are openly licensed (MISP galaxy, CC0;
Debian package descriptions). Prints the figures of a cross-validation, then writes
src/duecare/items/classifier/weights.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
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
from duecare.items.classifier.terms import parts_of, terms_of  # noqa: E402
from duecare.items.compile import lexicon_source, parse_phrase, taxonomy_source, write_weights  # noqa: E402
from duecare.items.lexicon import fold  # noqa: E402
from duecare.items.reading import passages_of  # noqa: E402
from duecare.items.scan import scan_text  # noqa: E402

CATEGORIES = tuple(code for code in vocabulary().facts["item.capability"].domain if code != "none")
#: Inverse strength of the penalty on weights, and what a sign counts against a term (chosen by cross-validation).
FREE, FREE_CATEGORIES = 0.25, 0.125
SIGN_SCALE = 2.0
#: What an openly licensed text and a taxonomy text count beside one of our own.
OPEN_WEIGHT, TAXONOMY_WEIGHT = 0.5, 0.3
#: Features kept for the sake of labels, and of categories.
KEPT_LABELS, KEPT_CATEGORIES = 100_000, 25_000
#: One in the file, and the least weight for a category that is written.
UNIT, LEAST = 0.01, 0.2


@dataclass
class Text:
    """One text to learn from; a category is true, false or not known (left out)."""

    text: str
    lang: str
    label: str
    categories: dict[str, bool]
    origin: str
    weight: float = 1.0


def own_texts(folder: Path) -> list[Text]:
    texts = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            row = json.loads(line)
            unknown = set(row["categories"]) - set(CATEGORIES)
            if unknown or row["label"] not in LABELS or bool(row["categories"]) == (row["label"] == "none"):
                sys.exit(f"{path}:{number}: label {row['label']!r} with categories {row['categories']}")
            wanted = {code: code in row["categories"] for code in CATEGORIES}
            # A long text is learned from as it is read: passage by passage.
            passages = passages_of(fold(row["text"]))
            for start, end in passages:
                share = 1.0 / len(passages)
                texts.append(Text(row["text"][start:end], row["lang"], row["label"], wanted, path.stem, share))
    return texts


def open_texts(path: Path) -> list[Text]:
    """Of a labelled category that several of ours serve, those the lexicon sees are learned, the others left out."""
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

    def __init__(self, texts: Sequence[Text]) -> None:
        counted = []
        for text in texts:
            terms = terms_of(fold(text.text))
            counts: Counter[str] = Counter(part for word in terms.words for part in parts_of(word))
            counts.update(terms.others.keys())
            counted.append((counts, terms.length, list(signs_of(scan_text(text.text)))))
        self.counted = counted

    def fit(self, rows: Sequence[int]) -> None:
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


def taxonomy_texts() -> list[Text]:
    """The taxonomy's definitions, kinds, scenarios and terms, and the lexicon's phrases, as texts of one category."""
    chance = random.Random(11)
    said: list[tuple[str, str]] = []
    for code, entry in taxonomy_source().items():
        said += [(entry["definition"], code), (entry["title"], code), *((kind, code) for kind in entry["includes"])]
        said += [(f"{row['title']}. {row['how']}", code) for row in entry["scenarios"]]
        said += [(row["what"], code) for row in entry["misuse"]]
    for code, groups in lexicon_source()["capabilities"].items():
        phrases = [str(phrase) for group in groups for phrase in group["words"]]
        said += [(_spoken(parse_phrase(phrase), chance), code) for phrase in phrases]
    return [Text(text, "", "", {code: True}, "taxonomy") for text, code in said]


def _spoken(parts: Sequence[Any], chance: random.Random) -> str:
    """One way to say a phrase of the lexicon."""
    words = []
    for part in parts:
        if isinstance(part, str):
            words.append(part.rstrip("*"))
        elif part[0] == "any" or (part[0] == "maybe" and chance.random() < 0.4):
            words.append(_spoken(chance.choice(part[1]), chance))
    return " ".join(words)


@dataclass
class Fitted:
    weights: np.ndarray  # features and signs by labels and categories
    constant: np.ndarray


def fit(matrix: sp.csr_matrix, texts: Sequence[Text], iterations: int = 300) -> Fitted:
    """Labels from all texts that have one; categories, as one choice among all, from those that speak of any."""
    labelled = [row for row, text in enumerate(texts) if text.label]
    weight = [OPEN_WEIGHT if texts[row].origin == "open" else texts[row].weight for row in labelled]
    labels = LogisticRegression(C=FREE, max_iter=iterations, class_weight="balanced")
    labels.fit(matrix[labelled], [LABELS.index(texts[row].label) for row in labelled], sample_weight=weight)
    rows, chosen, counts = [], [], []
    for row, text in enumerate(texts):
        for rank, code in enumerate(code for code, is_it in text.categories.items() if is_it):
            rows.append(row)
            chosen.append(CATEGORIES.index(code))
            counts.append((TAXONOMY_WEIGHT if text.origin == "taxonomy" else text.weight) / (1 + rank))
    categories = LogisticRegression(C=FREE_CATEGORIES, max_iter=iterations // 3, tol=1e-3)
    categories.fit(matrix[rows], chosen, sample_weight=counts)
    weights = np.zeros((len(LABELS) + len(CATEGORIES), matrix.shape[1]))
    constant = np.full(len(weights), -9.0)
    weights[: len(LABELS)], constant[: len(LABELS)] = labels.coef_, labels.intercept_
    places = len(LABELS) + categories.classes_
    weights[places], constant[places] = categories.coef_, categories.intercept_
    return Fitted(weights.T, constant)


def pruned(matrix: Matrix, texts: Sequence[Text], rows: Sequence[int]) -> Fitted:
    """Fit on all features, keep those that weigh most over the texts, and fit again."""
    matrix.fit(rows)
    built = matrix.build(rows)
    chosen = [texts[row] for row in rows]
    first = fit(built, chosen, iterations=100)
    count = len(matrix.features)
    reach = np.sqrt(np.asarray(built.multiply(built).sum(axis=0)).ravel())[:count]
    best: set[int] = set()
    for columns, most in ((slice(0, len(LABELS)), KEPT_LABELS), (slice(len(LABELS), None), KEPT_CATEGORIES)):
        best |= set(np.argsort(-np.abs(first.weights[:count, columns]).max(axis=1) * reach)[:most].tolist())
    matrix.keep([matrix.features[place] for place in sorted(best)])
    return fit(matrix.build(rows), chosen)


def temperature_of(logits: np.ndarray, labels: np.ndarray) -> float:
    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]))

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def chances(scores: np.ndarray) -> np.ndarray:
    """Scores of categories as probabilities that add to one."""
    scores = scores[:, len(LABELS) :]
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def cross_validate(matrix: Matrix, texts: Sequence[Text], folds: int) -> np.ndarray:
    """Scores of every text by a model that has not seen it; the taxonomy's own texts are always learned from."""
    own = np.array([row for row, text in enumerate(texts) if text.label])
    other = np.array([row for row, text in enumerate(texts) if not text.label], dtype=int)
    strata = [f"{texts[row].origin}{texts[row].label}" for row in own]
    scores = np.zeros((len(texts), len(LABELS) + len(CATEGORIES)))
    for learn, test in StratifiedKFold(folds, shuffle=True, random_state=7).split(own, strata):
        fitted = pruned(matrix, texts, np.concatenate([own[learn], other]))
        scores[own[test]] = matrix.build(own[test]) @ fitted.weights + fitted.constant
        print(f"  a fold of {len(test):,} done", flush=True)
    return scores


def report(scores: np.ndarray, texts: Sequence[Text]) -> dict[str, Any]:
    rows = [row for row, text in enumerate(texts) if text.label]
    labels = np.array([LABELS.index(texts[row].label) for row in rows])
    guessed = scores[rows, : len(LABELS)].argmax(axis=1)
    print(classification_report(labels, guessed, target_names=LABELS, digits=3))
    figures: dict[str, Any] = {"label_macro_f1": _macro(labels, guessed)}
    for name, of in (("lang", lambda text: text.lang), ("origin", lambda text: text.origin)):
        groups = np.array([of(texts[row]) for row in rows])
        figures |= {f"label_macro_f1 {name} {one}": _macro(labels[groups == one], guessed[groups == one])
                    for one in sorted(set(groups))}  # fmt: skip
    able = [row for row in rows if any(texts[row].categories.values())]
    likely = chances(scores[able])
    wanted = [{place for place, code in enumerate(CATEGORIES) if texts[row].categories.get(code)} for row in able]
    left = [{place for place, code in enumerate(CATEGORIES) if code not in texts[row].categories} for row in able]
    figures["category_first_right"] = round(
        float(np.mean([one.argmax() in want for one, want in zip(likely, wanted, strict=True)])), 3
    )
    for least in (0.15, 0.2, 0.25, 0.3):
        found = [
            ({int(one.argmax())} | set(np.flatnonzero(one >= least).tolist())) - out
            for one, out in zip(likely, left, strict=True)
        ]
        right = sum(len(a & b) for a, b in zip(found, wanted, strict=True))
        figures[f"category_micro_f1 at {least}"] = round(2 * right / (sum(map(len, found)) + sum(map(len, wanted))), 3)
    return figures


def _macro(labels: np.ndarray, guessed: np.ndarray) -> float:
    return round(float(f1_score(labels, guessed, average="macro")), 3)


def write(matrix: Matrix, fitted: Fitted, temperature: float, texts: Sequence[Text]) -> None:
    count = len(matrix.features)
    rarity = np.array([matrix.rarity[name] for name in matrix.features])
    weights = np.rint(fitted.weights[:count] * rarity[:, None] / UNIT).astype(int)
    rows = {}
    for name, row in zip(matrix.features, weights.tolist(), strict=True):
        pairs = [
            part for place, one in enumerate(row[len(LABELS) :]) if abs(one) >= LEAST / UNIT for part in (place, one)
        ]
        if any(row[: len(LABELS)]) or pairs:
            rows[name] = row[: len(LABELS)] + pairs
    signs = np.rint(fitted.weights[count:] * SIGN_SCALE / UNIT).astype(int).tolist()
    hashes = sorted(hashlib.sha256(text.text.encode()).hexdigest()[:12] for text in texts if text.origin == "open")
    head = {
        "format": "duecare.items.classifier/1",
        "unit": UNIT,
        "temperature": round(temperature, 4),
        "categories": CATEGORIES,
        "constant": np.rint(fitted.constant / UNIT).astype(int).tolist(),
        "learned_from": {"texts": sum(bool(text.label) for text in texts), "open_text_hashes": hashes},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    for name, table in (
        ("signs", dict(zip(matrix.signs, signs, strict=True))),
        ("features", dict(sorted(rows.items()))),
    ):
        body = ",\n".join(
            f"{json.dumps(key, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
            for key, row in table.items()
        )
        lines.append(f'"{name}": {{\n{body}\n}}')
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    write_weights()
    print(f"{WEIGHTS.relative_to(ROOT)}: {len(rows):,} features, {len(signs)} signs, {WEIGHTS.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", type=Path, help="labelled descriptions whose open rows are learned from too")
    parser.add_argument(
        "--folds", type=int, default=5, help="of the cross-validation; 0 leaves it out, and the temperature as it is"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the figures, write nothing")
    chosen = parser.parse_args()
    texts = own_texts(ROOT / "training/items")
    if chosen.open:
        texts += open_texts(chosen.open)
    print(f"{len(texts):,} texts: {dict(Counter(text.label for text in texts))}")
    texts += taxonomy_texts()
    matrix = Matrix(texts)
    if chosen.folds:
        scores = cross_validate(matrix, texts, chosen.folds)
        rows = [row for row, text in enumerate(texts) if text.label]
        temperature = temperature_of(
            scores[rows, : len(LABELS)], np.array([LABELS.index(texts[row].label) for row in rows])
        )
        for name, value in {**report(scores, texts), "temperature": round(temperature, 3)}.items():
            print(f"{name:40} {value}")
    else:
        temperature = float(json.loads(WEIGHTS.read_bytes())["temperature"])
    if not chosen.dry_run:
        fitted = pruned(matrix, texts, range(len(texts)))
        write(matrix, fitted, temperature, texts)


if __name__ == "__main__":
    main()
