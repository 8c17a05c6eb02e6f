"""A text that is to be public names nobody, no case and no price."""

from __future__ import annotations

import pytest

from duecare.papers.disclosure import revealing
from duecare.papers.layout import Document, Heading, Marks, Paragraph, Picture, Strong, Table
from duecare.papers.wording import named

NAMES = {
    "party": ["ООО «Ромашка»", "Zarubin Optics GmbH", "شرطة دبي", "Police"],
    "person": ["Ana Ruiz"],
    "item": ["Veriface Gate"],
}


def paper(*blocks: object) -> Document:
    return Document("Report", "2026", Marks("1", "draft", "public", "2026-12-31", "2027-01-10"), tuple(blocks))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We declined a sale to ROMASHKA.", "party"),
        ("A sale by way of Zarubin optics was stopped.", "party"),
        ("The buyer شرطة دبي asked.", "party"),
        ("Decided by ana RUIZ in May.", "person"),
        ("The veriface gate was not sold.", "item"),
        ("See C-2026-00012.", "number of a case"),
        ("It was worth 1,200,000 EUR.", "sum of money"),
        ("It was worth $ 4 million.", "sum of money"),
        ("Write to ana@example.org.", "e-mail address"),
    ],
)
def test_what_a_line_gives_away_is_found_with_its_words(text: str, kind: str) -> None:
    (found,) = revealing(paper(Paragraph(text)), NAMES, plain=["We sell to police."])
    assert found.kind == kind
    assert found.line == text


def test_words_that_everybody_uses_are_no_name() -> None:
    text = paper(Heading("Sales to police"), Paragraph(("Optics were sold. ", Strong("Ana"), " is a word.")))
    assert revealing(text, NAMES, plain=["Sales to police"]) == []


def test_tables_pictures_and_titles_are_read_too() -> None:
    drawing = Picture("<svg/>", "A bar for Zarubin Optics")
    table = Table("Lessons", ("Lesson",), ((named("شرطة دبي"),),))
    assert {one.words for one in revealing(paper(drawing, table), NAMES)} == {"zarubin optics", "shrth dby"}
