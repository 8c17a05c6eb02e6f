"""Subjects of a book looked at by the gatherers of a review, many at a time, and what was found filed and kept."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duecare.countries import CountryData
from duecare.facts import vocabulary
from duecare.portfolio.book.document import SCHEMA, Provenance
from duecare.portfolio.judging.processes import done_by
from duecare.portfolio.judging.profiles import Profiles, values_of
from duecare.portfolio.result.kept import Kept
from duecare.portfolio.result.parquet import write_table
from duecare.portfolio.subjects.fact_rows import fact_columns
from duecare.review.evidence import Assertion, Settled, settle
from duecare.review.gather import gather
from duecare.review.report import UNDECIDED
from duecare.transaction.parse import parse_transaction

if TYPE_CHECKING:
    from duecare.parties.screening import Match, Query
    from duecare.parties.screening.loaded import Lists

Facts = dict[str, Settled]


@dataclass(frozen=True, slots=True)
class Subject:
    """One distinct subject of a book: what is settled of it, on which assertions, and whether a match is undecided.

    matches: ids of listed parties that it may be. Assertions and matches are not at hand where they were filed.
    """

    facts: Mapping[str, Settled]
    assertions: tuple[Assertion, ...] = ()
    undecided: bool = False
    matches: tuple[str, ...] = ()


@dataclass
class Sources:
    """What subjects are looked at with. folder: of the result, where what is stated of items and parties is filed."""

    known_at: datetime.date
    law_at: datetime.date
    provenance: Provenance
    lists: Lists | None = None
    country_data: CountryData | None = None
    folder: Path | None = None
    advance: Callable[[str, int], None] = field(default=lambda what, done: None)

    def gathered(self, document: dict[str, Any]) -> dict[str, Subject]:
        """What gathering a transaction gives, by subject."""
        transaction = parse_transaction(document)
        matches: dict[tuple[str, ...], tuple[str, ...]] = {}

        def told(query: Query, found: Sequence[Match]) -> None:
            matches[query.names] = tuple(one.entry_id for one in found)

        found = gather(
            transaction,
            known_at=self.known_at,
            law_at=self.law_at,
            lists=replace(self.lists, told=told) if self.lists is not None else None,
            country_data=self.country_data,
        )
        settled, _ = settle(found.assertions, vocabulary(), self.known_at)
        facts: dict[str, Facts] = {}
        for (subject, column), known in settled.items():
            facts.setdefault(subject, {})[column] = known
        said: dict[str, list[Assertion]] = {}
        for entry in found.assertions:
            said.setdefault(entry.subject, []).append(entry)
        undecided = {gap.subject for gap in found.gaps if gap.kind in UNDECIDED}
        named = {
            f"party:{one.id}": tuple(dict.fromkeys(name.text for name in one.names)) for one in transaction.parties
        }
        return {
            one.id: Subject(
                facts.get(one.id, {}), tuple(said.get(one.id, ())), one.id in undecided,
                matches.get(named.get(one.id, ()), ()),
            )
            for one in found.subjects
        }  # fmt: skip


def frame() -> dict[str, Any]:
    """A transaction file that says nothing yet."""
    return {"schema": SCHEMA, "id": "book", "title": "book"}


def less(subject: Subject, fact: str) -> Subject:
    """What is found of a subject without one fact, which its transaction states only so that there is one."""
    return Subject(
        {column: known for column, known in subject.facts.items() if column.split("#")[0] != fact},
        tuple(entry for entry in subject.assertions if entry.fact != fact),
        subject.undecided,
        subject.matches,
    )


def file_subjects(folder: Path, kind: str, subjects: Mapping[int, Subject], file: str) -> None:
    """Write what is stated of subjects, by their numbers, as rows of `facts`, and whom parties match."""
    file_facts(folder, kind, subjects, file)
    if kind == "party":
        file_matches(folder, subjects, file)


def file_facts(folder: Path, kind: str, subjects: Mapping[int, Subject], file: str) -> None:
    """Write what is stated of subjects, by their numbers, as rows of `facts`."""
    rows = fact_columns(kind, ((number, one.assertions) for number, one in subjects.items()))
    write_table(folder, "facts", rows, file)


def file_matches(folder: Path, parties: Mapping[int, Subject], file: str) -> None:
    """Write whom parties match, by their numbers, as rows of `matches`."""
    pairs = [(number, entry) for number, one in parties.items() for entry in one.matches]
    columns = {"party": [number for number, _ in pairs], "entry": [entry for _, entry in pairs]}
    write_table(folder, "matches", columns, file)


@dataclass(frozen=True)
class _Found:
    """What one process found: the distinct sets of facts, and for each subject which is its own and whether a match is
    open; in order."""

    facts: Sequence[Facts]
    of: Sequence[int]
    undecided: Sequence[bool]

    @classmethod
    def of_subjects(cls, subjects: Sequence[Subject]) -> _Found:
        distinct = Profiles()
        of = [distinct.number(one.facts) for one in subjects]
        return cls([dict(facts) for facts in distinct.facts], of, [one.undecided for one in subjects])

    @classmethod
    def of_document(cls, document: Any) -> _Found:
        facts = [
            {column: Settled(values_of(column, values), word) for column, (values, word) in one.items()}
            for one in document["facts"]
        ]
        return cls(facts, document["of"], document["undecided"])

    def document(self) -> dict[str, Any]:
        facts = [
            {column: (list(known.candidates), known.interested_only) for column, known in one.items()}
            for one in self.facts
        ]
        return {"facts": facts, "of": self.of, "undecided": self.undecided}

    def subjects(self) -> Iterator[Subject]:
        for number, undecided in zip(self.of, self.undecided, strict=True):
            yield Subject(self.facts[number], (), undecided)


def looked(
    kind: str,
    tasks: Sequence[Sequence[Sequence[int]]],
    document: Callable[[Sequence[int]], dict[str, Any]],
    sources: Sources,
    workers: int,
    *,
    without: str = "",
) -> list[Subject]:
    """What is found of subjects, in the order of their places.

    Args:
        kind: item or party.
        tasks: Places of those that are looked at together, and which of these one process takes.
        document: The parts of a transaction that holds them, with ids of x and the place.
        sources: What they are looked at with. With a folder, what is stated of them is filed there, and what a process
            has done is kept there.
        workers: How many processes.
        without: A fact that the transaction states only so that there is one.
    """
    kept = Kept(sources.folder)

    def subjects_of(sources: Sources, number: int) -> Iterator[Subject]:
        for chunk in tasks[number]:
            found = sources.gathered({**frame(), **document(chunk)})
            for name in (f"{kind}:x{at}" for at in chunk):
                yield less(found[name], without) if without else found[name]

    def task(sources: Sources, number: int) -> list[Subject] | _Found:
        subjects = list(subjects_of(sources, number))
        if sources.folder is None:
            return subjects
        # number 0 of each kind is one of which nothing is stated
        numbers = [at + 1 for chunk in tasks[number] for at in chunk]
        file_subjects(sources.folder, kind, dict(zip(numbers, subjects, strict=True)), f"{kind}-{number:05}")
        found = _Found.of_subjects(subjects)
        kept.keep_document(f"{kind}-{number}", found.document())
        return found

    held: dict[int, list[Subject] | _Found] = {
        number: _Found.of_document(one)
        for number in range(len(tasks))
        if (one := kept.document(f"{kind}-{number}")) is not None
    }
    wanting = [number for number in range(len(tasks)) if number not in held]
    done = sum(len(chunk) for number in held for chunk in tasks[number])
    for number, found in zip(wanting, done_by(task, sources, wanting, workers), strict=True):
        held[number] = found
        done += sum(map(len, tasks[number]))
        sources.advance(kind, done)
    by_place: dict[int, Subject] = {}
    for number, chunks in enumerate(tasks):
        found = held[number]
        subjects = found.subjects() if isinstance(found, _Found) else iter(found)
        by_place |= zip((at for chunk in chunks for at in chunk), subjects, strict=True)
    return [by_place[at] for at in sorted(by_place)]
