"""What a book is read and judged with: DuckDB and the processes of this computer, or a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from duecare.portfolio.book.numbered import Numbered, numbered
from duecare.portfolio.judging.processes import DoneBy, done_here

if TYPE_CHECKING:
    from duecare.portfolio.book.mapping import Mapping
    from duecare.portfolio.book.read_book import Book


class Engine(Protocol):
    """Reads a book, numbers its subjects and does the same work on many pieces. Results do not depend on it."""

    @property
    def name(self) -> str:
        """As the manifest of a result names it."""
        ...

    @property
    def done_by(self) -> DoneBy:
        """Who judges."""
        ...

    def read(self, paths: Sequence[str], mapping: Mapping) -> Book:
        """Read and check the rows of a book.

        Raises:
            InputError: it cannot be read.
        """
        ...

    def numbered(self, book: Book) -> Numbered:
        """Number the subjects of a book that this engine has read, in the order in which its rows were read."""
        ...


class Local:
    """DuckDB and the processes of this computer."""

    name = "duckdb"
    done_by = staticmethod(done_here)

    def read(self, paths: Sequence[str], mapping: Mapping) -> Book:
        """Read a book by `load_book`."""
        from duecare.portfolio.book.read_book import load_book

        return load_book(paths, mapping)

    def numbered(self, book: Book) -> Numbered:
        """Number what DuckDB holds."""
        return numbered(book.connection, [column.name for column in book.columns], book.provenance)
