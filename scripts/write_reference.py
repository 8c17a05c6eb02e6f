"""Writes the reference pages that come from the program: facts, instruments, capabilities, formats, countries.

python scripts/write_reference.py            write the pages
python scripts/write_reference.py --check    name the pages that are not current, and exit 1 if there are any
python scripts/write_reference.py --figures  write the tables of figures from benchmarks/results
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reference_capabilities import capabilities_page, scoping_figures
from reference_countries import checklist_rows, practice_figures, profile_page, question_rows, register_rows
from reference_portfolio import column_rows, table_rows

from duecare.countries.profile.policy import policy
from duecare.facts import FactType, Vocabulary, vocabulary
from duecare.guidance import Entry, Guidance, Instrument, LegalStop, RedFlag, Safeguard, load_guidance
from duecare.guidance.model import ENTRY_TYPES
from duecare.transaction.format import BLOCKS, SCHEMA, Key, safeguards

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
EXPLANATION = ROOT / "docs" / "explanation"
RESULTS = ROOT / "benchmarks" / "results"
WRITTEN_BY = "<!-- Written by scripts/write_reference.py; change the source it reads, not this page. -->"
ENTITIES = {
    "transaction": "About the transaction as a whole: once a deal.",
    "item": "About what is sold: once an item.",
    "party": "About a party in any role: once a party. In a condition, `end_user.X` is `party.X` of the party in the "
    "role of end user.",
    "country": "About a place: once a country. In a condition about a party it is the party's country; in one about a "
    "use it is the place of use.",
    "use": "About one item in the hands of one end user in one place.",
}
TYPE_WORDS = {
    **{kind: f"{kind.replace('_', ' ')}s" for kind in ENTRY_TYPES},
    "sub": "parts of considerations",
    "criterion": "criteria",
    "law": "kinds of law",
    "list_entry": "list entries",
    "severity": "severity rows",
}


def cell(text: object) -> str:
    """Text for a table cell: on one line, and with no bar that would end the cell."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return [*lines, *(f"| {' | '.join(cell(value) for value in row)} |" for row in rows), ""]


def accepted(fact: FactType) -> str:
    match fact.type:
        case "boolean":
            return "yes, no"
        case "level":
            return " < ".join(f"`{member}`" for member in fact.domain)
        case "code":
            return ", ".join(f"`{member}`" for member in fact.domain)
        case "set":
            return "any of " + ", ".join(f"`{member}`" for member in fact.domain)
        case "number":
            return f"{fact.minimum:g} to {fact.maximum:g} {fact.unit or ''}".strip()
        case "date":
            return "a date, as 2026-11-23"


def facts_page(words: Vocabulary) -> str:
    lines = [
        "# Facts",
        "",
        WRITTEN_BY,
        "",
        "A condition may read these facts and no others. Each is a known value or unknown; `unknown` is accepted",
        "everywhere and means the same as leaving the fact out. Where values are joined by `<` they have a rank, and",
        "conditions may use `>=`.",
        "",
    ]
    for entity, about in ENTITIES.items():
        lines += [f"## {entity.capitalize()}", "", about, ""]
        for fact in words.facts.values():
            if fact.entity == entity:
                question = f"{fact.question} {fact.help}".strip()
                answer = f"Accepted: {accepted(fact)}. Asked of: {fact.ask}."
                lines += [f"`{fact.name}`", f":   {question}<br>{answer}", ""]
    return "\n".join(lines)


def citation(entry: Entry) -> str:
    return f"{entry.cite.section} ({entry.cite.confidence})" if entry.cite.section else entry.cite.confidence


