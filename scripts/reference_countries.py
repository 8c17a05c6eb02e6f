"""The reference pages about countries: the policy of the profile, and the tables of law, agencies and figures."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duecare.countries.agencies import Agency, agencies
from duecare.countries.law import Answer, CountryLaw, country_law, covered, questions
from duecare.countries.profile.policy import BANDS, Measured, ProfilePolicy, compile_policy
from duecare.papers.wording import words
from duecare.places import name as place_name

Rows = Iterable[Sequence[object]]
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def table(head: Sequence[str], rows: Rows) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows:
        lines.append(f"| {' | '.join(' '.join(str(cell).split()).replace('|', chr(92) + '|') for cell in row)} |")
    return [*lines, ""]


def codes(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


# ── the policy of the profile ────────────────────────────────────────────────────────────────────────────────────────


def profile_page(rules: ProfilePolicy, written_by: str) -> str:
    """Everything that `policy.yaml` says: assumptions, dimensions, sources, indicators, core."""
    raw = compile_policy()
    lines = [
        "# Country profile policy",
        "",
        written_by,
        "",
        "What the practice profile of a country measures by what, where the bands lie, and what is assumed.",
        f"Version {rules.version}, made {raw['made']}; a profile carries the version that it was made with. The source",
        "is `src/duecare/countries/profile/policy.yaml`. Why it is so is told in",
        "[How country practice is measured](../explanation/how-country-practice-is-measured.md).",
        "",
        f"Bands, best first: {codes(BANDS)}. On the scale of the bands",
        "0 is the best and 4 the worst; the cuts of an indicator lie at 1, 2 and 3.",
        "",
        "## Assumptions",
        "",
        *table(("Key", "Value", "Why"), assumptions(raw)),
        "## Dimensions",
        "",
        "Each is a fact of its own, beside `country.practice_band`, the worst of the five.",
        "",
        *table(
            ("Dimension", "Fact", "Asks", "Rights", "Bands are tied to"),
            (
                (one.title, f"`country.{key}_band`", one.asks, ", ".join(one.rights), one.anchor)
                for key, one in rules.dimensions.items()
            ),
        ),
        "## Families",
        "",
        "Sources whose readings come from the same people. A family has one vote on a dimension.",
        "",
        *table(
            ("Family", "Who", "Sources"),
            (
                (f"`{key}`", who, codes(name for name, one in rules.releases.items() if one.family == key))
                for key, who in rules.families.items()
            ),
        ),
        "An index of your own is of the family that its mapping file names.",
        "",
        "## Sources",
        "",
        "The value for a year counts from the day on which it is usually public. Where a method changed, no change is",
        "computed across the break.",
        "",
        *table(
            ("Source", "Title", "The value for 2020 counts from", "New method from"),
            (
                (f"`{key}`", one.title, f"{one.day} {MONTHS[one.month - 1]} {2020 + one.after}", one.break_at or "")
                for key, one in rules.releases.items()
            ),
        ),
        "## Indicators",
        "",
        "*Cuts* lie between good and mixed, mixed and serious, serious and severe, on the indicator's own scale.",
        "*Error* is the standard error assumed where the source states none. *At the position of X* means that as many",
        f"country-years of {rules.reference[0]} to {rules.reference[1]} lie beyond the cuts as beyond those of X.",
        "",
    ]
    for key, dimension in rules.dimensions.items():
        lines += [f"### {dimension.title}", ""]
        lines += table(
            ("Indicator", "Title", "Source", "Worst to best", "Cuts", "Error", "Cuts rest on"),
            (indicator_row(one) for one in rules.indicators.values() if one.dimension == key),
        )
    lines += [
        "## What is core",
        "",
        "By what an item can do. With several capabilities, the dimensions of all of them; with one that is not named,",
        "all five.",
        "",
        *table(
            ("Capabilities", "Core dimensions", "Why"),
            (
                (codes(sorted(one.capabilities)), ", ".join(rules.dimensions[key].title.lower() for key in
                 rules.dimensions if key in one.dimensions), one.why)
                for one in rules.core
            ),
        ),
    ]  # fmt: skip
    return "\n".join(lines)


def assumptions(raw: Mapping[str, Any]) -> Rows:
    spans = raw["trend"]["spans"]
    years = f"{', '.join(map(str, spans[:-1]))} and {spans[-1]} years"
    yield "`reference`", f"{raw['reference']['from']} to {raw['reference']['to']}", raw["reference"]["reason"]
    drawn = "An even spread over the normal distribution, shuffled by the seed and the indicator's name."
    yield "`draws`", f"{raw['draws']['count']:,}, seed {raw['draws']['seed']}", drawn
    yield "`named_at`", f"{100 * raw['named_at']['share']:.0f} % of the draws", raw["named_at"]["reason"]
    yield "`severe`", f"{raw['severe']['families']} families", raw["severe"]["reason"]
    yield "`single_family`", f"errors times {raw['single_family']['factor']:g}", raw["single_family"]["reason"]
    stale = raw["stale"]
    yield "`stale`", f"{stale['months']} months; not used after {stale['oldest_years']} years", stale["reason"]
    trend = raw["trend"]
    said = f"{trend['change']:g} bands in {100 * trend['share']:.0f} % of the draws, over {years}"
    yield "`trend`", said, trend["reason"]


def indicator_row(one: Measured) -> Sequence[object]:
    worst, best = one.ends
    title = f"{one.title}; only where `{one.replaced_by}` is missing" if one.replaced_by else one.title
    cuts = ", ".join(f"{cut:g}" for cut in one.cuts)
    return f"`{one.key}`", title, f"`{one.source}`", f"{worst:g} to {best:g}", cuts, f"{one.sd:g}", one.basis


# ── the law checklist ────────────────────────────────────────────────────────────────────────────────────────────────


def question_rows() -> list[str]:
    """Every question: what answer is a gap, against which articles, and what a rule can read of it."""
    rows = []
    for one in questions():
        raised = [f"`{fact}`" for fact in one.facts]
        if one.law_kind is not None:
            raised.append(f"`country.laws_of_concern` {one.law_kind}")
        articles = ", ".join(article.removeprefix("ICCPR/") for article in one.articles)
        rows.append((f"`{one.id}`", one.question, one.gap, articles, "; ".join(raised) or "nothing"))
    return ["", f"{len(rows)} questions.", "", *table(("Id", "Question", "Gap if", "ICCPR", "Raises"), rows)]


def checklist_rows() -> list[str]:
    """Every country with a checklist: how it is answered, how surely, and what rules can read of it."""
    rows = []
    for code in sorted(covered(), key=place_name):
        law = reviewed(code)
        said = Counter(one.answer for one in law.answers.values())
        sure = Counter(one.confidence.removeprefix("recollected ") for one in law.answers.values())
        gaps = sum(law.gap(question) is True for question in questions())
        silent = len(questions()) - len(law.answers) + said["unknown"]
        kinds = sorted({str(value) for fact, value, _ in law.raised() if fact == "country.laws_of_concern"}, key=number)
        facts = sorted({fact for fact, _, _ in law.raised() if fact != "country.laws_of_concern"})
        rows.append(
            (
                f"{place_name(code)} ({code})", gaps, said["yes"] + said["no"] - gaps, said["partly"],
                said["contested"], silent, f"{sure['read']}, {sure['H']}, {sure['M']}, {sure['L']}",
                ", ".join(kinds) or "none", codes(fact.removeprefix("country.") for fact in facts) or "none",
            )
        )  # fmt: skip
    head = ("Country", "Gaps", "No gap", "Partly", "Contested", "Unknown", "Read, H, M, L", "Kinds of law raised",
            "Facts raised")  # fmt: skip
    answers = [one for code in covered() for one in reviewed(code).answers.values()]
    return ["", *table(head, rows), *confidence_of(answers)]


def confidence_of(answers: Sequence[Answer]) -> list[str]:
    sure = Counter(one.confidence for one in answers)
    marks = ("read", "recollected H", "recollected M", "recollected L")
    named = ", ".join(f"{mark} {sure[mark]}" for mark in marks)
    return [f"{len(answers)} answers for {len(covered())} countries. By confidence: {named}.", ""]


def number(kind: str) -> int:
    return int(kind.removeprefix("L"))


def reviewed(code: str) -> CountryLaw:
    """The checklist as it stood on the day of its review."""
    first = country_law(code, datetime.date.min)
    assert first is not None
    law = country_law(code, first.reviewed)
    assert law is not None
    return law


# ── the register of agencies ─────────────────────────────────────────────────────────────────────────────────────────


def register_rows() -> list[str]:
    """Every agency with how many items of each grade are on file about it, and whose they are."""
    held = agencies()
    items = [item for one in held.values() for item in one.evidence]
    grades = Counter(item.grade for item in items)
    states = Counter(item.state for item in items)
    sure = Counter(item.confidence for item in items)
    lines = [
        "",
        f"{len(held)} agencies of {len({one.country for one in held.values()})} countries,",
        f"{len(items)} items of evidence. By grade: {', '.join(f'{grade} {grades[grade]}' for grade in 'ABCD')}.",
        f"By state: {', '.join(f'{state} {count}' for state, count in sorted(states.items()))}.",
        f"By confidence: {', '.join(f'{mark} {count}' for mark, count in sorted(sure.items()))}.",
        f"{sum(bool(one.safeguards) for one in held.values())} have a documented safeguard; "
        f"of {sum(not one.evidence for one in held.values())} no evidence is on file.",
        "",
    ]
    rows = (
        (place_name(one.country), f"{one.name}{until(one)} (`{one.id}`)", words(one.kind), counts(one), sources(one))
        for one in sorted(held.values(), key=lambda one: (place_name(one.country), one.id))
    )
    return [*lines, *table(("Country", "Agency", "Kind", "Items", "Said by"), rows)]


def until(one: Agency) -> str:
    return f", until {one.last_year}" if one.last_year else ""


def counts(one: Agency) -> str:
    found = Counter(item.grade for item in one.evidence)
    return ", ".join(f"{grade} {found[grade]}" for grade in "ABCD" if found[grade]) or "none on file"


def sources(one: Agency) -> str:
    said = dict.fromkeys(f"{item.by} {item.day.year}" for item in one.evidence)
    return "; ".join(said) or "nobody that is on file"


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def practice_figures(result: Mapping[str, Any]) -> list[str]:
    """How the profile agrees with sources held back from it, beside two rivals, and what it names."""
    names = {"pts": "Political Terror Scale", "lhrs": "Latent human-rights scores"}
    rows = [
        (f"{names[key]}, {one['year']}", one["countries"], f"{one['bands']:.3f}", f"{one['medians']:.3f}",
         f"{one['rival_average_of_percentiles']:.3f}", f"{one['rival_vdem_physical_integrity']:.3f}")
        for key, one in result["agreement"].items()
    ]  # fmt: skip
    head = ("Held back", "Countries", "Worst dimension, band", "Its median", "Average of percentiles",
            "V-Dem physical integrity alone")  # fmt: skip
    order = sorted(result["headlines"].items(), key=lambda pair: (-pair[1], pair[0]))
    checked = result["face_validity"]["checked"]
    wrong = {key: one for group in result["face_validity"]["wrong"].values() for key, one in group.items()}
    asked = [
        f"good throughout: {', '.join(checked['best'])}",
        f"severe on surveillance or expression: {', '.join(checked['worst'])}",
        f"worse than their mean by half a band: {', '.join(checked['flattered'])}",
        f"falling over ten years: {', '.join(checked['falling'])}",
    ]
    lines = [
        *table(head, rows),
        "Rank correlation (Spearman). All sources at hand were used, less the family of the one compared with.",
        "",
        f"Named of {sum(result['headlines'].values())} countries, worst of five dimensions: "
        f"{', '.join(f'{said} {count}' for said, count in order)}.",
        "",
        f"Named beforehand as what should come out: {'; '.join(asked)}.",
        f"Not as expected: {'; '.join(f'{key}, {one}' for key, one in wrong.items()) or 'none'}.",
        "",
        f"The whole world in {result['world_seconds']:g} s, with every year since 1992 "
        f"{result['world_with_every_year_since_1992_seconds']:g} s; one country from what is compiled in "
        f"{result['country_ms']:g} ms.",
    ]
    return lines
