"""The folder of a result: complete, or not there; its manifest says what it rests on."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError, OutputError
from duecare.portfolio.result.kept import WORK
from duecare.portfolio.result.parquet import table_files
from duecare.portfolio.result.schema import SCHEMA, TABLES
from duecare.snapshots.lock import locked

MANIFEST: Final = "manifest.json"
BASIS: Final = "basis"
_OURS: Final = SCHEMA.partition("/")[0] + "/"


def refuse_foreign(folder: Path) -> None:
    """See that a result may take the place of what is there.

    Raises:
        InputError: something is there that is no result of ours.
    """
    if folder.exists() and not str(_manifest(folder).get("schema", "")).startswith(_OURS):
        raise InputError(
            "is there and holds no result of a portfolio review",
            path=str(folder),
            hint="name a folder that is not there",
        )


@contextmanager
def written_whole(folder: Path, manifest: Mapping[str, Any], basis: str | None = None) -> Iterator[Path]:
    """A folder beside the one that is meant, to write tables into; then the manifest is added and it gets its name.

    Args:
        folder: The one that is meant.
        manifest: What stands in the manifest; read when the block is done.
        basis: What the result rests on. What a run over the same has left when it was stopped or killed is at hand
            again (`duecare.portfolio.result.kept`); without a basis, and where it is another, the folder is empty.

    Raises:
        InputError: something is there that is no result of ours.
        OutputError: it cannot be written, or another run writes it. A result that was there before is still there.
    """
    refuse_foreign(folder)
    target = folder.resolve()
    beside, before, lock = (target.with_name(f".{target.name}.{state}") for state in ("writing", "before", "lock"))
    keep = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(lock, f"{folder}: another run is writing it; wait for that one or stop it"):
            try:
                _emptied(beside, basis)
                yield beside
                shutil.rmtree(beside / WORK, ignore_errors=True)
                files = {name: len(table_files(beside, name)) for name in TABLES}
                document = {"schema": SCHEMA, **manifest, "files": files}
                (beside / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", "utf-8")
                (beside / BASIS).unlink()
                _replace(beside, target, before)
            except KeyboardInterrupt:
                keep = basis is not None
                raise
            finally:
                if not keep:
                    shutil.rmtree(beside, ignore_errors=True)
                lock.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None


def _emptied(folder: Path, basis: str | None) -> None:
    """Clear a folder of what was left by another run, unless that was over the same."""
    left = folder / BASIS
    if basis is None or not left.is_file() or left.read_text("utf-8") != basis:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        left.write_text(basis or "", "utf-8")


def copied(folder: Path, target: Path, without: Collection[str] = ()) -> None:
    """Bring the tables of a result, and what is kept beside them, to another folder; files that stay are shared.

    Args:
        folder: The result.
        target: Where to.
        without: Tables, or files of tables as `facts/part-country.parquet`, that are left out.
    """
    for file in sorted(folder.glob("*/*")):
        name = file.relative_to(folder)
        if file.parent.name in without or name.as_posix() in without:
            continue
        (target / name).parent.mkdir(exist_ok=True)
        try:
            os.link(file, target / name)
        except OSError:  # another file system, or one without links
            shutil.copyfile(file, target / name)


def _replace(new: Path, target: Path, before: Path) -> None:
    """Give a folder its name. What had the name stays under another one until then."""
    if not target.exists():
        os.replace(new, target)
        return
    shutil.rmtree(before, ignore_errors=True)
    os.replace(target, before)
    try:
        os.replace(new, target)
    except BaseException:  # also where the user stops it just now
        if not target.exists():
            os.replace(before, target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def manifest_day(manifest: Mapping[str, Any]) -> datetime.date:
    """The day whose law a result is judged by."""
    return datetime.date.fromisoformat(manifest["law_at"])


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result.

    Raises:
        InputError: no result is there, or one of another version.
    """
    found = _manifest(folder)
    if not found:
        raise InputError(
            "is no result of a portfolio review", path=str(folder), hint="duecare portfolio review BOOK -o FOLDER"
        )
    if found.get("schema") != SCHEMA:
        raise InputError(f"is of the form {found.get('schema')!r}", path=str(folder), hint=f"accepted: {SCHEMA}")
    for name, count in found.get("files", {}).items():
        held = len(table_files(folder, name))
        if held != count:
            raise InputError(f"is not whole: {name} has {held} files; {count} were written", path=str(folder))
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    """What stands in the manifest; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
