"""ZIP files in which publishers give their tables: the tables taken out, everything else left in."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from duecare.errors import InputError

_MOST_BYTES: Final = 4_000_000_000
_RATIO: Final = 300
_WANTED: Final = {"vdem": (".csv",), "programmes": (".csv", ".yml", ".yaml")}
_FOLDER: Final = {"programmes": "meta/programs"}
"""Where in a copy of a whole repository the files lie; a ZIP without that folder has them anywhere."""


@contextmanager
def unpacked(paths: Sequence[Path], form: str) -> Iterator[list[Path]]:
    """The files, and in place of a ZIP the tables that are in it.

    Raises:
        InputError: damaged, with a password, without such a table, or far larger than a table is.
    """
    with tempfile.TemporaryDirectory(prefix="duecare-") as folder:
        found: list[Path] = []
        outside: dict[str, Path] = {}
        for number, path in enumerate(paths):
            packed = form in _WANTED and zipfile.is_zipfile(path) and not is_workbook(path)
            taken = _taken_out(path, form, Path(folder, str(number))) if packed else [path]
            outside |= {str(one): path for one in taken if one is not path}
            found += taken
        try:
            yield found
        except InputError as problem:
            where = outside.get(problem.path or "")
            if where is None:
                raise
            message = f"{Path(problem.path or '').name.partition('-')[2]} in it {problem.message}"
            raise InputError(message, path=str(where), line=problem.line, hint=problem.hint) from None


def is_workbook(path: Path) -> bool:
    """Whether a ZIP is a spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _taken_out(path: Path, form: str, folder: Path) -> list[Path]:
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _wanted(archive, form)
            if not parts:
                raise InputError(f"holds no {' or '.join(_WANTED[form])} file", path=str(path))
            size = sum(part.file_size for part in parts)
            if size > _MOST_BYTES or size > _RATIO * path.stat().st_size:
                raise InputError(f"unpacks to {size:,} bytes, like a zip bomb; it is not opened", path=str(path))
            taken = []
            for number, part in enumerate(parts):
                target = folder / f"{number}-{PurePosixPath(part.filename).name[-100:]}"
                with archive.open(part) as source, open(target, "wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                taken.append(target)
            return taken
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as problem:
        raise InputError(f"is damaged or has a password: {problem}", path=str(path)) from None


def _wanted(archive: zipfile.ZipFile, form: str) -> list[zipfile.ZipInfo]:
    """Tables by their ending; hidden files, and what some systems pack beside them, are none."""
    parts = [
        part
        for part in archive.infolist()
        if part.filename.casefold().endswith(_WANTED[form])
        and not part.is_dir()
        and not any(name.startswith((".", "__MACOSX")) for name in PurePosixPath(part.filename).parts)
    ]
    inside = [part for part in parts if f"{_FOLDER.get(form, '/')}/" in part.filename]
    return sorted(inside or parts, key=lambda part: part.filename)
