"""The result folder of a portfolio review as papers read it: its tables, and what they count by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.portfolio.result.opened import opened as opened_tables
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.read_back import read_result
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.selection import Selection, selected, selection, unheld
from duecare.review import LEVELS

LONGEST: Final = 160
"""Characters kept of a name, a reference or a reason where many are shown."""

_MEMORY: Final = "1GB"
"""What DuckDB may take before it goes to disk."""

_RANK: Final = " ".join(f"WHEN '{level}' THEN {rank}" for rank, level in enumerate(LEVELS, start=1))
_ABOUT: Final = (
    ("slot = 'P0'", "end_user"), ("slot[1] = 'P'", "party"), ("slot = 'C0'", "country"), ("slot[1] = 'C'", "place"),
    ("slot = 'I'", "item"), ("slot = 'T'", "transaction"), ("slot = 'U'", "use"),
)  # fmt: skip
_SETUP: Final = f"""
CREATE MACRO rank(level) AS CASE level {_RANK} END;
CREATE MACRO about(slot) AS CASE {" ".join(f"WHEN {test} THEN '{said}'" for test, said in _ABOUT)} ELSE 'seat' END;
CREATE MACRO lacks(hold, what) AS list_contains(string_split(hold, ', '), what);
CREATE MACRO waits(fact, about, hold) AS
  (fact = 'item.capability' AND about = 'item' AND lacks(hold, 'item'))
  OR (fact = 'party.kind' AND about = 'end_user' AND lacks(hold, 'end_user'))
  OR (fact = 'country' AND about = 'country' AND lacks(hold, 'place'));
CREATE MACRO clipped(said) AS CASE WHEN length(said) > {LONGEST} THEN left(said, {LONGEST}) || '…' ELSE said END;
CREATE TEMP TABLE outcomes AS
  SELECT outcome, rank(known) AS known, rank(possible) AS possible, hold, count(*) AS deals
  FROM transactions WHERE outcome >= 0 GROUP BY ALL;
"""
"""`outcomes`: how many transactions each outcome has. about(slot): what a question or finding is about. lacks(hold,
what): whether a transaction is on hold for want of the item's capabilities, the kind of the end user, or the place.
waits(fact, about, hold): whether it is on hold until this is answered."""


@dataclass(frozen=True)
class Result:
    """An open result, or the transactions of it that are meant. manifest: what its run wrote of itself."""

    folder: Path
    manifest: Mapping[str, Any]
    connection: Any
    chosen: Chosen | None = None

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What a query finds; `?` stands for what is given."""
        found: list[tuple[Any, ...]] = self.connection.execute(query, list(given)).fetchall()
        return found

    def row(self, query: str, *given: object) -> tuple[Any, ...]:
        """The one row that a query finds."""
        (found,) = self.rows(query, *given)
        return found

    def batches(self, query: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """What a query finds, some rows at a time."""
        cursor = self.connection.execute(query)
        while found := cursor.fetchmany(size):
            yield found


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which transactions are meant: the condition, how many there are in all, of how many it is not known whether they
    are meant, and what no transaction has of what it names."""

    where: str
    total: int
    unsure: int
    unheld: tuple[str, ...]


@contextmanager
def opened(folder: Path, where: str = "") -> Iterator[Result]:
    """A result folder with its tables as views, named as in `duecare.portfolio.result.schema`; empty text for null.

    Args:
        folder: The result.
        where: A condition (see `duecare.portfolio.result.selection`): `transactions` then has those alone that meet it.

    Raises:
        InputError: no result folder, one that is not whole or of another format, a level that is none, or no condition.
    """
    meant = selection(where) if where.strip() else None
    with opened_tables({"": folder}) as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        chosen = _choose(connection, folder, meant) if meant is not None else None
        result = Result(folder, read_manifest(folder), connection, chosen)
        _check_levels(result)
        connection.execute(_SETUP)
        yield result


def _choose(connection: Any, folder: Path, meant: Selection) -> Chosen:
    """Leave the transactions alone in the view that meet a condition."""
    rows = read_table(folder, "transactions", list(dict.fromkeys(("source", "row", "signature", *meant.fields))))
    truth = selected(meant, read_result(folder), rows)
    picked = rows.select(["source", "row"]).filter(truth == 1)
    connection.register("arrow_picked", picked)
    connection.execute("CREATE TEMP TABLE picked AS SELECT coalesce(source, '') AS source, \"row\" FROM arrow_picked")
    connection.unregister("arrow_picked")
    connection.execute("ALTER VIEW transactions RENAME TO every_transaction")
    connection.execute(
        "CREATE VIEW transactions AS SELECT * FROM every_transaction SEMI JOIN picked USING (source, row)"
    )
    none = tuple(f"No transaction has {field} {text!r}." for field, text in unheld(meant, rows))
    return Chosen(meant.text, len(truth), int((truth == 0).sum()), none)


def _check_levels(result: Result) -> None:
    listed = ", ".join(f"'{level}'" for level in LEVELS)
    bad = result.rows(
        f"SELECT known, possible FROM transactions WHERE known NOT IN ({listed}) OR possible NOT IN ({listed}) LIMIT 1"
    )
    if bad:
        raise InputError(f"transactions has the levels {bad[0]}; accepted: {', '.join(LEVELS)}",
                         path=str(result.folder))  # fmt: skip
