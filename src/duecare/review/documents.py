"""The datasheets and brochures that a transaction file names, read beside it; what cannot be read is a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duecare.errors import InputError
from duecare.items import Document, looks_like_file, read_document
from duecare.review.evidence import Gap
from duecare.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ItemDocuments:
    """Documents by item id, and a gap for each that is named and was not read."""

    read: Mapping[str, Sequence[Document]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


def read_item_documents(transaction: Transaction, folder: str | Path) -> ItemDocuments:
    """Read the documents on file of every item.

    An entry of `documents:` that names a file in the folder of the transaction, or below it, is read; one that ends
    like a file and is not there, lies elsewhere or cannot be read is a gap. Any other entry is the title of a paper.

    Args:
        transaction: As read from its file.
        folder: The folder of that file.
    """
    root = Path(folder).resolve()
    read: dict[str, list[Document]] = {}
    gaps = []
    for item in transaction.items:
        for name in item.documents:
            if not looks_like_file(name):
                continue
            try:
                path = (root / name).resolve()
                if not path.is_relative_to(root):
                    raise InputError("lies outside the folder of the transaction file")
                document = read_document(path)
            except (InputError, OSError, ValueError) as problem:
                reason = problem.message if isinstance(problem, InputError) else str(problem)
                gaps.append(
                    Gap(
                        "document_not_read", f"item:{item.id}", f"{name}: {reason}. It was not read.", "item.capability"
                    )
                )
                continue
            gaps += [Gap("document_not_read", f"item:{item.id}", f"{name}: {note}.", None) for note in document.notes]
            named = Document(name, document.text, document.unit, document.starts, document.notes)
            read.setdefault(item.id, []).append(named)
    return ItemDocuments(read, tuple(gaps))
