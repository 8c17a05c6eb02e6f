"""The rules in force, as they run over arrays: what each reads, at which grain, and what it counts as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duecare.guidance import DEPTHS, GROUPS, WEIGHTS, GuidanceError, LegalStop, RedFlag, RuledEntry, SeverityRow
from duecare.portfolio.judging.shape import stored_column
from duecare.review.judge import Rule

JOINED: Final[Mapping[str, tuple[str, ...]]] = {
    "transaction": ("transaction",),
    "item": ("transaction", "item"),
    "party": ("transaction", "party", "country"),
    "country": ("transaction", "country"),
    "use": ("transaction", "item", "end_user", "country", "use"),
}
"""The entities whose facts a frame of each grain joins (`duecare.review.judge.build_frames`)."""

CELLS: Final = (len(GROUPS) + 1) * len(WEIGHTS)
"""What findings count as: each weight in each group, then severity 2 to 4."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as a condition reads it: through which entity of its frame, and the name it is kept under."""

    entity: str
    column: str


@dataclass(frozen=True, eq=False)
class ArrayRule:
    """One rule. number: its place among those in force. depth: the rank of its depth; severity is always looked at.

    cell: what it counts as, by place in the table of `CELLS`; None where it counts as nothing. fields: by the name that
    its condition uses.
    """

    number: int
    rule: Rule
    fields: Mapping[str, Field]
    depth: int
    cell: int | None

    @property
    def entry(self) -> RuledEntry:
        return self.rule.entry

    @property
    def grain(self) -> str:
        """What a frame of it is about: transaction, item, party, country or use."""
        return self.rule.entry.subject

    @property
    def stands_in_any_world(self) -> bool:
        """Whether one source that makes it true suffices: other sources do not lift a legal stop."""
        return isinstance(self.rule.entry, LegalStop)


class RulesInForce:
    """The rules of a day.

    weighed: red flags, then severity rows. readers: which weighed rules read a column, and under which name they do;
    stop_readers: the same of legal stops.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Make the rules ready.

        Raises:
            GuidanceError: a rule of a house reads what the frames of its subject do not have.
        """
        self.all = tuple(_array_rule(number, rule) for number, rule in enumerate(rules))
        self.flags = tuple(one for one in self.all if isinstance(one.entry, RedFlag))
        self.severities = tuple(one for one in self.all if isinstance(one.entry, SeverityRow))
        self.stops = tuple(one for one in self.all if isinstance(one.entry, LegalStop))
        self.weighed = (*self.flags, *self.severities)
        self.readers = _readers(self.weighed)
        self.stop_readers = _readers(self.stops)


def _array_rule(number: int, rule: Rule) -> ArrayRule:
    fields = {column: Field(column.partition(".")[0], stored_column(column)) for column in rule.columns}
    entry = rule.entry
    for name, field in fields.items():
        if field.entity not in JOINED[entry.subject]:
            raise GuidanceError(
                f"{entry.id}: its subject is {entry.subject!r}, which has no {name}; see `duecare guidance lint`"
            )
    if isinstance(entry, RedFlag):
        cell = GROUPS.index(entry.group) * len(WEIGHTS) + WEIGHTS.index(entry.weight)
        return ArrayRule(number, rule, fields, DEPTHS.index(entry.depth), cell)
    if isinstance(entry, SeverityRow) and entry.severity > 1:
        return ArrayRule(number, rule, fields, 0, len(GROUPS) * len(WEIGHTS) + entry.severity - 2)
    return ArrayRule(number, rule, fields, 0, None)


def _readers(rules: Sequence[ArrayRule]) -> Mapping[str, Sequence[tuple[ArrayRule, str]]]:
    found: dict[str, list[tuple[ArrayRule, str]]] = {}
    for rule in rules:
        for name, field in rule.fields.items():
            found.setdefault(field.column, []).append((rule, name))
    return found
