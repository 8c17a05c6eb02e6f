"""Nonproliferation measures of the US Department of State: authority, day imposed, and whether each still stands."""

from __future__ import annotations

import re
from typing import Final

from duecare.parties.lists.countries import find_country
from duecare.parties.lists.dates import citation_day, read_day
from duecare.parties.lists.draft import Draft

_MEASURE: Final = re.compile(
    r"Authority:\s*(?P<authority>.*?);\s*imposed\s+(?P<imposed>[^;]*);\s*status:\s*(?P<status>[^;|]*)"
)
_OVER: Final = re.compile(r"^\s*(?:expired|lifted|waived|terminated|rescinded|removed)\b", re.I)
_COUNTRY: Final = re.compile(r"\((?:individual in )?(?P<country>[A-Z][\w .'-]+)\)\s*$")


def without_country(draft: Draft, name: str) -> str:
    """A name without the country that the list puts behind it in brackets, which goes to the draft."""
    if (match := _COUNTRY.search(name)) and (code := find_country(match["country"])):
        draft.countries.add(code)
        return name[: match.start()].strip()
    return name


def read_measures(draft: Draft, notes: str) -> None:
    """Read the measures against one party.

    One under Executive Order 13382 that stands blocks property. Where all are expired or lifted, the entry has ended on
    the last of those days, and the listing calls for a closer look only.
    """
    standing, ends = [], []
    for match in _MEASURE.finditer(notes):
        authority, status = match["authority"].strip(), match["status"].strip()
        draft.programme(authority)
        imposed = read_day(match["imposed"], day_first=False)
        if imposed is not None and (draft.listed_on is None or imposed < draft.listed_on):
            draft.listed_on = imposed
        if _OVER.match(status):
            ends.append(read_day(status, day_first=False) or citation_day(status))
        else:
            standing.append(authority)
    if any("13382" in authority for authority in standing):
        draft.effect = "blocked"
    if ends and not standing:
        draft.effect = "review"
        draft.ends_on = max((day for day in ends if day is not None), default=None)
        draft.consequence("all measures have expired or were lifted")
    draft.note(notes)
