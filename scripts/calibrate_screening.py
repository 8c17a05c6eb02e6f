"""Fit how likeness and matched weight turn into a probability, on the aliases of listed parties.

`python scripts/calibrate_screening.py` with the lists loaded in the data folder (`duecare data import ...`).

For a sample of names it asks the index for everything that might match. A name of the same party under another spelling
is a pair that is right, a name of another party one that is wrong: no label of anybody is needed, and every list is
public. Prints the fitted constants for `parties/screening/evidence.py`, and how often matches of each probability were
right with the constants that stand there now.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    from duecare.names import tokens_of
    from duecare.parties.screening import evidence
    from duecare.parties.screening.loaded import open_lists
    from duecare.snapshots import home_from

    lists = open_lists(home_from(os.environ), datetime.date.today())
    names = lists.screener.names
    rng = random.Random(options.seed)
    rows: list[tuple[float, float, bool]] = []
    for name in rng.sample(range(names.size), options.names):
        query = tokens_of(names.text(name))
        best: dict[int, tuple[float, float, float]] = {}
        for found in names.search(query, "unknown", evidence.Reaching(-7.0)):
            same_text = names.text(found.name) == names.text(name)
            if same_text:
                continue
            odds = evidence.name_evidence(found.alignment.likeness, found.alignment.matched)
            known = best.get(found.owner)
            if known is None or odds > known[0]:
                best[found.owner] = (odds, found.alignment.likeness, found.alignment.matched)
        own = lists.screener.entry(names.owner(name))
        for owner, (_, likeness, matched) in best.items():
            if lists.screener.entry(owner).list == own.list:  # the same party stands on several lists, once on each
                rows.append((likeness, matched, owner == names.owner(name)))
    likeness, matched, right = (np.array(column) for column in zip(*rows, strict=True))
    kept = np.clip(likeness, evidence.LEAST, evidence.CERTAIN)
    features = np.column_stack([np.log(kept / (1 - kept)), np.log2(np.clip(matched, *evidence.MATCHED))])
    model = LogisticRegression(C=1e6).fit(features, right)
    print(f"{len(rows):,} pairs, {int(right.sum()):,} right")
    slope, information = model.coef_[0]
    print(f"fitted: INTERCEPT {model.intercept_[0]:.2f}, SLOPE {slope:.2f}, INFORMATION {information:.2f}")
    print(f"in use: INTERCEPT {evidence.INTERCEPT}, SLOPE {evidence.SLOPE}, INFORMATION {evidence.INFORMATION}")
    said = [evidence.probability(evidence.name_evidence(*row[:2])) for row in rows]
    for low in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98):
        high = {0.05: 0.1, 0.9: 0.95, 0.95: 0.98, 0.98: 1.01}.get(low, low + 0.1)
        inside = [row[2] for row, p in zip(rows, said, strict=True) if low <= p < high]
        if inside:
            print(f"said {low:.2f} to {min(high, 1.0):.2f}: right {sum(inside) / len(inside):.2f} of {len(inside):,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
