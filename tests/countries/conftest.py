"""Country data that is loaded, for several modules: made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from loaded_home import DAY, Loaded, filled

from duecare.countries.loaded import open_countries


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Small files of eight sources, taken in and compiled. Tests that change the folder work on a copy."""
    store = filled(tmp_path_factory.mktemp("countries"))
    said: list[None] = []
    data = open_countries(store.home, DAY, lambda: said.append(None))
    return Loaded(store, data, len(said))
