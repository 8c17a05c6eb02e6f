"""The look of the house: one theme file in the data folder, for papers and for the pages of the office."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest

from duecare.papers.layout import PaperError, Theme, read_theme
from duecare.snapshots import home_from

THEME: Final = "theme.yaml"
LOG = logging.getLogger(__name__)


def house_theme() -> Theme:
    """The theme of the house, read again when its file is another.

    Raises:
        PaperError: the file is refused; says why.
    """
    path = home_from(os.environ).root / THEME
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return Theme()
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Theme:
    return read_theme(path)


def page_theme() -> Theme:
    """The same for pages: where the file is refused pages keep the plain look, and the log says why."""
    try:
        return house_theme()
    except PaperError as problem:
        LOG.warning("the theme is left aside: %s", problem)
        return Theme()


def house(request: HttpRequest) -> dict[str, Any]:
    """For templates: the theme of the house, and whether it is another than the plain one."""
    theme = page_theme()
    return {"house": theme, "themed": theme != Theme()}
