"""The design review of an item, as a checklist to work through: terminal, Markdown and JSON from one document."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from duecare.errors import InputError
from duecare.guidance import Guidance
from duecare.items import Scope, scope_documents, taxonomy
from duecare.items.design import Check, DesignReview, Misused, design_review
from duecare.items.item_file import DesignState, ItemFile
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, counted, fact_words, few, listed, words
from duecare.review import own_words, read_item_documents
from duecare.transaction import Item

SCHEMA = "duecare.design-review/1"
_STATES = {
    "in_place": "in place", "planned": "planned", "absent": "not there", "does_not_fit": "does not fit",
    None: "open: not answered yet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that the checklist establishes for a review, with its source."""

    fact: str
    value: str
    source: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a checklist shows.

    Attributes:
        review: Scenarios and safeguards.
        design: What the designer says of each safeguard.
        facts: What follows from it.
        notes: Documents that were named and not read.
    """

    review: DesignReview
    design: dict[str, DesignState]
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]

    def state(self, check: Check) -> DesignState:
        return self.design.get(check.safeguard.id.split("/", 1)[1], DesignState(None))


def design_document(read: ItemFile, item_id: str | None, guidance: Guidance, folder: Path, file: str) -> Paper:
    """The checklist of one item: its stated capabilities, and those that its words show.

    Raises:
        InputError: no such item, several to choose from, or nothing known of what it can do.
    """
    item = _chosen(read.items, item_id, file)
    stated = {entry.fact: entry.value for entry in read.transaction.statements if entry.subject_id == item.id}
    found = read_item_documents(read.transaction, folder)
    documents = [*filter(None, [own_words(item)]), *found.read.get(item.id, ())]
    scope = scope_documents(documents) if documents else None
    known: dict[str, Any] = {fact.fact: fact.value for fact in scope.facts} if scope else {}
    known |= {fact: value for fact, value in stated.items() if value is not None}
    capabilities = _capabilities(stated.get("item.capability"), scope)
    if not capabilities:
        raise InputError(
            f"what {item.name or item.id} can do is not known", path=file,
            hint=f"state capabilities: out of {', '.join(taxonomy())}, or none, or describe the item",
        )  # fmt: skip
    values = {fact: _word(value) for fact, value in known.items()}
    review = design_review(item.name or item.id, capabilities, guidance, values)
    facts = _facts(review, dict(read.design))
    notes = tuple(gap.text for gap in found.gaps if gap.subject == f"item:{item.id}")
    return Paper(review, dict(read.design), facts, notes)


def _chosen(items: Sequence[Item], item_id: str | None, file: str) -> Item:
    ids = [item.id for item in items]
    if item_id is None and len(items) == 1:
        return items[0]
    if item_id is None or item_id not in ids:
        what = f"has no item {item_id!r}" if item_id else f"has {counted(len(items), 'item')}"
        raise InputError(what, path=file, hint=f"--item one of {', '.join(ids) or 'none'}")
    return items[ids.index(item_id)]


def _capabilities(stated: Any, scope: Scope | None) -> list[str]:
    """Stated ones first; then what the words show beside them, as `duecare scope` and as a review takes it."""
    declared = sorted(stated) if isinstance(stated, frozenset) else []
    found = [category.code for category in scope.categories] if scope else []
    for fact in scope.facts if scope else ():
        if fact.fact == "item.capability" and isinstance(fact.value, frozenset):
            found += sorted(fact.value - {"none"})
            found += ["none"] if fact.value == {"none"} else []
    return list(dict.fromkeys([*declared, *found]))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _facts(review: DesignReview, design: dict[str, DesignState]) -> tuple[Fact, ...]:
    """A safeguard's fact is yes where its proof is on file, and no where all that would give it were looked for."""
    states: dict[str, list[DesignState]] = {}
    for check in review.checks:
        if check.fact:
            state = design.get(check.safeguard.id.split("/", 1)[1], DesignState(None))
            states.setdefault(check.fact, []).append(state)
    facts = []
    for fact, found in states.items():
        shown = next((state for state in found if state.shown), None)
        if shown is not None:
            facts.append(Fact(fact, "yes", str(shown.proof), shown.date.isoformat() if shown.date else None))
        elif all(state.state == "absent" for state in found):
            facts.append(Fact(fact, "no", "design review: not there", None))
    return tuple(facts)


