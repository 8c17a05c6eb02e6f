"""A portfolio in short, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from duecare.guidance import Guidance
from duecare.papers.portfolio_figures import BookQuestion, Figures, Group, Ruled
from duecare.papers.portfolio_phrases import (
    ALONE,
    SHOW,
    SUBJECTS,
    SWEEP,
    as_known,
    asked_words,
    be,
    effects,
    gap_words,
    group_words,
    headline,
    many,
    question_words,
    share,
)
from duecare.papers.portfolio_rows import title_of
from duecare.papers.portfolio_sweep import Contract, Sweep, sweep_sentence
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import OPEN, clean, listed, named
from duecare.review import LEVELS

SHOWN: Final = 5
"""How many of each are told; the rest are counted."""


def short_text(
    found: Figures,
    running: Sweep,
    guidance: Guidance,
    manifest: Mapping[str, Any],
    *,
    to_file: bool = False,
    width: int | None = None,
) -> str:
    """The figures of a book as text: headline, levels, stops, questions, flags, groups, running contracts, rejects."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(headline(found), "bold")
        sheet.paragraph(f"{as_known(manifest)}{many(found.levels.total)}.", "dim")
        if found.levels.alone:
            sheet.paragraph(ALONE.format(f"{found.levels.alone:,} {be(found.levels.alone)}"))
        _levels(found, sheet)
        _ruled("Legal stops", "stop", found.stops, ("stands in", "may stand in"), guidance, sheet)
        _questions(found, sheet)
        _ruled("Red flags raised most", "raised", found.flags, ("raised in", "open in"), guidance, sheet)
        _groups("By place of use", "country", found.countries, sheet)
        _groups("By what the item can do", "item", found.capabilities, sheet)
        _groups("By kind of end user", "kind", found.kinds, sheet)
        _running(running, sheet)
        _rejects(found, sheet)
        sheet.blank()
        sheet.paragraph(f"All of it, and the worst transactions one by one: {SHOW}", "dim")

    return printed(write, to_file=to_file, width=width)


def _levels(found: Figures, sheet: Sheet) -> None:
    levels = found.levels
    sheet.heading("Levels", "On what is known, and of these how many could turn out higher.")
    for known in reversed(LEVELS):
        total = levels.known(known)
        above = LEVELS[LEVELS.index(known) + 1 :]
        more = [(most, levels.intervals.get((known, most), 0)) for most in reversed(above)]
        said = listed([f"{count:,} could be {most}" for most, count in more if count])
        steps = LEVELS.index(known) + 1
        mark = sheet.marks["filled"] * steps + sheet.marks["empty"] * (len(LEVELS) - steps)
        sheet.marked(mark, f"{known}: {total:,} ({share(total, levels.total)}){f'; {said}' if said else ''}")
    lacks = f": {gap_words(levels)}" if levels.held and any(levels.gaps) else ""
    sheet.marked(
        sheet.marks["open"] * len(LEVELS), f"on hold, open: {levels.held:,} ({share(levels.held, levels.total)}){lacks}"
    )


def _ruled(
    title: str, mark: str, rules: Sequence[Ruled], said: tuple[str, str], guidance: Guidance, sheet: Sheet
) -> None:
    shown = [one for one in rules if one.stands or mark == "stop"]
    if not shown:
        return
    sheet.heading(title)
    for one in shown[:SHOWN]:
        firm, more = one.stands, one.possible
        parts = [f"{said[0]} {firm:,}" if firm else "", f"{said[1]} {more:,}{' more' if firm else ''}" if more else ""]
        counts = ", ".join(part for part in parts if part)
        sheet.marked(
            sheet.marks[mark if one.stands else "open"], f"{title_of(guidance, one.rule)}: {counts} ({one.rule})"
        )
    _left(len(shown), sheet)


def _questions(found: Figures, sheet: Sheet) -> None:
    if not found.questions:
        return
    sheet.heading("What to ask first")
    for number, asked in enumerate(found.questions[:SHOWN], start=1):
        question, who = question_words(asked.fact)
        sheet.marked(f"{number:>2}.", f"{question} {_ask(asked)}: {listed(effects(asked))}.")
        sheet.paragraph(f"Who may know: {who}. {asked.fact}", "dim", indent=4)
    _left(found.questions_in_all, sheet)


def _ask(asked: BookQuestion) -> str:
    whose = f" ({many(asked.subjects, *SUBJECTS[asked.about])})" if asked.subjects else ""
    return f"Ask {asked_words(asked.fact, asked.about, many(asked.deals, 'deal'))}{whose}"


def _groups(title: str, kind: str, groups: Sequence[Group], sheet: Sheet) -> None:
    if not groups:
        return
    sheet.heading(title)
    rows = [
        (group_words(kind, one.key) if one.key else OPEN, f"{one.deals:,}", f"{one.severe:,}", f"{one.possible:,}",
         f"{one.held:,}")
        for one in groups[:SHOWN]
    ]  # fmt: skip
    sheet.table(("", "All", "Severe", "Could be", "On hold"), rows, (7, 4, 3, 4, 4))
    _left(len(groups), sheet)


def _running(running: Sweep, sheet: Sheet) -> None:
    sheet.heading("Running contracts to look at again", sweep_sentence(running))
    for one in running.first[:SHOWN]:
        sheet.marked("-", _contract(one))
    _left(running.total, sheet)
    if running.total or running.perhaps:
        sheet.paragraph(f"The whole list: {SWEEP}", "dim")


def _contract(one: Contract) -> str:
    kind = "kind open" if one.kind == OPEN else one.kind
    return (
        f"{one.transaction}: due {one.due}, owner {one.owner}; {one.level}. {named(one.user)} ({kind}), {one.country}: "
        f"accused of abuse {one.record}."
    )


def _rejects(found: Figures, sheet: Sheet) -> None:
    if not found.rejects.total:
        return
    sheet.heading(
        "Rows not taken", f"{many(found.rejects.total, 'row')}, in no figure above; all stand in the table `rejects`."
    )
    for file, column, reason, count in found.rejects.reasons[:SHOWN]:
        about = "" if column and reason.startswith(column) else f"{column or 'the row as a whole'}: "
        sheet.marked("-", clean(f"{count:,}: {about}{reason} ({file})"))
    _left(len(found.rejects.reasons) + found.rejects.more_reasons, sheet)


def _left(total: int, sheet: Sheet) -> None:
    if total > SHOWN:
        sheet.paragraph(f"and {total - SHOWN:,} more", "dim", indent=2)
