"""A paper as blocks: what it says and in what order. How it looks is for the renderings, one for all papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from duecare.errors import InputError
from duecare.papers.wording import OPEN, Name, clean

SCHEMA: Final = "duecare.paper/1"
STATUSES: Final = ("draft", "proposed", "approved", "final", "published", "superseded")
MARKS: Final = ("public", "internal", "confidential", "privileged")


class PaperError(InputError):
    """A paper, a theme or a rendering that cannot be made."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry more weight than those around them."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A condition, an id or a hash."""

    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """A status as a mark and words: raised, open, clear, resolved."""

    word: str
    said: str = ""


Piece = str | Name | Strong | Code | Status
Text = Piece | tuple[Piece, ...]
"""What a line says: a piece, or several one after the other."""

OPEN_MARK: Final = Status(OPEN)
"""What stands for a value that is not known."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: Text
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """style: `body` is for reading, `lead` sums up, `about` stands beside something, `headline` is the outcome."""

    text: Text
    style: Literal["body", "lead", "about", "headline", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and what stands for them."""

    rows: tuple[tuple[str, Text], ...]

    def __post_init__(self) -> None:
        _kept(self, rows=tuple((safe(label), text) for label, text in self.rows))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. widths are shares; figures are the columns set to the right; sheet is its short name."""

    caption: Text
    heads: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...] = ()
    figures: frozenset[int] = frozenset()
    sheet: str = ""

    def __post_init__(self) -> None:
        _kept(self, heads=tuple(map(safe, self.heads)))
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.heads):
                raise PaperError(
                    f"row {number} of {line(self.caption)!r} has {len(row)} cells for {len(self.heads)} heads"
                )
        if self.widths and len(self.widths) != len(self.heads):
            raise PaperError(f"{line(self.caption)!r} has {len(self.widths)} widths for {len(self.heads)} columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, what it shows in words, and a caption. width is a share of the column, 1 to 100."""

    svg: str
    words: str
    caption: Text = ""
    width: int = 100

    def __post_init__(self) -> None:
        _kept(self, words=safe(self.words))


@dataclass(frozen=True, slots=True)
class Blank:
    """A line or box to be filled in by hand, with its label and help."""

    label: str
    help: str = ""
    lines: int = 1
    filled: Text = ""

    def __post_init__(self) -> None:
        _kept(self, label=safe(self.label), help=safe(self.help))


@dataclass(frozen=True, slots=True)
class Choice:
    """Answers of which one or several are ticked by hand."""

    label: str
    options: tuple[str, ...]
    help: str = ""
    ticked: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        options, ticked = tuple(map(safe, self.options)), frozenset(map(safe, self.ticked))
        _kept(self, label=safe(self.label), help=safe(self.help), options=options, ticked=ticked)


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page."""


Block = Heading | Paragraph | Bullets | Pairs | Table | Picture | Blank | Choice | Turn


@dataclass(frozen=True, slots=True)
class Marks:
    """What every paper carries on every page.

    Attributes:
        version: Of this paper, for example `1` or `3 of case C-0012`.
        status: One of `STATUSES`.
        mark: Whom it is for, one of `MARKS`.
        mark_note: More on the mark, for example who claims the privilege.
        data_date: The day up to which its data reach, as 2026-11-26.
        made: The day on which it was made.
        basis_hash: Of the review that it rests on; empty where it rests on none or on many.
    """

    version: str
    status: str
    mark: str
    data_date: str
    made: str
    basis_hash: str = ""
    mark_note: str = ""

    def __post_init__(self) -> None:
        for name, value, accepted in (("status", self.status, STATUSES), ("mark", self.mark, MARKS)):
            if value not in accepted:
                raise PaperError(f"{value!r} is no {name} of a paper", hint=f"accepted: {', '.join(accepted)}")
        _kept(self, version=safe(self.version), mark_note=safe(self.mark_note), basis_hash=safe(self.basis_hash))

    def said(self) -> tuple[tuple[str, str], ...]:
        """Each as a label and its value, in the order in which papers show them."""
        rows = (
            ("Version", self.version),
            ("Status", self.status),
            ("For", f"{self.mark}; {self.mark_note}" if self.mark_note else self.mark),
            ("Data up to", self.data_date),
            ("Made", self.made),
            ("Basis", self.basis_hash),
        )
        return tuple((label, value) for label, value in rows if value)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. kind says in a few words what it is; record is what programs read of it, beside its text.

    landscape is for papers whose tables are wider than a page is.
    """

    kind: str
    title: Text
    marks: Marks
    blocks: tuple[Block, ...]
    language: str = "en"
    record: Mapping[str, Any] = field(default_factory=dict)
    landscape: bool = False

    def tables(self) -> Iterator[Table]:
        """Its tables, in order."""
        return (block for block in self.blocks if isinstance(block, Table))


def pieces(text: Text) -> tuple[Piece, ...]:
    return text if isinstance(text, tuple) else (text,)


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Several texts with something between them."""
    said: list[Piece] = []
    for text in texts:
        said += [between, *pieces(text)] if said else pieces(text)
    return tuple(said)


def opened(text: str, *, known: bool = True) -> Piece:
    """A value, or the mark of what is open."""
    return text if known and text != OPEN else OPEN_MARK


def line(text: Text) -> str:
    """Text without its looks, on one line.

    >>> line(("About ", Name("شرطة", "und-Arab", "shrth"), ": ", Status("open")))
    'About شرطة (shrth): open'
    """
    return "".join(map(_said, pieces(text)))


def safe(text: str) -> str:
    """Text without what could deceive a reader; a space at either end stays, for pieces stand side by side.

    >>> safe(" a\\u202eb "), safe(" ")
    (' ab ', ' ')
    """
    kept = clean(text)
    if not kept:
        return " " if text else ""
    return (" " if text[:1].isspace() else "") + kept + (" " if text[-1:].isspace() else "")


def _kept(block: object, **values: object) -> None:
    """Set what a block that does not change was made with, made safe."""
    for name, value in values.items():
        object.__setattr__(block, name, value)


def _said(piece: Piece) -> str:
    if isinstance(piece, str):
        return safe(piece)
    if isinstance(piece, Name):
        return str(piece)
    if isinstance(piece, Status):
        return piece.said or piece.word
    return safe(piece.text)
