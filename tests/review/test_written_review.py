"""Claims about a written review read back: it is the review that was written, or it is refused."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from duecare.errors import InputError
from duecare.guidance import load_guidance
from duecare.papers.html import memo_sections
from duecare.review import review, review_bytes, written_review
from duecare.transaction import read_transaction

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
DAY = datetime.date(2026, 11, 26)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_written_review_is_read_back_to_the_same_values_and_bytes(path: Path) -> None:
    made = review(read_transaction(path), known_at=DAY)
    again = written_review(json.loads(review_bytes(made)))
    assert again == made
    assert review_bytes(again) == review_bytes(made)
    assert memo_sections(again, load_guidance()) == memo_sections(made, load_guidance())


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


@pytest.mark.parametrize(("section", "field"), [("outcome", "headline"), ("gathered", "title")])
def test_a_document_without_a_field_is_refused(section: str, field: str) -> None:
    document = json.loads(review_bytes(review(read_transaction(EXAMPLES[0]), known_at=DAY)))
    del document[section][field]
    with pytest.raises(InputError, match="damaged"):
        written_review(document)
