"""The names of the parties of a book as an index: a listed party is compared with them, and not they with all lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from duecare.errors import InputError
from duecare.names import NameIndex
from duecare.names.index_arrays import IndexedName, build_arrays

FOLDER: Final = "index"


def write_party_index(folder: Path, names: Iterable[str]) -> None:
    """Compile the distinct names of a book's parties, in the folder of its result."""
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    distinct = dict.fromkeys(filter(None, names))
    if not distinct:
        return
    for name, array in build_arrays(IndexedName(text, "unknown", at) for at, text in enumerate(distinct)).items():
        np.save(target / f"{name}.npy", array, allow_pickle=False)


def open_party_index(folder: Path) -> NameIndex | None:
    """The names of the parties of a result; None where they were not compiled, because no lists were loaded.

    Raises:
        InputError: it is damaged.
    """
    files = sorted((folder / FOLDER).glob("*.npy"))
    if not files:
        return None
    try:
        return NameIndex({file.stem: np.load(file, mmap_mode="r", allow_pickle=False) for file in files})
    except (OSError, ValueError, KeyError, IndexError) as problem:
        raise InputError(f"the index of names is damaged: {problem}", path=str(folder)) from None
