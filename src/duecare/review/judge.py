"""Judge: every rule in force, on every subject it concerns, from the facts gathered.

The rows that conditions run on are built here: a use row joins one item, one end user and one place; a party row its
country. Where sources differ, each candidate value is a candidate row (at most 16): a flag is raised if raised in all,
clear if clear in all, else open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from math import prod

from duecare.countries import ShownDimension
from duecare.facts import Evaluator, Truth, Value, Vocabulary, columns, compile_condition, readable
from duecare.guidance import Guidance, LegalStop, RedFlag, RuledEntry, SeverityRow
from duecare.parties import Holding
from duecare.review.evidence import MOST_CANDIDATES, Assertion, Column, Gap, Settled, settle


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact or finding is about.

    id is `kind:local-id`; country is the subject id of a party's country; latin is the name in Latin script that the
    file itself gives beside one in another script.
    """

    id: str
    kind: str
    label: str
    country: str | None = None
    latin: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One item in the hands of one end user in one place, by subject ids."""

    id: str
    item: str
    end_user: str
    country: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a judgement rests on; embedded in the result, so that a review can be replayed without any source."""

    transaction: str
    title: str
    subjects: tuple[Subject, ...]
    uses: tuple[Use, ...]
    assertions: tuple[Assertion, ...]
    gaps: tuple[Gap, ...]
    known_at: datetime.date
    law_at: datetime.date
    holdings: tuple[Holding, ...] = ()
    practice: tuple[ShownDimension, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled entry ready to run."""

    entry: RuledEntry
    evaluate: Evaluator
    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Frame:
    """A row for conditions at one grain: what is known, where sources differ, and which subject each entity is."""

    subject: Subject
    binding: Mapping[str, str]
    row: dict[str, Value | None] = field(default_factory=dict)
    several: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    interested: frozenset[str] = frozenset()

    def root(self, column: str) -> Column:
        """The subject and column that a column of this row comes from; a party's unstated country is one of its own."""
        entity, rest = column.split(".", 1)
        bound = self.binding.get(entity) or f"{entity}:seat of {self.subject.label}"
        return bound, f"party.{rest}" if entity == "end_user" else column

    def unknown(self, columns: Iterable[str]) -> dict[Column, list[str]]:
        """Of these columns the unknown ones, by the subject and column that they come from."""
        found: dict[Column, list[str]] = {}
        for column in columns:
            if self.row.get(column) is None and column not in self.several:
                found.setdefault(self.root(column), []).append(column)
        return found


@dataclass(slots=True)
class Verdict:
    """One rule on one row. told is True where it is clear only on the word of an interested party."""

    rule: Rule
    frame: Frame
    truth: Truth
    told: bool = False

    @property
    def key(self) -> str:
        return f"{self.rule.entry.id}@{self.frame.subject.id}"


@lru_cache(maxsize=8)
def rules_in_force(guidance: Guidance, law_at: datetime.date) -> tuple[Rule, ...]:
    """The red flags, legal stops and severity rows in force on a day, compiled once."""
    ruled: list[RuledEntry] = [*guidance.flags, *guidance.stops, *guidance.severities]
    return tuple(
        Rule(entry, compile_condition(entry.rule), columns(entry.rule), readable(entry.rule))
        for entry in ruled
        if entry.in_force_on(law_at)
    )


@dataclass(frozen=True)
class Judgement:
    """All verdicts of one transaction, and the settled facts they rest on."""

    gathered: Gathered
    guidance: Guidance
    settled: Mapping[Column, Settled]
    gaps: tuple[Gap, ...]
    verdicts: tuple[Verdict, ...]

    @cached_property
    def flags(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict.rule.entry, RedFlag))

    @cached_property
    def stops(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict.rule.entry, LegalStop))

    @cached_property
    def severities(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict.rule.entry, SeverityRow))

    @cached_property
    def by_column(self) -> Mapping[str, list[tuple[Value, ...]]]:
        """What is known of a column, over all subjects."""
        found: dict[str, list[tuple[Value, ...]]] = {}
        for (_, column), known in self.settled.items():
            found.setdefault(column, []).append(known.candidates)
        return found

    @cached_property
    def deal(self) -> Mapping[str, Value | None]:
        """What is known of the transaction itself, for conditions that read nothing else."""
        subject = next(subject.id for subject in self.gathered.subjects if subject.kind == "transaction")
        return {
            column: known.candidates[0]
            for (owner, column), known in self.settled.items()
            if owner == subject and len(known.candidates) == 1
        }


