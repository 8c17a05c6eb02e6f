"""The lint of instruments: every problem with file, line, what was seen and what is accepted."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from duecare.facts import Condition, Row, Truth, Value, Vocabulary, atoms, columns, compile_condition, fact_of, grain
from duecare.facts.condition import Compare
from duecare.facts.language import ConditionError, parse_condition
from duecare.guidance.build import plain
from duecare.guidance.model import (
    AUTOMATION,
    CONFIDENCE,
    DEPTHS,
    ENTRY_TYPES,
    GROUPS,
    SERVED,
    SUBJECTS,
    WEIGHTS,
    GuidanceError,
)
from duecare.guidance.source import RawEntry, RawInstrument, instrument_folders, read_folder

IDS_LOCK = Path(__file__).parent / "instruments" / "ids.lock"
_ENOUGH_ROWS = 4096
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": ENTRY_TYPES,
    "subject": SUBJECTS,
    "group": GROUPS,
    "weight": WEIGHTS,
    "depth": DEPTHS,
    "automation": AUTOMATION,
}
_REQUIRED = {
    "red_flag": ("title", "text", "subject", "raised_when", "group", "weight", "depth", "cite", "tests", "concern"),
    "legal_stop": ("title", "text", "subject", "raised_when", "cite", "tests", "lifted_by", "counsel"),
    "severity": ("title", "text", "subject", "raised_when", "scale", "scope", "irremediable", "cite", "tests"),
    "safeguard": ("title", "text", "proof", "cite"),
    "consideration": ("title", "text", "cite", "served"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def lint(folder: Path, vocabulary: Vocabulary, concerns: Iterable[str], *, locked: bool = False) -> list[Problem]:
    """Check every instrument in a folder.

    Args:
        folder: holds one instrument, or folders of instruments.
        vocabulary: the facts that may be read.
        concerns: ids of the crosswalk.
        locked: also hold the ids against ids.lock (for the shipped instruments).

    Raises:
        GuidanceError: nothing there, or a file is not YAML.
    """
    folders = instrument_folders(folder)
    if not folders:
        raise GuidanceError(f"{folder}: no instrument.yaml here or below")
    instruments = [read_folder(found) for found in folders]
    seen: dict[str, RawEntry] = {}
    problems: list[Problem] = []
    for instrument in instruments:
        problems += _head(instrument, vocabulary)
        for entry in instrument.entries:
            check = _Check(entry, vocabulary, frozenset(concerns))
            problems += (Problem(entry.path, entry.line, message) for message in check.messages())
            name = f"{entry.instrument}/{entry.values['id']}"
            if name in seen:
                first = seen[name]
                problems.append(
                    Problem(entry.path, entry.line, f"id {name} is used again; first at {first.path}:{first.line}")
                )
            seen[name] = entry
    if locked:
        problems += _locks(seen)
    return problems


def _head(instrument: RawInstrument, vocabulary: Vocabulary) -> Iterator[Problem]:
    values = instrument.values
    for key in ("title", "issuer", "force", "applies_to", "in_force"):
        if key not in values:
            yield Problem(instrument.path, 1, f"instrument {instrument.id} has no {key}")
    if values.get("force") not in ("binding", "voluntary"):
        yield Problem(instrument.path, 1, f"force is {values.get('force')!r}; accepted: binding, voluntary")
    if "applies_when" in values:
        try:
            parse_condition(str(values["applies_when"]), vocabulary)
        except ConditionError as error:
            yield Problem(instrument.path, 1, f"applies_when: {error}")


def _locks(seen: Mapping[str, RawEntry]) -> Iterator[Problem]:
    active, retired = read_lock()
    for name, entry in seen.items():
        if name in retired:
            yield Problem(entry.path, entry.line, f"id {name} was retired; ids are never reused: choose another")
        elif name not in active:
            yield Problem(entry.path, entry.line, f"id {name} is not in ids.lock: run scripts/lock_ids.py")
    for name in sorted(active - seen.keys()):
        yield Problem(IDS_LOCK, 1, f"id {name} is gone from the instruments; mark it retired: run scripts/lock_ids.py")


def read_lock() -> tuple[set[str], set[str]]:
    """Ids in use, and ids retired (written with a leading minus)."""
    lines = IDS_LOCK.read_text("utf-8").splitlines() if IDS_LOCK.is_file() else []
    return {line for line in lines if line and line[0] not in "-#"}, {line[2:] for line in lines if line.startswith("- ")}


class _Check:
    def __init__(self, entry: RawEntry, vocabulary: Vocabulary, concerns: frozenset[str]) -> None:
        self.values: dict[str, Any] = plain(entry.values)
        self.vocabulary, self.concerns = vocabulary, concerns
        self.name = f"{entry.instrument}/{self.values['id']}"
        self.type = self.values.get("type", "")
        self.house = entry.instrument == "HOUSE" or self.values.get("cite", {}).get("section") is None

    def messages(self) -> Iterator[str]:
        for key, accepted in _CHOICES.items():
            if key in self.values and self.values[key] not in accepted:
                yield f"{self.name}: {key} is {self.values[key]!r}; accepted: {', '.join(accepted)}"
        for key in _REQUIRED.get(self.type, ("text",)):
            if not self.values.get(key):
                yield f"{self.name}: a {self.type or 'row'} needs {key}"
        yield from self.cited()
        if self.values.get("concern") and self.values["concern"] not in self.concerns:
            yield f"{self.name}: concern {self.values['concern']!r} is not in crosswalk.yaml"
        if "raised_when" in self.values:
            yield from self.ruled(str(self.values["raised_when"]))

    def cited(self) -> Iterator[str]:
        cite = self.values.get("cite") or {}
        if self.type != "note" and cite.get("confidence") not in CONFIDENCE:
            yield f"{self.name}: cite.confidence is {cite.get('confidence')!r}; accepted: {', '.join(CONFIDENCE)}"
        if cite.get("confidence") == "recollected L" and not self.name.startswith("HOUSE/"):
            yield f"{self.name}: a row recollected with confidence L belongs to HOUSE, as the project's own reading"
        served = self.values.get("served")
        if served and served.get("how") not in SERVED:
            yield f"{self.name}: served.how is {served.get('how')!r}; accepted: {', '.join(SERVED)}"

    def ruled(self, text: str) -> Iterator[str]:
        try:
            condition = parse_condition(text, self.vocabulary)
        except ConditionError as error:
            yield f"{self.name}: raised_when: {error}"
            return
        runs_on = grain(condition)
        if self.values.get("subject") != runs_on:
            yield f"{self.name}: subject is {self.values.get('subject')!r}, but a condition on these facts runs once a {runs_on}"
        yield from self.reachable(condition)
        yield from self.tested(condition)

    def reachable(self, condition: Condition) -> Iterator[str]:
        evaluate = compile_condition(condition)
        outcomes: set[Truth] = set()
        for row in complete_rows(condition, self.vocabulary):
            outcomes.add(evaluate(row))
            if len(outcomes) == 2:
                return
        what = "never be raised: it contradicts itself" if outcomes == {False} else "never be clear: it always holds"
        yield f"{self.name}: raised_when can {what}"

    def tested(self, condition: Condition) -> Iterator[str]:
        tests = self.values.get("tests") or []
        said = {test.get("then") for test in tests}
        if len(tests) < 3 or not {"raised", "clear"} <= said:
            yield f"{self.name}: needs at least three tests, one raised, one clear and one at the boundary; has {len(tests)}"
        evaluate = compile_condition(condition)
        if evaluate({}) is not None:
            yield f"{self.name}: without its facts it should be open"
        for index, test in enumerate(tests, start=1):
            try:
                row = test_row(test.get("given") or {}, self.vocabulary)
            except (KeyError, ValueError) as error:
                yield f"{self.name}: test {index}: {error}"
                continue
            verdict = {True: "raised", False: "clear", None: "open"}[evaluate(row)]
            if verdict != test.get("then"):
                yield f"{self.name}: test {index} says {test.get('then')!r} with {test.get('given')}; the condition says {verdict!r}"


def test_row(given: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Value | None]:
    """The row of a test's facts; of a set, the members listed are in it and the others are not.

    Raises:
        KeyError: a fact that is not declared.
        ValueError: a value outside its domain.
    """
    row: dict[str, Value | None] = {}
    for name, raw in given.items():
        try:
            fact = vocabulary[name]
        except KeyError:
            raise KeyError(f"fact {name!r} is not declared in the vocabulary") from None
        value = fact.parse(raw)
        if fact.type == "set" and isinstance(value, frozenset):
            row.update({f"{name}#{member}": member in value for member in fact.domain})
        else:
            row[name] = value
    return row


def complete_rows(condition: Condition, vocabulary: Vocabulary) -> Iterator[Row]:
    """Rows without unknowns that between them tell apart what the condition can: all, or a seeded sample."""
    read = columns(condition)
    values: list[list[Value]] = []
    for column in read:
        fact = vocabulary[fact_of(column)]
        if fact.type in ("boolean", "set"):
            values.append([False, True])
        elif fact.type in ("code", "level"):
            values.append(list(fact.domain))
        else:
            cuts: list[Any] = [atom.literal for atom in atoms(condition) if isinstance(atom, Compare) and atom.column == column]
            near = [cut + step for cut in cuts for step in (-0.001, 0.001) if isinstance(cut, float)]
            values.append([*cuts, *near])
    if prod(map(len, values)) <= _ENOUGH_ROWS:
        for row in product(*values):
            yield dict(zip(read, row, strict=True))
        return
    chance = random.Random(0)
    for _ in range(_ENOUGH_ROWS):
        yield {column: chance.choice(choices) for column, choices in zip(read, values, strict=True)}
    for atom_choices in ([True] * len(read), [False] * len(read)):
        yield {
            column: choice if choice in choices else choices[0]
            for column, choices, choice in zip(read, values, atom_choices, strict=True)
        }
