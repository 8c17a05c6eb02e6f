"""Arms policy by country: 22 CFR 126.1, as XML of the eCFR or as text of the section.

Paragraph (d)(1) lists countries with a policy of denial; (d)(2) lists those with a paragraph of their own, (f) to (w),
which says what is denied and what is excepted. A text copy often lacks both tables, which is then said: the countries
of (d)(1), among them China, Iran and Syria, are not in such an edition.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from duecare.countries.sources.ecfr import current_on, division, one_file
from duecare.countries.sources.named_country import country_named
from duecare.countries.sources.record import ArmsPolicy, Correction, Edition
from duecare.countries.sources.xml_table import (
    Element,
    Table,
    local,
    looks_like_xml,
    parsed,
    tables,
    text_of,
    without_numbers,
)
from duecare.errors import InputError
from duecare.transaction.files import decode, read_limited

DENIAL: Final = "denial"
EXCEPTIONS: Final = "denial, with exceptions named in the paragraph"
FORCES: Final = "denial to armed forces, police, intelligence and other internal security forces"
_DATASET: Final = "22 CFR 126.1"
_MAX_TEXT: Final = 5_000_000
_XML: Final = re.compile(r"\bN=\"(?:126|(?:§\s*)?126\.1)\"|<HEAD>[^<]*§\s*126\.1\b", re.I)
_TITLE: Final = re.compile(r"§\s*126\.1\s+Prohibited exports", re.I)
_LETTER: Final = re.compile(r"\(([a-z])\)\s*")
_POLICY: Final = re.compile(r"policy of the United States to deny licenses", re.I)
_COUNTRY: Final = re.compile(
    r"(?:originating in|destined for|security forces of)\s+(?:the )?(?P<name>[A-Z][\w'’. -]*?)"
    r"(?=\s*(?:,|;|:|\.(?:\s|$)|$|\sexcept\b|\s\())"
)
_SECURITY_FORCES: Final = re.compile(
    r"\barmed forces, police, intelligence,? (?:and|or) other internal security forces"
)
_DAY: Final = r"([A-Z][a-z]+ \d{1,2}, \d{4})"
_SUSPENDED: Final = re.compile(rf"[Ff]rom {_DAY},? (?:through|to|until) {_DAY}[^.]*?policy of denial[^.]*? suspended")
_SOURCE_NOTE: Final = re.compile(r"(?:>\s*)?\[\d+ FR \d+")
_SENT_TO: Final = re.compile(r"paragraph \(([a-z])\)", re.I)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph of the first level with all that stands below it, and the line on which it begins."""

    letter: str
    text: str
    line: int


def fits(head: str) -> bool:
    """Whether a file begins like section 126.1, or is text that holds its heading."""
    if looks_like_xml(head):
        return _XML.search(head) is not None
    return _TITLE.search(head) is not None


def read(paths: Sequence[Path]) -> Edition:
    """The policy for each country that the section names, with the paragraph.

    Raises:
        InputError: another number of files than one, no such section, a paragraph of a policy whose country cannot be
            told, an unknown country, or a table that sends a country to a paragraph that does not name it.
    """
    path = one_file(paths, "22 CFR 126.1")
    if looks_like_xml(path):
        root = parsed(path, "section 126.1")
        section = division(root, "126.1", path)
        policies = tuple(_policies(_paragraphs(_xml_blocks(section), path), path))
        listed = tuple(_listed(tables(section), {(one.country, one.paragraph) for one in policies}, path))
        published = current_on(root)
    else:
        policies = tuple(_policies(_paragraphs(_text_blocks(path), path), path))
        listed, published = (), None
    corrections = [] if listed else [_without_tables(path)]
    records = tuple(sorted((*listed, *policies), key=lambda one: (one.country, one.paragraph)))
    if not records:
        raise InputError("holds no paragraph of section 126.1 that names a country", path=str(path))
    return Edition(_DATASET, published, records, tuple(corrections))


def _without_tables(path: Path) -> Correction:
    return Correction(
        path.name,
        "(d)(1) and (d)(2)",
        None,
        "the tables of paragraphs (d)(1) and (d)(2) are not in this file: of the countries that only these name, such"
        " as China, Cuba, Iran, North Korea and Syria, this edition says nothing",
    )


def _xml_blocks(section: Element) -> Iterator[tuple[int, str]]:
    for element in section.iter():
        if local(element) in ("p", "fp") and not any(local(above) == "table" for above in element.iterancestors()):
            yield element.sourceline, text_of(element)


