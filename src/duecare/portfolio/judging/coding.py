"""Columns of profiles as small numbers, and what each atom of a condition says of each value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duecare.facts import Value, Vocabulary, atoms, compile_condition, fact_of
from duecare.portfolio.judging.kleene import Atom, Mask, Truths
from duecare.portfolio.judging.profiles import Facts, Profiles
from duecare.portfolio.judging.shape import stored_column
from duecare.review.judge import Rule
from duecare.review.weigh import answers

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Codebook:
    """The values of a column that stand anywhere, or are asked about, numbered from one."""

    numbers: Mapping[Value, int]

    @classmethod
    def of(cls, values: Iterable[Value]) -> Codebook:
        return cls({value: at for at, value in enumerate(dict.fromkeys(values), start=1)})


@dataclass(frozen=True)
class Coded:
    """One column of all profiles of a kind, as small numbers: shape (profiles,).

    codes: 0 where nothing is known or sources differ, else the number of the value. several: where sources differ; None
    where they do nowhere. worlds: how many values each profile leaves possible, one where none is known. options: their
    numbers, shape (profiles, most). interested: where an interested party's word alone stands behind what is known;
    None where it does nowhere.
    """

    codes: Codes
    several: Mask | None
    worlds: NDArray[np.int64]
    options: Codes
    interested: Mask | None


def table(atom: Atom, book: Codebook) -> Truths:
    """What an atom says of each value of a codebook; of the unknown, number 0, nothing."""
    evaluate = compile_condition(atom)
    said = np.zeros(len(book.numbers) + 1, np.int8)
    for value, number in book.numbers.items():
        said[number] = 1 if evaluate({atom.column: value}) else -1
    return said


def coded(profiles: Sequence[Facts], books: Mapping[str, Codebook]) -> dict[str, Coded]:
    """The columns of profiles by the numbers of their values."""
    size = len(profiles)
    codes = {column: np.zeros(size, np.int32) for column in books}
    interested: dict[str, list[int]] = {column: [] for column in books}
    several: dict[str, dict[int, list[int]]] = {column: {} for column in books}
    for at, facts in enumerate(profiles):
        for column, settled in facts.items():
            book = books.get(column)
            if book is None or not settled.candidates:
                continue
            if settled.interested_only:
                interested[column].append(at)
            numbers = [book.numbers[value] for value in settled.candidates]
            if len(numbers) == 1:
                codes[column][at] = numbers[0]
            else:
                several[column][at] = numbers
    return {column: _coded(codes[column], several[column], interested[column]) for column in books}


def _coded(codes: Codes, several: Mapping[int, Sequence[int]], interested: Sequence[int]) -> Coded:
    size = len(codes)
    worlds = np.ones(size, np.int64)
    options = np.zeros((size, max(map(len, several.values()), default=1)), np.int32)
    options[:, 0] = codes
    for at, numbers in several.items():
        worlds[at] = len(numbers)
        options[at, : len(numbers)] = numbers
    return Coded(codes, _marked(several, size), worlds, options, _marked(interested, size))


def _marked(places: Iterable[int], size: int) -> Mask | None:
    held = list(places)
    if not held:
        return None
    mask = np.zeros(size, np.bool_)
    mask[held] = True
    return mask


class Columns:
    """Every column that some rule reads, coded once over all profiles; and the answers that each question can have.

    answers: for each column the values that stand for every answer, over all conditions that read it.
    """

    def __init__(self, profiles: Mapping[str, Profiles], rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._read: dict[str, dict[Atom, None]] = {}
        for rule in rules:
            for atom in atoms(rule.entry.rule):
                self._read.setdefault(stored_column(atom.column), {})[atom] = None
        self.answers: dict[str, tuple[Value, ...]] = {
            column: tuple(answers(column, found, vocabulary[fact_of(column)])) for column, found in self._read.items()
        }
        held: dict[str, dict[Value, None]] = {column: dict.fromkeys(some) for column, some in self.answers.items()}
        for known in profiles.values():
            for facts in known.facts:
                for column, settled in facts.items():
                    if column in held:
                        held[column].update(dict.fromkeys(settled.candidates))
        self._books = {column: Codebook.of(values) for column, values in held.items()}
        self._coded: dict[str, Coded] = {}
        for kind, known in profiles.items():
            books = {column: book for column, book in self._books.items() if column.partition(".")[0] == kind}
            self._coded |= coded(known.facts, books)
        self._tables: dict[Atom, Truths] = {}

    def coded(self, column: str) -> Coded:
        """A column under the name it is kept under."""
        return self._coded[column]

    def number(self, column: str, value: Value) -> int:
        """The number of a value of a column."""
        return self._books[column].numbers[value]

    def table(self, atom: Atom) -> Truths:
        """What an atom says of each value of its column."""
        if atom not in self._tables:
            self._tables[atom] = table(atom, self._books[stored_column(atom.column)])
        return self._tables[atom]

    def seen(self, kind: str) -> Iterator[NDArray[np.integer | np.bool_]]:
        """All that conditions can see of the profiles of a kind: numbers from 0, shape (profiles,) each."""
        for column, read in self._read.items():
            if column.partition(".")[0] != kind:
                continue
            held = self._coded[column]
            for atom in read:
                yield self.table(atom)[held.codes] + np.int8(1)
            if held.several is not None:
                yield from np.where(held.several[:, None], held.options, 0).T
            if held.interested is not None:
                yield held.interested
