"""What the deals of a book say together: facts of each deal that no deal shows by itself, under columns of their own.

Sums run over the whole book, set-based, before its subjects are numbered. A fact that the book states itself stays as
it is. What is not known stays so: a row without end user, quantity or currency gets no fact out of a sum that needs it.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from duecare.errors import InputError
from duecare.portfolio.book.columns import book_column, known_names
from duecare.portfolio.together import relationship_facts as together
from duecare.portfolio.together import relationship_resale as resale
from duecare.portfolio.together.relationship_files import RelatedFile, load_agreements, load_sell_through
from duecare.portfolio.together.relationship_rows import (
    BUYERS,
    distinct_texts,
    folded_item,
    folded_name,
    make_rows,
    number_texts,
)
from duecare.review.policy import Relationships

if TYPE_CHECKING:
    from duecare.portfolio.book.read_book import Book

WHOLE_BOOK: Final = ("the whole book", "own")
"""Where the facts come from that the book's own orders give."""
ACQUIRED: Final = "acquired_unreviewed"
_TEMPORARY: Final = (
    "related_rows", "related_names", "related_items", "agreements", "agreed", "agreed_items", "called_off",
    "sell_through", "sold_on", "bought_rows", "bought", "declared", "compared", "reported", "reconciled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a review was given beside the book. agreements, sell_through: files. acquired: a company, for every row."""

    agreements: str | None = None
    sell_through: str | None = None
    acquired: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A book with what its deals say together. said: for the manifest. noted: sentences on what could not be used."""

    book: Book
    said: Mapping[str, Any]
    noted: tuple[str, ...] = ()


def related(book: Book, house: Relationships, known_at: datetime.date, given: Given | None = None) -> Related:
    """Add the facts of relationships to a book that is read.

    Args:
        book: Its table `book` gets a column for each fact of which something is known; `rejects` gets the rows of the
            files that cannot be read; with a sell-through report there is a table `reconciliation`, as `schema.TABLES`
            says. The tables of a book that is refused here are of no further use.
        house: The thresholds.
        known_at: The day of the review.
        given: Agreements, a sell-through report, an acquired company.

    Raises:
        InputError: a file that cannot be read, or that nothing in the book can be compared with.
    """
    given = given or Given()
    held = {column.name for column in book.columns}
    connection = book.connection
    if given.acquired is not None:
        if not given.acquired.strip():
            raise InputError("the acquired company has no name", hint="--acquired NAME")
        held.add("acquired")
        named = given.acquired.strip().replace("'", "''")
        _put(book, "acquired", f"'{named}'", "SELECT rowid AS kept FROM book")
    agreements = _file(given.agreements, load_agreements, book, ("framework",))
    report = _file(given.sell_through, load_sell_through, book, ("item.name",), BUYERS)
    _number(book, agreements, report)
    make_rows(connection, held, resellers=report is not None)
    sources: dict[str, tuple[str, str]] = {}
    if {"end_user.name", "quantity", "item.name"} <= held or house.cumulative_value:
        together.make_cumulative(connection, house)
        sources[together.CUMULATIVE] = WHOLE_BOOK
    if house.split_value:
        together.make_split(connection, house)
        sources[together.SPLIT] = WHOLE_BOOK
    if agreements is not None:
        together.make_call_offs(connection, complete=agreements.unread == 0)
        source = (f"agreements {agreements.name}", "document")
        sources |= dict.fromkeys((together.UNCOVERED, together.OTHER_USER), source)
    if report is not None:
        resale.make_resale(connection, known_at, house.unaccounted_days, complete=report.unread == 0)
        source = (f"sell-through report {report.name}", "interested")
        sources |= dict.fromkeys((resale.UNACCOUNTED, resale.ELSEWHERE), source)
    if "acquired" in held:
        marked = "SELECT rowid AS kept, true AS met FROM book WHERE acquired IS NOT NULL"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {ACQUIRED} AS {marked}")
        sources[ACQUIRED] = book.provenance.get("acquired", WHOLE_BOOK)
    mixed = together.mixed_currencies(connection) if house.cumulative_value or house.split_value else 0
    counts, provenance = {}, dict(book.provenance)
    for fact, source in sources.items():
        name = f"transaction.{fact}"
        counts[fact] = _count(book, fact)
        if sum(counts[fact].values()):
            provenance[name] = _both(provenance[name], source) if name in provenance else source
            held.add(name)
            _put(book, name, "met::VARCHAR", f"SELECT * FROM {fact} WHERE met IS NOT NULL")
    for table in (*_TEMPORARY, *sources):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    columns = tuple(column for name in known_names() if name in held and (column := book_column(name)) is not None)
    files = {"agreements": agreements, "sell_through": report}
    said = {
        **{key: file.said for key, file in files.items() if file is not None},
        **({"acquired": given.acquired} if given.acquired is not None else {}),
        "facts": {fact: count for fact, count in counts.items() if sum(count.values())},
        "mixed_currencies": mixed,
    }
    parts = [book.digest, repr(house), known_at.isoformat() if report else "", given.acquired or ""]
    parts += [f"{key} {file.digest}" for key, file in files.items() if file is not None]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    read = [file for file in files.values() if file is not None]
    noted = [f"{file.name}: {file.rejected:,} rows were rejected." for file in read if file.rejected]
    noted += [f"{file.name}: not read: {', '.join(file.unmapped)}." for file in read if file.unmapped]
    if mixed:
        noted.append(f"Values in several currencies are not added up: {mixed:,} end users have such.")
    return Related(replace(book, columns=columns, provenance=provenance, digest=digest), said, tuple(noted))


def _file(path: str | None, load: Any, book: Book, needed: tuple[str, ...], some: tuple[str, ...] = ()) -> Any:
    """Read a file. needed: columns that the book must have to be compared with it; some: of which it must have one."""
    if path is None:
        return None
    held = {column.name for column in book.columns}
    for name in needed:
        if name not in held:
            raise InputError(f"cannot be compared with the book, which has no column {name!r}", path=path,
                             hint="a mapping file says which column holds it")  # fmt: skip
    if some and held.isdisjoint(some):
        raise InputError("cannot be compared with the book, which names no reseller", path=path,
                         hint=f"accepted: one of the columns {', '.join(some)}")  # fmt: skip
    return load(path, book.connection)


def _number(book: Book, agreements: RelatedFile | None, report: RelatedFile | None) -> None:
    """Number the names of end users, resellers and items, in the book and in the files."""
    held = {column.name for column in book.columns}
    names, items = [("book", "end_user.name")], [("book", "item.name")]
    if agreements is not None:
        names.append(("agreements", "end_user"))
    if report is not None:
        names += [("sell_through", "end_user"), ("sell_through", "reseller"), *(("book", name) for name in BUYERS)]
        items.append(("sell_through", "item"))
    there = [[(table, name) for table, name in places if table != "book" or name in held] for places in (names, items)]
    number_texts(book.connection, "related_names", distinct_texts(book.connection, there[0]), folded_name)
    texts = distinct_texts(book.connection, there[1])
    if agreements is not None:
        listed = distinct_texts(book.connection, [("agreements", "items")])
        texts += [part.strip() for text in listed for part in text.split("|")]
    number_texts(book.connection, "related_items", texts, folded_item)


def _count(book: Book, fact: str) -> dict[str, int]:
    query = f"SELECT count(*) FILTER (met), count(*) FILTER (NOT met) FROM {fact}"
    ((yes, no),) = book.connection.execute(query).fetchall()
    return {"yes": int(yes), "no": int(no)}


def _put(book: Book, name: str, value: str, rows: str) -> None:
    """Put a value into a column of the book where it says nothing. rows: a query for those it is for, as `kept`."""
    book.connection.execute(f'ALTER TABLE book ADD COLUMN IF NOT EXISTS "{name}" VARCHAR')
    book.connection.execute(
        f'UPDATE book SET "{name}" = {value} FROM ({rows}) AS found'
        f' WHERE book.rowid = found.kept AND book."{name}" IS NULL'
    )


def _both(stated: tuple[str, str], found: tuple[str, str]) -> tuple[str, str]:
    """The source of a column in which some values are stated and the others found: the weaker kind of the two."""
    kind = "interested" if "interested" in (stated[1], found[1]) else stated[1]
    return f"{stated[0]}; where it says nothing, {found[0]}", kind
