"""A paper as HTML: as a page that stands alone, or as a part of one."""

from __future__ import annotations

import base64

from duecare.papers.layout.blocks import (
    Blank,
    Block,
    Bullets,
    Choice,
    Code,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Picture,
    Piece,
    Status,
    Strong,
    Table,
    Text,
    line,
    pieces,
    safe,
)
from duecare.papers.layout.theme import Theme
from duecare.papers.markup import Child, Markup, el, name, status
from duecare.papers.markup import table as marked_table
from duecare.papers.page import standing_page
from duecare.papers.wording import OPEN, Name

LOGO_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_CLASSES = {"lead": "lead", "about": "about", "headline": "headline", "note": "note"}


def page_html(document: Document, theme: Theme | None = None) -> str:
    """The paper as a page of its own, which loads nothing from elsewhere."""
    theme = theme or Theme()
    head = el(
        "header",
        logo(theme),
        el("p", f"{theme.house} · {document.kind}" if theme.house else document.kind, class_="kind"),
        el("h1", _text(document.title)),
        _pairs(document.marks.said()),
    )
    foot = el("footer", el("p", theme.foot, class_="about")) if theme.foot else None
    body = [head, el("main", blocks_html(document), id="main"), foot]
    return standing_page(
        line(document.title), ("Skip to the text", "#main"), body, language=document.language, style=themed(theme),
        pictured=bool(theme.logo),
    )  # fmt: skip


def blocks_html(document: Document) -> Markup:
    """What the paper says, as a part of a page: its headings begin at the second level."""
    return Markup("".join(_block(block) for block in document.blocks))


def themed(theme: Theme) -> str:
    """The style of a house on light paper; where a reader asks for a dark page its colours could not be read."""
    if theme == Theme():
        return ""
    return f"@media not (prefers-color-scheme: dark) {{ :root {{ --ink: {theme.ink}; --hue: {theme.hue}; }} }}"


def logo(theme: Theme) -> Child:
    """The logo of a house, inside the page."""
    if not theme.logo:
        return None
    source = f"data:{LOGO_KINDS[theme.logo_kind]};base64,{base64.b64encode(theme.logo).decode()}"
    return el("img", src=source, alt=f"Logo of {theme.house}" if theme.house else "Logo", height="48")


def _block(block: Block) -> Markup:
    if isinstance(block, Heading):
        return el(f"h{block.level + 1}", _text(block.text))
    if isinstance(block, Paragraph):
        return el("p", _text(block.text), class_=_CLASSES.get(block.style))
    if isinstance(block, Bullets):
        return el("ol" if block.ordered else "ul", [el("li", _text(item)) for item in block.items])
    if isinstance(block, Pairs):
        return _pairs(block.rows)
    if isinstance(block, Table):
        rows = ([_text(cell) for cell in row] for row in block.rows)
        counts = len(block.figures) == len(block.heads) - 1 and 0 not in block.figures
        looks = ["wide"] * (len(block.heads) > 3) + ["counts"] * counts
        return marked_table(_text(block.caption), block.heads, rows, " ".join(looks))
    if isinstance(block, Picture):
        return el("figure", Markup(block.svg), el("figcaption", _text(block.caption)) if block.caption else None)
    if isinstance(block, Blank):
        filled = el("p", _text(block.filled)) if block.filled else [el("p", class_="blank") for _ in range(block.lines)]
        label = el("strong", block.label) if block.filled else status(OPEN, block.label)
        return el("div", el("p", label), _help(block.help), filled)
    if isinstance(block, Choice):
        ticks = (el("li", f"{'☒' if option in block.ticked else '☐'} {option}") for option in block.options)
        return el("div", el("p", el("strong", block.label)), _help(block.help), el("ul", ticks, class_="ticks"))
    return el("hr", class_="turn")


def _help(said: str) -> Child:
    return el("p", said, class_="about") if said else None


def _pairs(rows: tuple[tuple[str, Text], ...]) -> Markup:
    return el("dl", ((el("dt", label), el("dd", _text(text))) for label, text in rows))


def _text(text: Text) -> Child:
    return [_piece(piece) for piece in pieces(text)]


def _piece(piece: Piece) -> Child:
    if isinstance(piece, Name):
        return name(piece)
    if isinstance(piece, Status):
        return status(piece.word, piece.said or None)
    if isinstance(piece, Strong):
        return el("strong", safe(piece.text))
    if isinstance(piece, Code):
        return el("code", safe(piece.text))
    return safe(piece)
