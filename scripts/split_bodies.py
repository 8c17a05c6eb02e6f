"""Check the labelled bodies of training/government, and put each row into the file that its name's hash says.

    python scripts/split_bodies.py [--check]

Add or mend rows in either file, then run this: it refuses rows that cannot stand, moves the others to where they belong
and sorts them. With --check nothing is written, and the run fails if anything would be.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from duecare.errors import DuecareError, InputError  # noqa: E402
from duecare.facts import vocabulary  # noqa: E402
from duecare.names import normalise  # noqa: E402
from duecare.places import CODES  # noqa: E402
from duecare.transaction.files import decode, read_limited, replacing  # noqa: E402

FOLDER = ROOT / "training" / "government"
DEVELOPMENT, HELD_OUT = FOLDER / "bodies_development.csv", FOLDER / "bodies_held_out.csv"

KINDS = frozenset(vocabulary().facts["party.kind"].domain)
#: A label may also say that the name shows no tie, which the vocabulary leaves to the fact being unknown.
TIES = frozenset(vocabulary().facts["party.government_tie"].domain) | {"unknown"}
#: A language of two letters, and the script where it is not the language's own: ru, ru-Latn.
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?")
MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Body:
    """One labelled name. See training/government/README.md for what each column says."""

    name: str
    language: str
    country: str
    kind: str
    tie: str
    source: str
    note: str


COLUMNS = tuple(field.name for field in fields(Body))


def held_out(name: str) -> bool:
    """Whether a body of this name is kept out of development: one in three, by nothing but the name.

    >>> held_out("Guardia Civil"), held_out("Metropolitan Police Service")
    (True, False)
    """
    return int(sha256(name.encode()).hexdigest(), 16) % 3 == 0


def read_bodies(path: Path) -> list[Body]:
    """The rows of one file.

    Raises:
        InputError: not there, not UTF-8, other columns, a row with too few or too many cells.
    """
    rows = csv.reader(io.StringIO(decode(read_limited(path, MOST_BYTES, "file of bodies"), str(path)), newline=""))
    bodies = []
    try:
        header = next(rows, [])
        if tuple(header) != COLUMNS:
            raise InputError(f"has the columns {', '.join(header)}; needs {', '.join(COLUMNS)}", path=str(path), line=1)
        for row in rows:
            if len(row) != len(COLUMNS):
                message = f"has {len(row)} cells; needs {len(COLUMNS)}"
                raise InputError(message, path=str(path), line=rows.line_num)
            bodies.append(Body(*row))
    except csv.Error as problem:
        raise InputError(f"is not a table: {problem}", path=str(path), line=rows.line_num) from None
    return bodies


def problems(bodies: Iterable[Body]) -> list[str]:
    """What is wrong with the rows themselves, wherever they stand; one line a problem, none if all is well."""
    found = []
    same: defaultdict[str, list[str]] = defaultdict(list)
    for body in bodies:
        same[normalise(body.name)].append(body.name)
        said = f"{body.name!r}: "
        if body.kind not in KINDS:
            found.append(f"{said}kind {body.kind!r} is not in the vocabulary: {', '.join(sorted(KINDS))}")
        if body.tie not in TIES:
            found.append(f"{said}tie {body.tie!r} is not one of {', '.join(sorted(TIES))}")
        if body.country not in CODES:
            found.append(f"{said}country {body.country!r} is not a country code of two letters")
        if not LANGUAGE.fullmatch(body.language):
            found.append(f"{said}language {body.language!r} is not like 'ru' or 'ru-Latn'")
        if not body.source:
            found.append(f"{said}no source is given")
        if not body.name or any(cell != " ".join(cell.split()) for cell in astuple(body)):
            found.append(f"{said}a cell has spaces at its ends, doubled or of another kind, or the name is empty")
        if body.kind == "state_owned_enterprise" and body.tie not in ("state_owned", "controlled"):
            found.append(f"{said}is called state-owned, but its tie is {body.tie!r}")
    found += [f"{names[0]!r} stands {len(names)} times in one normal form" for names in same.values() if len(names) > 1]
    return found


def table(bodies: Iterable[Body]) -> str:
    """The text of one file, in an order that a new row does not upset."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(astuple(body) for body in sorted(bodies, key=lambda body: (body.language, body.kind, body.name)))
    return text.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is out of place")
    check = parser.parse_args(arguments).check
    try:
        bodies = [*read_bodies(DEVELOPMENT), *read_bodies(HELD_OUT)]
        if found := problems(bodies):
            print("\n".join(found), file=sys.stderr)
            return 1
        now = {
            DEVELOPMENT: table(body for body in bodies if not held_out(body.name)),
            HELD_OUT: table(body for body in bodies if held_out(body.name)),
        }
        before = {path: decode(read_limited(path, MOST_BYTES, "file of bodies"), str(path)) for path in now}
        if check and now != before:
            print("rows are out of place or order; run: python scripts/split_bodies.py", file=sys.stderr)
            return 1
        if not check:
            # Both are written beside before either is replaced, so that no row is lost between the files.
            with replacing(DEVELOPMENT) as development, replacing(HELD_OUT) as kept_out:
                development.write_text(now[DEVELOPMENT], encoding="utf-8", newline="")
                kept_out.write_text(now[HELD_OUT], encoding="utf-8", newline="")
    except DuecareError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{len(bodies)} bodies, {sum(held_out(body.name) for body in bodies)} of them held out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
