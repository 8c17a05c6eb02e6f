"""Outside data: dated, hashed imports of one outside source each; the starter ships with the package."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duecare.snapshots.country_sources import COUNTRY_SOURCES
    from duecare.snapshots.fetch import Terms
    from duecare.snapshots.home import Home, home_from
    from duecare.snapshots.intake import Outcome, Reading, import_files
    from duecare.snapshots.list_sources import LIST_SOURCES
    from duecare.snapshots.manifest import Counts, KeptFile, Manifest
    from duecare.snapshots.publisher import pull
    from duecare.snapshots.rows import Difference, RawFile
    from duecare.snapshots.source import Source, SourceFile
    from duecare.snapshots.sources import SOURCES, source_of
    from duecare.snapshots.status import Status, lists_loaded, lists_missing, status_document, statuses
    from duecare.snapshots.store import Current, Store

__all__ = [
    "COUNTRY_SOURCES",
    "LIST_SOURCES",
    "SOURCES",
    "Counts",
    "Current",
    "Difference",
    "Home",
    "KeptFile",
    "Manifest",
    "Outcome",
    "RawFile",
    "Reading",
    "Source",
    "SourceFile",
    "Status",
    "Store",
    "Terms",
    "home_from",
    "import_files",
    "lists_loaded",
    "lists_missing",
    "pull",
    "source_of",
    "status_document",
    "statuses",
]

_MODULES = {
    "fetch": ("Terms",),
    "home": ("Home", "home_from"),
    "intake": ("Outcome", "Reading", "import_files"),
    "manifest": ("Counts", "KeptFile", "Manifest"),
    "publisher": ("pull",),
    "rows": ("Difference", "RawFile"),
    "country_sources": ("COUNTRY_SOURCES",),
    "list_sources": ("LIST_SOURCES",),
    "source": ("Source", "SourceFile"),
    "sources": ("SOURCES", "source_of"),
    "status": ("Status", "lists_loaded", "lists_missing", "status_document", "statuses"),
    "store": ("Current", "Store"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a name when it is first used: a review with the starter alone pays for none of this."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'duecare.snapshots' has no attribute {name!r}")
    return getattr(import_module(f"duecare.snapshots.{_MODULE_OF[name]}"), name)
