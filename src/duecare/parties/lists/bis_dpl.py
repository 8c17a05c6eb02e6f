"""The Denied Persons List as BIS publishes it: a table with tabs or commas, a denial order a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from duecare.errors import InputError
from duecare.parties.lists.dates import citation_day, read_day
from duecare.parties.lists.draft import Draft, made_id, merged
from duecare.parties.lists.markup import joined
from duecare.parties.lists.opening import lines_of, records_of
from duecare.parties.lists.record import ListEntry
from duecare.parties.lists.sources import LISTS
from duecare.parties.lists.splitting import natural_order

NEEDED: Final = ("Name", "Street_Address", "City", "Country", "Effective_Date", "FR_Citation")


def read(paths: Sequence[Path], key: str | None = None) -> Iterator[ListEntry]:
    """Entries; orders against one name in one country are one party, for the list has no ids.

    The list does not say what a party is. An order counts until its day of expiry.

    Raises:
        InputError: no such table, a row out of shape or without a name.
    """
    yield from merged(_drafts(paths, key or "us-bis-dpl"))


def _drafts(paths: Sequence[Path], key: str) -> Iterator[Draft]:
    for path in paths:
        first = next(islice(lines_of(path), 1), "")
        for line, row in records_of(path, NEEDED, delimiter="\t" if "\t" in first else ",", several_lines=False):
            draft = _draft(key, row)
            if not draft.names:
                raise InputError("the row has no name", path=str(path), line=line)
            yield draft


def _draft(key: str, row: dict[str, str]) -> Draft:
    draft = Draft(key, made_id(row["Name"], row["Country"]), "unknown", LISTS["us-bis-dpl"].effect)
    draft.name(natural_order(row["Name"]))
    parts = (row["Street_Address"], row["City"], row.get("State"), row.get("Postal_Code"), row["Country"])
    draft.address(joined(parts), row["Country"] or None)
    draft.citation(row["FR_Citation"])
    draft.listed_on = read_day(row["Effective_Date"], day_first=False) or citation_day(row["FR_Citation"])
    draft.ends_on = read_day(row.get("Expiration_Date"), day_first=False)
    if row.get("Standard_Order", "").upper() == "N":
        draft.consequence("an order with terms of its own: read it")
    draft.note(row.get("Action"))
    return draft
