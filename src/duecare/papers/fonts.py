"""The fonts that papers bring with them: those that a page has letters of, inside the page itself."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "styles" / "fonts.css"
_FACE: Final = re.compile(r"@font-face [{].*?[}]", re.DOTALL)
_FILE: Final = re.compile(r'url\("([^"]+)"\)')
_RANGE: Final = re.compile(r"U[+]([0-9A-F]+)(?:-([0-9A-F]+))?")


@dataclass(frozen=True, slots=True)
class _Face:
    css: str
    letters: re.Pattern[str]


@cache
def _faces() -> tuple[_Face, ...]:
    """Every face of the stylesheet, its file written into it, and the letters that it is for."""
    found = []
    for css in _FACE.findall(FONTS.read_text("utf-8")):
        file = _FILE.search(css)
        assert file is not None
        data = base64.b64encode((FONTS.parent / file[1]).read_bytes()).decode()
        ranges = "".join(f"\\U{int(low, 16):08x}-\\U{int(high or low, 16):08x}" for low, high in _RANGE.findall(css))
        found.append(_Face(css.replace(file[0], f"url(data:font/woff2;base64,{data})"), re.compile(f"[{ranges}]")))
    return tuple(found)


def faces(text: str) -> str:
    """The faces for the letters of a text, as CSS that loads nothing.

    >>> faces("Police").count("@font-face"), faces("Police, Полиция").count("@font-face")
    (2, 4)
    """
    return "".join(face.css for face in _faces() if face.letters.search(text))
