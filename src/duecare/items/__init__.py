"""What can it do? A product's own words, read for its capabilities, modes and the elements of legal definitions."""

from duecare.items.documents import (
    OWN_WORDS,
    Document,
    DocumentError,
    assembled,
    looks_like_file,
    read_document,
    read_document_bytes,
    text_document,
)
from duecare.items.elements import Definition, Element
from duecare.items.quotes import Quote
from duecare.items.scan import FOUND_BY, Scan, scan_text
from duecare.items.scope import (
    Category,
    Outline,
    Question,
    Scope,
    StatedFact,
    gather_items,
    outline,
    scope_documents,
    scope_text,
)
from duecare.items.taxonomy import Capability, taxonomy

__all__ = [
    "FOUND_BY",
    "OWN_WORDS",
    "Capability",
    "Category",
    "Definition",
    "Document",
    "DocumentError",
    "Element",
    "Outline",
    "Question",
    "Quote",
    "Scan",
    "Scope",
    "StatedFact",
    "assembled",
    "gather_items",
    "looks_like_file",
    "outline",
    "read_document",
    "read_document_bytes",
    "scan_text",
    "scope_documents",
    "scope_text",
    "taxonomy",
    "text_document",
]
