"""The reference page of capabilities, and the table of figures in the explanation of scoping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duecare.guidance import Guidance
from duecare.items import Capability, taxonomy
from duecare.items.compile import taxonomy_source
from duecare.items.design import severity_of

LANGUAGES = "English, Spanish, French, German, Portuguese, Russian, Arabic, Chinese, Farsi and Turkish"


def capabilities_page(guidance: Guidance, written_by: str) -> str:
    """Every capability with what it is, what it is not, rights, modes, severity, candidates, misuse and scenarios."""
    entries = taxonomy()
    terms = sum(len(phrases) for entry in taxonomy_source().values() for phrases in entry["terms"].values())
    lines = [
        "# Capabilities",
        "",
        written_by,
        "",
        f"The {len(entries)} capabilities that `item.capability` may name. Each is a file under `items/taxonomy`;",
        f"together they have {terms:,} terms in {LANGUAGES}.",
        "The candidates for classification are entries to check, never a classification. Misuse is attributed to who",
        "reported it, with how surely this project knows the report.",
        "",
    ]
    for entry in entries.values():
        lines += _entry(entry, guidance)
    return "\n".join(lines)


def _entry(entry: Capability, guidance: Guidance) -> list[str]:
    lines = [f"## {entry.title} {{#{entry.code}}}", "", f"`{entry.code}`. {entry.definition}", ""]
    lines += [f"Includes: {'; '.join(entry.includes)}.", "", f"Not this: {'; '.join(entry.not_this)}.", ""]
    if entry.examples:
        lines += [f"Named in: {', '.join(entry.examples)}.", ""]
    lines += ["Rights:", "", *(f"- {row.right}: {row.how}" for row in entry.rights), ""]
    lines += ["What its severity turns on:", "", *(f"- `{row.fact}`: {row.why}" for row in entry.modes), ""]
    lines += ["| Severity, by mode | Scale | Scope | Irremediable |", "| --- | --- | --- | --- |"]
    for row in severity_of(entry.code, guidance.severities):
        reason = " ".join(row.text.split()).replace("|", "\\|")
        lines.append(f"| {row.title}: {reason} ({row.id}; UNGP 14) | {row.scale} | {row.scope} | {row.irremediable} |")
    lines += ["", "Control-list entries to check:", "", *(f"- {row.entry}: {row.why}" for row in entry.eccn), ""]
    lines += ["Reported misuse:", "", *(f"- {row.what} ({row.source}; {row.confidence})" for row in entry.misuse), ""]
    lines += ["Foreseeable misuse:", ""]
    lines += [
        f"- **{one.title}.** {one.how} Hurts: {one.hurts} Answered by: {', '.join(one.safeguards)}."
        for one in entry.scenarios
    ]
    return [*lines, ""]


def scoping_figures(result: Mapping[str, Any]) -> list[str]:
    """The table of figures that the benchmark measured, beside what was asked and the two rivals."""
    rivals = result["rivals"]
    rows = [
        ("Label, macro-F1", "macro_f1", "at least .90"),
        ("… on texts it did not learn from", "unseen", ""),
        ("… in vendors' words", "vendor_macro_f1", "at least .80"),
        ("… not in English", "non_english_macro_f1", "at least .80"),
        ("*Intended* called *none*", "intended_as_none", "at most .01"),
        ("*None* called *intended*", "none_as_intended", "at most .03"),
        ("Categories, micro-F1", "category_micro_f1", "at least .85"),
        ("Evidence overlaps the labelled words", "evidence_overlap", "at least .95"),
        ("Long documents, label right", "docs_accuracy", "at least .85"),
    ]
    lines = [
        "| Figure | Measured | Asked | TF-IDF and logistic regression | Keywords |",
        "| --- | --- | --- | --- | --- |",
    ]
    for title, key, asked in rows:
        value = result["unseen"]["macro_f1"] if key == "unseen" else result[key]
        others = [rivals[name].get(key, "") for name in ("tfidf_logistic_regression", "keywords")]
        lines.append(f"| {title} | {value:.3f} | {asked} | {others[0]} | {others[1]} |")
    unseen = result["unseen"]
    bands = [
        f"| {row['from']:.2f} and above | {row['rows']} | {row['said']:.3f} | {row['right']:.3f} |"
        for row in result["calibration"]
    ]
    catalogue = (
        f"; a catalogue of {result['catalogue_rows']:,} rows in {result['catalogue_seconds']:.0f} s and "
        f"{result['catalogue_mb']} MB"
        if "catalogue_rows" in result
        else ""
    )
    lines += [
        "",
        f"Of {result['rows']} rows, {result['rows_learned_from']} openly licensed ones were learned from; on the other "
        f"{unseen['rows']} the label's macro-F1 is {unseen['macro_f1']:.3f}, the categories' micro-F1 "
        f"{unseen['category_micro_f1']:.3f}.",
        f"It calls {result['unsure'] * 100:.0f} % of the rows unsure; where it is sure, the macro-F1 is "
        f"{result['macro_f1_where_sure']:.3f}.",
        "",
        "| Probability said | Rows | Mean said | Right |",
        "| --- | --- | --- | --- |",
        *bands,
        "",
        f"{result['per_second']:,} descriptions a second on one core "
        f"(the middle of seven rounds {result['per_second_median']:,}), "
        f"load in {result['load_seconds']:.2f} s; a PDF of "
        f"{result['pdf_pages']} pages in {result['pdf_seconds']:.1f} s{catalogue}.",
    ]
    return lines
