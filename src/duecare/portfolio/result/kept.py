"""Pieces of a run that are done, kept until the result is whole: the next run over the same goes on from there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

WORK: Final = "work"
"""The folder of pieces within a folder that is being written."""


class Kept:
    """Pieces by name, each whole or not there. folder: that of the result being written; None to keep nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / WORK if folder is not None else None
        if self._folder is not None:
            self._folder.mkdir(exist_ok=True)

    def document(self, name: str) -> Any | None:
        """What was kept as JSON; None where nothing was."""
        if self._folder is None:
            return None
        try:
            return json.loads((self._folder / f"{name}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def keep_document(self, name: str, document: Any) -> None:
        if self._folder is not None:
            text = json.dumps(document, ensure_ascii=False, default=str)
            beside = self._folder / f"{name}.json.part"
            beside.write_text(text, "utf-8")
            os.replace(beside, self._folder / f"{name}.json")

    def arrays(self, name: str) -> dict[str, NDArray[Any]] | None:
        """What was kept as arrays; None where nothing was."""
        if self._folder is None:
            return None
        try:
            with np.load(self._folder / f"{name}.npz", allow_pickle=False) as found:
                return dict(found)
        except (OSError, ValueError, EOFError):
            return None

    def keep_arrays(self, name: str, arrays: dict[str, NDArray[Any]]) -> None:
        if self._folder is not None:
            beside = self._folder / f"{name}.part.npz"
            np.savez(beside, allow_pickle=False, **arrays)
            os.replace(beside, self._folder / f"{name}.npz")
