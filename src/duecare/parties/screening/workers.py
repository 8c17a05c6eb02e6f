"""Searching for many parties, in this process or in several, with what a table says of each match."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any, Final

from duecare.errors import OutputError
from duecare.parties.lists.sources import LISTS
from duecare.parties.screening.dispositions import fingerprint, listed_facts
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import Match, Screener
from duecare.parties.screening.wording import EFFECT_WORDS, spoken_against, spoken_for

MOST_WORKERS: Final = 64
CHUNK: Final = 32
"""Parties that are given to a worker at a time."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A match as a table shows it, with what its standing is told by: entry, listed side's fingerprint, log-odds."""

    entry: str
    list: str
    listed: str
    log_odds: float
    probability: float
    list_title: str
    name: str
    ours: str
    theirs: str
    programme: str
    effect: str
    citation: str
    speaks_for: str
    speaks_against: str


def found_row(match: Match) -> FoundRow:
    """What a table says of a match."""
    entry, comparison = match.entry, match.comparison
    source = LISTS.get(entry.list)
    since = f"listed on {entry.listed_on}" if entry.listed_on else ""
    return FoundRow(
        entry.id,
        entry.list,
        fingerprint(listed_facts(entry)),
        round(comparison.log_odds, 4),
        min(round(comparison.score, 4), 0.9999),
        source.title if source else entry.list,
        entry.name,
        comparison.ours,
        comparison.theirs,
        "; ".join(entry.programmes),
        EFFECT_WORDS[entry.effect],
        "; ".join(part for part in (entry.citation, since) if part),
        "; ".join(spoken_for(match)),
        "; ".join(spoken_against(match)),
    )


Search = Callable[[Sequence[Query]], list[list[list[Any]]]]
"""For each party the rows of its matches, each as the list of a `FoundRow`'s values."""


@contextmanager
def searching(screener: Screener, threshold: float, workers: int) -> Iterator[Search]:
    """What searches for many parties.

    Args:
        screener: The lists.
        threshold: The probability from which a listed party counts as a possible match.
        workers: Processes; with 1 it is done in this one.

    Raises:
        OutputError: a process ended before it was done.
    """
    if workers == 1:
        yield lambda queries: [_search(screener, threshold, query) for query in queries]
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _open, (str(screener.folder), threshold))
    try:
        with _uninterrupted():
            started = [pool.submit(_ready) for _ in range(workers)]  # a process each, as none is ready so soon
        for one in started:
            one.result()
        yield lambda queries: list(pool.map(_search_here, queries, chunksize=CHUNK))
    except BrokenProcessPool:
        raise OutputError("a process that searched was ended by the system; the rows done are kept") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _search(screener: Screener, threshold: float, query: Query) -> list[list[Any]]:
    return [list(astuple(found_row(match))) for match in screener.search(query, threshold)]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started here do not hear Ctrl-C: it is for the one that gives out the work."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# ── in a worker ──────────────────────────────────────────────────────────────────────────────────────────────────────

_here: Callable[[Query], list[list[Any]]]


def _open(folder: str, threshold: float) -> None:
    """Open the index once a process; the memory-mapped arrays are shared by the system."""
    global _here
    _here = partial(_search, Screener.open(folder), threshold)


def _ready() -> None:
    """The first task of a process."""


def _search_here(query: Query) -> list[list[Any]]:
    return _here(query)
