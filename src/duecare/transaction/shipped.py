"""The transactions that ship with Duecare."""

from __future__ import annotations

from pathlib import Path

from duecare.errors import InputError


def shipped_examples() -> Path:
    """The folder of the examples: inside the package, or beside it in a checkout.

    Raises:
        InputError: neither is there.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples", package.parent.parent / "examples"):
        if folder.is_dir():
            return folder
    raise InputError("no examples are installed")
