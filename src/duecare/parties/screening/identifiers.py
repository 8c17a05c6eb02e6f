"""Numbers that identify: one comparable form, and whether a check digit vouches for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from duecare.parties.lists.record import ListedIdentifier

_PLAIN: Final = re.compile(r"[^0-9A-Za-z]+")
SHORTEST: Final = 5
"""Characters below which a number without a check digit identifies nobody."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """A number that can be compared. checked: its check digits are right; then its type alone tells it apart."""

    type: str
    value: str
    checked: bool


@lru_cache(maxsize=4096)
def comparable(identifier: ListedIdentifier) -> Comparable | None:
    """The form in which a number is compared; None where it fails its check digit or is too short to identify.

    Check digits: LEI (ISO 17442), IMO number (Res. A.1117(30)), ISIN (ISO 6166), Russian INN and OGRN, Chinese unified
    social credit code (GB 32100-2015), by python-stdnum.
    """
    value = _PLAIN.sub("", identifier.value).upper()
    if identifier.type == "imo":
        value = value.removeprefix("IMO")
    check = _check(identifier.type)
    if check is not None:
        return Comparable(identifier.type, value, True) if check(value) else None
    if len(value) < SHORTEST or not any(char.isdigit() for char in value):
        return None
    return Comparable("number", value, False)


def _check(kind: str):  # type: ignore[no-untyped-def]
    match kind:
        case "lei":
            from stdnum import lei

            return lei.is_valid
        case "imo":
            from stdnum import imo

            return imo.is_valid
        case "isin":
            from stdnum import isin

            return isin.is_valid
        case "inn":
            from stdnum.ru import inn

            return inn.is_valid
        case "ogrn":
            from stdnum.ru import ogrn

            return ogrn.is_valid
        case "uscc":
            from stdnum.cn import uscc

            return uscc.is_valid
        case _:
            return None