def _text_blocks(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of the section; of a text with other sections, those from its heading to the next."""
    text = decode(read_limited(path, _MAX_TEXT, "text of section 126.1"), str(path))
    if not text.strip():
        raise InputError("is empty", path=str(path), hint="accepted: 22 CFR 126.1 as XML or text")
    if _TITLE.search(text) is None:
        raise InputError(
            "has no heading of section 126.1",
            path=str(path),
            hint="accepted: '§ 126.1 Prohibited exports, imports, ...'",
        )
    inside = ended = False
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.replace("_", "").replace("*", "").strip()
        if plain.startswith(("§", "#")):
            inside = not ended and (bool(_TITLE.search(plain)) or (inside and "126.1" in plain))
        elif inside and _SOURCE_NOTE.match(plain):
            inside, ended = False, True
        elif inside and plain:
            yield number, plain
    if not ended:
        raise InputError(
            "ends without the note on its source that section 126.1 ends with",
            path=str(path),
            line=number,
            hint="it may be cut off; accepted: the whole section, to '[58 FR 39312, July 22, 1993, ...]'",
        )


def _paragraphs(blocks: Iterable[tuple[int, str]], path: Path) -> Iterator[_Paragraph]:
    """The paragraphs (a), (b), ... in order. A letter that does not follow the last is of a lower level: (i) under (j).

    Raises:
        InputError: the letters break off, so that something is missing.
    """
    letter, start = "", 0
    lines: list[str] = []
    for line, text in blocks:
        found = _LETTER.match(text)
        if found is not None and found[1] == _after(letter):
            if letter:
                yield _Paragraph(letter, "\n".join(lines), start)
            letter, lines, start = found[1], [text[found.end() :]], line
        elif found is not None and _POLICY.search(text):
            raise InputError(
                f"paragraph ({found[1]}) follows ({letter or 'nothing'}); paragraph ({_after(letter)}) is missing",
                path=str(path),
                line=line,
                hint="a copy with a gap would leave countries out",
            )
        elif letter:
            lines.append(text)
    if letter:
        yield _Paragraph(letter, "\n".join(lines), start)


def _after(letter: str) -> str:
    return chr(ord(letter) + 1) if letter else "a"


def _policies(paragraphs: Iterable[_Paragraph], path: Path) -> Iterator[ArmsPolicy]:
    for one in paragraphs:
        if one.letter < "f" or _POLICY.search(one.text) is None:
            continue  # (a) to (e) are rules for all; the others are reserved
        found = _COUNTRY.search(one.text)
        if found is None:
            raise InputError(
                f"paragraph ({one.letter}) has a policy of denial and no country that can be told",
                path=str(path),
                line=one.line,
                hint="accepted: '... destined for or originating in <country>, except ...', '... forces of <country>'",
            )
        code = country_named(found["name"], path, one.line)
        forces = _SECURITY_FORCES.search(one.text) is not None
        yield ArmsPolicy(code, f"({one.letter})", _in_our_words(one.text, forces), forces)


def _in_our_words(text: str, forces: bool) -> str:
    policy = FORCES if forces else EXCEPTIONS if re.search(r"\bexcept(?: that)?\b", text) else DENIAL
    if suspended := _SUSPENDED.search(text):
        first, last = (datetime.datetime.strptime(day, "%B %d, %Y").date().isoformat() for day in suspended.groups())
        policy += f"; suspended from {first} to {last}"
    return policy


def _listed(all_tables: Iterable[Table], named: set[tuple[str, str]], path: Path) -> Iterator[ArmsPolicy]:
    """The countries of the table of (d)(1). The table of (d)(2) is checked against the paragraphs that it points to."""
    kinds = set()
    lines: dict[str, int] = {}
    for table in all_tables:
        for row in table.rows:
            name = without_numbers(row.cells[0].text)[0]
            if name.casefold() in ("country", "countries"):
                continue
            code = country_named(name, path, row.line)
            if code in lines:
                raise InputError(f"{name!r} stands twice, first on line {lines[code]}", path=str(path), line=row.line)
            lines[code] = row.line
            if len(row.cells) == 1:
                kinds.add(1)
                yield ArmsPolicy(code, "(d)(1)", DENIAL)
                continue
            sent = _SENT_TO.search(row.cells[1].text)
            if len(row.cells) != 2 or sent is None:
                raise InputError(
                    f"the row of {name!r} has {len(row.cells)} cells and no paragraph; accepted: the country, or the"
                    " country and 'See also paragraph (x) of this section'",
                    path=str(path),
                    line=row.line,
                )
            kinds.add(2)
            if (code, f"({sent[1]})") not in named:
                raise InputError(
                    f"the table sends {name!r} to paragraph ({sent[1]}), which does not name it",
                    path=str(path),
                    line=row.line,
                    hint="the table and the paragraphs are of different days, or one of them is cut off",
                )
    if kinds and kinds != {1, 2}:
        raise InputError(
            f"has the table of paragraph (d)({kinds.pop()}) only",
            path=str(path),
            hint="accepted: both tables or neither",
        )
