"""A paper as PDF, by Typst: tagged for screen readers (PDF/UA-1), every script by fonts that come along."""

from __future__ import annotations

import datetime
import json
from importlib.resources import as_file, files
from typing import Any, Final

from duecare.papers.layout.blocks import Document, PaperError
from duecare.papers.layout.plain import plain
from duecare.papers.layout.theme import Theme

PACKAGE: Final = "duecare.papers.layout"
TEMPLATE: Final = "paper.typ"
STANDARD: Final = "ua-1"


def pdf_bytes(document: Document, theme: Theme | None = None) -> bytes:
    """The paper as PDF. The same paper gives the same bytes.

    Raises:
        PaperError: Typst is not installed, or it refused the paper; says what it said.
    """
    theme = theme or Theme()
    sources = {"main.typ": (files(PACKAGE) / TEMPLATE).read_bytes()}
    said = plain(document)
    for number, block in enumerate(said["blocks"]):
        if svg := block.pop("svg", None):
            block["file"] = f"picture{number}.svg"
            sources[block["file"]] = _printed(svg, theme).encode()
    logo = f"logo{theme.logo_kind}" if theme.logo else ""
    if logo:
        sources[logo] = theme.logo
    said["theme"] = {"house": theme.house, "hue": theme.hue, "ink": theme.ink, "foot": theme.foot, "logo": logo}
    sources["paper.json"] = json.dumps(said, ensure_ascii=False).encode()
    made = datetime.datetime.fromisoformat(document.marks.made[:10]).replace(tzinfo=datetime.UTC)
    return _set(sources, format="pdf", pdf_standards=STANDARD, timestamp=int(made.timestamp()))


def png_bytes(svg: str, theme: Theme, width: int = 1200) -> bytes:
    """A drawing as PNG, some `width` pixels wide, for documents that take no SVG.

    Raises:
        PaperError: Typst is not installed, or the drawing is none.
    """
    page = b'#set page(width: 500pt, height: auto, margin: 0pt, fill: white)\n#image("drawing.svg", width: 100%)'
    return _set({"main.typ": page, "drawing.svg": _printed(svg, theme).encode()}, format="png", ppi=72 * width / 500)


def _set(sources: dict[str, bytes], **how: Any) -> bytes:
    """What Typst makes of some files, `main.typ` first, with the fonts that come along and no others."""
    try:
        import typst
    except ImportError:
        raise PaperError("PDF and pictures in Word need Typst", hint="pip install typst") from None
    compiled: Any = typst.compile
    with as_file(files(PACKAGE) / "fonts") as fonts:
        try:
            made: bytes | list[bytes] = compiled(sources, font_paths=[str(fonts)], ignore_system_fonts=True, **how)
        except typst.TypstError as problem:
            raise PaperError(f"the paper was not set: {problem.message}") from None
        except RuntimeError as problem:  # where Typst cannot say in which line of a picture it was
            raise PaperError(f"the paper was not set: {problem}", hint="is the logo damaged?") from None
    return made if isinstance(made, bytes) else made[0]


def _printed(svg: str, theme: Theme) -> str:
    """A drawing in the ink of the house; on a page it takes the colour of the words around it."""
    return svg.replace("currentColor", theme.ink).replace("<svg ", '<svg font-family="Noto Sans" ', 1)
