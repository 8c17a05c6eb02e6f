"""Transactions of a book that meet a condition: a list for the terminal, and rows for a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from duecare.papers.portfolio_phrases import EXPLAIN, many
from duecare.papers.portfolio_result import Chosen, Result
from duecare.papers.portfolio_rows import Worst, as_name, level_text
from duecare.papers.sheet import Sheet
from duecare.papers.wording import OPEN, capital, clean
from duecare.portfolio.result.schema import TABLES

EACH: Final = 3
"""How many flags, stops and questions of a transaction are told; the rest are counted."""
_MARKS: Final = {"stands": "stop", "possible": "open", "raised": "raised", "open": "open"}

_NUMBERED: Final = frozenset({
    "signature", "outcome", "item", "end_user", "others", "other_roles", "place", "place_stated", "other_places",
    "deal", "use",
})  # fmt: skip
"""Columns that lead to other tables and say nothing outside of the result."""
_HELD: Final = tuple(name for name in TABLES["transactions"] if name not in _NUMBERED)
HEAD: Final = (*_HELD, "flags_raised", "stops_standing", "stops_perhaps")
"""The columns of a table: those of `transactions` that can be read by themselves, and ids of rules, with commas."""
NUMBERS: Final[Mapping[str, type[int] | type[float]]] = {
    name: float if kind == "double" else int
    for name, (kind, _) in TABLES["transactions"].items()
    if name in _HELD and kind != "string"
}


def write_chosen(found: Worst, chosen: Chosen | None, sheet: Sheet) -> None:
    """A headline, then each transaction: whose, its level and advice, stops, flags and questions."""
    if chosen is not None:
        where = clean(chosen.where)
        total = many(chosen.total)
        said = f"{found.total:,} of {total}" if found.total else f"None of {total}"
        sheet.paragraph(f"{said}: {where}", "bold")
        if chosen.unsure:
            whether = "it meets the condition; it is" if chosen.unsure == 1 else "they meet the condition; they are"
            sheet.paragraph(f"Of {many(chosen.unsure)} it is not known whether {whether} not listed.")
        for note in chosen.unheld:
            sheet.marked(sheet.marks["open"], clean(note))
    for at in range(len(found)):
        _transaction(found, at, sheet)
    left = found.total - len(found)
    if left > 0:
        sheet.blank()
        sheet.paragraph(f"{capital(many(left, 'more transaction'))}; -o FILE.csv, .xlsx, .parquet or .html writes all.",
                        "dim")  # fmt: skip
    if len(found):
        sheet.blank()
        sheet.paragraph(f"Why, with every source: {EXPLAIN}", "dim")


def _transaction(found: Worst, at: int, sheet: Sheet) -> None:
    def said(column: str) -> str:
        return str(as_name(found.columns[column][at]))

    sheet.blank()
    whose = [said(column) or f"{what} {OPEN}" for column, what in
             (("item", "item"), ("user", "end user"), ("country", "place of use"))]  # fmt: skip
    sheet.paragraph(f"{said('transaction') or 'no id'}: {', '.join(whose)}", "bold")
    level = capital(level_text(str(found.columns["level"][at])))
    hold = said("hold")
    sheet.paragraph(f"{level}; {hold}." if hold else f"{level}; {said('advice').casefold()}.", indent=2)
    for _, lines in found.details[found.outcomes[at]]:
        for kind, words in lines:
            if kind == "more":
                sheet.paragraph(words, "dim", indent=4)
            else:
                sheet.marked(sheet.marks[_MARKS[kind]], words, indent=2)


def table_rows(result: Result) -> Iterator[list[Any]]:
    """A cell for each of `HEAD`, in the order of the book."""
    named = ", ".join(f't."{name}"' for name in _HELD)
    rules = "string_agg(DISTINCT rule, ', ' ORDER BY rule)"
    query = (
        f"WITH flagged AS (SELECT outcome, {rules} AS flags_raised FROM findings WHERE status = 'raised' GROUP BY 1),"
        f" barred AS (SELECT outcome, {rules} FILTER (status = 'stands') AS stands,"
        f" {rules} FILTER (status = 'possible') AS perhaps FROM stops GROUP BY 1)"
        f" SELECT {named}, flags_raised, stands, perhaps FROM transactions t LEFT JOIN flagged USING (outcome)"
        ' LEFT JOIN barred USING (outcome) ORDER BY t.source, t."row"'
    )
    for some in result.batches(query, 10_000):
        yield from (list(row) for row in some)
