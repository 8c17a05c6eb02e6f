"""What an office rests on beside its rows and evidence: the journal of decided matches, the rules of the house, and
the look of its papers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from django.conf import settings

from duecare.office.cases.house import FOLDER, POLICY, house_files
from duecare.office.decisions.quorum import own_rules
from duecare.office.printing.look import THEME
from duecare.office.resolving.journal import journal_path
from duecare.papers.report import NAME as REPORT
from duecare.snapshots import home_from

JOURNAL: Final = "beside/decisions.jsonl"
QUORUM: Final = "beside/office/quorum.yaml"
_RULES: Final = (POLICY, REPORT)
"""Files of rules directly in the data folder."""
PICTURES: Final = (".png", ".jpg", ".jpeg", ".svg")
"""What a theme may name as the house's logo, in the data folder."""


def beside() -> Iterator[tuple[str, Path]]:
    """Files of the house in the data folder but for the journal, under the names that they have in an archive."""
    root = home_from(os.environ).root
    if root.is_dir():
        for path in sorted({*root.iterdir(), *house_files(root)}):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not path.is_symlink() and _is_of_the_house(name):
                yield f"beside/{name}", path
    if own_rules().is_file():
        yield QUORUM, own_rules()


def _is_of_the_house(name: str) -> bool:
    """Whether a file, by its path in the data folder, is of the house."""
    return _rules(name) or name == THEME or ("/" not in name and name[:1] != "." and name.lower().endswith(PICTURES))


def _rules(name: str) -> bool:
    """Whether it is one by which the house rules."""
    return name in _RULES or (PurePosixPath(name).parts[0] == FOLDER and name.endswith(".yaml"))


def place_of(name: str) -> Path | None:
    """Where a member of an archive belongs; None where it has no place."""
    if name == JOURNAL:
        return journal_path()
    if name == QUORUM:
        return own_rules()
    folder, _, plain = name.partition("/")
    return home_from(os.environ).root / plain if folder == "beside" and _is_of_the_house(plain) else None


class PutBack:
    """Files put in the place of those that are there; as it was again, if that is asked for.

    A journal or a rule of the house that is not among them goes: with it others would be reviewed than were. A theme or
    picture that is not among them stays.

    Args:
        staged: A folder with files under their names in the archive.
        kept: A folder, not there yet, for those that are there now.
    """

    def __init__(self, staged: Path, kept: Path) -> None:
        self.kept = kept
        names = {JOURNAL, *(name for name, _ in beside() if name == QUORUM or _rules(name.removeprefix("beside/")))}
        names |= {path.relative_to(staged).as_posix() for path in (staged / "beside").rglob("*") if path.is_file()}
        self.places = {name: place for name in sorted(names) if (place := place_of(name)) is not None}
        (kept / "beside").mkdir(parents=True, mode=0o700)
        for name, place in self.places.items():
            if place.is_file():
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
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