def instrument_section(instrument: Instrument, entries: Sequence[Entry]) -> list[str]:
    lines = [f"## {instrument.id}", "", f"**{instrument.title}**", ""]
    about = [
        instrument.issuer,
        instrument.date.isoformat() if instrument.date else "",
        instrument.force,
        "numbering of this project" if instrument.numbering == "project" else "",
    ]
    lines += ["; ".join(part for part in about if part) + ".", ""]
    if instrument.note:
        lines += [cell(instrument.note), ""]
    counts = sorted(Counter(entry.type for entry in entries).items())
    lines += [f"Entries: {', '.join(f'{TYPE_WORDS[kind]} {number}' for kind, number in counts)}.", ""]
    flags = [entry for entry in entries if isinstance(entry, RedFlag)]
    if flags:
        lines += table(
            ("Red flag", "Title", "About", "Group", "Weight", "Depth", "Citation"),
            (
                (f"`{flag.id}`", flag.title, flag.subject, flag.group, flag.weight, flag.depth, citation(flag))
                for flag in flags
            ),
        )
    stops = [entry for entry in entries if isinstance(entry, LegalStop)]
    if stops:
        lines += table(
            ("Legal stop", "Title", "About", "Citation"),
            ((f"`{stop.id}`", stop.title, stop.subject, citation(stop)) for stop in stops),
        )
    safeguards = [entry for entry in entries if isinstance(entry, Safeguard)]
    if safeguards:
        lines += table(
            ("Safeguard", "Title", "Proof that it works"),
            ((f"`{safeguard.id}`", safeguard.title, safeguard.proof) for safeguard in safeguards),
        )
    return lines


def instruments_page(guidance: Guidance) -> str:
    lines = [
        "# Instruments",
        "",
        WRITTEN_BY,
        "",
        "What the shipped rules are taken from. The wording is this project's; the citation says where the official",
        "text stands and how surely the project knows it: `read` in the text itself, `secondary` in a source that",
        "quotes it, `recollected` with high (H), medium (M) or low (L) confidence. Rows of low confidence stand under",
        "`HOUSE`, never under an official name. `duecare guidance show ID` prints one entry with its condition and",
        "its tests.",
        "",
    ]
    for name, instrument in sorted(guidance.instruments.items()):
        lines += instrument_section(instrument, [e for e in guidance.entries.values() if e.instrument == name])
    return "\n".join(lines)


READS = {
    "schema": f"`{SCHEMA}`",
    "id": "an id: small letters, digits and hyphens",
    "text": "text",
    "label": "text or a number",
    "date": "a date, as 2026-11-23",
    "number": "a number from 0 up",
    "currency": "a currency code, as EUR",
    "country": "a country: its ISO code, or a name",
    "share": "a percentage, `{from, to}`, or unknown",
    "texts": "a list of texts",
    "names": "a list of names, each text or a mapping: [`name`](#name)",
    "addresses": "a list of addresses, each text or a mapping: [`address`](#address)",
    "owners": "a list of owners, each a name or a mapping: [`owner`](#owner)",
    "source": "a title or a mapping: [`source`](#source)",
    "raw": "a value of the fact, or unknown",
}


def value_of(key: Key) -> str:
    """What a key of the transaction format accepts, in words and links."""
    match key.reads:
        case "fact":
            longer = key.block or "statement"
            return f"[`{key.fact}`](facts.md), alone or in a mapping: [`{longer}`](#{longer})"
        case "facts" if key.block == "safeguards":
            return "a mapping from a safeguard to its value: [`safeguards`](#safeguards)"
        case "facts":
            return f"a mapping from [facts](facts.md#{key.entity}) by short name to their values"
        case "choice":
            return ", ".join(f"`{choice}`" for choice in key.choices)
        case "block":
            return f"a mapping: [`{key.block}`](#{key.block})"
        case "blocks":
            return f"a list of mappings, at most {key.most:,}: [`{key.block}`](#{key.block})"
        case simple:
            return READS[simple]


BLOCK_NOTES = {
    "transaction": "Required are `id` and `title` only; everything else may be unknown. What is missing for a level "
    "(what the item does, who the end user is, where it is used) makes the advice *hold*.",
    "item": "`capabilities: [none]` says that it can do nothing of the list.",
    "party": "A party with `roles: [end_user]` is the end user. `facts:` takes short names: `abuse_record` is "
    "`party.abuse_record`.",
    "place": "The place with `use` among its `roles` is where the end user uses the item. `facts:` takes short names: "
    "`ongoing_crackdown` is `country.ongoing_crackdown`.",
    "use": "Without `uses`, each item is taken to be used by each end user in each place of use.",
    "resolution": "Counts only with `second`, a person other than `by`, and from `date` to `until`. The finding stays "
    "visible as *resolved*. A legal stop cannot be resolved.",
    "record": "Lifts one legal stop, from `date` to `until` where they are given. Nothing else lifts one.",
    "source": "Without a `kind`, no title means `own`; a title with a word such as *statement*, *declaration*, "
    "*certificate*, *tender* or *e-mail* means `interested`; any other title means `document`.",
    "answer": "`duecare answer` writes these. They count beside what the file states elsewhere; a later statement of "
    "the same source corrects the earlier one.",
}


