"""The cuts of the practice profile that lie "at the position of" an anchored source, computed from the sources at hand.

Run: PYTHONPATH=src:benchmarks python scripts/equate_cuts.py ../shared/data/countries

For each dimension the share of the country-years of the reference that lie below each cut of its anchor is taken, with
the error of the anchor smoothed in; the cut of another indicator lies where as large a share of its own country-years
does. What is printed stands beside what the policy holds; the policy is changed by hand, with a new version.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np
from countries import FILES  # benchmarks/countries.py

from duecare.countries.profile.observed import FIRST_YEAR, Floats, Series, observed
from duecare.countries.profile.policy import policy
from duecare.countries.sources.formats import FORMATS

ANCHORS = {
    "physical_integrity": "pts",
    "surveillance": "fiw_d4",
    "expression": "rsf_score",
    "safeguards": "fiw_f1",
    "discrimination": "fiw_f4",
}
_NORMAL = np.array([NormalDist().inv_cdf((at + 0.5) / 41) for at in range(41)])


def smoothed(series: Series) -> Floats:
    """The pooled values of the reference with their assumed error, the best first."""
    first, last = (year - FIRST_YEAR for year in policy().reference)
    pool = series.values[:, first : last + 1]
    pool = pool[~np.isnan(pool)]
    drawn = np.sort((pool[:, None] + series.rule.sd * _NORMAL[None, :]).ravel())
    return drawn[::-1] if series.rule.ends[1] > series.rule.ends[0] else drawn


def main(folder: Path) -> None:
    editions = [(source, FORMATS[form].read([folder / name])) for source, form, name in FILES]
    seen = observed(editions, policy(), 2026)
    for dimension, anchor in ANCHORS.items():
        best_first = smoothed(seen.series[anchor])
        sign = 1 if seen.series[anchor].rule.ends[1] > seen.series[anchor].rule.ends[0] else -1
        shares = [float(np.mean(sign * best_first > sign * cut)) for cut in seen.series[anchor].rule.cuts]
        print(f"{dimension}, anchored on {anchor}: {', '.join(f'{share:.3f} are better' for share in shares)}")
        for key, series in sorted(seen.series.items()):
            if series.rule.dimension == dimension and key != anchor:
                values = smoothed(series)
                cuts = [float(values[min(int(share * len(values)), len(values) - 1)]) for share in shares]
                held = ", ".join(f"{cut:g}" for cut in series.rule.cuts)
                print(f"  {key}: {', '.join(f'{cut:.2f}' for cut in cuts)} (policy: {held}; {series.rule.basis})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
