"""What every file of the eCFR has: divisions with a number, and a day on which it was current."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from duecare.countries.sources.xml_table import Element, first, local, named, text_of
from duecare.errors import InputError

_DIVISIONS: Final = tuple(f"div{number}" for number in range(1, 10))
_ON_DAY: Final = re.compile(r"/on/(\d{4}-\d{2}-\d{2})/")
_AMENDED: Final = re.compile(r"([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),\s+(\d{4})")


def one_file(paths: Sequence[Path], what: str) -> Path:
    """The one file that is accepted.

    Raises:
        InputError: none or several: a second edition would not be merged with the first.
    """
    if len(paths) != 1:
        raise InputError(f"{len(paths)} files were given", hint=f"accepted: one file of {what}")
    return paths[0]


def division(root: Element, number: str, path: Path) -> Element:
    """The part of a file that holds a section or supplement, as `126.1` or `Supplement No. 1 to Part 740`.

    An excerpt without any divisions is taken as a whole.

    Raises:
        InputError: the file has divisions, and not this one.
    """
    wanted = _plain(number)
    held = []
    for element in named(root, *_DIVISIONS):
        if _plain(str(element.get("N") or "")) == wanted:
            return element
        head = first(element, "head")
        if head is not None and re.match(rf"{re.escape(wanted)}\b", _plain(text_of(head))):
            return element
        held.append(str(element.get("N") or "?"))
    if not held:
        return root
    raise InputError(
        f"holds no {number}; it holds {', '.join(held[:8])}{' ...' if len(held) > 8 else ''}",
        path=str(path),
        line=root.sourceline,
        hint="supplements are downloaded by themselves: add &appendix=Supplement No. 1 to Part ..."
        if " " in number
        else "download that section from ecfr.gov",
    )


def current_on(root: Element) -> datetime.date | None:
    """The day of which the file says that it gives the text; None where it gives none.

    The versioner writes it into the paths of its metadata (`/on/2026-07-08/title-15/...`), the bulk files into AMDDATE.
    """
    for element in root.iter():
        if found := _ON_DAY.search(str(element.get("hierarchy_metadata") or "")):
            return datetime.date.fromisoformat(found[1])
        if local(element) == "amddate" and (amended := _AMENDED.search(text_of(element))):
            try:
                return datetime.datetime.strptime(" ".join(amended.groups()), "%b %d %Y").date()
            except ValueError:
                return None
    return None


def _plain(text: str) -> str:
    return " ".join(text.replace("§", " ").replace("—", " — ").casefold().split())
