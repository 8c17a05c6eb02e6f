"""Addresses that a list runs on behind a name: "Mostotrest. 6 Barklaya str., Moscow, Russia; and d. 6 ul. Barklaya"."""

from __future__ import annotations

import re
from typing import Final

from duecare.parties.lists.countries import country_of_address
from duecare.parties.lists.wording import is_form

_MARKED: Final = re.compile(r"[\s,;]*\(\s*addr(?:ess|\.)?\s*:\s*([^()]*)\)", re.I)
_SEE: Final = re.compile(r"[\s.;,]*\((?:see|also see)\b[^()]*\)?\.?", re.I)
_MORE: Final = re.compile(r";\s*and\s+any\b.*$", re.I)
_BREAK: Final = re.compile(r"[.,]\s+|(?<=Ltd\.)\s|(?<=LTD\.)\s|(?<=Inc\.)\s|(?<=Corp\.)\s|(?<=LLC)\s|(?<=Company)\s")
_INITIAL: Final = re.compile(r"(?:^|[.\s])\w$")
_PLACE: Final = re.compile(
    r"\b(?:street|st|str|road|rd|avenue|ave|prospekt|bldg|building|floor|room|suite|office|tower|ulitsa|ul|lane|highway"
    r"|p\.?\s?o\.?\s?box|box|district|no)\b",
    re.I,
)


def cut_address(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without the addresses behind it, and these.

    What is cut holds a number or a word of streets and ends in a country; else the text stays as it is.

    >>> cut_address("More Shipyard. 1 Desantnikov Street, Feodosia, Crimea 98176, Ukraine")
    ('More Shipyard', ('1 Desantnikov Street, Feodosia, Crimea 98176, Ukraine',))
    >>> cut_address("Enerquip Co., Ltd.")
    ('Enerquip Co., Ltd.', ())
    """
    found = [match[1].strip() for match in _MARKED.finditer(text)]
    text = _MORE.sub("", _MARKED.sub("", text)) if found else text
    plain = _SEE.sub("", text)
    if len(plain) < 20 or "," not in plain:
        return text if plain == text else plain, tuple(found)
    for match in _BREAK.finditer(plain):
        name, rest = plain[: match.start()].rstrip(" ,"), plain[match.end() :]
        if (
            len(name) < 3
            or is_form(name)
            or _INITIAL.search(name)
            or is_form(re.split(r"[.,\s]", rest, maxsplit=1)[0])
            or is_form(rest.split(",")[0])
        ):
            continue
        if _is_address(rest):
            return name, (*found, *(part.strip(" .") for part in re.split(r";\s*(?:and\s+)?", rest)))
        if not any(map(str.isdigit, rest)):
            break
    return plain, tuple(found)


def _is_address(text: str) -> bool:
    parts = re.split(r";\s*(?:and\s+)?", text)
    commas, numbered = text.rstrip(". ").count(","), any(map(str.isdigit, text))
    placed = _PLACE.search(text) is not None
    if re.match(r"p\.?\s?o\.?\s+box\s+\d", text, re.I):
        return True
    if not commas or not (numbered or len(parts) > 1 or placed or (commas == 1 and len(text) < 40)):
        return False
    return any(country_of_address(part) is not None for part in parts) or (placed and numbered and commas > 2)
