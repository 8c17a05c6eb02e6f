"""The one folder in which Duecare keeps outside data: where it is, and what lies in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duecare.errors import InputError, OutputError

VARIABLE = "DUECARE_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder. Nothing is made before something is written to it.

    objects: raw files by their SHA-256. snapshots: a folder a source, with its manifests. indexes: what is computed
    from snapshots, and can be computed again. office: the web application's own.
    """

    root: Path

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def indexes(self) -> Path:
        return self.root / "indexes"

    @property
    def office(self) -> Path:
        return self.root / "office"


def home_from(environment: Mapping[str, str]) -> Home:
    """The data folder that an environment names: `DUECARE_HOME`, else the platform's place for a user's data.

    That is `XDG_DATA_HOME/duecare` or `~/.local/share/duecare`, and on Windows `%LOCALAPPDATA%\\duecare`.

    Raises:
        InputError: the variable holds what cannot be a folder, or there is no home directory to fall back on.
    """
    named = environment.get(VARIABLE, "")
    if named:
        if "\0" in named:
            raise InputError(f"{VARIABLE} holds a NUL character", hint="accepted: the path of a folder")
        root = Path(os.path.abspath(_expanded(named, environment)))
        if root.exists() and not root.is_dir():
            raise InputError(f"{VARIABLE} names a file", path=str(root), hint="accepted: the path of a folder")
        return Home(root)
    local, data = environment.get("LOCALAPPDATA", ""), environment.get("XDG_DATA_HOME", "")
    if sys.platform == "win32" and local:
        return Home(Path(local) / "duecare")
    if os.path.isabs(data):  # the XDG specification has a relative path ignored
        return Home(Path(data) / "duecare")
    return Home(Path(_expanded("~/.local/share/duecare", environment)))


def made(folder: Path) -> Path:
    """A folder, made with its parents if it is not there; readable by its owner only where it is new.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder}: the folder cannot be made: {problem.strerror}") from None
    return folder


def _expanded(path: str, environment: Mapping[str, str]) -> str:
    if path.startswith("~/") and environment.get("HOME"):
        return environment["HOME"] + path[1:]
    expanded = os.path.expanduser(path)
    if expanded.startswith("~"):
        raise InputError(f"there is no home directory for {path!r}", hint=f"set {VARIABLE} to a folder")
    return expanded