def lead(paper: Paper) -> str:
    """What the checklist comes to."""
    review = paper.review
    if not review.capabilities:
        return (
            "No surveillance capability is stated or found, so there is nothing to check. A text can leave out what a "
            "product can do."
        )
    scenarios = sum(len(misused.scenarios) for misused in review.capabilities)
    shown = sum(paper.state(check).shown for check in review.checks)
    return (
        f"{counted(scenarios, 'misuse scenario')} of "
        f"{counted(len(review.capabilities), 'capability', 'capabilities')}; "
        f"{counted(len(review.checks), 'safeguard')} to check, {shown} with proof on file."
    )


def scenario_titles(paper: Paper, check: Check) -> str:
    """The scenarios that a safeguard answers."""
    titles = {
        f"{misused.capability.code}/{one.id}": one.title
        for misused in paper.review.capabilities
        for one in misused.scenarios
    }
    return few([titles[name] for name in check.scenarios], 4)


def state_words(paper: Paper, check: Check) -> str:
    """Where a safeguard stands, with its proof and day."""
    state = paper.state(check)
    said = _STATES[state.state]
    if state.state == "in_place" and state.proof is None:
        said = "said to be in place; no proof on file, so it does not count"
    parts = [
        said,
        f"proof: {state.proof}" if state.proof else "",
        state.date.isoformat() if state.date else "",
        state.note or "",
    ]
    return clean("; ".join(part for part in parts if part))


def severity(misused: Misused) -> list[str]:
    """How grave misuse would be, a sentence a row."""
    return [
        f"{row.title}: scale {row.scale}, scope {row.scope}, irremediable {row.irremediable} of 4. "
        f"{clean(row.text)} ({row.id}; UNGP 14)"
        for row in misused.severity
    ]


