"""Which of OFAC's lists an entry is on, and what it does, from its programmes and directives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from duecare.parties.lists.draft import Draft
from duecare.parties.lists.sources import LISTS

#: What stands in a file of the consolidated list and in none of the SDN list.
CONSOLIDATED: Final = re.compile(rb"CMIC-EO13959|561-Related|Non-SDN|Consolidated List")

_PARTS: Final = (
    ("us-ofac-cmic", re.compile(r"CMIC")),
    ("us-ofac-plc", re.compile(r"NS-PLC")),
    ("us-ofac-capta", re.compile(r"561|CAPTA")),
    ("us-ofac-fse", re.compile(r"FSE-|13608")),
    ("us-ofac-ssi", re.compile(r"EO13662")),
    ("us-ofac-mbs", re.compile(r"EO14024|CAATSA|EO14014|EO14059|MBS|PEESA")),
)


def programmes_of(text: str) -> tuple[str, ...]:
    """The programmes of a cell, which OFAC writes as "SDGT] [IFSR".

    >>> programmes_of("NPWMD] [IFSR")
    ('NPWMD', 'IFSR')
    """
    return tuple(part.strip(" []") for part in re.split(r"\]\s*\[|;", text) if part.strip(" []"))


def place(draft: Draft, programmes: Sequence[str], consolidated: bool) -> None:
    """Give a draft its programmes, and if it is of the consolidated list, the part of it and the effect."""
    for programme in programmes:
        draft.programme(programme)
    if consolidated:
        text = " ".join(programmes)
        draft.list = next((key for key, pattern in _PARTS if pattern.search(text)), "us-ofac-cons")
        draft.effect = LISTS[draft.list].effect
