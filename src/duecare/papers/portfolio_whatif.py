"""What would become of a portfolio if some facts were others, in the terminal."""

from __future__ import annotations

import json
from typing import Final

from duecare.papers.portfolio_phrases import be, many
from duecare.papers.portfolio_words import fact_of_words, standing_words, whose_words
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import capital, clean, level_words, listed, words
from duecare.portfolio.result.settings import Setting
from duecare.portfolio.whatif import WhatIf
from duecare.review.advise import ADVICE_WORDS
from duecare.review.evidence import show

SHOWN: Final = 20
"""How many transactions are told; the rest are counted."""
_WHOSE: Final = {"party": "end_user", "country": "place"}


def whatif_text(found: WhatIf, *, to_file: bool = False, width: int | None = None) -> str:
    """What is supposed, of how many transactions, and what it would do: levels, advice, and the transactions.

    Args:
        found: As `duecare.portfolio.whatif.whatif` gives it.
        to_file: Plain and 80 columns wide.
        width: Columns; those of the terminal if not given.
    """

    def write(sheet: Sheet) -> None:
        sheet.paragraph(supposed(found), "bold")
        sheet.paragraph(headline(found))
        if found.unsure:
            verb = "it is" if found.unsure == 1 else "they are"
            sheet.paragraph(f"Of {many(found.unsure)} it is not known whether {verb} meant; nothing was set there.")
        for note in found.notes:
            sheet.marked(sheet.marks["open"], clean(note))
        if found.changed:
            _counts(found, sheet)
            _transactions(found, sheet)
        sheet.blank()
        sheet.paragraph("Nothing was written to the result.", "dim")

    return printed(write, to_file=to_file, width=width)


def whatif_json(found: WhatIf) -> str:
    """The same as JSON, with a final line end."""
    return json.dumps(found.document(), ensure_ascii=False, indent=2) + "\n"


def supposed(found: WhatIf) -> str:
    """What is set, and where."""
    said = listed([_setting(one) for one in found.settings])
    return f"If {said}, where {clean(found.where)}" if found.where else f"If {said}, in every transaction"


def _setting(one: Setting) -> str:
    kind = one.fact.partition(".")[0]
    named = fact_of_words(one.fact, _WHOSE.get(kind, kind))
    return f"{named} {'were not known' if one.value is None else f'were {words(show(one.value))}'}"


def headline(found: WhatIf) -> str:
    """How many are meant, and how many would come out otherwise."""
    if not found.matched:
        return f"None of {many(found.transactions)} is meant."
    meant = f"{found.matched:,} of {many(found.transactions)} {be(found.matched)} meant"
    if not found.touched:
        return f"{meant}; what is set is known of all of them."
    other = "none" if not found.changed else f"{found.changed:,}"
    return f"{meant}; of {found.touched:,} it is otherwise now, and {other} would come out otherwise."


def _counts(found: WhatIf, sheet: Sheet) -> None:
    sheet.heading("Levels", "Over all transactions.")
    sheet.table(
        ("Level", "Now", "Then", "Change"),
        (
            (
                "on hold" if one.known == "hold" else level_words(one.known, one.possible, hold=False),
                f"{one.before:,}",
                f"{one.after:,}",
                _change(one.before, one.after),
            )
            for one in found.levels
        ),
        (6, 2, 2, 2),
    )
    sheet.heading("Advice")
    sheet.table(
        ("Advice", "Now", "Then", "Change"),
        (
            (ADVICE_WORDS[one.advice], f"{one.before:,}", f"{one.after:,}", _change(one.before, one.after))
            for one in found.advice
        ),
        (6, 2, 2, 2),
    )


def _change(before: int, after: int) -> str:
    return f"{after - before:+,}" if after != before else "none"


def _transactions(found: WhatIf, sheet: Sheet) -> None:
    sheet.heading("Transactions", "Those that move most come first.")
    for one in found.changes[:SHOWN]:
        sheet.blank()
        sheet.paragraph(whose_words(one.transaction, one.item, one.end_user, one.country), "bold")
        sheet.paragraph(f"{standing_words(one.before)}. Then {standing_words(one.after)}.", indent=2)
    left = found.changed - min(SHOWN, found.most)
    if left > 0:
        sheet.paragraph(f"{capital(many(left, 'more transaction'))}; the JSON tells the first {found.most:,}.", "dim")
