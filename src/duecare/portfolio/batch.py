"""Some transactions of one shape as arrays: each slot's profile by number, each column by the numbers of its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from duecare.facts import Condition, Value, Vocabulary, atoms, fact_of
from duecare.facts.condition import Compare, In, Is
from duecare.guidance import Guidance, LegalStop, RedFlag, SeverityRow
from duecare.portfolio.asked import answers
from duecare.portfolio.kleene import Atom, Mask, Truths, table, truths
from duecare.portfolio.profiles import Codebook, Coded, Codes, Profiles, coded
from duecare.portfolio.shape import KINDS, Frame, Shape, stored_fact
from duecare.review.evidence import MOST_CANDIDATES
from duecare.review.judge import Rule, rules_in_force

Instance = tuple[str, str]
"""A column of one subject: its slot and its name."""


@dataclass(frozen=True, eq=False)
class RuleInstance:
    """A rule on one frame of a shape."""

    rule: Rule
    frame: Frame
    instances: Mapping[str, Instance]

    @property
    def entry(self) -> RedFlag | LegalStop | SeverityRow:
        entry = self.rule.entry
        assert isinstance(entry, (RedFlag, LegalStop, SeverityRow))
        return entry

    @property
    def roots(self) -> tuple[Instance, ...]:
        return tuple(dict.fromkeys(self.instances.values()))


class Columns:
    """Every column of every kind of profile, coded once; and what each atom says of each value."""

    def __init__(self, profiles: Mapping[str, Profiles], rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._profiles = profiles
        self._books: dict[str, Codebook] = {}
        self._coded: dict[tuple[str, str], Coded] = {}
        self._tables: dict[tuple[Atom, str], Truths] = {}
        read: dict[str, set[Atom]] = {}
        for rule in rules:
            for atom in atoms(rule.entry.rule):
                read.setdefault(_stored(atom.column), set()).add(atom)
        self.answers: dict[str, tuple[Value, ...]] = {
            column: tuple(answers(column, found, vocabulary[fact_of(column)])) for column, found in read.items()
        }
        for column, asked in self.answers.items():
            kind = column.split(".", 1)[0]
            held = (
                value
                for facts in profiles[kind].facts
                for value in (facts[column].candidates if column in facts else ())
            )
            self._books[column] = Codebook.of((*asked, *held))

    def coded(self, kind: str, column: str) -> Coded:
        key = (kind, column)
        if key not in self._coded:
            self._coded[key] = coded(self._profiles[kind].facts, column, self._books[column])
        return self._coded[key]

    def number(self, column: str, value: Value) -> int:
        return self._books[column].numbers[value]

    def table(self, atom: Atom) -> Truths:
        column = _stored(atom.column)
        if (atom, column) not in self._tables:
            self._tables[atom, column] = table(atom, self._books[column])
        return self._tables[atom, column]


def _stored(column: str) -> str:
    fact, mark, member = column.partition("#")
    return f"{stored_fact(fact)}{mark}{member}"


@dataclass(eq=False)
class Batch:
    """Transactions of one shape. ids: for each slot the number of its profile, shape (rows,)."""

    shape: Shape
    ids: Mapping[str, NDArray[np.int32]]
    columns: Columns
    rows: int
    _codes: dict[Instance, Codes] = field(default_factory=dict)
    _several: dict[Instance, Mask | None] = field(default_factory=dict)
    _interested: dict[Instance, Mask | None] = field(default_factory=dict)

    def codes(self, instance: Instance) -> Codes:
        """The numbers of the known values; 0 where nothing is known or sources differ."""
        if instance not in self._codes:
            slot, column = instance
            self._codes[instance] = self.columns.coded(KINDS[slot[0]], column).codes[self.ids[slot]]
        return self._codes[instance]

    def several(self, instance: Instance) -> Mask | None:
        """Where sources differ; None where they do nowhere."""
        if instance not in self._several:
            slot, column = instance
            held = self.columns.coded(KINDS[slot[0]], column)
            mask = np.isin(self.ids[slot], list(held.candidates)) if held.candidates else None
            self._several[instance] = mask if mask is not None and mask.any() else None
        return self._several[instance]

    def interested(self, instance: Instance) -> Mask | None:
        """Where an interested party's word alone stands behind what is known."""
        if instance not in self._interested:
            slot, column = instance
            mask = self.columns.coded(KINDS[slot[0]], column).interested[self.ids[slot]]
            self._interested[instance] = mask if mask.any() else None
        return self._interested[instance]

    def unknown(self, instance: Instance) -> Mask:
        """Where nothing is known at all."""
        several = self.several(instance)
        missing = self.codes(instance) == 0
        return missing if several is None else missing & ~several

    def truth(
        self,
        rule: RuleInstance,
        rows: NDArray[np.intp] | None = None,
        *,
        answered: Mapping[Instance, int] | None = None,
        told: bool = True,
    ) -> Truths:
        """What a rule comes to on each row, the same in every candidate world or unknown.

        Args:
            rule: The rule on its frame.
            rows: Only these rows.
            answered: Numbers of values that stand in the place of what is unknown.
            told: Whether the word of an interested party counts.
        """
        given = answered or {}

        def known(instance: Instance) -> Codes:
            codes = self.codes(instance) if rows is None else self.codes(instance)[rows]
            if instance in given:
                return np.full(len(codes), given[instance], np.int16)
            word = None if told else self.interested(instance)
            if word is not None:
                codes = np.where(word if rows is None else word[rows], 0, codes)
            return codes

        found = self._evaluated(rule, known)
        differing = [one for one in rule.roots if one not in given and self.several(one) is not None]
        if differing:
            self._worlds(rule, differing, known, rows, found, told=told)
        return found

    def _evaluated(self, rule: RuleInstance, known: Mapping[Instance, Codes] | object) -> Truths:
        held: dict[Atom, Truths] = {}

        def said(atom: Atom) -> Truths:
            if atom not in held:
                held[atom] = self.columns.table(atom)[known(rule.instances[atom.column])]  # type: ignore[operator]
            return held[atom]

        return truths(rule.entry.rule, said)

    def _worlds(
        self,
        rule: RuleInstance,
        differing: Iterable[Instance],
        known: object,
        rows: NDArray[np.intp] | None,
        found: Truths,
        *,
        told: bool,
    ) -> None:
        """Put in place of what was found, where sources differ, what holds in every candidate world."""
        counts: dict[Instance, NDArray[np.int64]] = {}
        choices: dict[Instance, NDArray[np.int16]] = {}
        touched = np.zeros(len(found), np.bool_)
        for one in differing:
            mask = self.several(one)
            assert mask is not None
            word = None if told else self.interested(one)
            mask = mask if word is None else mask & ~word
            mask = mask if rows is None else mask[rows]
            touched |= mask
        at = np.flatnonzero(touched)
        if not len(at):
            return
        whole = at if rows is None else rows[at]
        total = np.ones(len(at), np.int64)
        for one in differing:
            slot, column = one
            held = self.columns.coded(KINDS[slot[0]], column)
            most = max(len(options) for options in held.candidates.values())
            profiles = self.ids[slot][whole]
            word = None if told else self.interested(one)
            count = np.ones(len(at), np.int64)
            choice = np.zeros((len(at), most), np.int16)
            for profile, options in held.candidates.items():
                here = profiles == profile
                if word is not None:
                    here &= ~word[whole]
                count[here] = len(options)
                choice[here, : len(options)] = options
            counts[one], choices[one] = count, choice
            total *= count
        few = total <= MOST_CANDIDATES
        first: Truths | None = None
        same = np.ones(len(at), np.bool_)
        some = np.zeros(len(at), np.bool_)
        for world in range(int(total[few].max(initial=0))):
            drawn: dict[Instance, Codes] = {}
            stride = np.ones(len(at), np.int64)
            for one in differing:
                digit = (world // stride) % counts[one]
                stride = stride * counts[one]
                value = choices[one][np.arange(len(at)), digit]
                drawn[one] = np.where(counts[one] > 1, value, known(one)[at])  # type: ignore[operator]

            def in_world(instance: Instance, drawn: dict[Instance, Codes] = drawn) -> Codes:
                return drawn[instance] if instance in drawn else known(instance)[at]  # type: ignore[operator]

            truth = self._evaluated(rule, in_world)
            inside = world < total
            first = truth if first is None else first
            same &= ~inside | (truth == first)
            some |= inside & (truth == 1)
        if first is None:
            return
        result = np.where(same, first, 0).astype(np.int8)
        if isinstance(rule.entry, LegalStop):
            result = np.where(some, 1, result).astype(np.int8)
        found[at[few]] = result[few]


def instances_of(shape: Shape, guidance: Guidance, law_at: object) -> tuple[RuleInstance, ...]:
    """Every rule in force on every frame of a shape."""
    frames = shape.frames()
    return tuple(
        RuleInstance(rule, frame, {column: frame.instance(column) for column in rule.columns})
        for rule in rules_in_force(guidance, law_at)  # type: ignore[arg-type]
        for frame in frames
        if frame.grain == rule.entry.subject
    )


__all__ = ["Batch", "Columns", "Compare", "Condition", "In", "Instance", "Is", "RuleInstance", "instances_of"]
