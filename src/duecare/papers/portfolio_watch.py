"""What came of watching a result: what changed in the data, what was looked at again, and whose outcome is another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from duecare.guidance import Guidance
from duecare.papers.portfolio_compare import differences
from duecare.papers.portfolio_phrases import many
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, listed
from duecare.portfolio.watch import Watch

SCHEMA: Final = "duecare.watch/1"


def watch_text(found: Watch, guidance: Guidance, *, to_file: bool = False) -> str:
    """What came of watching: what is another, how much was looked at again, and what came out otherwise.

    Args:
        found: As `duecare.portfolio.watch.watch` gives it.
        guidance: The instruments, for the titles of rules.
        to_file: Plain and 80 columns wide.
    """

    def write(sheet: Sheet) -> None:
        sheet.paragraph(headline(found), "bold")
        if found.inputs:
            sheet.paragraph(_touched(found.touched))

        if found.alerts is not None and found.alerts.counts.changed:
            differences(found.alerts, guidance, sheet)

    return printed(write, to_file=to_file)


def headline(found: Watch) -> str:
    """What came of it in one sentence; also the subject of a message."""
    folder = clean(str(found.folder))
    if not found.inputs:
        return f"{folder}: nothing has changed since it was last brought up to date."
    changed = found.alerts.counts.changed if found.alerts is not None else 0
    names = listed([clean(one.name) for one in found.inputs[:4]])
    rest = f" and {len(found.inputs) - 4} more" if len(found.inputs) > 4 else ""
    if not changed:
        return f"{folder}: {names}{rest} changed; no transaction comes out otherwise."
    return f"{folder}: {many(changed)} {'comes' if changed == 1 else 'come'} out otherwise after {names}{rest} changed."


def _touched(touched: Mapping[str, int]) -> str:
    one = {"parties": "party", "countries": "country"}
    looked = [f"{number:,} {one[name] if number == 1 else name}" for name in one if (number := touched[name])]
    again = (
        f"{many(touched['transactions'])} judged again" if touched["transactions"] else "no transaction judged again"
    )
    return f"Looked at again: {listed(looked) or 'no party and no country'}; {again}."


def watch_document(found: Watch, earlier: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The same as JSON values. earlier: alerts of earlier runs that were asked for as well."""
    return {
        "schema": SCHEMA,
        "result": str(found.folder),
        "headline": headline(found),
        "inputs": [asdict(one) for one in found.inputs],
        "touched": dict(found.touched),
        "alerts": found.alerts.document() if found.alerts is not None else None,
        "earlier": list(earlier),
    }


def watch_json(found: Watch, earlier: Sequence[Mapping[str, Any]] = ()) -> str:
    """The same as a text, with a final line end."""
    return json.dumps(watch_document(found, earlier), ensure_ascii=False, indent=2) + "\n"
