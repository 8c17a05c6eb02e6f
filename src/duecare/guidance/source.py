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


def instrument_folders(root: Path) -> list[Path]:
    """The folders that hold an `instrument.yaml`, the root itself included."""
    return sorted(path.parent for path in root.rglob("instrument.yaml"))


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the YAML files of one instrument."""
    digest = sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_folder(folder: Path) -> RawInstrument:
    """Read one instrument.

    Raises:
        GuidanceError: a file is not YAML, or not of the shape of an instrument; with file and line.
    """
    head = _load(folder / "instrument.yaml")
    if not isinstance(head, dict) or not isinstance(head.get("id"), str):
        raise GuidanceError(f"{folder / 'instrument.yaml'}:1: an instrument is a mapping with an id")
    entries = [
        entry
        for path in sorted(folder.glob("*.yaml"))
        if path.name != "instrument.yaml"
        for entry in _entries(path, head["id"])
    ]
    return RawInstrument(head["id"], folder / "instrument.yaml", dict(head), tuple(entries))


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
