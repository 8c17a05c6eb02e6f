"""Writes what Duecare says of the examples: the table in examples/README.md, and examples/outcomes.json.

python scripts/write_examples_table.py                      write, under the law of the day in the table
python scripts/write_examples_table.py --law-at 2027-01-01  write, under the law of another day
python scripts/write_examples_table.py --check              name what is not current, and exit 1

Each example is reviewed as of the day it was under review, so that nothing found out later counts.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from duecare.review import Review, review
from duecare.transaction import read_transaction

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TABLE = re.compile(
    r"<!-- examples table: law at (?P<law_at>\d{4}-\d{2}-\d{2}) -->\n.*?<!-- end of examples table -->", re.DOTALL
)
WORDS = {
    "proceed": "proceed",
    "proceed_with_conditions": "proceed with conditions",
    "escalate": "escalate",
    "do_not_proceed": "do not proceed",
    "hold": "hold: cannot be rated yet",
}


def law_day(readme: str) -> datetime.date:
    """The day whose law the table in README.md was written under."""
    found = TABLE.search(readme)
    if found is None:
        raise SystemExit("examples/README.md has no table between its two markers")
    return datetime.date.fromisoformat(found["law_at"])


def reviewed(law_at: datetime.date) -> dict[str, Review]:
    """A review of every example, by the name of its file, as of the day it was under review."""
    reviews = {}
    for path in sorted(EXAMPLES.glob("*.yaml")):
        deal = read_transaction(path)
        if deal.date is None:
            raise SystemExit(f"{path.name} has no date; an example is reviewed as of its own day")
        reviews[path.stem] = review(deal, known_at=deal.date, law_at=law_at)
    return reviews


def outcomes(reviews: Mapping[str, Review]) -> str:
    """What `outcomes.json` holds: known and possible level and advice, by the id of the transaction."""
    rows = {
        result.transaction: {
            "known": result.outcome.known,
            "possible": result.outcome.possible,
            "advice": result.outcome.advice,
        }
        for result in reviews.values()
    }
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def table(reviews: Mapping[str, Review], afterwards: Mapping[str, Any], law_at: datetime.date) -> str:
    """The table between its markers: the deal, what is reported afterwards, what Duecare says."""
    lines = [
        f"<!-- examples table: law at {law_at.isoformat()} -->",
        "| Example | The deal | Reported to have happened | Where it stands | Known | Possible | Advice |",
        "|" + " --- |" * 7,
    ]
    for name, result in reviews.items():
        told = afterwards[name]
        links = "; ".join(f"[{title}]({url})" for title, url in told["links"])
        outcome = result.outcome
        # A deal on hold has no level to headline: who, what or where is not known.
        known, possible = ("not rated",) * 2 if outcome.advice == "hold" else (outcome.known, outcome.possible)
        advice = WORDS[outcome.advice] + ("; legal stop, to counsel" if outcome.stopped else "")
        row = [
            f"[{name}]({name}.yaml)",
            f"{result.title}, {result.known_at.year}",
            f"{told['text']} {links}",
            told["status"],
            known,
            possible,
            advice,
        ]
        lines.append(f"| {' | '.join(cell(text) for text in row)} |")
    return "\n".join([*lines, "<!-- end of examples table -->"])


def pages(law_at: datetime.date | None = None) -> dict[Path, str]:
    """The files this script writes, and what should stand in them."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    afterwards = json.loads((EXAMPLES / "afterwards.json").read_text(encoding="utf-8"))
    day = law_at or law_day(readme)
    reviews = reviewed(day)
    if missing := sorted(reviews.keys() ^ afterwards.keys()):
        raise SystemExit(f"examples and examples/afterwards.json differ: {', '.join(missing)}")
    written = table(reviews, afterwards, day)
    return {
        EXAMPLES / "README.md": TABLE.sub(lambda _: written, readme),
        EXAMPLES / "outcomes.json": outcomes(reviews),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--law-at", type=datetime.date.fromisoformat, help="review under the law of this day")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is not current")
    options = parser.parse_args()
    stale = 0
    for path, text in pages(options.law_at).items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if options.check:
            print(f"{path.name} is not current: run python scripts/write_examples_table.py")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name} written")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
