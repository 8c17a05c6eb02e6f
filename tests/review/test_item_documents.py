"""Documents of items in a review: read, quoted, embedded, and a gap where they cannot be read."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import pytest

from duecare.guidance import load_guidance
from duecare.review import Review, load_policy, read_item_documents, replay, review, review_bytes
from duecare.transaction import read_transaction

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "items"))
import papers_made as made

DAY = datetime.date(2026, 11, 26)
DEAL = """\
id: gate
title: Gates for a stadium
items:
  - id: gate
    name: Stadium gate
    documents: [{documents}]
parties:
  - {{id: buyer, roles: [end_user], name: Stadium company, country: NZ}}
places:
  - {{id: city, country: NZ, roles: [destination, use]}}
"""


def reviewed(tmp_path: Path, documents: str) -> Review:
    path = tmp_path / "deal.yaml"
    path.write_text(DEAL.format(documents=documents), "utf-8")
    transaction = read_transaction(path)
    return review(transaction, known_at=DAY, documents=read_item_documents(transaction, tmp_path))


def capability(result: Review):  # type: ignore[no-untyped-def]
    return next(entry for entry in result.gathered.assertions if entry.fact == "item.capability")


def test_a_brochure_states_facts_with_the_words_and_their_page(tmp_path: Path) -> None:
    (tmp_path / "brochure.pdf").write_bytes(
        made.pdf(["Welcome", "Face recognition against a watchlist of banned visitors"])
    )
    result = reviewed(tmp_path, "brochure.pdf")
    entry = capability(result)
    assert "facial_recognition" in entry.value
    assert entry.source.title == "brochure.pdf"
    assert next((quote.document, quote.unit, quote.page) for quote in entry.quotes) == ("brochure.pdf", "page", 2)
    assert "Face recognition" in entry.quotes[0].words


def test_a_review_replays_without_the_brochure(tmp_path: Path) -> None:
    (tmp_path / "brochure.pdf").write_bytes(made.pdf(["Face recognition against a watchlist"]))
    written = tmp_path / "review.json"
    written.write_bytes(review_bytes(reviewed(tmp_path, "brochure.pdf")))
    (tmp_path / "brochure.pdf").unlink()
    assert replay(written, load_guidance(), load_policy()).same


def test_a_review_written_before_quotes_were_kept_can_still_be_read(tmp_path: Path) -> None:
    written = tmp_path / "review.json"
    document = json.loads(review_bytes(reviewed(tmp_path, "a paper")))
    for row in document["gathered"]["assertions"]:
        row.pop("quotes")
    written.write_text(json.dumps(document), "utf-8")
    assert not replay(written, load_guidance(), load_policy()).same


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.pdf", None, "there is no such file"),
        ("cut.pdf", b"%PDF-1.7 cut", "is damaged or cut short, or no PDF"),
        ("../outside.txt", None, "lies outside the folder of the transaction file"),
        ("/etc/hostname.txt", None, "lies outside the folder of the transaction file"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "is a picture (PNG)"),
        ("locked.pdf", made.pdf(["x"], encrypted=True), "is encrypted"),
    ],
)
def test_a_document_that_cannot_be_read_is_a_gap_and_the_review_goes_on(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (gap,) = [gap for gap in reviewed(tmp_path, name).gathered.gaps if gap.kind == "document_not_read"]
    assert gap.subject == "item:gate"
    assert says in gap.text


def test_the_title_of_a_paper_is_no_file(tmp_path: Path) -> None:
    kinds = {gap.kind for gap in reviewed(tmp_path, "data sheet of 2024").gathered.gaps}
    assert "document_not_read" not in kinds


def test_pages_that_are_pictures_are_a_gap(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(made.pdf(["Face recognition", ""]))
    gaps = [gap.text for gap in reviewed(tmp_path, "scan.pdf").gathered.gaps if gap.kind == "document_note"]
    assert gaps == ["scan.pdf: 1 of 2 pages hold no text, perhaps pictures of it; they were not read."]


def test_what_is_left_out_is_open_while_a_document_was_not_read(tmp_path: Path) -> None:
    (tmp_path / "brochure.pdf").write_bytes(made.pdf(["Face recognition against a watchlist"]))
    result = reviewed(tmp_path, "brochure.pdf, missing.pdf")
    stated = {entry.fact: entry.value for entry in result.gathered.assertions if entry.subject == "item:gate"}
    assert stated["item.capability#facial_recognition"] is True
    assert "item.capability" not in stated
    assert not any(fact.startswith("item.capability#spyware") for fact in stated)


def test_a_harmless_name_does_not_clear_an_item_whose_brochure_is_missing(tmp_path: Path) -> None:
    result = reviewed(tmp_path, "missing.pdf")
    assert not any(entry.fact.startswith("item.capability") for entry in result.gathered.assertions)
    assert result.outcome.hold
