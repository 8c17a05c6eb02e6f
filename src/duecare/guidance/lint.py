"""The lint of instruments: every problem with file, line, what was seen and what is accepted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from duecare.facts import Condition, Value, Vocabulary, atoms, columns, compile_condition, fact_of, grain
from duecare.facts.condition import Compare
from duecare.facts.language import ConditionError, parse_condition
from duecare.guidance.build import misspelt, period_dates, plain
from duecare.guidance.model import CHOICES, CONFIDENCE, SERVED, SIZES, GuidanceError
from duecare.guidance.source import RawEntry, RawInstrument, instrument_folders, read_folder

IDS_LOCK = Path(__file__).parent / "instruments" / "ids.lock"
_REQUIRED = {
    "red_flag": ("title", "text", "subject", "raised_when", "group", "weight", "depth", "cite", "tests", "concern"),
    "legal_stop": ("title", "text", "subject", "raised_when", "cite", "tests", "lifted_by", "counsel"),
    "severity": ("title", "text", "subject", "raised_when", "scale", "scope", "irremediable", "cite", "tests"),
    "safeguard": ("title", "text", "proof", "cite"),
    "consideration": ("title", "text", "cite", "served"),
}
_SHAPES: Mapping[str, tuple[type, str]] = {
    "cite": (dict, "a mapping of section and confidence"),
    "served": (dict, "a mapping of how and by"),
    "tests": (list, "a list of {given: {fact: value}, then: raised}"),
    "rights": (list, "a list of ids, as [ICCPR/17]"),
    "safeguards": (list, "a list of ids, as [contract/audit]"),
    "concern": (str, "the id of a concern"),
    "raised_when": (str, "a condition"),
    **dict.fromkeys(("id", "title", "text"), (str, "text")),
    **{key: (str, f"one of {', '.join(accepted)}") for key, accepted in CHOICES.items()},
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
    values = plain(instrument.values)

    def problem(message: str) -> Problem:
        return Problem(instrument.path, 1, f"instrument {instrument.id}: {message}")

    for key in ("title", "issuer", "force", "applies_to", "in_force"):
        if key not in values:
            yield problem(f"has no {key}; an instrument has title, issuer, force, applies_to and in_force")
    if values.get("force") not in ("binding", "voluntary"):
        yield problem(f"force is {values.get('force')!r}; accepted: binding, voluntary")
    if not isinstance(values.get("applies_to", {}), dict):
        yield problem(f"applies_to is {values['applies_to']!r}; accepted: a mapping of exporter, origin, destination")
    if (dated := _undated(values)) is not None:
        yield problem(dated)
    if "applies_when" in values:
        try:
            parse_condition(str(values["applies_when"]), vocabulary)
        except ConditionError as error:
            yield problem(f"applies_when: {error}")


def _undated(values: Mapping[str, Any]) -> str | None:
    """What is wrong with in_force, if anything."""
    try:
        period_dates(values.get("in_force"))
    except (ValueError, AttributeError, TypeError):
        return f"in_force is {values['in_force']!r}; accepted: {{from: 2020-09-30, to: 2026-11-23}}, or a list of such"
    return None


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
    active = {line for line in lines if line and line[0] not in "-#"}
    return active, {line.removeprefix("- ") for line in lines if line.startswith("- ")}


class _Check:
    def __init__(self, entry: RawEntry, vocabulary: Vocabulary, concerns: frozenset[str]) -> None:
        self.values: dict[str, Any] = plain(entry.values)
        self.vocabulary, self.concerns = vocabulary, concerns
        self.name = f"{entry.instrument}/{self.values['id']}"
        self.type = self.values.get("type", "")

    def messages(self) -> Iterator[str]:
        misshapen = [
            f"{self.name}: {key} is {self.values[key]!r}; accepted: {accepted}"
            for key, (shape, accepted) in _SHAPES.items()
            if self.values.get(key) is not None and not isinstance(self.values[key], shape)
        ]
        if misshapen:  # nothing further can be said of an entry that is not an entry
            yield from misshapen
            return
        yield from (f"{self.name}: {one}" for one in misspelt(self.values))
        for key in _REQUIRED.get(self.type, ("text",)):
            if not self.values.get(key):
                yield f"{self.name}: a {self.type or 'row'} needs {key}"
        yield from self.cited()
        if self.values.get("concern") and self.values["concern"] not in self.concerns:
            near = get_close_matches(self.values["concern"], self.concerns, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield f"{self.name}: concern is {self.values['concern']!r}; accepted: an id of crosswalk.yaml{hint}"
        if (dated := _undated(self.values)) is not None:
            yield f"{self.name}: {dated}"
        for key in ("scale", "scope", "irremediable") if self.type == "severity" else ():
            if self.values.get(key) is not None and self.values[key] not in SIZES:
                yield f"{self.name}: {key} is {self.values[key]!r}; accepted: {', '.join(map(str, SIZES))}"
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
            yield f"{self.name}: subject is {self.values.get('subject')!r}; accepted: {runs_on}, for the facts it reads"
        yield from self.reachable(condition)
        yield from self.tested(condition)

    def reachable(self, condition: Condition) -> Iterator[str]:
        accepted = "accepted: a condition that some facts meet and others do not"
        if not reaches(condition, self.vocabulary, True):
            yield f"{self.name}: raised_when can never be raised: it contradicts itself; {accepted}"
        if not reaches(condition, self.vocabulary, False):
            yield f"{self.name}: raised_when can never be clear: it always holds; {accepted}"

    def tested(self, condition: Condition) -> Iterator[str]:
        tests = self.values.get("tests") or []
        if not all(isinstance(test, dict) and isinstance(test.get("given") or {}, dict) for test in tests):
            yield f"{self.name}: tests is {tests!r}; accepted: a list of {{given: {{fact: value}}, then: raised}}"
            return
        said = {str(test.get("then")) for test in tests}
        if len(tests) < 3 or not {"raised", "clear"} <= said:
            yield (
                f"{self.name}: has {len(tests)} tests ({', '.join(sorted(said)) or 'none'}); "
                "accepted: at least three, one raised, one clear and one at the boundary"
            )
        evaluate = compile_condition(condition)
        if evaluate({}) is not None:
            yield f"{self.name}: without its facts it is {evaluate({})}; accepted: open"
        for index, test in enumerate(tests, start=1):
            try:
                row = test_row(test.get("given") or {}, self.vocabulary)
            except (KeyError, ValueError) as error:
                yield f"{self.name}: test {index}: {error.args[0]}"
                continue
            verdict = {True: "raised", False: "clear", None: "open"}[evaluate(row)]
            if verdict != test.get("then"):
                said_so = f"test {index} says {test.get('then')!r} with {test.get('given')}"
                yield f"{self.name}: {said_so}; the condition says {verdict!r}"


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
            near = vocabulary.nearest(str(name))
            hint = f"; did you mean {near}?" if near else ""
            raise KeyError(f"fact {name!r} is not declared in the vocabulary{hint}") from None
        value = fact.parse(raw)
        if fact.type == "set" and isinstance(value, frozenset):
            row.update({f"{name}#{member}": member in value for member in fact.domain})
        else:
            row[name] = value
    return row


def reaches(condition: Condition, vocabulary: Vocabulary, truth: bool) -> bool:
    """Whether some facts, all known, give the condition this truth.

    Columns are filled one by one until the verdict is settled; what is settled stays so, hence the search is exact, and
    short for conditions that a person can read.
    """
    evaluate = compile_condition(condition)
    read = columns(condition)
    choices = [_telling(condition, column, vocabulary) for column in read]
    row: dict[str, Value | None] = {}

    def search(depth: int) -> bool:
        settled = evaluate(row)
        if settled is not None:
            return settled is truth
        for value in choices[depth]:
            row[read[depth]] = value
            if search(depth + 1):
                return True
        del row[read[depth]]
        return False

    return search(0)


def _telling(condition: Condition, column: str, vocabulary: Vocabulary) -> list[Value]:
    """Values of a column that between them tell apart all that the condition can."""
    fact = vocabulary[fact_of(column)]
    if fact.type in ("boolean", "set"):
        return [True, False]
    if fact.type in ("code", "level"):
        return list(fact.domain)
    values: set[Any] = set()
    for atom in atoms(condition):
        if isinstance(atom, Compare) and atom.column == column:
            values |= set(_around(atom.literal))
    low, high = fact.minimum, fact.maximum
    return sorted(value for value in values if (low is None or value >= low) and (high is None or value <= high))


def _around(literal: float | date) -> tuple[float | date, ...]:
    if isinstance(literal, date):
        before = literal - timedelta(days=1) if literal > date.min else literal
        return before, literal, literal + timedelta(days=1) if literal < date.max else literal
    return math.nextafter(literal, -math.inf), literal, math.nextafter(literal, math.inf)
