"""Read the starter's data files, once each."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any


def read_bytes(name: str) -> bytes:
    """One data file as it is shipped."""
    return resources.files("duecare.snapshots.starter").joinpath(name).read_bytes()


@cache
def read_json(name: str) -> Any:
    """One data file, parsed. Callers must not change what they get."""
    return json.loads(read_bytes(name))


def path_of(name: str) -> Path:
    """Where a data file lies, for one of which only a part is read."""
    return Path(__file__).resolve().parent / name
