"""Two results of a portfolio beside each other, in the terminal: what came out otherwise, and because of what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from duecare.guidance import Guidance
from duecare.papers.portfolio_phrases import many
from duecare.papers.portfolio_rows import title_of
from duecare.papers.portfolio_words import about_words, fact_of_words, standing_words, whose_words
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import capital, clean, few, level_words, listed, words
from duecare.portfolio.compare import UNTOLD, Cause, Changed, Comparison, LevelChange, StatusChange
from duecare.portfolio.judging.rules_said import RuleChange

SHOWN: Final = 20
"""How many of each are told; the rest are counted."""
_FEW: Final = 4
_DIFFERS: Final = {
    "came": "is new, or in force now",
    "went": "is not in force any more",
    "condition": "has another condition",
    "weighing": "weighs otherwise",
    "counting": "is asked of something else, or counts with another concern",
}


def comparison_text(found: Comparison, guidance: Guidance, *, to_file: bool = False, width: int | None = None) -> str:
    """What differs between two results: counts, what they rest on, levels, causes, flags, and the transactions.

    Args:
        found: As `duecare.portfolio.compare.compare` gives it.
        guidance: The instruments, for the titles of rules.
        to_file: Plain and 80 columns wide.
        width: Columns; those of the terminal if not given.
    """

    def write(sheet: Sheet) -> None:
        sheet.paragraph(f"{clean(found.before)} and {clean(found.after)}", "bold")
        sheet.paragraph(headline(found))
        differences(found, guidance, sheet)
        _ids("Only in the first", found.removed_ids, found.counts.removed, found.most, sheet)
        _ids("Only in the second", found.added_ids, found.counts.added, found.most, sheet)

    return printed(write, to_file=to_file, width=width)


def differences(found: Comparison, guidance: Guidance, sheet: Sheet) -> None:
    """What the results rest on and that differs, levels, causes, flags, and the transactions."""
    _inputs(found, guidance, sheet)
    _levels(found.levels, sheet)
    _causes(found.causes, guidance, sheet)
    _flags(found, guidance, sheet)
    _transactions(found, guidance, sheet)


def comparison_json(found: Comparison) -> str:
    """The same as JSON, with a final line end."""
    return json.dumps(found.document(), ensure_ascii=False, indent=2) + "\n"


def headline(found: Comparison) -> str:
    """What came out otherwise, in numbers."""
    counts = found.counts
    if not counts.both:
        return "No transaction is in both."
    if not counts.changed:
        said = f"{capital(many(counts.both))} in both, and none comes out otherwise."
    else:
        parts = [
            f"{what} of {number:,}"
            for what, number in (
                ("the level, advice or hold", counts.level),
                ("raised flags", counts.findings),
                ("legal stops", counts.stops),
            )
            if number
        ]
        verb = "comes" if counts.changed == 1 else "come"
        said = f"Of {many(counts.both)} in both {counts.changed:,} {verb} out otherwise: {listed(parts)}."
    rest = [f"{counts.removed:,} are only in the first"] if counts.removed else []
    rest += [f"{counts.added:,} are only in the second"] if counts.added else []
    return f"{said} {capital(listed(rest))}." if rest else said


def _inputs(found: Comparison, guidance: Guidance, sheet: Sheet) -> None:
    """What the results rest on and that differs."""
    if found.inputs:
        sheet.heading("What they rest on")
        sheet.pairs((clean(one.name), f"{clean(one.before) or 'none'}, then {clean(one.after) or 'none'}")
                    for one in found.inputs)  # fmt: skip
    if found.rules:
        sheet.heading("Rules that differ")
        for rule in found.rules[:SHOWN]:
            _rule(rule, guidance, sheet)
        _rest(len(found.rules), "rule", sheet)


def _rule(rule: RuleChange, guidance: Guidance, sheet: Sheet) -> None:
    sheet.paragraph(f"{title_of(guidance, rule.rule)} ({rule.rule}) {_DIFFERS[rule.how]}.")
    for side, said in (("before", rule.before), ("after", rule.after)):
        if said:
            sheet.paragraph(f"{side}: {clean(said)}", "dim", indent=2)


def _level(level: tuple[str, str]) -> str:
    return "on hold" if level[0] == "hold" else level_words(*level, hold=False)


def _levels(levels: Sequence[LevelChange], sheet: Sheet) -> None:
    if not levels:
        return
    sheet.heading("Levels")
    sheet.table(
        ("Before", "After", "Transactions"),
        ((_level(one.before), _level(one.after), f"{one.transactions:,}") for one in levels[:SHOWN]),
        (5, 5, 3),
    )
    _rest(len(levels), "change", sheet)


def cause_words(cause: Cause, guidance: Guidance) -> str:
    """Why outcomes changed, in words."""
    if cause.kind == "fact":
        return fact_of_words(cause.what, cause.about)
    if cause.kind == "subject":
        about = about_words(cause.about)
        said = {"came": "is there and was not before", "went": "is not there any more"}
        return f"{about} {said.get(cause.how, 'is another country')}"
    if cause.kind == "rule":
        return f"a rule that {_DIFFERS[cause.how]}: {title_of(guidance, cause.what)} ({cause.what})"
    return "nothing that the results tell" if cause.what == UNTOLD else f"another {clean(cause.what)}"


def _causes(causes: Sequence[Cause], guidance: Guidance, sheet: Sheet) -> None:
    if not causes:
        return
    sheet.heading("Because of", "A transaction counts under each of its causes.")
    for cause in causes[:SHOWN]:
        sheet.marked(f"{cause.transactions:>9,}", capital(cause_words(cause, guidance)))
    _rest(len(causes), "cause", sheet)


def _flags(found: Comparison, guidance: Guidance, sheet: Sheet) -> None:
    if not found.flags:
        return
    sheet.heading("Red flags", "In how many transactions each is raised that was not, and the other way round.")
    sheet.table(
        ("Flag", "Raised", "No longer"),
        (
            (f"{title_of(guidance, one.rule)} ({one.rule})", f"{one.raised:,}", f"{one.no_longer:,}")
            for one in found.flags[:SHOWN]
        ),
        (9, 2, 2),
    )
    _rest(len(found.flags), "flag", sheet)


def _transactions(found: Comparison, guidance: Guidance, sheet: Sheet) -> None:
    if not found.changes:
        return
    sheet.heading("Transactions", "Those that changed most come first.")
    for one in found.changes[:SHOWN]:
        _changed(one, guidance, sheet)
    _rest_of(found.counts.changed, found.most, sheet)


def _changed(one: Changed, guidance: Guidance, sheet: Sheet) -> None:
    sheet.blank()
    sheet.paragraph(whose_words(one.transaction, one.item, one.end_user, one.country), "bold")
    before, after = standing_words(one.before), standing_words(one.after)
    sheet.paragraph(f"{before}, before and after" if before == after else f"{before}. Then {after}.", indent=2)
    for mark, said, some in (
        ("raised", "Raised", [flag for flag in one.findings if flag.after]),
        ("clear", "No longer raised", [flag for flag in one.findings if not flag.after]),
    ):
        if some:
            sheet.marked(sheet.marks[mark], f"{said}: {few(_named(some, guidance), _FEW)}.", indent=2)
    for stop in one.stops:
        was, now = (words(status) or "not there" for status in (stop.before, stop.after))
        about = about_words(stop.about)
        sheet.marked(sheet.marks["stop"], f"{title_of(guidance, stop.rule)}, {about}: {was}, then {now}.", indent=2)
    facts = [
        f"{fact_of_words(fact.column, fact.about)}, {words(fact.before)}, then {words(fact.after)}"
        for fact in one.facts
    ]
    others = [cause_words(cause, guidance) for cause in one.causes if cause.kind != "fact"]
    if others or facts:
        sheet.paragraph(f"Because of: {few([*others, *facts], _FEW)}.", indent=2)


def _named(some: Sequence[StatusChange], guidance: Guidance) -> list[str]:
    return list(dict.fromkeys(f"{title_of(guidance, flag.rule)}, {about_words(flag.about)}" for flag in some))


def _ids(title: str, ids: Sequence[str], total: int, most: int, sheet: Sheet) -> None:
    if total:
        sheet.heading(title)
        sheet.paragraph(listed([clean(name) for name in ids[:SHOWN]]))
        _rest_of(total, most, sheet)


def _rest(total: int, noun: str, sheet: Sheet) -> None:
    """How many are not told."""
    if total > SHOWN:
        sheet.paragraph(f"{capital(many(total - SHOWN, f'more {noun}'))}, in the JSON.", "dim")


def _rest_of(total: int, most: int, sheet: Sheet) -> None:
    """How many transactions are not told."""
    left = total - min(SHOWN, most)
    if left > 0:
        sheet.paragraph(f"{capital(many(left, 'more transaction'))}; the JSON tells the first {most:,}.", "dim")
