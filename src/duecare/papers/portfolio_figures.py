"""What a whole book comes to: counts by level, country, item class and end user, stops, flags and open questions.

Every figure is counted by DuckDB over transactions; nothing here goes through them one by one. A transaction on hold
counts as on hold and under no level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from duecare.papers.portfolio_result import Result

QUESTIONS: Final = 10
"""How many open questions are told; the rest are counted."""

REASONS, REJECTS = 20, 50
"""How many reasons for rejects, and how many rejects themselves, are shown."""

MOST_GROUPS: Final = 300
_COUNTS: Final = (
    "count(*) AS deals, count(*) FILTER (hold = '' AND known = 'severe') AS severe,"
    " count(*) FILTER (hold = '' AND known <> 'severe' AND possible = 'severe') AS possible,"
    " count(*) FILTER (hold = '' AND known = 'high') AS high, count(*) FILTER (hold <> '') AS held,"
    " count(*) FILTER (stops > 0) AS stopped"
)


@dataclass(frozen=True, slots=True)
class Levels:
    """The book as a whole.

    intervals: known and possible level to how many. gaps: of those on hold, how many lack what the item does, the kind
    of the end user, the place. alone: judged by themselves. stopped, stoppable: a stop stands; none does and one may.
    """

    total: int
    intervals: Mapping[tuple[str, str], int]
    held: int
    gaps: tuple[int, int, int]
    alone: int
    stopped: int
    stoppable: int

    def known(self, level: str) -> int:
        return sum(count for (known, _), count in self.intervals.items() if known == level)

    def possible(self, level: str) -> int:
        """How many could be of this level and are not known to be."""
        return sum(count for (known, most), count in self.intervals.items() if known != level and most == level)


@dataclass(frozen=True, slots=True)
class Group:
    """Transactions that share a country, a capability or a kind of end user; an empty key is one not known."""

    key: str
    deals: int
    severe: int
    possible: int
    high: int
    held: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A red flag or legal stop: in how many transactions it is raised or stands, and in how many more it may."""

    rule: str
    stands: int
    possible: int


