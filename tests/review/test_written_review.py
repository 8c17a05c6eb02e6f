"""Claims about a written review read back: it is the review that was written, or it is refused."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from duecare.errors import InputError
from duecare.review import review, review_bytes
from duecare.review.written import written_review
from duecare.transaction import read_transaction

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
DAY = datetime.date(2026, 11, 26)


@pytest.mark.parametrize("path", EXAMPLES[::3], ids=lambda path: path.stem)
def test_a_written_review_is_read_back_to_the_same_values_and_bytes(path: Path) -> None:
    made = review(read_transaction(path), known_at=DAY)
    again = written_review(json.loads(review_bytes(made)))
    assert again == made
    assert review_bytes(again) == review_bytes(made)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "other/1"},
        {"outcome": None},
        {"findings": "x"},
        {"known_at": "soon"},
        {"policy": 3},
        {"gathered": {}},
    ],
)
def test_a_document_that_is_no_review_is_refused(change: dict[str, Any]) -> None:
    document = json.loads(review_bytes(review(read_transaction(EXAMPLES[0]), known_at=DAY)))
    with pytest.raises(InputError, match="review"):
        written_review({**document, **change})


def test_a_document_without_a_field_is_refused() -> None:
    document = json.loads(review_bytes(review(read_transaction(EXAMPLES[0]), known_at=DAY)))
    del document["outcome"]["headline"]
    with pytest.raises(InputError, match="damaged"):
        written_review(document)
