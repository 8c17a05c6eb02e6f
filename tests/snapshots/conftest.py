"""A publisher for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from publisher import Publisher, publishing


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as one:
        yield one
