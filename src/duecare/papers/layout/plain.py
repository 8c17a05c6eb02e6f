"""A paper as plain data: what programs read, and what the template of the PDF is filled with."""

from __future__ import annotations

import json
from typing import Any

from duecare.papers.layout.blocks import (
    SCHEMA,
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
from duecare.papers.wording import Name


def document_json(document: Document) -> str:
    """The paper as JSON (`duecare.paper/1`): marks, record, and every block with its words; pictures by their words."""
    said = plain(document)
    for block in said["blocks"]:
        block.pop("svg", None)
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def plain(document: Document) -> dict[str, Any]:
    """A paper as dictionaries and lists."""
    return {
        "schema": SCHEMA,
        "kind": document.kind,
        "title": line(document.title),
        "language": document.language,
        "marks": [{"label": label, "value": value} for label, value in document.marks.said()],
        "record": dict(document.record),
        "name": _text(document.title),
        "landscape": document.landscape,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"block": "heading", "level": block.level, "text": _text(block.text)}
    if isinstance(block, Paragraph):
        return {"block": "paragraph", "style": block.style, "text": _text(block.text)}
    if isinstance(block, Bullets):
        return {"block": "bullets", "ordered": block.ordered, "items": [_text(item) for item in block.items]}
    if isinstance(block, Pairs):
        return {"block": "pairs", "rows": [{"label": label, "text": _text(text)} for label, text in block.rows]}
    if isinstance(block, Table):
        return {
            "block": "table",
            "caption": _text(block.caption),
            "heads": list(block.heads),
            "rows": [[_text(cell) for cell in row] for row in block.rows],
            "widths": list(block.widths) or [1] * len(block.heads),
            "figures": sorted(block.figures),
        }
    if isinstance(block, Picture):
        caption = _text(block.caption)
        return {"block": "picture", "svg": block.svg, "words": block.words, "caption": caption, "width": block.width}
    if isinstance(block, Blank):
        filled = _text(block.filled)
        return {"block": "blank", "label": block.label, "help": block.help, "lines": block.lines, "filled": filled}
    if isinstance(block, Choice):
        options = [{"text": option, "ticked": option in block.ticked} for option in block.options]
        return {"block": "choice", "label": block.label, "help": block.help, "options": options}
    return {"block": "turn"}


def _text(text: Text) -> list[dict[str, str]]:
    return [part for piece in pieces(text) for part in _piece(piece)]


def _piece(piece: Piece) -> list[dict[str, str]]:
    if isinstance(piece, str):
        return [{"as": "text", "text": safe(piece)}] if piece else []
    if isinstance(piece, Name):
        if piece.parts:
            parts = [_piece(part) for part in piece.parts]
            return [
                part
                for number, row in enumerate(parts)
                for part in ([{"as": "text", "text": " · "}] * bool(number) + row)
            ]
        return [{"as": "name", "text": piece.text, "lang": piece.lang or "", "latin": piece.latin or ""}]
    if isinstance(piece, Status):
        return [{"as": "status", "word": piece.word, "text": piece.said or piece.word}]
    if isinstance(piece, Strong):
        return [{"as": "strong", "text": safe(piece.text)}]
    assert isinstance(piece, Code)
    return [{"as": "code", "text": safe(piece.text)}]
