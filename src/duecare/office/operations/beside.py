"""What an office rests on beside its rows and evidence: the journal of decided matches, the look of its papers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from duecare.office.resolving.journal import journal_path
from duecare.snapshots import home_from

JOURNAL: Final = "beside/decisions.jsonl"
THEME: Final = "theme.yaml"
PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg")
"""What a theme may name as the house's logo, in the data folder."""


def beside() -> Iterator[tuple[str, Path]]:
    """Files of the house in the data folder but for the journal, under the names that they have in an archive."""
    root = home_from(os.environ).root
    if root.is_dir():
        for path in sorted(root.iterdir()):
            if path.is_file() and not path.is_symlink() and _is_of_the_house(path.name):
                yield f"beside/{path.name}", path


def _is_of_the_house(name: str) -> bool:
    return name == THEME or (not name.startswith(".") and name.lower().endswith(PICTURES))


def place_of(name: str) -> Path | None:
    """Where a member of an archive belongs; None where it has no place."""
    if name == JOURNAL:
        return journal_path()
    folder, _, plain = name.partition("/")
    return home_from(os.environ).root / plain if folder == "beside" and _is_of_the_house(plain) else None


class PutBack:
    """Files put in the place of those that are there; as it was again, if that is asked for.

    A journal that is not among them goes; a theme or picture that is not among them stays.

    Args:
        staged: A folder with files under their names in the archive.
        kept: A folder, not there yet, for those that are there now.
    """

    def __init__(self, staged: Path, kept: Path) -> None:
        self.kept = kept
        names = {JOURNAL, *(f"beside/{path.name}" for path in (staged / "beside").glob("*"))}
        self.places = {name: place for name in sorted(names) if (place := place_of(name)) is not None}
        (kept / "beside").mkdir(parents=True, mode=0o700)
        for name, place in self.places.items():
            if place.is_file():
                shutil.copy2(place, kept / name)
        self._put(staged)

    def _put(self, folder: Path) -> None:
        """Let there be what a folder has, and no more."""
        for name, place in self.places.items():
            if not (folder / name).is_file():
                place.unlink(missing_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = place.with_name(f".{place.name}.restoring")
            shutil.copy2(folder / name, part)
            os.replace(part, place)

    def undo(self) -> None:
        """Put back what was there."""
        self._put(self.kept)


def key_mark() -> str:
    """By which the key of an office is told from another, and cannot be found out."""
    return sha256(b"duecare key of an office\0" + settings.SECRET_KEY.encode()).hexdigest()[:16]
