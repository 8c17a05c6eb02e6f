"""The country that a regulation or a treaty list names. These lists are law: a name that is not known is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from duecare.countries.sources.cells import look_up
from duecare.countries.sources.units import UNITS
from duecare.errors import InputError
from duecare.places.places import fold

# As the EAR, the ITAR and the UN Treaty Collection write them.
_WRITTEN: Final = {
    "china (prc)": "CN",
    "china, people's republic of": "CN",
    "eswatini (swaziland)": "SZ",
    "falkland islands (malvinas)": "FK",
    "macedonia, the former yugoslav republic of": "MK",
    "sint maarten (the dutch two-fifths of the island of saint martin)": "SX",
    "the former yugoslav republic of macedonia": "MK",
}
_BRACKETED: Final = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_TURNED: Final = re.compile(r"([^,]+),\s*([^,]+)")


def no_country(text: str) -> str | None:
    """Why a participant is no country of today, as the European Union or Yugoslavia; None for any other name."""
    unit = UNITS.get(fold(text))
    return None if unit is None or unit.code is not None else unit.reason


def country_named(text: str, path: Path, line: int | None, also: Mapping[str, str] = MappingProxyType({})) -> str:
    """The code of a country as an official list names it.

    A name that is turned round is turned back: `Korea, North`, `Bahamas, The`, `Congo (Republic of the)`. A bracket is
    never dropped, for it may narrow what is named: `Ukraine (Crimea region)` is not Ukraine.

    Args:
        text: The name or code, without footnote marks.
        path: The file, for messages.
        line: Where the name stands.
        also: Spellings of this list alone, in small letters.

    Raises:
        InputError: no country has that name; the hint names what was probably meant.

    >>> [country_named(name, Path("t.xml"), 1) for name in ("Virgin Islands, British", "Congo (Republic of the)")]
    ['VG', 'CG']
    """
    written = " ".join(text.split())
    if code := also.get(written.casefold()) or _WRITTEN.get(written.casefold()):
        return code
    found, hint = look_up(written)
    if found is not None:
        return found
    for pattern in (_BRACKETED, _TURNED):
        if turned := pattern.fullmatch(written):
            found, _ = look_up(f"{turned[2]} {turned[1]}")
            if found is not None:
                return found
    message = f"{written!r} is no country that Duecare knows" if written else "names no country"
    raise InputError(message, path=str(path), line=line, hint=hint)
