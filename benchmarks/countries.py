"""Practice profiles of the whole world from all sources: agreement with sources held back, face validity, speed, size.

    python benchmarks/countries.py --data DIR [--json]

DIR holds the outside data on countries (a folder `countries` with `vdem/`, `freedomhouse/` and so on, or that folder
itself). Agreement: the worst of the five dimensions against the Political Terror Scale of its last year, and the latent
scores of theirs, with the family of both left out; Spearman's rank correlation, asked at least .80. Two rivals in the
same run: an average of percentiles over the same indicators, and V-Dem's index of physical integrity alone. Speed: the
whole world with 2,000 draws from arrays in memory (asked under 10 s), beside the bare drawing of as many numbers; one
country from what is compiled (asked under 5 ms), beside reading and parsing its line.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from duecare.countries.practice import band_words
from duecare.countries.profile import stored
from duecare.countries.profile.draws import normals, position
from duecare.countries.profile.measure import newest
from duecare.countries.profile.observed import Observed, observed
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Profile
from duecare.countries.profile.stored import Profiles, open_profiles, write_profiles
from duecare.countries.profile.world import world
from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.record import Edition, Observation
from duecare.snapshots.starter.files import path_of

RESULTS = Path(__file__).parent / "results" / "countries.json"
DAY = datetime.date(2026, 11, 26)
FILES = (
    ("vdem", "vdem", "vdem/vdem_v16_owid_core_1990_2025.csv"),
    ("vdem", "vdem", "vdem/vdem_v14_vdemlite_indicators_1990_2023.csv"),
    ("vdem", "vdem", "aigs/feldstein_digital_repression_2021_DR_DI.csv"),
    ("freedom-house", "fiw", "freedomhouse/fiw_2013_2025_items.csv"),
    ("freedom-on-the-net", "fotn", "freedomhouse/fotn_2025_totals.csv"),
    ("pts", "pts", "pts/PTS-2024.csv"),
    ("lhrs", "lhrs", "lhrs/lhrs_v4.02_1990_2021.csv"),
    ("cirights", "cirights", "cirights/cirights_v1_1990_2020.csv"),
    ("hrmi", "hrmi", "hrmi/cpr-scores_v5-1.csv"),
    ("rsf", "rsf", "rsf/rsf_2014_2023_2025.csv"),
    ("wgi", "wgi", "wgi/wgi_cc_ge_rl_1996_2024.csv"),
)
BEST = ("NO", "DK", "NZ", "UY")
WORST = ("CN", "SA", "VE", "RU", "IR", "BY", "KP", "ER", "MM")
NOT_FLATTERED = ("HK", "SG", "QA")
FALLING = ("NI", "BF", "BY", "AF")
RUNS = 5


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    folder = options.data / "countries" if (options.data / "countries").is_dir() else options.data
    if not (folder / "vdem").is_dir():
        arguments.error(f"{folder} holds no folder vdem")
    document = measured(folder)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print(json.dumps(document, indent=1) if options.json else told(document))
    sys.exit(0 if document["met"] else 1)


def measured(folder: Path) -> dict[str, Any]:
    rules = policy()
    start = time.perf_counter()
    editions = [(source, FORMATS[form].read([folder / name])) for source, form, name in FILES]
    reading = time.perf_counter() - start
    everything = observed(editions, rules, DAY.year)
    seconds, profiles = timed(lambda: world(everything, rules, DAY, past=False), 3)
    floor, _ = timed(lambda: bare_draws(everything), 3)
    whole, with_past = timed(lambda: world(everything, rules, DAY), 1)
    held_back = world(everything.without({"reports"}), rules, DAY, past=False)
    agreement = {
        name: agreement_with(held_back, everything, editions, source, name)
        for source, name in (("pts", "pts"), ("lhrs", "lhrs"))
    }
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "profiles.jsonl"
        write_profiles(
            path, with_past, as_of=DAY, policy=rules.version, seed=rules.seed, draws=rules.draws, datasets=[]
        )
        size = path.stat().st_size
        opened = open_profiles(path)
        one, _ = timed(lambda: read_anew(opened, "VE"), 50)
        line, _ = timed(lambda: parsed_line(path, *opened.places["VE"]), 50)
        cold, _ = timed(lambda: read_anew(open_profiles(path), "VE"), 20)
    validity = face_validity(profiles)
    headlines = {code: one.headline(tuple(rules.dimensions)) for code, one in profiles.items()}
    figures = {
        "spearman_pts_left_out": agreement["pts"]["bands"],
        "spearman_lhrs_left_out": agreement["lhrs"]["bands"],
        "agreement": agreement,
        "world_seconds": round(seconds, 2),
        "world_floor_seconds": round(floor, 2),
        "world_with_every_year_since_1992_seconds": round(whole, 2),
        "reading_seconds": round(reading, 2),
        "country_ms": round(one * 1e3, 3),
        "country_floor_ms": round(line * 1e3, 3),
        "country_with_opening_ms": round(cold * 1e3, 3),
        "compiled_mb": round(size / 1e6, 2),
        "starter_mb": round(path_of("practice.jsonl").stat().st_size / 1e6, 2),
        "countries": len(profiles),
        "draws": rules.draws,
        "families_by_dimension": {
            key: dict(Counter(len(one.practice[key].families) for one in profiles.values() if key in one.practice))
            for key in rules.dimensions
        },
        "headlines": dict(Counter(band_words(one.bands) if one else "open" for one in headlines.values())),
        "severe_named": sum(one is not None and one.bands == (3,) for one in headlines.values()),
        "face_validity": validity,
        "bands": {
            code: {
                **{key: band_words(one.bands) for key, one in profile.practice.items()},
                "headline": band_words(headlines[code].bands) if headlines[code] else "open",  # type: ignore[union-attr]
                "deteriorating": sorted(
                    {key for key, some in profile.changes.items() for one in some
                     if one.said == "deteriorating" and one.years == 10}
                ),
            }
            for code, profile in profiles.items()
            if profile.practice
        },
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }  # fmt: skip
    asked = (
        agreement["pts"]["bands"] >= 0.8,
        agreement["lhrs"]["bands"] >= 0.8,
        seconds < 10,
        one * 1e3 < 5,
        size < 5e6,
    )
    return {**figures, "met": all(asked)}


def agreement_with(
    held_back: Mapping[str, Profile], everything: Observed, editions: list[tuple[str, Edition]], source: str, key: str
) -> dict[str, Any]:
    """Rank correlation with a source that was left out, of the bands, of their medians, and of two rivals."""
    records = [one for name, edition in editions if name == source for one in edition.records
               if isinstance(one, Observation) and one.indicator == key]  # fmt: skip
    year = max(one.year for one in records)
    sign = 1 if policy().indicators[key].ends[0] > policy().indicators[key].ends[1] else -1
    truth = {one.country: sign * one.value for one in records if one.year == year}
    dimensions = tuple(policy().dimensions)
    bands, medians = {}, {}
    for code, profile in held_back.items():
        headline = profile.headline(dimensions)
        if headline is not None:
            bands[code] = float(sum(headline.bands)) / len(headline.bands)
            medians[code] = profile.practice[headline.dimension].median
    average = composite(everything.without({"reports"}))
    clphy = {code: -one.practice["physical_integrity"].position for code, one in vdem_alone(everything).items()}
    return {
        "year": year,
        "countries": len(truth.keys() & bands.keys()),
        "bands": correlation(bands, truth),
        "medians": correlation(medians, truth),
        "rival_average_of_percentiles": correlation(average, truth),
        "rival_vdem_physical_integrity": correlation(clphy, truth),
    }


def composite(seen: Observed) -> dict[str, float]:
    """What 4.1 warns of: one number a country, the mean of the percentiles of all its indicators. Higher is worse."""
    rules = policy()
    places = [position(newest(one, rules, DAY).values, one) for one in seen.series.values()]
    stack = np.stack(places)
    some = ~np.isnan(stack).all(axis=0)
    mean = np.nanmean(stack[:, some], axis=0)
    codes = np.array(seen.countries)[some]
    return {str(code): -float(value) for code, value in zip(codes, mean, strict=True)}


def vdem_alone(everything: Observed) -> dict[str, Profile]:
    rest = {one.rule.family for one in everything.series.values()} - {"vdem"}
    found = world(everything.without(rest), policy(), DAY, past=False)
    return {code: one for code, one in found.items() if "physical_integrity" in one.practice}


def correlation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    both = sorted(one.keys() & other.keys())
    return round(float(spearmanr([one[code] for code in both], [other[code] for code in both])[0]), 3)


def face_validity(profiles: Mapping[str, Profile]) -> dict[str, Any]:
    """Which countries of the issue's lists are not where the issue says, with what was found."""
    wrong: dict[str, dict[str, str]] = {"best": {}, "worst": {}, "flattered": {}, "not falling": {}}
    for code in BEST:
        for key, one in profiles[code].practice.items():
            if one.bands != (0,):
                said = "; ".join(f"{family} {median:.1f}" for family, (median, _, _) in one.families.items())
                wrong["best"][f"{code} {key}"] = f"{band_words(one.bands)}: {one.median:.2f} of 4, by family {said}"
    for code in WORST:
        held = [profiles[code].practice[key] for key in ("surveillance", "expression")]
        if not any(one.bands == (3,) for one in held):
            wrong["worst"][code] = "; ".join(band_words(one.bands) for one in held)
    for code in NOT_FLATTERED:
        practice = profiles[code].practice
        headline = profiles[code].headline(tuple(practice))
        mean = statistics.mean(one.median for one in practice.values())
        if headline is None or practice[headline.dimension].median - mean < 0.5:
            wrong["flattered"][code] = f"mean {mean:.1f}"
    for code in FALLING:
        some = profiles[code].changes.values()
        if not any(one.said == "deteriorating" and one.years == 10 for spans in some for one in spans):
            wrong["not falling"][code] = "no dimension over ten years"
    return {"wrong": wrong, "checked": {"best": BEST, "worst": WORST, "flattered": NOT_FLATTERED, "falling": FALLING}}


