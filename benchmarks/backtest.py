"""Back-test: what Duecare says of documented and written deals, from what could be known before each.

    python benchmarks/backtest.py --cases DIR [--json] [--draws N] [--sets cases,controls,twins]

Reads `cases.jsonl`, `controls.jsonl` and `twins.jsonl`. A deal gives its year, the text of its item and the coded
facts, nothing else. Prints each deal, totals with counts and Wilson 95 % intervals, and three baselines that look
at the country only, at country and end user, or at nothing.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from codebook import ADVICE, OUTCOMES, SIGNS, to_transaction

from duecare.guidance import load_guidance
from duecare.review import LEVELS, Review, decide, load_policy, review
from duecare.review.judge import Gathered

RESULTS = Path(__file__).parent / "results"
SECURITY = {"police", "military", "intelligence", "interior_ministry", "border", "prison"}
RECORDS = ("good", "mixed", "serious", "severe")
HIGH = LEVELS.index("high")


@dataclass(frozen=True, slots=True)
class Rated:
    """One deal with its review and what honest reviewers said."""

    deal: Mapping[str, Any]
    review: Review
    kind: str

    @property
    def known(self) -> int:
        return LEVELS.index(self.review.outcome.known)

    @property
    def possible(self) -> int:
        return LEVELS.index(self.review.outcome.possible)

    @property
    def expected(self) -> int:
        return LEVELS.index(self.deal["expected_risk_prior"])

    @property
    def readings(self) -> set[int]:
        """The levels of both raters; either counts."""
        said = {self.deal["expected_risk_prior"], self.deal.get("second_risk") or self.deal["expected_risk_prior"]}
        return {LEVELS.index(level) for level in said}

    @property
    def outcomes(self) -> set[int]:
        said = {
            self.deal["expected_outcome_prior"],
            self.deal.get("second_outcome") or self.deal["expected_outcome_prior"],
        }
        return {OUTCOMES[outcome] for outcome in said}

    @property
    def advice(self) -> int:
        """A legal stop counts as advice not to proceed."""
        return ADVICE["do_not_proceed" if self.review.outcome.stopped else self.review.outcome.advice]

    @property
    def record(self) -> str:
        return str(self.deal["facts"]["country.rights_record"])


def rate(deal: Mapping[str, Any], kind: str, law_at: datetime.date) -> Rated:
    day = datetime.date(int(deal["year"]), 12, 31)
    return Rated(deal, review(to_transaction(deal), known_at=min(day, law_at), law_at=law_at), kind)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson score interval, 95 % (Wilson 1927)."""
    if not total:
        return (0.0, 1.0)
    z, p = 1.96, hits / total
    centre = p + z * z / (2 * total)
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return ((centre - spread) / (1 + z * z / total), (centre + spread) / (1 + z * z / total))


@dataclass(frozen=True, slots=True)
class Share:
    hits: int
    total: int

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    def line(self) -> str:
        if not self.total:
            return "no deal of this sort"
        low, high = wilson(self.hits, self.total)
        return f"{self.hits}/{self.total} = {self.hits / self.total:.3f} [{low:.2f}, {high:.2f}]"


def share(rows: Iterable[Rated], test: Callable[[Rated], bool]) -> Share:
    kept = list(rows)
    return Share(sum(map(test, kept)), len(kept))


def levels_table(
    rows: list[Rated], known: Callable[[Rated], int], possible: Callable[[Rated], int]
) -> dict[str, Share]:
    """The figures that a baseline can be held against as well."""
    risky = [row for row in rows if row.expected >= HIGH]
    low = [row for row in rows if row.expected == 0]
    hard = {"serious", "severe"}
    return {
        "risky_known_high": share(risky, lambda row: known(row) >= HIGH),
        "risky_possible_high": share(risky, lambda row: possible(row) >= HIGH),
        "low_known_high": share(low, lambda row: known(row) >= HIGH),
        "low_possible_high": share(low, lambda row: possible(row) >= HIGH),
        "low_known_high_hard": share([row for row in low if row.record in hard], lambda row: known(row) >= HIGH),
        "risky_known_high_hard": share([row for row in risky if row.record in hard], lambda row: known(row) >= HIGH),
        "risky_known_high_good": share([row for row in risky if row.record == "good"], lambda row: known(row) >= HIGH),
        "low_known_high_good": share([row for row in low if row.record == "good"], lambda row: known(row) >= HIGH),
        "level_exact": share(rows, lambda row: known(row) in row.readings),
        "level_within_one": share(rows, lambda row: min(abs(known(row) - said) for said in row.readings) <= 1),
    }


def constant(row: Rated) -> int:
    return HIGH


def country_alone(row: Rated) -> int:
    return RECORDS.index(row.record) if row.record in RECORDS else 1