def safeguards_section(words: Vocabulary) -> list[str]:
    """The keys of `safeguards:`, which come from the vocabulary."""
    rows = ((f"`{key}`", f"[`{name}`](facts.md)", words[name].question) for key, name in safeguards().items())
    return [
        "## `safeguards` {#safeguards}",
        "",
        "Each key is a fact without its `safeguard_`: `yes`, `no` or `unknown`, alone or as a",
        "[`statement`](#statement).",
        "",
        *table(("Key", "Fact", "Meaning"), rows),
    ]


def transaction_page(words: Vocabulary) -> str:
    lines = [
        "# Transaction format",
        "",
        WRITTEN_BY,
        "",
        f"`{SCHEMA}`: what is sold, by and to whom, where, for what use, on what terms. Written as YAML, as",
        "JSON or in the spreadsheet that `duecare template` makes. The [JSON Schema](transaction.schema.json) says the",
        "same for programs.",
        "",
        "- A value left out and `unknown` mean the same. `no` is never assumed.",
        "- A boolean is `yes`, `no`, `true`, `false` or `unknown`.",
        "- A list of a fact's members is complete: what is not in it is *no*. Leave the list out if it is not known,",
        "  or state one member under `facts:`, as `services#training: yes`; the others stay unknown.",
        "- A key that is not in these tables is refused, and the nearest one is named.",
        "- Any fact can be written alone, or as a mapping of value and provenance: [`statement`](#statement).",
        "",
    ]
    for name, keys in BLOCKS.items():
        if keys:
            rows = (
                (f"`{key}`", value_of(declared), declared.about + ("; required" if declared.required else ""))
                for key, declared in keys.items()
            )
            note = [BLOCK_NOTES[name], ""] if name in BLOCK_NOTES else []
            lines += [f"## `{name}` {{#{name}}}", "", *note, *table(("Key", "Value", "Meaning"), rows)]
        elif name == "safeguards":
            lines += safeguards_section(words)
    return "\n".join(lines)


FIGURES = {
    "risky_known_high": ("High or severe: known level high or above", "at least 85 %"),
    "risky_known_high_hard": ("… in countries of a serious or severe record", ""),
    "risky_known_high_good": ("… in countries of a good record", ""),
    "risky_possible_high": ("High or severe: possible level high or above", "at least 97 %"),
    "low_known_high": ("Low: known level high or above", "at most 10 %"),
    "low_known_high_hard": ("… in countries of a serious or severe record", ""),
    "low_known_high_good": ("… in countries of a good record", ""),
    "low_possible_high": ("Low: possible level high or above", "at most 35 %"),
    "level_exact": ("Known level as one of the raters has it", "75 %"),
    "level_within_one": ("Known level within one step of a rater", "99 %"),
    "advice_agreement": ("Advice agrees, or is one step more cautious", "at least 80 %"),
    "flag_recall": ("Expected warning signs raised or open", "at least 85 %"),
    "flag_precision": ("Raised warning signs that were expected", ""),
    "twin_order": ("Pairs ordered as expected", "at least 90 %"),
    "containment": ("Masked intervals that hold the full answer", "100 %"),
}
BASELINES = {"constant": "Always high", "country": "Country alone", "country_and_kind": "Country and end user"}


def wilson(hits: int, total: int) -> str:
    """The Wilson 95 % interval (Wilson 1927) in whole percent."""
    z, share = 1.96, hits / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = ((centre + sign * spread) / (1 + z * z / total) for sign in (-1, 1))
    return f"{max(0, low) * 100:.0f} to {min(1, high) * 100:.0f}"


def percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f} %"


