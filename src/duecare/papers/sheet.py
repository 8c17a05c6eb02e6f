"""A sheet of the terminal: headings, paragraphs and marked lines that fit its width and need no colour."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

NARROWEST, WIDEST = 60, 120
_NAMES = ("raised", "open", "resolved", "clear", "stop", "filled", "hatched", "empty")
MARKS = dict(zip(_NAMES, "●◌◐○■█▒·", strict=True))
ASCII = dict(zip(_NAMES, "*?/-##/.", strict=True))
Tone = Literal["", "bold", "dim"]


class Sheet:
    """Writes on a console. A word stands beside every mark, so that nothing rests on colour or on a glyph."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(max(console.width, NARROWEST), WIDEST)
        self.marks = MARKS if console.encoding.lower().startswith("utf") else ASCII
        self.plain = console.no_color

    def text(self, words: str, tone: Tone = "") -> Text:
        return Text(words, style="" if self.plain else tone)

    def blank(self) -> None:
        self.console.print()

    def heading(self, title: str, lead: str = "") -> None:
        """A heading, and the sentence under it."""
        self.blank()
        self.paragraph(title.upper() if self.plain else title, "bold")
        if lead:
            self.paragraph(lead)

    def paragraph(self, words: str, tone: Tone = "", indent: int = 0) -> None:
        self._hanging(" " * indent, words, tone)

    def unbroken(self, words: str) -> None:
        """A line to copy: never wrapped."""
        self.console.print(self.text(words), soft_wrap=True)

    def marked(self, mark: str, words: str, tone: Tone = "", indent: int = 0) -> None:
        """A line that begins with a mark; what wraps stays clear of it."""
        self._hanging(f"{' ' * indent}{mark} ", words, tone)

    def _hanging(self, lead: str, words: str, tone: Tone) -> None:
        grid = Table.grid(padding=0)
        if lead:
            grid.add_column(width=len(lead), no_wrap=True)
        grid.add_column(overflow="fold")
        said = self.text(words, tone)
        grid.add_row(*([self.text(lead), said] if lead else [said]))
        self.console.print(grid, width=self.width)

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Labels and values side by side."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, value in rows:
            grid.add_row(self.text(label, "dim"), self.text(value))
        self.console.print(grid, width=self.width)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], ratios: Sequence[int]) -> None:
        """Rows under heads, ruled by one line."""
        from rich.box import SIMPLE_HEAD

        grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="", width=self.width)
        for head, ratio in zip(heads, ratios, strict=True):
            grid.add_column(self.text(head, "bold"), ratio=ratio, overflow="fold")
        for row in rows:
            grid.add_row(*(self.text(cell) for cell in row))
        self.console.print(grid)

    def track(self, known: str, possible: str, levels: Sequence[str], *, hold: bool) -> None:
        """The interval on a track: filled is known, hatched possible; on hold every step is open."""
        step = (min(self.width, 76) - 2 - len(levels)) // len(levels)
        first, last = (-1, -1) if hold else (levels.index(known), levels.index(possible))
        bars, names = [], []
        for index, level in enumerate(levels):
            mark = self.marks["filled" if index <= first else "hatched" if index <= last else "empty"]
            bars.append(mark * step if not hold else (self.marks["open"] + " ") * (step // 2) + " " * (step % 2))
            said = level
            if not hold and index == first:
                said += " known"
            elif not hold and index == last:
                said += " possible"
            names.append(said[:step].ljust(step))
        self.console.print(self.text("  " + " ".join(bars)), no_wrap=True, crop=False)
        self.console.print(self.text("  " + " ".join(names).rstrip()), no_wrap=True, crop=False)


def printed(write: Callable[[Sheet], None], *, to_file: bool = False, width: int | None = None) -> str:
    """What a function writes on a sheet, as text: for the terminal as it is now, or plain for a file.

    Bold and dim are written only to a terminal that shows them and where NO_COLOR is not set.
    """
    styled = not to_file and sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    encoding = "utf-8" if to_file else (sys.stdout.encoding or "ascii")
    columns = width or (80 if to_file else shutil.get_terminal_size((80, 24)).columns)
    page = _Page(encoding)
    console = Console(
        file=page,
        width=min(max(columns, NARROWEST), WIDEST),
        force_terminal=styled,
        color_system="standard" if styled else None,
        no_color=not styled,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    write(Sheet(console))
    lines = (line.rstrip() for line in page.getvalue().splitlines())
    return _fitting("\n".join(lines), encoding) + "\n"


def _fitting(text: str, encoding: str) -> str:
    """Text that an encoding can hold: Latin letters and marks as their nearest, letters of other scripts as escapes.

    >>> print(_fitting("Türkiye – “x” شرطة", "ascii"))
    Turkiye - "x" \\u0634\\u0631\\u0637\\u0629
    """
    try:
        return text.encode(encoding).decode(encoding)
    except UnicodeEncodeError:
        from anyascii import anyascii

        plain = (anyascii(char) if _is_plain(char) else char for char in text)
        return "".join(plain).encode(encoding, "backslashreplace").decode(encoding)


def _is_plain(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char)[0] in "PZ" or "LATIN" in unicodedata.name(char, ""))


class _Page(StringIO):
    """Text in memory that says which encoding it is for, so that marks are chosen to fit."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding
