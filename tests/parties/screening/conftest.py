from __future__ import annotations

from pathlib import Path

import invented
import pytest

from duecare.parties.screening.loaded import Lists


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    """Four invented parties on four lists; the EU's list is not loaded."""
    folder: Path = tmp_path_factory.mktemp("screening") / "index"
    return invented.lists_in(folder)
