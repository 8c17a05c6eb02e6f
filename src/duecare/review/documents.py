"""The datasheets and brochures that a transaction file names, read beside it; what cannot be read is a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from duecare.errors import InputError
from duecare.items import OWN_WORDS, Document, looks_like_file, read_document, text_document
from duecare.review.evidence import Gap
from duecare.transaction import Item, Transaction


@dataclass(frozen=True, slots=True)
class ItemDocuments:
    """Documents by item id, and a gap for each that is named and was not read."""

    read: Mapping[str, Sequence[Document]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


def read_item_documents(transaction: Transaction, folder: str | Path) -> ItemDocuments:
    """Read the documents on file of every item.

    An entry of `documents:` that names a file in the folder of the transaction, or below it, is read; one that ends
    like a file and is not there, lies elsewhere or cannot be read is a gap, and so is what was left out of one. Any
    other entry is the title of a paper.

    Args:
        transaction: As read from its file.
        folder: The folder of that file.
    """
    root = Path(folder).resolve()
    read: dict[str, list[Document]] = {}
    gaps: list[Gap] = []
    for item in transaction.items:
        subject = f"item:{item.id}"
        for name in item.documents:
            try:
                path = (root / name).resolve()
                inside = path.is_relative_to(root)
                if not looks_like_file(name) and not (inside and path.is_file()):
                    continue
                if not inside:
                    raise InputError("lies outside the folder of the transaction file")
                document = read_document(path)
            except (InputError, OSError, ValueError) as problem:
                reason = problem.message if isinstance(problem, InputError) else str(problem)
                gaps.append(Gap("document_not_read", subject, f"{name}: {reason}. It was not read.", "item.capability"))
                continue
            gaps += [Gap("document_note", subject, f"{name}: {note}.") for note in document.notes]
            read.setdefault(item.id, []).append(replace(document, name=name))
    return ItemDocuments(read, tuple(gaps))


def own_words(item: Item) -> Document | None:
    """An item's name, description and configuration as one document; None where it has none of them."""
    text = ". ".join(part for part in (item.name, item.description, item.configuration) if part)
    return text_document(OWN_WORDS, text) if text.strip() else None