def bare_draws(everything: Observed) -> None:
    """As many numbers as the profiles are drawn from, added to their values: nothing can be faster."""
    rules = policy()
    for one in everything.series.values():
        values = newest(one, rules, DAY).values
        values[:, None] + normals(one.rule.key, rules.seed, rules.draws)[None, :]


def read_anew(opened: Profiles, code: str) -> Profile:
    """One profile from its file: those read before are kept, which is not what is timed here."""
    stored.forget()
    return opened[code]


def parsed_line(path: Path, start: int, length: int) -> None:
    with open(path, "rb") as file:
        file.seek(start)
        json.loads(file.read(length))


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The median of several runs, and what the last one gave."""
    taken, result = [], None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), result


def told(document: Mapping[str, Any]) -> str:
    lines = []
    for name in ("pts", "lhrs"):
        one = document["agreement"][name]
        lines.append(
            f"{name} of {one['year']}, left out ({one['countries']} countries): bands {one['bands']}, medians"
            f" {one['medians']}; average of percentiles {one['rival_average_of_percentiles']},"
            f" V-Dem physical integrity {one['rival_vdem_physical_integrity']} (asked .80)"
        )
    lines += [
        f"world: {document['world_seconds']} s for {document['countries']} countries (asked 10);"
        f" {document['world_seconds'] / max(document['world_floor_seconds'], 0.01):.1f} times bare drawing;"
        f" with every year since 1992 {document['world_with_every_year_since_1992_seconds']} s",
        f"one country: {document['country_ms']} ms (asked 5),"
        f" {document['country_ms'] / document['country_floor_ms']:.1f} times reading and parsing its line;"
        f" with opening the file {document['country_with_opening_ms']} ms",
        f"compiled: {document['compiled_mb']} MB (asked 5); the starter {document['starter_mb']} MB",
        f"headlines: {document['headlines']}",
        f"face validity, not as asked: {document['face_validity']['wrong']}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
