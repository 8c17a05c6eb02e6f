"""Reading instrument folders from YAML, with the file and line of every entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from duecare.guidance.model import GuidanceError


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as written, and where."""

    instrument: str
    path: Path
    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RawInstrument:
    """One instrument folder as written."""

    id: str
    path: Path
    values: dict[str, Any]
    entries: tuple[RawEntry, ...]


INSTRUMENT = "instrument.yaml"
"""The file that makes a folder an instrument."""


def instrument_folders(root: Path, head: str = INSTRUMENT) -> list[Path]:
    """The folders that hold an `instrument.yaml`, or another file of that place, the root itself included."""
    return sorted(path.parent for path in root.rglob(head))


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the YAML files of one instrument."""
    digest = sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_folder(folder: Path, head: str = INSTRUMENT) -> RawInstrument:
    """Read one instrument, or another folder of entries whose first file is `head`.

    Raises:
        GuidanceError: a file is not YAML, or not of the shape of an instrument; with file and line.
    """
    first = _load(folder / head)
    if not isinstance(first, dict) or not isinstance(first.get("id"), str):
        what = "an instrument" if head == INSTRUMENT else Path(head).stem
        raise GuidanceError(f"{folder / head}:1: {what} is a mapping with an id")
    entries = [
        entry for path in sorted(folder.glob("*.yaml")) if path.name != head for entry in _entries(path, first["id"])
    ]
    return RawInstrument(first["id"], folder / head, dict(first), tuple(entries))


def _entries(path: Path, instrument: str) -> Iterator[RawEntry]:
    document = _load(path)
    if document is None:
        return
    if not isinstance(document, list):
        raise GuidanceError(f"{path}:1: expected a list of entries, each with an id")
    for index, values in enumerate(document):
        line = document.lc.item(index)[0] + 1 if hasattr(document, "lc") else index + 1
        if not isinstance(values, dict) or "id" not in values:
            raise GuidanceError(f"{path}:{line}: an entry is a mapping with an id")
        yield RawEntry(instrument, path, line, dict(values))


def _load(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="rt", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise GuidanceError(f"{path}: no such file; an instrument folder holds instrument.yaml") from None
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or " ".join(str(error).split())
        raise GuidanceError(f"{path}{line}: not YAML: {why}") from None
