"""The look of a house in one file: its name, logo, colours and foot line, for every paper and page."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.papers.layout.blocks import PaperError
from duecare.papers.wording import clean

ACCEPTED: Final = ("house", "logo", "hue", "ink", "foot")
MOST_LOGO: Final = 2_000_000
"""Bytes that a logo may have."""
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_STARTS: Final = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".svg": (b"<svg", b"<?xml"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """house is the name on the first page; hue is for links and rules, ink for words; foot stands on every page."""

    house: str = ""
    hue: str = "#1f4b73"
    ink: str = "#1b1b19"
    foot: str = ""
    logo: bytes = b""
    logo_kind: str = ""


def read_theme(path: Path) -> Theme:
    """Read a theme: YAML with `house`, `logo` (a PNG, JPEG or SVG beside it), `hue`, `ink`, `foot`, each optional.

    Raises:
        PaperError: the file cannot be read, or says something that is not accepted; says what is.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe").load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as problem:
        why = (isinstance(problem, OSError) and problem.strerror) or _first_line(problem)
        raise PaperError(f"the theme cannot be read: {why}", path=str(path)) from None
    if not isinstance(said, dict):
        raise PaperError("a theme has keys and values", path=str(path), hint=f"accepted: {', '.join(ACCEPTED)}")
    for key, value in said.items():
        if key not in ACCEPTED:
            raise PaperError(f"{key!r} is not known to themes", path=str(path), hint=f"accepted: {', '.join(ACCEPTED)}")
        if not isinstance(value, str):
            raise PaperError(f"{key} is to be text", path=str(path))
        if key in ("hue", "ink"):
            _check_colour(path, key, value)
    logo, kind = _logo(path, said.get("logo"))
    words: dict[str, Any] = {key: clean(value) for key, value in said.items() if key != "logo"}
    return Theme(**words, logo=logo, logo_kind=kind)


def theme_at_hand(named: str | Path | None = None) -> Theme:
    """The theme that is named, else `theme.yaml` in the data folder, else the plain one.

    Raises:
        PaperError: the file cannot be read, or says something that is not accepted.
    """
    if named is not None:
        return read_theme(Path(named))
    from duecare.snapshots import home_from

    kept = home_from(os.environ).root / "theme.yaml"
    return read_theme(kept) if kept.is_file() else Theme()


def _check_colour(path: Path, key: str, value: str) -> None:
    """A colour that can be read on white paper: WCAG asks for a contrast of 4.5 to 1."""
    if not _COLOUR.fullmatch(value):
        raise PaperError(f"{key} is {value!r}", path=str(path), hint="accepted: a colour as '#1f4b73'")
    contrast = 1.05 / (luminance(value) + 0.05)
    if contrast < 4.5:
        raise PaperError(
            f"{key} {value} can hardly be read on white: its contrast is {contrast:.1f} to 1",
            path=str(path),
            hint="accepted: a darker colour, with 4.5 to 1 or more",
        )


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2, definition of relative luminance).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(path: Path, name: str | None) -> tuple[bytes, str]:
    if name is None:
        return b"", ""
    kind = Path(name).suffix.lower()
    if kind not in _STARTS:
        raise PaperError(
            f"the logo {name} is no picture that papers take", path=str(path), hint="accepted: .png, .jpg, .svg"
        )
    try:
        content = (path.parent / name).read_bytes()
    except OSError as problem:
        raise PaperError(f"the logo {name} cannot be read: {problem.strerror}", path=str(path)) from None
    if len(content) > MOST_LOGO:
        raise PaperError(
            f"the logo {name} has {len(content):,} bytes", path=str(path), hint=f"accepted: at most {MOST_LOGO:,}"
        )
    if not content.lstrip().startswith(_STARTS[kind]):
        raise PaperError(
            f"the logo {name} is not what its name says", path=str(path), hint="accepted: .png, .jpg, .svg"
        )
    return content, kind


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]
