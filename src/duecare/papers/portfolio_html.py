"""The dashboard of a portfolio as one HTML file: whole without its script, which sorts, filters and unfolds rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from duecare.guidance import Guidance
from duecare.papers.markup import Child, Markup, el, status, table
from duecare.papers.page import standing_page
from duecare.papers.portfolio_figures import Figures, Levels
from duecare.papers.portfolio_groups import by_country, by_group, flags_table, stops_table
from duecare.papers.portfolio_marks import held_count, level_mark, level_said, level_symbols
from duecare.papers.portfolio_phrases import (
    ALONE,
    EXPLAIN,
    REST,
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
    record,
    share,
)
from duecare.papers.portfolio_rows import FIGURES, PAIRS, TABLE, Told, Worst, as_name, packed
from duecare.papers.portfolio_sweep import Contract, Sweep, sweep_sentence
from duecare.papers.wording import OPEN, capital, clean, listed, named
from duecare.review import LEVELS

SCRIPT: Final = Path(__file__).parent / "portfolio.js"
STYLE: Final = Path(__file__).parent / "portfolio.css"
STATIC: Final = 200
"""How many transactions the page shows where its script does not run."""
CONTRACTS: Final = 100

_SECTIONS: Final = {
    "levels": "Levels", "stops": "Legal stops", "questions": "What to ask first", "flags": "Red flags raised most",
    "countries": "By place of use", "items": "By what the item can do", "kinds": "By kind of end user",
    "running": "Running contracts to look at again", "transactions": "Transactions", "rejects": "Rows not taken",
    "record": "Record of the run",
}  # fmt: skip


def portfolio_html(
    found: Figures, running: Sweep, worst: Worst, guidance: Guidance, manifest: Mapping[str, Any]
) -> str:
    """The dashboard as a document of its own."""
    contents: dict[str, Child] = {
        "levels": _levels(found.levels),
        "stops": stops_table(found, guidance),
        "questions": _questions(found),
        "flags": flags_table(found, guidance),
        "countries": by_country(found),
        "items": by_group(found.capabilities, "items"),
        "kinds": by_group(found.kinds, "kinds"),
        "running": _running(running),
        "transactions": _transactions(worst),
        "rejects": _rejects(found),
        "record": el("dl", ((el("dt", label), el("dd", value)) for label, value in record(manifest))),
    }
    alone = found.levels.alone
    body = [
        level_symbols(),
        el("header", el("p", "Duecare portfolio", class_="kind"), el("h1", "The book of orders, reviewed"),
           el("p", f"{as_known(manifest)}{_from(found)}", class_="meta")),
        el(
            "main",
            el("h2", headline(found), id="outcome", class_="headline"),
            el("p", ALONE.format(f"{alone:,} {be(alone)}")) if alone else None,
            el("nav", el("ul", (el("li", el("a", title, href=f"#{key}")) for key, title in _SECTIONS.items())),
               aria_label="Sections"),
            (el("section", el("h2", title, id=key), contents[key], aria_labelledby=key)
             for key, title in _SECTIONS.items()),
            id="main",
        ),
        el("script", Markup(packed(worst)), type="application/json", id="rows"),
    ]  # fmt: skip
    page = standing_page(
        "Portfolio: the book of orders, reviewed", ("Skip to the outcome", "#outcome"), body,
        script=SCRIPT.read_text("utf-8"), wide=True,
    )  # fmt: skip
    return page.replace("</style>", f"{STYLE.read_text('utf-8')}</style>", 1)


def _from(found: Figures) -> str:
    names = [clean(name) for name in found.sources]
    rejected = found.rejects.total
    left = f" {many(rejected, 'reject')}, listed below." if rejected else " No row was rejected."
    return f"{many(found.levels.total)}{f' from {listed(names, most=6)}' if names else ''}.{left}"


def _levels(levels: Levels) -> Child:
    heads = (el("th", f"could be {level}", scope="col", role="columnheader") for level in LEVELS)
    head = el("tr", el("th", "On what is known", scope="col", role="columnheader"), heads,
              el("th", "All", scope="col", role="columnheader"), role="row")  # fmt: skip
    rows = [_level_row(levels, known) for known in reversed(LEVELS)]
    lacks = f": {gap_words(levels)}" if any(levels.gaps) else ""
    held = (
        el("span", level_mark("held"), " ", el("b", f"{levels.held:,}", data_pick="level=held"),
           f" cannot be rated yet{lacks}."),
        el("span", held_count(levels.held), " ", el("small", share(levels.held, levels.total))),
    )  # fmt: skip
    rows.append(el("tr", el("th", status(OPEN, "open, on hold"), scope="row", role="rowheader"),
                   el("td", held[0], role="cell", colspan="4", class_="held"),
                   el("td", held[1], role="cell", data_label="All"), role="row", class_="hold"))  # fmt: skip
    caption = el("caption", "Transactions by the level on what is known and the level that it could turn out to be")
    legend = el("p", "Steps from low to severe. Filled: known. Hatched: possible. Dotted: open.", class_="meta")
    body = el("tbody", rows, role="rowgroup")
    return [el("table", caption, el("thead", head, role="rowgroup"), body, role="table", class_="matrix"), legend]


def _level_row(levels: Levels, known: str) -> Markup:
    cells = []
    for possible in LEVELS:
        if LEVELS.index(possible) < LEVELS.index(known):
            cells.append(el("td", el("span", "cannot be", class_="unseen"), role="cell", class_="never"))
            continue
        count, key = levels.intervals.get((known, possible), 0), f"{known}-{possible}"
        said = el("b", f"{count:,}", data_pick=f"level={key}" if count else None)
        cells.append(el("td", el("span", level_mark(key), " ", said, " ", el("small", share(count, levels.total))),
                        role="cell", data_label=f"could be {possible}", class_=None if count else "none"))  # fmt: skip
    total = levels.known(known)
    everything = el("span", el("b", f"{total:,}"), " ", el("small", share(total, levels.total)))
    return el("tr", el("th", known, scope="row", role="rowheader"), cells,
              el("td", everything, role="cell", data_label="All"), role="row")  # fmt: skip


def _questions(found: Figures) -> Child:
    if not found.questions:
        return el("p", "Nothing is asked.")
    lead = (
        "First what could make most transactions severe, rule that out, or end a hold; then what moves level or advice"
        " of most. A question counts once a transaction."
    )
    items = []
    for asked in found.questions:
        question, who = question_words(asked.fact)
        whose: list[Child] = []
        if asked.subjects:
            names = [named(name) if asked.about != "country" else group_words("country", name) for name in asked.names]
            whose = [f" ({many(asked.subjects, *SUBJECTS[asked.about])}; first ", _names(names), ")"]
        deals = f"these {asked.deals:,} deals" if asked.deals != 1 else "this 1 deal"
        ask = [f"Ask {asked_words(asked.fact, asked.about, deals)}", *whose]
        effect = el("strong", f": {listed(effects(asked))}.")
        items.append(el("li", el("p", question, class_="ask"), el("p", ask, effect),
                        el("p", f"Who may know: {who}. Fact: ", el("code", asked.fact), class_="about")))  # fmt: skip
    left = found.questions_in_all - len(found.questions)
    more = el("p", f"{many(left, 'more question')}, each of less effect.", class_="meta") if left else None
    return [el("p", lead), el("ol", items, class_="questions"), more]


def _names(names: list[Any]) -> Child:
    said: list[Child] = []
    for at, name in enumerate(names):
        said += [name, ", " if at < len(names) - 2 else " and " if at == len(names) - 2 else ""]
    return said


def _running(running: Sweep) -> Child:
    lead = [el("p", el("strong", sweep_sentence(running)))]
    if not running.total:
        return lead
    heads = ("Transaction", "Due", "Owner", "End user", "Item", "Accused of abuse", "Level", "Place of use")
    rows = (_contract(one) for one in running.first)
    shown = f"{len(running.first):,} of {running.total:,}, the worst first" if len(running.first) < running.total else (
        f"All {running.total:,}, the worst first"
    )  # fmt: skip
    said = f"the whole list with its reasons, and the contracts that perhaps belong to it: {SWEEP}"
    return [lead, table(f"{shown}; {said}", heads, rows, "running")]


def _contract(one: Contract) -> list[Child]:
    def value(text: str) -> Child:
        return status(OPEN) if text == OPEN else text

    tie = f"; tie to the state: {one.tie}" if one.tie != OPEN else ""
    user = [
        named(one.user) if one.user != OPEN else status(OPEN),
        el("span", " ", value(one.kind), tie, class_="latin"),
    ]
    item = [named(one.item) if one.item != OPEN else status(OPEN), el("span", f" {one.capabilities}", class_="latin")]
    dated = value(one.source_date) if one.source_date == OPEN else el("span", one.source_date, class_="date")
    source = [el("span", f" {one.source}, ", dated, class_="latin")] if one.source != OPEN else []
    contract = el("span", f" {one.framework}", class_="latin") if one.framework != OPEN else None
    return [
        [one.transaction, contract], el("span", value(one.due), class_="date"), value(one.owner), user, item,
        [one.record, source], level_said(one.key), value(one.country),
    ]  # fmt: skip


def _transactions(worst: Worst) -> Child:
    held = len(worst)
    if held < worst.total:
        cap = f"{held:,} of {worst.total:,}: the worst first; the rest by {REST}."
    else:
        cap = f"All {held:,}, the worst first."
    sources = el("p", f"Why a flag is raised or open for a transaction, with every source: {EXPLAIN}.")
    order = (
        " Severe comes first, then what could be severe, then what is on hold (it could be anything), then the rest by"
        " level."
    )
    shown = min(STATIC, held)
    bare = el("p", f"Without its script this page shows the first {shown:,}.", id="bare") if shown < held else None
    head = el("tr", (el("th", text, scope="col", role="columnheader") for _, text in TABLE), role="row")
    rows = [part for at in range(shown) for part in (_row(worst, at), _why(worst, at))]
    caption = el("caption", f"{cap}{order}")
    body = el("tbody", rows, role="rowgroup")
    return [
        sources,
        bare,
        el("table", caption, el("thead", head, role="rowgroup"), body, role="table", class_="book", id="table"),
    ]


def _row(worst: Worst, at: int) -> Markup:
    cells = []
    for name, head in TABLE[1:]:
        word = worst.columns[name][at]
        shown: Child = (
            level_said(str(word)) if name == "level" else f"{word:,}" if isinstance(word, int) else as_name(word)
        )
        cells.append(el("td", el("span", shown if word != "" else status(OPEN)), role="cell", data_label=head,
                        class_="figure" if name in FIGURES else None))  # fmt: skip
    first = el("a", str(worst.columns["transaction"][at]) or "no id", href=f"#why-{at}")
    return el("tr", el("th", first, scope="row", role="rowheader", data_label=TABLE[0][1]), cells, role="row",
              id=f"row-{at}")  # fmt: skip


def _why(worst: Worst, at: int) -> Markup:
    """What is found of a row, shown where a link leads to it; the script unfolds the same."""
    pairs = []
    for name, label in PAIRS:
        word = worst.columns[name][at]
        if word != "":
            pairs += [el("dt", label), el("dd", status(OPEN) if word == OPEN else as_name(word))]
    told = [_told(one) for one in worst.details[worst.outcomes[at]]]
    back = el("a", "Close", href=f"#row-{at}")
    inside = el("div", el("dl", pairs), told, back, class_="inside")
    cell = el("td", inside, role="cell", colspan=str(len(TABLE)))
    return el("tr", cell, role="row", class_="why", id=f"why-{at}")


def _told(told: Told) -> Child:
    heading, lines = told
    return el("div", el("h4", heading), el("ul", (
        el("li", el("span", class_=f"mark {mark}", aria_hidden="true") if mark != "more" else None, said)
        for mark, said in lines
    )))  # fmt: skip


def _rejects(found: Figures) -> Child:
    rejects = found.rejects
    if not rejects.total:
        return el("p", "No row was rejected.")
    reasons = table("Why, the most frequent first", ("Reason", "File", "Column", "Times"),
                    ((capital(clean(reason)), clean(file), clean(column) or "the row as a whole", f"{count:,}")
                     for file, column, reason, count in rejects.reasons), "reasons")  # fmt: skip
    more = el("p", f"{many(rejects.more_reasons, 'more reason')}.", class_="meta") if rejects.more_reasons else None
    first = table("Some of them, in the order of the book", ("Row", "File", "Column", "Value", "Reason"),
                  ((f"{row:,}", clean(file), clean(column) or "the row as a whole",
                    el("bdi", clean(value)) if value else status(OPEN), clean(reason))
                   for file, row, column, value, reason in rejects.first))  # fmt: skip
    lead = f"{many(rejects.total, 'row')} could not be taken, and {be(rejects.total)} in no figure here."
    return [el("p", f"{lead} All stand in the table “rejects” of the result, with every reason."), reasons, more,
            el("details", el("summary", "Single rows"), first)]  # fmt: skip
