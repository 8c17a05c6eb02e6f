"""XML of an official publisher, read as a whole: its text without footnote marks, and its tables row by row.

The regulations come from the eCFR, whose tables are those of HTML (`TABLE`, `TR`, `TH`, `TD`) and whose empty cells may
be self-closing; the treaties from the UN Treaty Collection, whose tables are those of CALS (`Row`, `Entry`). A document
type is refused: neither publisher has one, and entity bombs need one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.transaction.files import opened_regular, read_limited

Element = Any  # lxml ships no types

#: Bytes of one file. The largest title of the eCFR that is read here, 15, has some 20 MB.
MAX_BYTES: Final = 64_000_000
#: Columns that one cell may stand for; a table of the regulations has seventeen.
MAX_SPAN: Final = 100
_MARKS: Final = frozenset({"sup", "su", "superscript", "ftref"})
_BLOCKS: Final = frozenset(
    {"p", "fp", "br", "head", "hd1", "hd2", "hd3", "div", "li", "tr", "td", "th", "text", "para"}
)
_TRAILING_NUMBERS: Final = re.compile(r"(?<=\S)\s+(\d{1,2}(?:[\s,]+\d{1,2})*)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text without footnote marks, those marks, and how many columns it stands for."""

    text: str
    marks: tuple[str, ...]
    span: int
    head: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the line on which it begins."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def width(self) -> int:
        """How many columns its cells stand for."""
        return sum(cell.span for cell in self.cells)

    def spread(self) -> tuple[str, ...]:
        """Its texts, one a column; a cell that stands for several is repeated."""
        return tuple(cell.text for cell in self.cells for _ in range(cell.span))


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the rows of its head, and those below. Rows without any cell are left out."""

    line: int
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]


def parsed(path: Path, what: str) -> Element:
    """The root element of an XML file.

    Args:
        path: The file.
        what: What it should be, for the message about a file that is too large.

    Raises:
        InputError: not there, too large, empty, a document type, not the encoding that it declares, malformed or cut
            off, with the line.
    """
    from lxml import etree

    shown = str(path)
    data = read_limited(path, MAX_BYTES, what)
    if not data.strip():
        raise InputError("is empty", path=shown, hint=f"download the {what} again")
    plain = data.replace(b"\0", b"")  # so that UTF-16 shows too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise InputError(
            "has a document type (<!DOCTYPE), which no such file has and attacks use",
            path=shown,
            hint="download it again from its publisher",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        reason = str(problem.msg or problem).split(", line")[0].rstrip(".")
        raise InputError(
            f"is no XML that can be read: {reason}",
            path=shown,
            line=problem.lineno or None,
            hint="it may be cut off; download it again",
        ) from None
    except (LookupError, UnicodeError, ValueError) as problem:
        raise InputError(f"is no XML that can be read: {problem}", path=shown) from None


def looks_like_xml(source: str | Path) -> bool:
    """Whether text, or the beginning of a file, is XML by its first character.

    Raises:
        InputError: a file that is not there or cannot be read.
    """
    if isinstance(source, Path):
        with opened_regular(source, MAX_BYTES, "file") as file:
            source = file.read(1_024).replace(b"\0", b"").decode("utf-8", "ignore")
    return source.lstrip("\ufeff \t\r\n").startswith("<")


def local(element: Element) -> str:
    """The name of an element in small letters, without its namespace.

    >>> from lxml import etree
    >>> local(etree.fromstring('<DIV9 xmlns="urn:x"/>'))
    'div9'
    """
    return str(element.tag).rpartition("}")[2].lower()


def named(root: Element, *names: str) -> Iterator[Element]:
    """The elements of these names (in small letters) below and including `root`, in the order of the document."""
    for element in root.iter():
        if local(element) in names:
            yield element


def first(root: Element, *path: str) -> Element | None:
    """The first element below by names in small letters, as `first(root, "header", "numsect")`; None where none is."""
    for step in path:
        root = next((child for child in root.iterdescendants() if local(child) == step), None)
        if root is None:
            return None
    return root


def text_of(element: Element) -> str:
    """What an element says, without footnote marks, on one line.

    >>> from lxml import etree
    >>> text_of(etree.fromstring("<TD>Ukraine <sup>4</sup></TD>"))
    'Ukraine'
    """
    pieces, _ = _read(element)
    return " ".join("".join(pieces).split())


def marks_of(element: Element) -> tuple[str, ...]:
    """The footnote marks in an element."""
    _, marks = _read(element)
    return tuple(marks)


def tables(root: Element) -> Iterator[Table]:
    """The tables below an element, in the order of the document. A row of nothing but `TH` belongs to the head."""
    for table in named(root, "table"):
        heads: list[Row] = []
        rows: list[Row] = []
        for row in named(table, "tr"):
            cells = tuple(_cell(cell) for cell in row if local(cell) in ("td", "th"))
            if not cells:
                continue
            in_head = local(row.getparent()) == "thead" or all(cell.head for cell in cells)
            (heads if in_head else rows).append(Row(row.sourceline, cells))
        yield Table(table.sourceline, tuple(heads), tuple(rows))


def without_numbers(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without the footnote numbers that stand behind it as plain text, and these.

    >>> without_numbers("Albania 2 3")
    ('Albania', ('2', '3'))
    """
    found = _TRAILING_NUMBERS.search(text)
    if found is None:
        return text, ()
    return text[: found.start()], tuple(re.findall(r"\d+", found[1]))


def _cell(element: Element) -> Cell:
    pieces, marks = _read(element)
    span = str(element.get("colspan") or element.get("COLSPAN") or "1").strip()
    columns = int(span) if re.fullmatch(r"[1-9]\d{0,2}", span) else 1
    return Cell(" ".join("".join(pieces).split()), tuple(marks), min(columns, MAX_SPAN), local(element) == "th")


def _read(element: Element) -> tuple[list[str], list[str]]:
    pieces: list[str] = []
    marks: list[str] = []
    _gather(element, pieces, marks)
    return pieces, marks


def _gather(element: Element, pieces: list[str], marks: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if local(child) in _MARKS or (local(child) == "e" and child.get("T") == "51"):  # 51: raised, in GPO's codes
            marks.extend(re.findall(r"[\w*†‡]+", "".join(child.itertext())))
        else:
            if local(child) in _BLOCKS:
                pieces.append(" ")
            _gather(child, pieces, marks)
        if local(child) in _BLOCKS:
            pieces.append(" ")
        pieces.append(child.tail or "")