def figures(report: Mapping[str, Any]) -> list[str]:
    """The figures of a back-test beside what was aimed at and what three rules of thumb reach."""
    counted = [
        (key, title, aim, hits, total)
        for key, (title, aim) in FIGURES.items()
        for hits, total in [report["counts"].get(key, (0, 0))]
        if total
    ]
    rows = [
        (title, f"{hits} of {total}", percent(hits / total), wilson(hits, total), aim)
        for _, title, aim, hits, total in counted
    ]
    beside = [
        (title, percent(hits / total), *(percent(rule[key]) for rule in report["baselines"].values()))
        for key, title, _, hits, total in counted
        if key in report["baselines"]["constant"]
    ]
    balanced = [percent(rule["balanced"]) for rule in (report, *report["baselines"].values())]
    beside.append(("Half of the risky found and half of the low left alone", *balanced))
    lines = [
        *table(("Figure", "Count", "Share", "95 % interval", "Aim"), rows),
        "Beside three rules of thumb:",
        "",
        *table(("Figure", "Duecare", *(BASELINES[name] for name in report["baselines"])), beside),
    ]
    ranks = {level: rank for rank, level in enumerate(("low", "elevated", "high", "severe"))}
    apart = [
        ranks[deal["known"]] - ranks[deal["expected"]]
        for deal in report["deals"]
        if deal["set"] != "twins" and deal["known"] not in (deal["expected"], deal["second"])
    ]
    higher = sum(steps > 0 for steps in apart)
    lines.append(f"Of {len(apart)} levels that no rater gave, {higher} are higher and {len(apart) - higher} lower.")
    lines.append(f"The mean width of the interval is {report['mean_width']:.2f} levels (aim: at most 1.3).")
    steps = report["question_steps"]
    if steps:
        lines += [
            f"Over {steps['deals']} masked deals, {steps['ranked']:.1f} answers in ranked order settle the advice, and "
            f"{steps['random']:.1f} in",
            f"random order: a ratio of {report['question_steps_ratio']:.2f} (aim: at most 0.5).",
        ]
    return [*lines, ""]


def write_figures() -> None:
    """Replace what stands between the marks of the pages that show figures."""
    pages = (
        ("back-test.md", "backtest.json", figures),
        ("how-scoping-works.md", "scoping.json", scoping_figures),
        ("how-country-practice-is-measured.md", "countries.json", practice_figures),
    )
    for name, results, table_of in pages:
        block = ["", *table_of(json.loads((RESULTS / results).read_text(encoding="utf-8")))]
        page = (EXPLANATION / name).read_text(encoding="utf-8")
        (EXPLANATION / name).write_text(between(page, "figures", block), encoding="utf-8")


def between(page: str, mark: str, block: Sequence[str]) -> str:
    """A page with other lines between its marks `<!-- mark -->` and `<!-- end of mark -->`."""
    before, begins, rest = page.partition(f"<!-- {mark} -->\n")
    _, ends, after = rest.partition(f"<!-- end of {mark} -->")
    if not begins or not ends:
        raise ValueError(f"a page has no marks <!-- {mark} --> and <!-- end of {mark} -->")
    return "\n".join((f"{before}<!-- {mark} -->", *block, f"<!-- end of {mark} -->{after}"))


def written(name: str, blocks: Mapping[str, Sequence[str]]) -> str:
    """A page of the reference that is written by hand, with its tables from the program."""
    page = (REFERENCE / name).read_text(encoding="utf-8")
    for mark, block in blocks.items():
        page = between(page, mark, block)
    return page


def main(arguments: Sequence[str]) -> int:
    if "--figures" in arguments:
        write_figures()
        return 0
    pages = {
        "facts.md": facts_page(vocabulary()),
        "instruments.md": instruments_page(load_guidance()),
        "capabilities.md": capabilities_page(load_guidance(), WRITTEN_BY),
        "transaction-format.md": transaction_page(vocabulary()),
        "country-profile-policy.md": profile_page(policy(), WRITTEN_BY),
        "law-checklist.md": written("law-checklist.md", {"questions": question_rows(), "countries": checklist_rows()}),
        "agency-register.md": written("agency-register.md", {"agencies": register_rows()}),
        "portfolio-format.md": written("portfolio-format.md", {"columns": column_rows(), "tables": table_rows()}),
    }
    stale = []
    for name, text in pages.items():
        path = REFERENCE / name
        text = text.rstrip() + "\n"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"Not current in docs/reference: {', '.join(stale)}. `make reference` writes them again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