def judge(gathered: Gathered, guidance: Guidance, vocabulary: Vocabulary) -> Judgement:
    """Evaluate every rule in force on every row of its grain."""
    settled, conflicts = settle(gathered.assertions, vocabulary, gathered.known_at)
    frames = for_stops = build_frames(gathered, settled)
    if any(entry.source.kind == "judgement" for entry in gathered.assertions):
        undecided, _ = settle(gathered.assertions, vocabulary, gathered.known_at, decided=False)
        for_stops = build_frames(gathered, undecided)
    verdicts = [
        evaluate(rule, frame)
        for rule in rules_in_force(guidance, gathered.law_at)
        for frame in (for_stops if isinstance(rule.entry, LegalStop) else frames)[rule.entry.subject]
    ]
    return Judgement(gathered, guidance, settled, (*gathered.gaps, *conflicts), tuple(verdicts))


def evaluate(rule: Rule, frame: Frame) -> Verdict:
    """One rule on one row, over the candidate worlds of the facts it reads.

    A legal stop that any source makes stand, stands: other sources do not lift it, only a record does.
    """
    truth = truth_on(rule, frame, frame.row)
    if truth is False and frame.interested and not frame.interested.isdisjoint(rule.columns):
        without = {column: value for column, value in frame.row.items() if column not in frame.interested}
        return Verdict(rule, frame, truth, told=truth_on(rule, frame, without, told=False) is not False)
    return Verdict(rule, frame, truth)


def truth_on(rule: Rule, frame: Frame, row: Mapping[str, Value | None], *, told: bool = True) -> Truth:
    """A rule on a row of one frame: the same in every candidate world, or unknown. told: an interested word counts."""
    differing = [
        column for column in rule.columns if column in frame.several and (told or column not in frame.interested)
    ]
    if not differing:
        return rule.evaluate(row)
    if prod(len(frame.several[column]) for column in differing) > MOST_CANDIDATES:
        return rule.evaluate(row)  # differing columns are not in the row: they count as unknown
    seen = {
        rule.evaluate({**row, **dict(zip(differing, values, strict=True))})
        for values in product(*(frame.several[column] for column in differing))
    }
    if True in seen and isinstance(rule.entry, LegalStop):
        return True
    return seen.pop() if len(seen) == 1 else None


def build_frames(gathered: Gathered, settled: Mapping[Column, Settled]) -> dict[str, list[Frame]]:
    """The rows of every grain. No grain is empty: what is not declared stands as one row of unknowns."""
    by_subject: dict[str, dict[str, Settled]] = {}
    for (owner, column), known in settled.items():
        by_subject.setdefault(owner, {})[column] = known
    subjects = {subject.id: subject for subject in gathered.subjects}
    deal = next(subject.id for subject in gathered.subjects if subject.kind == "transaction")

    def frame(subject: Subject, **binding: str | None) -> Frame:
        bound = {entity: name for entity, name in (("transaction", deal), *binding.items()) if name is not None}
        row: dict[str, Value | None] = {}
        several: dict[str, tuple[Value, ...]] = {}
        interested: set[str] = set()
        for entity, name in bound.items():
            for column, known in by_subject.get(name, {}).items():
                local = f"end_user.{column[6:]}" if entity == "end_user" else column
                if len(known.candidates) == 1:
                    row[local] = known.candidates[0]
                else:
                    several[local] = known.candidates
                if known.interested_only:
                    interested.add(local)
        return Frame(subject, bound, row, several, frozenset(interested))

    rows: dict[str, list[Frame]] = {kind: [] for kind in ("transaction", "item", "party", "country", "use")}
    for subject in gathered.subjects:
        match subject.kind:
            case "transaction":
                rows["transaction"].append(frame(subject))
            case "item":
                rows["item"].append(frame(subject, item=subject.id))
            case "party" if not only_exporter(by_subject.get(subject.id, {})):
                rows["party"].append(frame(subject, party=subject.id, country=subject.country))
            case "country":
                rows["country"].append(frame(subject, country=subject.id))
    for use in gathered.uses:
        binding = {"item": use.item, "end_user": use.end_user, "country": use.country, "use": use.id}
        rows["use"].append(frame(subjects[use.id], **binding))
    return rows


def only_exporter(known: Mapping[str, Settled]) -> bool:
    """Whether a party is the exporter and nothing else: the one that does the diligence is not its object."""
    roles = {
        column for column, found in known.items() if column.startswith("party.role#") and found.candidates == (True,)
    }
    return roles == {"party.role#exporter"}
