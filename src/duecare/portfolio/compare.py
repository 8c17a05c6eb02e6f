"""Two results beside each other: whose level, findings or legal stops changed, and because of what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from duecare.errors import InputError
from duecare.portfolio.compare_sql import CHANGES, FACTS, LEVELED, REST, SIDES, STANDING, statements
from duecare.portfolio.judging.profiles import UNDECIDED, values_of
from duecare.portfolio.judging.rules_said import InputChange, RuleChange, facts_read, input_changes, rule_changes
from duecare.portfolio.result.opened import opened, records
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.standing import Standing
from duecare.review.evidence import show

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA: Final = "duecare.portfolio-comparison/1"
MOST: Final = 1000
"""Transactions that are told one by one."""
UNTOLD: Final = "not told"
"""What a change is laid to where neither facts nor rules nor anything that the manifests keep accounts for it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why outcomes changed, and of how many transactions.

    kind: fact (of what the transaction has on both sides), subject (it came, went or is another), rule, or input (what
    the results rest on beside these). about: end_user, item, place, another role, `seat of` a role; empty for rules and
    inputs. what: fact, kind of subject, id of the rule, name of the input. how: changed, came, went, another; of a
    rule condition or weighing.
    """

    kind: str
    about: str
    what: str
    how: str
    transactions: int


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A red flag or legal stop that has another status; empty for one that is neither raised nor standing."""

    rule: str
    about: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """A column of a subject with what was known of it and what is."""

    about: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One transaction whose outcome is another. causes: as in `Comparison`, their number left out (0)."""

    transaction: str
    item: str
    end_user: str
    country: str
    before: Standing
    after: Standing
    findings: tuple[StatusChange, ...]
    stops: tuple[StatusChange, ...]
    causes: tuple[Cause, ...]
    facts: tuple[FactChange, ...]


@dataclass(frozen=True, slots=True)
class LevelChange:
    """How many transactions went from one level to another; hold stands in place of both where there is no level."""

    before: tuple[str, str]
    after: tuple[str, str]
    transactions: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Of how many transactions a red flag is raised that was not, and the other way round."""

    rule: str
    raised: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many transactions are in both results or in one, and in how many of those in both something changed.

    changed: of which the level, advice or hold (`level`), raised flags (`findings`) or legal stops (`stops`).
    """

    both: int
    added: int
    removed: int
    changed: int
    level: int
    findings: int
    stops: int


@dataclass(frozen=True)
class Comparison:
    """What differs between two results, given by their folders.

    flags, causes: those of most transactions first. rules: None where a manifest does not keep its rules. changes,
    added_ids, removed_ids: at most `most` each, of those that `counts` counts.
    """

    before: str
    after: str
    counts: Counts
    levels: tuple[LevelChange, ...]
    flags: tuple[RuleCount, ...]
    causes: tuple[Cause, ...]
    rules: tuple[RuleChange, ...] | None
    inputs: tuple[InputChange, ...]
    changes: tuple[Changed, ...]
    added_ids: tuple[str, ...]
    removed_ids: tuple[str, ...]
    most: int

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return {"schema": SCHEMA, **asdict(self)}


def compare(before: Path, after: Path, *, most: int = MOST, only: tuple[Path, Path] | None = None) -> Comparison:
    """Compare two results, transaction by transaction.

    Args:
        before: A result.
        after: Another, of the same book or a later one.
        most: How many changed, added and removed transactions are told one by one; all are counted.
        only: Folders with some of the transactions of each, as tables: these are compared, and no others.

    Raises:
        InputError: one of them is no result, or names a transaction twice.
    """
    then, now = read_manifest(before), read_manifest(after)
    inputs, rules, read = input_changes(then, now), rule_changes(then, now), facts_read(then, now)
    some = dict(zip(("before_", "after_"), only, strict=True)) if only is not None else None
    with opened({"before_": before, "after_": after}, some) as connection:
        for side, folder in zip(SIDES, (before, after), strict=True):
            _check_ids(connection, side, folder)
        connection.execute(FACTS, {"read": sorted(read) if read is not None else None})
        connection.execute("CREATE TEMP TABLE rules_changed (rule VARCHAR, kind VARCHAR, how VARCHAR)")
        if rules:
            given = [[one.rule, one.kind, one.how] for one in rules]
            connection.executemany("INSERT INTO rules_changed VALUES (?, ?, ?)", given)
        other = _other(inputs, rules)
        for one in statements():
            connection.execute(one)
        connection.execute(REST, {"other": other})
        return _told(connection, Comparison(
            str(before), str(after), _counts(connection), _levels(connection), _flags(connection),
            _causes(connection, other), rules, inputs, (), (), (), most,
        ))  # fmt: skip


def _check_ids(connection: DuckDBPyConnection, side: str, folder: Path) -> None:
    found = records(
        connection, f"SELECT transaction FROM {side}_transactions GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    )
    if found:
        raise InputError(f"has transaction {found[0]['transaction']!r} more than once", path=str(folder))


def _other(inputs: Sequence[InputChange], rules: Sequence[RuleChange] | None) -> str:
    """What a change is laid to that neither facts nor rules account for."""
    names = [one.name for one in inputs]
    likely = [name for name in names if name == "policy" or (rules is None and name.startswith("instrument "))]
    likely = likely or [name for name in names if name in ("vocabulary", "Duecare", "law at")]
    return ", ".join(likely) or UNTOLD


def _one(connection: DuckDBPyConnection, query: str) -> int:
    (found,) = connection.execute(query).fetchone() or (0,)
    return int(found or 0)


_ALONE: Final = f"joined WHERE (before_signature < 0 OR after_signature < 0) AND {CHANGES}"
"""Transactions that are judged by themselves, and whose level or stops changed."""


def _counts(connection: DuckDBPyConnection) -> Counts:
    both = _one(connection, "SELECT count(*) FROM joined")
    then, now = (_one(connection, f"SELECT count(*) FROM {side}_transactions") for side in SIDES)
    alone = _one(connection, f"SELECT count(*) FROM {_ALONE}")
    leveled = _one(connection, f"SELECT count(*) FROM {_ALONE} AND {LEVELED}")
    counted = {
        which: _one(connection, f"SELECT sum(transactions) FROM changed WHERE {which}")
        for which in ("true", "leveled", "found", "barred")
    }
    return Counts(
        both, now - both, then - both, counted["true"] + alone, counted["leveled"] + leveled, counted["found"],
        counted["barred"],
    )  # fmt: skip


def _levels(connection: DuckDBPyConnection) -> tuple[LevelChange, ...]:
    level = ", ".join(
        f"CASE {side}_hold WHEN '' THEN {side}_{name} ELSE 'hold' END"
        for side in SIDES
        for name in ("known", "possible")
    )
    found = connection.execute(
        f"SELECT {level}, count(*) FROM joined WHERE {LEVELED} GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4"
    ).fetchall()
    return tuple(LevelChange((row[0], row[1]), (row[2], row[3]), row[4]) for row in found if row[:2] != row[2:4])


def _flags(connection: DuckDBPyConnection) -> tuple[RuleCount, ...]:
    """Of how many transactions each flag came or went; one that did on several parties counts once."""
    found = connection.execute("""
        SELECT rule, coalesce(sum(transactions) FILTER (came), 0)::BIGINT AS raised,
          coalesce(sum(transactions) FILTER (went), 0)::BIGINT AS no_longer
        FROM (SELECT pair, rule, bool_or(after = 'raised') AS came, bool_or(before = 'raised') AS went FROM moved
              WHERE kind = 'finding' GROUP BY 1, 2) JOIN changed USING (pair)
        GROUP BY 1 ORDER BY raised + no_longer DESC, rule
    """).fetchall()
    return tuple(RuleCount(*row) for row in found)


def _causes(connection: DuckDBPyConnection, other: str) -> tuple[Cause, ...]:
    found = connection.execute("""
        SELECT kind, about, what, how, sum(transactions)::BIGINT FROM causes JOIN changed USING (pair) GROUP BY ALL
    """).fetchall()
    causes = [Cause(*row) for row in found]
    alone = _one(connection, f"SELECT count(*) FROM {_ALONE}")
    causes += [Cause("input", "", UNTOLD, "changed", alone)] if alone else []
    return tuple(sorted(causes, key=lambda one: (-one.transactions, one.kind, one.about, one.what)))


def _told(connection: DuckDBPyConnection, comparison: Comparison) -> Comparison:
    """The comparison with some transactions one by one."""
    ids = [
        tuple(row["transaction"] for row in records(connection, f"""
            SELECT transaction FROM {side}_transactions ANTI JOIN {other}_transactions USING (transaction)
            ORDER BY "row", transaction LIMIT {comparison.most}"""))
        for side, other in (("after", "before"), ("before", "after"))
    ]  # fmt: skip
    return replace(
        comparison, changes=tuple(_changes(connection, comparison.most)), added_ids=ids[0], removed_ids=ids[1]
    )


_RANK: Final = "list_position(['low', 'elevated', 'high', 'severe'], {})"
_MOVE: Final = " + ".join(
    f"abs({_RANK.format(f'before_{name}')} - {_RANK.format(f'after_{name}')}) * {weight}"
    for name, weight in (("known", 4), ("possible", 1))
)


def _changes(connection: DuckDBPyConnection, most: int) -> list[Changed]:
    """The transactions that changed most: stops first, then levels, then those that only have other findings."""
    rows = records(connection, f"""
        SELECT joined.*, pair FROM joined LEFT JOIN changed USING (before_signature, after_signature, same_country)
        WHERE pair IS NOT NULL OR ((before_signature < 0 OR after_signature < 0)
          AND {CHANGES.replace("before_", "joined.before_").replace("after_", "joined.after_")})
        ORDER BY joined.before_stops <> joined.after_stops DESC, joined.before_hold <> joined.after_hold DESC,
          {_MOVE.replace("before_", "joined.before_").replace("after_", "joined.after_")} DESC,
          joined.before_advice <> joined.after_advice DESC, joined.transaction
        LIMIT {most}""")  # fmt: skip
    pairs = sorted({row["pair"] for row in rows if row["pair"] is not None})
    moved, causes, facts = (_by_pair(connection, query, pairs) for query in (_MOVES, _BECAUSE, _DIFFERING))
    return [
        Changed(
            row["transaction"],
            row["item_name"],
            row["end_user_name"],
            row["country"],
            _standing(row, "before"),
            _standing(row, "after"),
            _statuses(moved.get(row["pair"], ()), "finding"),
            _statuses(moved.get(row["pair"], ()), "stop"),
            tuple(Cause(**one, transactions=0) for one in causes.get(row["pair"], ())),
            tuple(_facts(facts.get(row["pair"], ()))),
        )
        for row in rows
    ]


def _standing(row: Mapping[str, Any], side: str) -> Standing:
    return Standing.of({name: row[f"{side}_{name}"] for name in STANDING})


_MOVES: Final = "SELECT pair, kind, rule, about, before, after FROM moved SEMI JOIN asked USING (pair) ORDER BY ALL"
_BECAUSE: Final = "SELECT pair, kind, about, what, how FROM causes SEMI JOIN asked USING (pair) ORDER BY ALL"
_DIFFERING: Final = """
SELECT DISTINCT pair, about, "column", before, after
FROM causes SEMI JOIN asked USING (pair)
JOIN beside USING (pair, about) JOIN differing d USING (before_number, after_number)
WHERE causes.kind = 'fact' AND beside.kind = d.kind AND fact = what ORDER BY ALL
"""


def _by_pair(connection: DuckDBPyConnection, query: str, pairs: Sequence[int]) -> Mapping[int, list[dict[str, Any]]]:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT unnest($pairs::BIGINT[]) AS pair", {"pairs": pairs}
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in records(connection, query):
        found.setdefault(row.pop("pair"), []).append(row)
    return found


def _statuses(moved: Sequence[Mapping[str, Any]], kind: str) -> tuple[StatusChange, ...]:
    return tuple(
        StatusChange(row["rule"], row["about"], row["before"], row["after"]) for row in moved if row["kind"] == kind
    )


def _facts(rows: Sequence[Mapping[str, Any]]) -> Iterator[FactChange]:
    """The columns that changed; the members of a set as one."""
    sets: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        fact, _, member = row["column"].partition("#")
        if member and row["column"] != UNDECIDED:
            sets.setdefault((row["about"], fact), []).append(row)
        else:
            yield FactChange(row["about"], row["column"], *(_shown(row["column"], row[side]) for side in SIDES))
    for (about, fact), members in sets.items():
        yield FactChange(about, fact, _members(members, "before"), _members(members, "after"))


def _members(rows: Sequence[Mapping[str, Any]], side: str) -> str:
    """Of the members of a set that changed, those that it was known to have, or may have had."""
    said = {row["column"].partition("#")[2]: row[side] for row in rows}
    held = [
        member if values == "[true]" else f"perhaps {member}" for member, values in said.items() if "true" in values
    ]
    return ", ".join(held) or (show(None) if all(values == "[]" for values in said.values()) else "none of these")


def _shown(column: str, values: str) -> str:
    """Candidate values as people read them; whether a match is open has no other answer than yes."""
    if column == UNDECIDED:
        return "no" if values == "[]" else "yes"
    try:
        found = values_of(column, json.loads(values))
    except InputError:  # a fact that the vocabulary at hand does not have any more
        found = tuple(map(str, json.loads(values)))
    return " or ".join(show(value) for value in found) or show(None)