@dataclass(frozen=True, slots=True)
class BookQuestion:
    """A fact that is open in many transactions, about their item, end user, place, deal or use.

    upward: an answer would make them severe. out: an answer would rule severe out. settles: after some answer the level
    is no interval any more. waits: on hold until it is known. moved: any of upward, out and waits. decides: an answer
    moves level or advice. subjects: distinct end users, items or places, where it is about one; names: the most moved.
    """

    fact: str
    about: str
    deals: int
    upward: int
    out: int
    settles: int
    waits: int
    moved: int
    decides: int
    subjects: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejects:
    """Rows of the book that could not be taken; one may have several reasons.

    reasons: file, column, reason, how often. first: some of them: file, row, column, value, reason.
    """

    total: int
    reasons: tuple[tuple[str, str, str, int], ...]
    more_reasons: int
    first: tuple[tuple[str, int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a book. questions_in_all and groups are counted where only the first are held."""

    levels: Levels
    countries: tuple[Group, ...]
    capabilities: tuple[Group, ...]
    kinds: tuple[Group, ...]
    stops: tuple[Ruled, ...]
    flags: tuple[Ruled, ...]
    questions: tuple[BookQuestion, ...]
    questions_in_all: int
    rejects: Rejects
    sources: tuple[str, ...]


def figures(result: Result) -> Figures:
    """Count a book."""
    in_all, questions = _questions(result)
    return Figures(
        levels=_levels(result),
        countries=_grouped(result, "country"),
        capabilities=_capabilities(result),
        kinds=_grouped(result, "end_user_kind"),
        stops=_ruled(result, "stops", "stands"),
        flags=_ruled(result, "findings", "raised"),
        questions=questions,
        questions_in_all=in_all,
        rejects=_rejects(result),
        sources=tuple(
            name for (name,) in result.rows("SELECT DISTINCT source FROM transactions ORDER BY 1 LIMIT 1000")
        ),
    )


def _levels(result: Result) -> Levels:
    total, held, item, kind, place, alone, stopped, stoppable = result.row(
        "SELECT count(*), count(*) FILTER (hold <> ''), count(*) FILTER (lacks(hold, 'item')),"
        " count(*) FILTER (lacks(hold, 'end_user')), count(*) FILTER (lacks(hold, 'place')),"
        " count(*) FILTER (outcome < 0), count(*) FILTER (stops > 0), "
        " count(*) FILTER (stops = 0 AND stops_possible > 0) FROM transactions"
    )
    counted = result.rows("SELECT known, possible, count(*) FROM transactions WHERE hold = '' GROUP BY ALL")
    intervals = {(known, possible): count for known, possible, count in counted}
    return Levels(total, intervals, held, (item, kind, place), alone, stopped, stoppable)


def _grouped(result: Result, column: str) -> tuple[Group, ...]:
    """Groups by one column, those with most that is severe first."""
    order = "ORDER BY severe DESC, possible DESC, high DESC, deals DESC, 1"
    found = result.rows(f"SELECT {column}, {_COUNTS} FROM transactions GROUP BY 1 {order} LIMIT {MOST_GROUPS}")
    return tuple(Group(*row) for row in found)


def _capabilities(result: Result) -> tuple[Group, ...]:
    """By what the item can do; a transaction counts under each of its capabilities."""
    sums = ", ".join(
        f"sum({name})::BIGINT AS {name}" for name in ("deals", "severe", "possible", "high", "held", "stopped")
    )
    found = result.rows(
        f"WITH sets AS (SELECT capabilities, {_COUNTS} FROM transactions GROUP BY 1), single AS (SELECT * EXCLUDE"
        " capabilities, unnest(list_distinct(list_transform(string_split(capabilities, ','), lambda one: trim(one))))"
        f" AS capability FROM sets) SELECT capability, {sums} FROM single GROUP BY 1"
        f" ORDER BY severe DESC, possible DESC, high DESC, deals DESC, 1 LIMIT {MOST_GROUPS}"
    )
    return tuple(Group(*row) for row in found)


def _ruled(result: Result, table: str, firm: str) -> tuple[Ruled, ...]:
    """How many transactions each rule of a table stands in; once a transaction, however many subjects it is about."""
    single = "slot IN ('T', 'I', 'U')"  # a rule about these is there once; grouping all would take twice the time
    found = result.rows(
        f"WITH one AS (SELECT outcome, rule, status = '{firm}' AS firm FROM {table} WHERE {single} UNION ALL"
        f" SELECT outcome, rule, bool_or(status = '{firm}') FROM {table} WHERE NOT {single} GROUP BY ALL)"
        " SELECT rule, coalesce(sum(deals) FILTER (firm), 0)::BIGINT AS stands,"
        " coalesce(sum(deals) FILTER (NOT firm), 0)::BIGINT AS possible"
        " FROM one JOIN outcomes USING (outcome) GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1"
    )
    return tuple(Ruled(*row) for row in found)


_ASKED: Final = """
WITH asked AS (
  SELECT outcome, fact, about(slot) AS about, rank(worst) AS worst, rank(best) AS best, decides, score
  FROM questions WHERE slot IN ('T', 'I', 'U', 'P0', 'C0')
  UNION ALL
  SELECT outcome, fact, about(slot) AS about, max(rank(worst)), min(rank(best)), bool_or(decides), max(score)
  FROM questions WHERE slot NOT IN ('T', 'I', 'U', 'P0', 'C0') GROUP BY ALL
), moved AS (
  SELECT fact, about, deals, score, hold = '' AND decides AS decides,
    hold = '' AND known < 4 AND worst = 4 AS upward,
    hold = '' AND known < 4 AND outcomes.possible = 4 AND best < 4 AS out,
    hold = '' AND known < outcomes.possible AND (worst >= outcomes.possible OR best <= known) AS settles,
    waits(fact, about, hold) AS waits
  FROM asked JOIN outcomes USING (outcome)
)
SELECT fact, about, sum(deals)::BIGINT, coalesce(sum(deals) FILTER (upward), 0)::BIGINT,
  coalesce(sum(deals) FILTER (out), 0)::BIGINT, coalesce(sum(deals) FILTER (settles), 0)::BIGINT,
  coalesce(sum(deals) FILTER (waits), 0)::BIGINT,
  coalesce(sum(deals) FILTER (upward OR out OR waits), 0)::BIGINT AS most,
  coalesce(sum(deals) FILTER (decides), 0)::BIGINT AS decided
FROM moved GROUP BY ALL ORDER BY most DESC, decided DESC, sum(deals * score) DESC, fact, about
"""
_SUBJECT: Final = {
    "end_user": ("P0", "end_user", "end_user_name"), "item": ("I", "item", "item_name"),
    "country": ("C0", "place", "country"),
}  # fmt: skip
"""What a question is about: its slot, and the columns that number and name it."""


def _questions(result: Result) -> tuple[int, tuple[BookQuestion, ...]]:
    """The questions of all transactions together, those first that could make most severe or rule it out."""
    found = [BookQuestion(*row) for row in result.rows(_ASKED)]
    return len(found), tuple(_with_subjects(result, one) for one in found[:QUESTIONS])


def _with_subjects(result: Result, asked: BookQuestion) -> BookQuestion:
    """How many end users, items or places a question is about, and whose answer moves most transactions."""
    if asked.about not in _SUBJECT:
        return asked
    slot, number, named = _SUBJECT[asked.about]
    found = result.rows(
        f"SELECT clipped(any_value(t.{named})), count(*) OVER () FROM transactions t JOIN questions q USING (outcome)"
        f" WHERE q.fact = ? AND q.slot = ? GROUP BY t.{number}"
        " ORDER BY count_if(waits(q.fact, about(q.slot), t.hold) OR t.hold = '' AND t.known <> 'severe'"
        " AND (q.worst = 'severe' OR (t.possible = 'severe' AND q.best <> 'severe'))) DESC, count(*) DESC, 1 LIMIT 3",
        asked.fact, slot,
    )  # fmt: skip
    names = tuple(name for name, _ in found if name)
    counts = (asked.deals, asked.upward, asked.out, asked.settles, asked.waits, asked.moved, asked.decides)
    return BookQuestion(asked.fact, asked.about, *counts, found[0][1] if found else 0, names)


def _rejects(result: Result) -> Rejects:
    (total,) = result.row('SELECT count(*) FROM (SELECT DISTINCT source, "row" FROM rejects)')
    reasons = result.rows(
        f'SELECT source, "column", clipped(reason), count(*), count(*) OVER () FROM rejects GROUP BY ALL'
        f" ORDER BY 4 DESC, 1, 2, 3 LIMIT {REASONS}"
    )
    first: list[Any] = result.rows(
        f'SELECT source, "row", "column", clipped("value"), clipped(reason) FROM rejects ORDER BY 1, 2, 3'
        f" LIMIT {REJECTS}"
    )
    more = reasons[0][4] - len(reasons) if reasons else 0
    return Rejects(total, tuple((*row[:3], row[3]) for row in reasons), more, tuple(first))
