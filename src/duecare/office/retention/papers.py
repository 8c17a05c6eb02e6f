"""The bytes of papers on file, as far as retention reads and removes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from duecare.office.evidence.models import Evidence


def path_of(digest: str) -> Path:
    """Where the bytes with this hash are kept."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def bytes_of(paper: Evidence) -> bytes | None:
    """The bytes of a paper; None where they were erased or are not here."""
    path = path_of(paper.sha256)
    return path.read_bytes() if paper.sha256 and path.is_file() else None


def remove_bytes(digests: Iterable[str]) -> None:
    """Remove what is kept under hashes that no paper has any more."""
    for digest in sorted(digests):
        path_of(digest).unlink(missing_ok=True)
