"""The programme page as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecare.office.programme.asked import Row
from duecare.papers.layout import Block, Bullets, Code, Document, Heading, Marks, Paragraph, Status, Strong, Table, Text

KIND = "Programme of due diligence"
LEAD = (
    "What the guidance asks of a programme, beside what is on record. It is counted from the records of the office, and"
    " says what is missing or late. It gives no score: whether what is there suffices is for people to judge. What is"
    " asked stands in our own words; how surely its text is known stands behind it."
)


def programme_document(found: Mapping[str, tuple[str, Sequence[Row]]], house: str, day: str) -> Document:
    """The page as a paper. found: by instrument its title and its rows."""
    blocks: list[Block] = [Paragraph(LEAD, "lead")]
    gaps = dict.fromkeys(line.text for _title, rows in found.values() for row in rows for line in row.lines if line.gap)
    blocks.append(Heading("What is missing or late"))
    if gaps:
        blocks.append(Bullets(tuple(gaps)))
    else:
        blocks.append(Paragraph("Nothing that is asked below is missing from the records."))
    for name, (title, rows) in found.items():
        blocks.append(Heading(title))
        cells = tuple((Code(row.id), _asked(row), _on_record(row)) for row in rows)
        blocks.append(
            Table(
                f"{name}: what it asks, and what is on record",
                ("Reference", "What is asked", "On record"),
                cells,
                (3, 5, 6),
                sheet=title,
            )
        )
    record = {
        name: [
            {"id": row.id, "on_record": [line.text for line in row.lines if not line.gap],
             "missing": [line.text for line in row.lines if line.gap]}
            for row in rows
        ]
        for name, (_title, rows) in found.items()
    }  # fmt: skip
    marks = Marks(version=f"of {day}", status="final", mark="internal", data_date=day, made=day)
    return Document(
        KIND, f"{house or 'The company'}: {KIND.lower()}", marks, tuple(blocks), record=record, landscape=True
    )


def _asked(row: Row) -> Text:
    return (Strong(f"{row.title}."), f" {row.text} ({row.cite})") if row.title else f"{row.text} ({row.cite})"


def _on_record(row: Row) -> Text:
    said: list[str | Status] = []
    for line in row.lines:
        if said:
            said.append(" ")
        if line.gap:
            said += [Status("open", "missing or late"), " "]
        said.append(line.text)
    return tuple(said)