def country_and_kind(row: Rated) -> int:
    base = country_alone(row)
    return min(3, base + 1) if row.deal["facts"]["end_user.kind"] in SECURITY else max(0, base - 1)


BASELINES = {"constant": constant, "country": country_alone, "country_and_kind": country_and_kind}


def signs(rows: list[Rated]) -> tuple[Share, Share]:
    """Recall of expected warning signs, raised or open within depth; precision of those raised."""
    found = expected = right = raised = 0
    for row in rows:
        shown = {f.concern for f in row.review.findings if f.status == "raised" or (f.status == "open" and f.examined)}
        standing = {f.concern for f in row.review.findings if f.status == "raised" and f.weight != "notable"}
        wanted = set(row.deal["expected_red_flags"])
        expected += len(wanted)
        found += sum(any(concern in shown for concern in SIGNS[sign]) for sign in wanted)
        said = {sign for sign, concerns in SIGNS.items() if any(concern in standing for concern in concerns)}
        raised += len(said)
        right += len(said & wanted)
    return Share(found, expected), Share(right, raised)


def twin_order(pairs: list[tuple[Mapping[str, Any], Rated, Rated]]) -> tuple[Share, list[str]]:
    """A pair is right if the one named is higher by (known, possible), or not lower where `equal` was read too."""
    right, wrong = 0, []
    for pair, a, b in pairs:
        first, second = (a.known, a.possible), (b.known, b.possible)
        readings = {pair["higher"], pair.get("second_higher") or pair["higher"]}
        above = {"a": first > second, "b": second > first, "equal": first == second}
        if any(above[said] for said in readings):
            right += 1
        else:
            wrong.append(f"{pair['id']} ({pair['differs_in']}): a {first} b {second}, expected {sorted(readings)}")
    return Share(right, len(pairs)), wrong


def known_facts(gathered: Gathered) -> list[tuple[str, str]]:
    return sorted({(entry.subject, entry.fact) for entry in gathered.assertions if entry.value is not None})


def without(gathered: Gathered, hidden: set[tuple[str, str]]) -> Gathered:
    kept = tuple(entry for entry in gathered.assertions if (entry.subject, entry.fact) not in hidden)
    return replace(gathered, assertions=kept)


def containment(rows: list[Rated], draws: int, chance: random.Random) -> tuple[Share, list[str]]:
    """Hide random known facts: the full answer lies in the masked interval."""
    guidance, policy = load_guidance(), load_policy()
    held, escaped = 0, []
    for _ in range(draws):
        row = chance.choice(rows)
        facts = known_facts(row.review.gathered)
        hidden = set(chance.sample(facts, chance.randint(1, len(facts))))
        masked = decide(without(row.review.gathered, hidden), guidance, policy).outcome
        low, high = LEVELS.index(masked.known), LEVELS.index(masked.possible)
        if low <= row.known <= high and low <= row.possible <= high:
            held += 1
        else:
            escaped.append(
                f"{row.deal['id']}: full {row.known}-{row.possible}, masked {low}-{high}, hidden {sorted(hidden)}"
            )
    return Share(held, draws), escaped


def question_steps(rows: list[Rated], chance: random.Random, orders: int) -> dict[str, float]:
    """Answers until the advice is that of the full deal and stays so: in ranked order, and in random order."""
    guidance, policy = load_guidance(), load_policy()
    ranked_total = random_total = 0.0
    deals = 0
    for row in rows:
        facts = known_facts(row.review.gathered)
        hidden = {fact for fact in facts if chance.random() < 0.7 and not fact[1].startswith("item.capability")}
        final = row.review.outcome.advice

        def advised(open_facts: set[tuple[str, str]], row: Rated = row) -> Review:
            return decide(without(row.review.gathered, open_facts), guidance, policy)

        if not hidden or advised(hidden).outcome.advice == final:
            continue
        deals += 1
        trail, left = [], set(hidden)
        while left:
            asked = [(question.subject, question.fact.split("#")[0]) for question in advised(left).questions]
            following = next((fact for fact in asked if fact in left), None)
            left.discard(following if following else min(left))
            trail.append(advised(left).outcome.advice)
        ranked_total += settled_after(trail, final)
        for _ in range(orders):
            left, trail = set(hidden), []
            for fact in chance.sample(sorted(hidden), len(hidden)):
                left.discard(fact)
                trail.append(advised(left).outcome.advice)
            random_total += settled_after(trail, final) / orders
    return {"deals": deals, "ranked": ranked_total / max(deals, 1), "random": random_total / max(deals, 1)}


def settled_after(trail: list[str], final: str) -> int:
    """How many answers until the advice is final and stays so."""
    for step in range(len(trail), 0, -1):
        if trail[step - 1] != final:
            return step + 1
    return 1


