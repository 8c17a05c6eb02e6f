"""What a book is read and judged with: DuckDB and the processes of this computer, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from duecare.portfolio.numbered import Numbered, numbered
from duecare.portfolio.processes import Result, Task, Work, done_by

if TYPE_CHECKING:
    from duecare.portfolio.mapping import Mapping
    from duecare.portfolio.read_book import Book


class Engine(Protocol):
    """Reads a book, numbers its subjects and does the same work on many pieces. Results do not depend on it."""

    @property
    def name(self) -> str:
        """As the manifest of a result names it."""
        ...

    def read(self, paths: Sequence[str], mapping: Mapping) -> Book:
        """Read and check the rows of a book.

        Raises:
            InputError: it cannot be read.
        """
        ...

    def numbered(self, book: Book) -> Numbered:
        """Number the subjects of a book that this engine has read, in the order of source and row."""
        ...

    def done_by(
        self, run: Callable[[Work, Task], Result], work: Work, tasks: Sequence[Task], workers: int
    ) -> Iterable[Result]:
        """What work gives for each task, in their order."""
        ...


class Local:
    """DuckDB and the processes of this computer."""

    name = "duckdb"

    def read(self, paths: Sequence[str], mapping: Mapping) -> Book:
        """Read a book by `load_book`."""
        from duecare.portfolio.read_book import load_book

        return load_book(paths, mapping)

    def numbered(self, book: Book) -> Numbered:
        """Number what DuckDB holds."""
        return numbered(book.connection, [column.name for column in book.columns], book.provenance)

    def done_by(
        self, run: Callable[[Work, Task], Result], work: Work, tasks: Sequence[Task], workers: int
    ) -> Iterable[Result]:
        """Work in this process, or in several that are forked from it."""
        return done_by(run, work, tasks, workers)
