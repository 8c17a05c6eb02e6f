"""Regimes: by which share, added up or not, a party is caught because of its owners, and in which years."""

from __future__ import annotations

import datetime
import functools
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.ownership.graph import INTEREST_KINDS, InterestKind, Seed
from duecare.parties.ownership.share import PERCENT

SOURCE: Final = Path(__file__).resolve().parent / "regimes.yaml"
COMPILED: Final = SOURCE.with_suffix(".json")
DEFAULT: Final = ("ofac", "bis", "eu", "uk")
"""The regimes that are asked where none are named."""
STATE: Final = ("state-10", "state-25", "state-50")
"""The measures of state ownership through layers, by their ids."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of something suffices: a threshold in units, reached or passed."""

    threshold: int
    strict: bool

    @property
    def least(self) -> int:
        """The smallest number of units that suffices."""
        return self.threshold + 1 if self.strict else self.threshold


@dataclass(frozen=True, slots=True)
class Cited:
    """What a text rests on: the place, how sure this project is of it, and where it was read."""

    section: str
    confidence: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which a regime catches nobody through owners, and why. Either end may be open."""

    starts: datetime.date | None
    ends: datetime.date | None
    text: str
    cite: Cited


@dataclass(frozen=True, slots=True)
class Rule:
    """What a regime says between two days.

    Attributes:
        starts, ends: First and last day, None where open.
        shares: How much of the ownership suffices.
        voting: How many of the votes suffice; None where votes do not count.
        aggregate: Shares of different listed persons are added up.
        joint: Under a joint arrangement each holder counts as holding what all hold.
        control: Control catches as ownership does; else it is a reason to look closer.
        text, note, cite: The rule in this project's words, what to beware of, and what it rests on.
    """

    starts: datetime.date | None
    ends: datetime.date | None
    shares: Measure
    voting: Measure | None
    aggregate: bool
    joint: bool
    control: bool
    text: str
    note: str
    cite: Cited


@dataclass(frozen=True, slots=True)
class Regime:
    """One body of law on owned parties.

    Attributes:
        id, title: As `ofac`; as people call it.
        instrument: The encoded instrument that states it, None where there is none.
        word: For a table, of a party that is caught.
        caught, could: In a sentence about a party that is caught, or could be.
        lists: Whose entries count, with the programmes that do; None where all do.
        minority: From how large a share short of the threshold to warn, in units.
        rules, gaps: In order of time; days before, between and after them are in no rule.
    """

    id: str
    title: str
    instrument: str | None
    word: str
    caught: str
    could: str
    lists: Mapping[str, frozenset[str] | None]
    minority: int
    rules: tuple[Rule, ...]
    gaps: tuple[Gap, ...]

    def rule_at(self, day: datetime.date) -> Rule | None:
        """The rule in force on a day, None where none is."""
        return next((rule for rule in self.rules if _within(rule, day)), None)

    def gap_at(self, day: datetime.date) -> Gap | None:
        """Why no rule is in force on a day, where that is known."""
        return next((gap for gap in self.gaps if _within(gap, day)), None)

    def nearest(self, day: datetime.date) -> Rule:
        """The rule in force on a day, else the last one before it, else the first one to come."""
        before = [rule for rule in self.rules if rule.starts is None or rule.starts <= day]
        return self.rule_at(day) or (before[-1] if before else self.rules[0])

    def next_start(self, day: datetime.date) -> datetime.date | None:
        """The first day after this one on which a rule begins."""
        return min((rule.starts for rule in self.rules if rule.starts is not None and rule.starts > day), default=None)

    def takes(self, seed: Seed) -> bool | None:
        """Whether an entry is a starting point of this regime, by the regime's own id or by its list.

        None where that is open: its programme is not known, or the match of names is not decided.
        """
        if seed.list == self.id:
            return True if seed.certain else None
        if seed.list not in self.lists:
            return False
        wanted = self.lists[seed.list]
        if wanted is None or wanted & {_tag(programme) for programme in seed.programmes}:
            return True if seed.certain else None
        return False if seed.programmes else None


def _tag(programme: str) -> str:
    return programme.strip(" []").upper()


def _within(period: Rule | Gap, day: datetime.date) -> bool:
    return (period.starts is None or period.starts <= day) and (period.ends is None or day <= period.ends)


@functools.cache
def regimes() -> Mapping[str, Regime]:
    """The regimes that are shipped, by id."""
    return build_regimes(json.loads(COMPILED.read_bytes()), str(COMPILED))[0]


@functools.cache
def control_kinds() -> Mapping[InterestKind, bool]:
    """The kinds of interest that are control; True where that is certain, False where it is possible."""
    return build_regimes(json.loads(COMPILED.read_bytes()), str(COMPILED))[1]


def regimes_named(names: Sequence[str]) -> tuple[Regime, ...]:
    """The regimes of these ids, in this order, each once; `state` stands for the measures of state ownership.

    Raises:
        InputError: an id that is none; says which there are.
    """
    wanted: dict[str, Regime] = {}
    for name in names:
        for one in STATE if name == "state" else (name,):
            if one not in regimes():
                raise InputError(f"there is no regime {one[:40]!r}", hint=f"accepted: {', '.join(regimes())}, state")
            wanted[one] = regimes()[one]
    return tuple(wanted.values())


def list_keys() -> frozenset[str]:
    """What a party can be said to be listed by: the regimes and the lists that they start from."""
    return frozenset(regimes()) | {key for regime in regimes().values() for key in regime.lists}


def compile_regimes() -> dict[str, Any]:
    """The YAML as JSON values, checked.

    Raises:
        InputError: it is not of the shape of regimes.
    """
    from ruamel.yaml import YAML

    document = _plain(YAML(typ="safe", pure=True).load(SOURCE.read_bytes()))
    build_regimes(document, str(SOURCE))
    return dict(document)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def build_regimes(document: Any, path: str) -> tuple[dict[str, Regime], dict[InterestKind, bool]]:
    """Regimes and kinds of control from their document.

    Raises:
        InputError: a key missing, misspelt or of the wrong kind, or two rules on one day; names the regime.
    """
    built: dict[str, Regime] = {}
    kinds: dict[InterestKind, bool] = {}
    name = "control"
    try:
        for certain in (True, False):
            for kind in document["control"]["certain" if certain else "possible"]:
                if kind not in INTEREST_KINDS:
                    raise ValueError(f"{kind!r} is no kind of interest; accepted: {', '.join(INTEREST_KINDS)}")
                kinds[kind] = certain
        for row in document["regimes"]:
            name = str(row["id"])
            if name in built:
                raise ValueError("stands twice")
            built[name] = _regime(row)
    except KeyError as problem:
        raise InputError(f"{name}: has no {problem.args[0]}", path=path) from None
    except (ValueError, TypeError, AttributeError) as problem:
        raise InputError(f"{name}: {problem}", path=path) from None
    return built, kinds


def _regime(row: Mapping[str, Any]) -> Regime:
    _only(row, "id", "title", "instrument", "word", "caught", "could", "lists", "minority", "rules", "gaps")
    rules = tuple(_rule(rule) for rule in row["rules"])
    gaps = tuple(_gap(gap) for gap in row.get("gaps", ()))
    for one, other in itertools.pairwise(rules):
        if one.ends is None or other.starts is None or one.ends >= other.starts:
            raise ValueError("two rules hold on one day, or are not in order of time")
    for gap in gaps:
        if any(_within(rule, day) for rule in rules for day in (gap.starts, gap.ends) if day is not None):
            raise ValueError(f"a rule is in force on a day of the gap {gap.text!r}")
    lists = {
        key: None if programmes == "all" else frozenset(_tag(programme) for programme in programmes)
        for key, programmes in row["lists"].items()
    }
    return Regime(
        str(row["id"]), row["title"], row.get("instrument"), row["word"], row["caught"], row["could"], lists,
        _units(row["minority"]), rules, gaps,
    )  # fmt: skip


def _rule(row: Mapping[str, Any]) -> Rule:
    _only(row, "in_force", "shares", "voting", "aggregate", "joint", "control", "text", "note", "cite")
    starts, ends = _period(row.get("in_force", {}))
    joint, control = row["joint"], row["control"]
    if joint not in ("own", "all") or control not in ("catches", "flag"):
        raise ValueError(f"joint is {joint!r}, control is {control!r}; accepted: own or all, catches or flag")
    if not isinstance(row["aggregate"], bool):
        raise ValueError(f"aggregate is {row['aggregate']!r}; accepted: true or false")
    voting = _measure(row["voting"]) if "voting" in row else None
    return Rule(
        starts, ends, _measure(row["shares"]), voting, row["aggregate"], joint == "all", control == "catches",
        row["text"], row.get("note", ""), _cite(row["cite"]),
    )  # fmt: skip


def _gap(row: Mapping[str, Any]) -> Gap:
    _only(row, "from", "to", "text", "cite")
    starts, ends = _period({key: row[key] for key in ("from", "to") if key in row})
    return Gap(starts, ends, row["text"], _cite(row["cite"]))


def _measure(row: Mapping[str, Any]) -> Measure:
    _only(row, "threshold", "strict")
    strict = row.get("strict", False)
    if not isinstance(strict, bool):
        raise ValueError(f"strict is {strict!r}; accepted: true or false")
    measure = Measure(_units(row["threshold"]), strict)
    if measure.least <= 0:
        raise ValueError("a threshold has to be more than nothing")
    return measure


def _units(percent: Any) -> int:
    if isinstance(percent, bool) or not 0 <= Decimal(str(percent)) <= 100:
        raise ValueError(f"{percent!r} is no share in percent")
    return int(Decimal(str(percent)) * PERCENT)


def _period(row: Mapping[str, Any]) -> tuple[datetime.date | None, datetime.date | None]:
    _only(row, "from", "to")
    starts, ends = (datetime.date.fromisoformat(row[key]) if key in row else None for key in ("from", "to"))
    if starts is not None and ends is not None and ends < starts:
        raise ValueError(f"ends on {ends} before it begins on {starts}")
    return starts, ends


def _cite(row: Mapping[str, Any]) -> Cited:
    _only(row, "section", "confidence", "source")
    return Cited(row["section"], row["confidence"], row.get("source", ""))


def _only(row: Mapping[str, Any], *keys: str) -> None:
    unknown = sorted(set(row) - set(keys))
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; accepted: {', '.join(keys)}")
