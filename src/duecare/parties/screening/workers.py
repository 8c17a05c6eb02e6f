"""Searching for many parties, in this process or in several, with what a table says of each match."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from duecare.errors import OutputError
from duecare.parties.lists.sources import list_title
from duecare.parties.screening.dispositions import fingerprint, listed_facts
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import Match, Screener
from duecare.parties.screening.wording import EFFECT_WORDS, spoken_against, spoken_for

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
    since = f"listed on {entry.listed_on}" if entry.listed_on else ""
    return FoundRow(
        entry.id,
        entry.list,
        fingerprint(listed_facts(entry)),
        round(comparison.log_odds, 4),
        min(round(comparison.score, 4), 0.9999),
        list_title(entry.list),
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
def searching(screener: Screener, threshold: float | None, workers: int) -> Iterator[Search]:
    """What searches for many parties.

    Args:
        screener: The lists.
        threshold: The probability from which a listed party counts as a possible match; None for `threshold_for` each.
        workers: Processes; with 1 it is done in this one.

    Raises:
        OutputError: a process ended before it was done.
    """
    if workers == 1:
        yield lambda queries: [_search(screener, threshold, query) for query in queries]
        return
    team = _Team(screener.folder, threshold, workers)
    try:
        yield team.search
    finally:
        team.dismiss()


def _search(screener: Screener, threshold: float | None, query: Query) -> list[list[Any]]:
    return [list(astuple(found_row(match))) for match in screener.search(query, threshold)]


class _Team:
    """Processes that each hold the index open. They keep nothing, and may be ended at any moment.

    Not a pool of the standard library: those wait for their tasks when a person stops the run, or for ever when the
    system ends one of their processes.
    """

    def __init__(self, folder: Path, threshold: float | None, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._processes: list[BaseProcess] = []
        self._lines: list[Connection] = []
        with _uninterrupted():
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs, str(folder), threshold), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._lines.append(ours)

    def search(self, queries: Sequence[Query]) -> list[list[list[Any]]]:
        chunks = [queries[first : first + CHUNK] for first in range(0, len(queries), CHUNK)]
        results: list[list[list[list[Any]]]] = [[] for _ in chunks]
        waiting, busy = iter(enumerate(chunks)), {}
        try:
            for line, (number, chunk) in zip(self._lines, waiting):  # noqa: B905  (as many as there are of either)
                line.send(chunk)
                busy[line] = number
            while busy:
                for ready in wait(list(busy)):
                    assert isinstance(ready, Connection)
                    results[busy.pop(ready)] = ready.recv()
                    if (following := next(waiting, None)) is not None:
                        busy[ready], chunk = following
                        ready.send(chunk)
        except (EOFError, OSError):
            raise OutputError("a process that searched was ended by the system; the rows done are kept") from None
        return [found for result in results for found in result]

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
        for process, line in zip(self._processes, self._lines, strict=True):
            process.join()
            line.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started here never hear Ctrl-C: it is for the one that gives out the work, and reaches that later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # when it is first started it lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(line: Connection, folder: str, threshold: float | None) -> None:
    """Search for what comes down the line until nothing more does; the system shares the arrays of the index."""
    screener = Screener.open(folder)
    with suppress(EOFError, OSError):
        while True:
            line.send([_search(screener, threshold, query) for query in line.recv()])
