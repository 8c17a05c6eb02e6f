"""Datasheets, brochures and pages: files to text with pages, whatever their format."""

from duecare.items.documents.language import is_read, language_of
from duecare.items.documents.model import OWN_WORDS, Document, DocumentError, Sentence, assembled, normal, text_document
from duecare.items.documents.read import ACCEPTED, looks_like_file, read_document, read_document_bytes

__all__ = [
    "ACCEPTED",
    "OWN_WORDS",
    "Document",
    "DocumentError",
    "Sentence",
    "assembled",
    "is_read",
    "language_of",
    "looks_like_file",
    "normal",
    "read_document",
    "read_document_bytes",
    "text_document",
]