def load(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()] if path.is_file() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=Path(__file__).parents[2] / "shared/data/cases")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON only")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="levels only: no masking, no question order")
    parser.add_argument("--law-at", type=datetime.date.fromisoformat, default=datetime.date.today())
    options = parser.parse_args()
    rows = [rate(deal, name, options.law_at) for name in ("cases", "controls") for deal in load(options.cases, name)]
    pairs = [
        (pair, rate(pair["a"], "twins", options.law_at), rate(pair["b"], "twins", options.law_at))
        for pair in load(options.cases, "twins")
    ]
    if not rows and not pairs:
        sys.exit(f"{options.cases}: no cases.jsonl, controls.jsonl or twins.jsonl here")
    twins = [row for _, a, b in pairs for row in (a, b)]
    figures = levels_table(rows, lambda row: row.known, lambda row: row.possible)
    figures["flag_recall"], figures["flag_precision"] = signs(rows)
    figures["advice_agreement"] = share(rows, lambda row: any(row.advice - said in (0, 1) for said in row.outcomes))
    figures["twin_order"], reversed_pairs = twin_order(pairs)
    baselines = {name: levels_table(rows, rule, rule) for name, rule in BASELINES.items()}
    chance = random.Random(20261124)
    escaped: list[str] = []
    steps: dict[str, float] = {}
    if not options.quick:
        figures["containment"], escaped = containment([*rows, *twins], options.draws, chance)
        steps = question_steps([*rows, *twins], chance, options.orders)
    report: dict[str, Any] = {name: found.value for name, found in figures.items()}
    report["mean_width"] = sum(row.possible - row.known for row in rows) / max(len(rows), 1)
    report["question_steps_ratio"] = steps["ranked"] / steps["random"] if steps.get("random") else None
    report["question_steps"] = steps
    report["counts"] = {name: [found.hits, found.total] for name, found in figures.items()}
    report["baselines"] = {
        name: {key: found.value for key, found in table.items()} | {"balanced": balanced(table)}
        for name, table in baselines.items()
    }
    report["balanced"] = balanced(figures)
    report["deals"] = [_deal(row) for row in (*rows, *twins)]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "backtest.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    _print(rows, twins, figures, baselines, report, reversed_pairs, escaped)


def balanced(table: Mapping[str, Share]) -> float | None:
    """Half of risky deals known as high plus half of low deals not: no baseline can win it by extremes."""
    risky, low = table["risky_known_high"].value, table["low_known_high"].value
    return None if risky is None or low is None else (risky + 1 - low) / 2


def _deal(row: Rated) -> dict[str, Any]:
    outcome = row.review.outcome
    return {
        "id": row.deal["id"], "set": row.kind, "expected": row.deal["expected_risk_prior"],
        "second": row.deal.get("second_risk"), "known": outcome.known, "possible": outcome.possible,
        "advice": outcome.advice, "stopped": outcome.stopped, "expected_outcome": row.deal["expected_outcome_prior"],
        "severity": [outcome.severity_known, outcome.severity_possible], "indications": outcome.indications_known,
    }  # fmt: skip


def _print(
    rows: list[Rated],
    twins: list[Rated],
    figures: Mapping[str, Share],
    baselines: Mapping[str, Mapping[str, Share]],
    report: Mapping[str, Any],
    reversed_pairs: list[str],
    escaped: list[str],
) -> None:
    for row in (*rows, *twins):
        deal = _deal(row)
        said = f"{deal['expected']}/{deal['expected_outcome']}" + (f" ({deal['second']})" if deal["second"] else "")
        mark = (
            " " if row.known in row.readings else ("~" if min(abs(row.known - s) for s in row.readings) == 1 else "!")
        )
        print(
            f"{mark} {deal['id']:9} severity {deal['severity'][0]}-{deal['severity'][1]} {deal['indications']:8} "
            f"{deal['known']:8} to {deal['possible']:8} {deal['advice']:23} expected {said}"
        )
    print()
    for name, found in figures.items():
        print(f"{name:24} {found.line()}")
    print(f"{'mean_width':24} {report['mean_width']:.2f} levels")
    if report["question_steps_ratio"] is not None:
        steps = report["question_steps"]
        ratio = report["question_steps_ratio"]
        orders = f"{steps['ranked']:.1f} ranked, {steps['random']:.1f} random, {steps['deals']} deals"
        print(f"{'question_steps_ratio':24} {ratio:.2f} ({orders})")
    for line in (*reversed_pairs, *escaped[:10]):
        print(f"  {line}")
    print("\nBaselines:")
    for name, table in baselines.items():
        print(f"  {name}: balanced {balanced(table) or 0:.3f} (ours {report['balanced'] or 0:.3f})")
        for key, found in table.items():
            print(f"    {key:24} {found.line()}")


if __name__ == "__main__":
    main()