def design_text(paper: Paper) -> str:
    """The checklist for the terminal."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(f"Design review: {clean(paper.review.item)}", "bold")
        sheet.paragraph(lead(paper))
        for note in paper.notes:
            sheet.marked(sheet.marks["open"], clean(note))
        for misused in paper.review.capabilities:
            sheet.heading(misused.capability.title, misused.capability.definition)
            for line in severity(misused):
                sheet.marked("-", line)
            for scenario in misused.scenarios:
                sheet.marked(sheet.marks["open"], scenario.title, "bold")
                sheet.paragraph(f"{scenario.how} Hurts: {scenario.hurts}", indent=2)
                sheet.paragraph(f"Ask: {scenario.ask}", indent=2)
        if paper.review.checks:
            sheet.heading(
                "Safeguards by design", "One counts when its proof is on file, not when it is said to be there."
            )
        for check in paper.review.checks:
            done = paper.state(check).shown
            sheet.marked(
                "[x]" if done else "[ ]", f"{check.safeguard.title} ({check.safeguard.id.split('/', 1)[1]})", "bold"
            )
            sheet.paragraph(clean(check.safeguard.text), indent=4)
            sheet.paragraph(f"Answers: {scenario_titles(paper, check)}.", indent=4)
            sheet.paragraph(f"Proof that shows it: {clean(check.safeguard.proof)}", indent=4)
            sheet.paragraph(f"Now: {state_words(paper, check)}", indent=4)
        if paper.review.modes:
            sheet.heading("What the severity turns on")
            for fact, value, why in paper.review.modes:
                sheet.marked(
                    sheet.marks["raised" if value else "open"],
                    f"{fact_words(fact)}: {words(value) if value else 'open'}. {why}",
                )
        if paper.facts:
            sheet.heading("Facts for the review")
            for line in commands(paper):
                sheet.unbroken(line)

    return printed(write)


def commands(paper: Paper) -> list[str]:
    """The commands that put what follows into a deal; nothing in them is run by a shell."""
    found = []
    for fact in paper.facts:
        words = ["duecare", "answer", "DEAL.yaml", f"{fact.fact}={fact.value}", "--source", clean(fact.source)]
        found.append(shlex.join(words + (["--date", fact.date] if fact.date else [])))
    return found


def design_markdown(paper: Paper) -> str:
    """The checklist in Markdown, with boxes to tick."""
    lines = [f"# Design review: {_plain(paper.review.item)}", "", lead(paper), ""]
    lines += [f"- {_plain(note)}" for note in paper.notes]
    for misused in paper.review.capabilities:
        entry = misused.capability
        lines += ["", f"## {entry.title}", "", entry.definition, ""]
        lines += [f"- {_plain(line)}" for line in severity(misused)]
        if entry.misuse:
            lines += ["", "Known misuse:", ""]
            lines += [f"- {_plain(row.what)} ({_plain(row.source)}; {row.confidence})" for row in entry.misuse]
        lines += ["", "### Misuse that can be foreseen", ""]
        for scenario in misused.scenarios:
            lines += [
                f"- [ ] **{_plain(scenario.title)}** ({entry.code}/{scenario.id})  ",
                f"  {_plain(scenario.how)}  ",
                f"  Hurts: {_plain(scenario.hurts)}  ",
                f"  Ask: {_plain(scenario.ask)}  ",
                "  Finding: ",
            ]
    if paper.review.checks:
        lines += [
            "",
            "## Safeguards by design",
            "",
            "One counts when its proof is on file, not when it is said to be there.",
            "",
        ]
    for check in paper.review.checks:
        lines += [
            f"- [{'x' if paper.state(check).shown else ' '}] **{_plain(check.safeguard.title)}** "
            f"({check.safeguard.id})  ",
            f"  {_plain(clean(check.safeguard.text))}  ",
            f"  Answers scenarios: {_plain(scenario_titles(paper, check))}.  ",
            f"  Answers findings on: {listed(words(name.replace('-', '_')) for name in check.safeguard.answers)}.  ",
            f"  Proof that shows it: {_plain(clean(check.safeguard.proof))}  ",
            f"  Now: {_plain(state_words(paper, check))}",
        ]
    if paper.review.modes:
        lines += ["", "## What the severity turns on", ""]
        for fact, value, why in paper.review.modes:
            lines.append(f"- {fact_words(fact)}: **{words(value) if value else 'open'}**. {_plain(why)}")
    if paper.facts:
        lines += ["", "## Facts for the review", "", "```sh", *commands(paper), "```"]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown does not take for its own marks."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in clean(text))


def design_json(paper: Paper) -> str:
    """The checklist as duecare.design-review/1."""
    review = paper.review
    document = {
        "schema": SCHEMA,
        "item": review.item,
        "capabilities": [
            {
                "code": misused.capability.code,
                "severity": [
                    {
                        "row": row.id,
                        "title": row.title,
                        "scale": row.scale,
                        "scope": row.scope,
                        "irremediable": row.irremediable,
                    }
                    for row in misused.severity
                ],
                "scenarios": [asdict(scenario) for scenario in misused.scenarios],
            }
            for misused in review.capabilities
        ],
        "safeguards": [
            {
                "id": check.safeguard.id,
                "title": check.safeguard.title,
                "scenarios": list(check.scenarios),
                "concerns": list(check.safeguard.answers),
                "proof_that_shows_it": check.safeguard.proof,
                "state": paper.state(check).state or "open",
                "proof": paper.state(check).proof,
                "counts": paper.state(check).shown,
            }
            for check in review.checks
        ],
        "modes": [{"fact": fact, "value": value or "unknown", "why": why} for fact, value, why in review.modes],
        "facts": [asdict(fact) for fact in paper.facts],
        "notes": list(paper.notes),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
