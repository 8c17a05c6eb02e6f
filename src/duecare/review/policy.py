"""The house policy: one YAML file with its reasons, compiled to a finite weighing table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

from duecare.errors import InputError
from duecare.guidance import DEPTHS, SIZES, WEIGHTS

SHIPPED = Path(__file__).parent / "policy.yaml"
COMPILED = Path(__file__).parent / "policy.json"
LEVELS = ("low", "elevated", "high", "severe")
INDICATIONS = ("none", "some", "strong", "specific")
ADVICE = ("proceed", "proceed_with_conditions", "escalate", "do_not_proceed")
Tally = tuple[int, int, int, int]
"""The weightiest finding of each group, context, actor, fit, conduct: 0 none, 1 notable, 2 serious, 3 critical."""

_KEYS = (
    "id", "version", "table", "table_reason", "indications_reason", "depth", "depth_reason", "advice", "advice_reason",
)  # fmt: skip
_OPTIONAL = ("levels", "indications", "relationships", "relationships_reason", "approval", "approval_reason")
_PARTS = {
    "depth": ("by_severity", "serious_finding_outside_context", "state_user_where_repression_is_usual",
              "unknown_scope"),
    "advice": ("by_level", "critical_finding_at_high", "steps_to_escalate"),
}  # fmt: skip
_STEPS = (1, 2, 3)
SERIOUS = WEIGHTS.index("serious") + 1
CRITICAL = WEIGHTS.index("critical") + 1


@dataclass(frozen=True, slots=True)
class Relationships:
    """From when on the deals of a book together say something. Days are whole days; amounts are by ISO 4217 code.

    window_days: how long the orders of an end user count together. times_usual_order: how many times the usual order of
    an item, the median of at least least_orders in the book, is far beyond it. cumulative_value: the amount of all
    orders of an end user in the window that is. split_days, split_value: orders each below the amount, and together
    not, are split. unaccounted_days: how long a reseller may leave open where an item went.
    """

    window_days: int
    times_usual_order: float
    least_orders: int
    cumulative_value: Mapping[str, float]
    split_days: int
    split_value: Mapping[str, float]
    unaccounted_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Tables of one policy. Ranks are indices into LEVELS, INDICATIONS, DEPTHS and ADVICE."""

    id: str
    version: str
    hash: str
    levels: Mapping[tuple[int, Tally], int]
    indications: Mapping[Tally, int]
    depth_by_severity: Mapping[int, int]
    depth_of_serious_finding: int
    depth_of_state_user: int
    depth_of_unknown_scope: int
    advice_by_level: tuple[int, ...]
    advice_of_critical_at_high: int
    steps_to_escalate: int
    reasons: Mapping[str, str]
    approval: Mapping[str, str]
    relationships: Relationships


def indications_of(tally: Tally) -> int:
    """What findings point to, by rank in INDICATIONS: a group counts once, by its weightiest finding.

    Source: design of this project; a means of setting priorities, not a finding of knowledge.
    """
    context, *others = tally
    serious_groups = sum(weight >= SERIOUS for weight in tally)
    heaviest = max(others)
    if heaviest == CRITICAL or (heaviest >= SERIOUS and serious_groups >= 2):
        return 3
    if heaviest >= SERIOUS or context == CRITICAL:
        return 2
    return 1 if heaviest or context else 0


def build_policy(document: Mapping[str, Any], digest: str, path: str = "policy") -> Policy:
    """Check a policy document and compute its weighing table.

    Raises:
        InputError: a key that is missing or not known, a word that is no level, depth or advice, or a table that falls.
    """
    said = _Reading(document, path)
    said.keys(document, "", _KEYS, optional=_OPTIONAL)
    for key, accepted in (("levels", LEVELS), ("indications", INDICATIONS)):
        if document.get(key, list(accepted)) != list(accepted):
            raise said.wrong(key, document[key], f"[{', '.join(accepted)}], which reviews are written in")
    table = {
        severity: [said.rank(f"table.{severity}", level, LEVELS) for level in row]
        for severity, row in said.by_severity("table", list).items()
    }
    for severity, row in table.items():
        if len(row) != len(INDICATIONS):
            raise said.wrong(f"table.{severity}", document["table"][severity],
                             f"a level for each of {', '.join(INDICATIONS)}")  # fmt: skip
    for part, wanted in _PARTS.items():
        said.keys(document[part], part, wanted)
    said.by_level("advice.by_level")
    ranks = range(len(WEIGHTS) + 1)
    indications = {tally: indications_of(tally) for tally in product(ranks, ranks, ranks, ranks)}
    by_severity = said.by_severity("depth.by_severity", str)
    policy = Policy(
        id=said.text("id"),
        version=said.text("version"),
        hash=digest,
        levels={(s, tally): table[s][rank] for s in SIZES for tally, rank in indications.items()},
        indications=indications,
        depth_by_severity={s: said.rank(f"depth.by_severity.{s}", one, DEPTHS) for s, one in by_severity.items()},
        depth_of_serious_finding=said.word("depth.serious_finding_outside_context", DEPTHS),
        depth_of_state_user=said.word("depth.state_user_where_repression_is_usual", DEPTHS),
        depth_of_unknown_scope=said.word("depth.unknown_scope", DEPTHS),
        advice_by_level=tuple(said.word(f"advice.by_level.{one}", ADVICE) for one in LEVELS),
        advice_of_critical_at_high=said.word("advice.critical_finding_at_high", ADVICE),
        steps_to_escalate=_STEPS[said.word("advice.steps_to_escalate", _STEPS)],
        reasons={key: str(text) for key, text in document.items() if key.endswith("_reason")},
        approval=said.by_level("approval") if "approval" in document else {},
        relationships=_relationships(document.get("relationships"), path),
    )
    depths = [policy.depth_by_severity[severity] for severity in SIZES]
    if depths != sorted(depths):
        raise InputError("depth.by_severity may not fall: a graver item is not examined less", path=path)
    for severity, row in sorted(table.items()):
        below = table.get(severity - 1, row)
        if row != sorted(row) or any(high < low for low, high in zip(below, row, strict=True)):
            raise InputError(
                f"table row {severity} falls: a graver item or stronger indications may not lower the level", path=path
            )
    return policy


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads a policy document, and says of what it refuses where it stands and what is accepted."""

    document: Mapping[str, Any]
    path: str

    def wrong(self, where: str, value: object, accepted: str) -> InputError:
        return InputError(f"{where} is {value!r}", path=self.path, hint=f"accepted: {accepted}")

    def keys(self, held: object, where: str, wanted: Sequence[str], *, optional: Sequence[str] = ()) -> None:
        """Refuse what lacks a key, or has one that means nothing here."""
        accepted = ", ".join((*wanted, *optional))
        if not isinstance(held, dict):
            raise self.wrong(where, held, f"a mapping of {accepted}")
        name = where or "the policy"
        for key in held:
            if key not in wanted and key not in optional:
                raise InputError(f"{name} has no {key!r}", path=self.path, hint=f"accepted: {accepted}")
        for key in wanted:
            if key not in held:
                raise InputError(f"{name} lacks {key}", path=self.path, hint=f"accepted: {accepted}")

    def at(self, where: str) -> Any:
        """What stands at a place, its keys parted by dots."""
        held: Any = self.document
        for key in where.split("."):
            held = held[key]
        return held

    def text(self, key: str) -> str:
        if self.document[key] in (None, ""):
            raise self.wrong(key, self.document[key], "a name that the policy is told from others by")
        return str(self.document[key])

    def word(self, where: str, accepted: Sequence[object]) -> int:
        """The place, among what is accepted, of what stands somewhere."""
        return self.rank(where, self.at(where), accepted)

    def rank(self, where: str, value: object, accepted: Sequence[object]) -> int:
        if isinstance(value, bool) or value not in accepted:
            raise self.wrong(where, value, ", ".join(map(str, accepted)))
        return accepted.index(value)

    def by_severity(self, where: str, kind: type) -> dict[int, Any]:
        """What is said of each severity from 1 to 4; JSON writes the numbers as texts."""
        held = self.at(where)
        found = {int(key): one for key, one in held.items() if str(key).isdecimal()} if isinstance(held, dict) else {}
        if sorted(found) != list(SIZES) or len(held) != len(SIZES):
            raise self.wrong(where, held, f"a mapping of {', '.join(map(str, SIZES))}")
        for severity, one in found.items():
            if not isinstance(one, kind):
                raise self.wrong(f"{where}.{severity}", one, "a list of levels" if kind is list else ", ".join(DEPTHS))
        return found

    def by_level(self, where: str) -> dict[str, str]:
        """What is said of each level."""
        held = self.at(where)
        self.keys(held, where, LEVELS)
        for level, one in held.items():
            if not isinstance(one, str) or not one.strip():
                raise self.wrong(f"{where}.{level}", one, "a name")
        return dict(held)


def _relationships(given: object, path: str) -> Relationships:
    """The thresholds of relationships; those that a policy does not name are the shipped ones.

    Raises:
        InputError: a name that is not known, or no positive number.
    """
    if given is not None and not isinstance(given, dict):
        raise InputError("relationships is no mapping", path=path, hint="see docs/reference/policy.md")
    shipped = _shipped_document()["relationships"]
    values = {**shipped, **(given or {})}
    for name, value in values.items():
        if name not in shipped:
            raise InputError(f"relationships has no {name!r}", path=path, hint=f"accepted: {', '.join(shipped)}")
        amounts = isinstance(shipped[name], dict)
        if amounts and not (isinstance(value, dict) and all(re.fullmatch("[A-Z]{3}", str(code)) for code in value)):
            raise InputError(f"relationships.{name} is {value!r}", path=path, hint="accepted: amounts, as {EUR: 50000}")
        for number in value.values() if amounts else (value,):
            whole = isinstance(number, int) or amounts or name == "times_usual_order"
            if isinstance(number, bool) or not isinstance(number, (int, float)) or not whole or not 0 < number < inf:
                raise InputError(f"relationships.{name} is {value!r}", path=path, hint="accepted: numbers above 0")
    return Relationships(**values)


def compile_policy() -> dict[str, Any]:
    """The shipped policy as the JSON that is shipped beside it."""
    source = SHIPPED.read_bytes()
    return {"source": sha256(source).hexdigest(), "policy": _parse(source, str(SHIPPED))}


def load_policy(path: str | None = None) -> Policy:
    """The shipped policy, or a house's own.

    Raises:
        InputError: the file is missing or not a policy.
    """
    if path is not None:
        try:
            source = Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"cannot read the policy: {error.strerror}", path=path) from None
        return _policy(source, path)
    return _shipped_policy()


@lru_cache(maxsize=8)
def _policy(source: bytes, path: str) -> Policy:
    """By what it says, so that a policy that was edited between two calls is read again."""
    return build_policy(_parse(source, path), sha256(source).hexdigest(), path)


@lru_cache(maxsize=1)
def _shipped_policy() -> Policy:
    return build_policy(_shipped_document(), sha256(SHIPPED.read_bytes()).hexdigest(), str(SHIPPED))


@lru_cache(maxsize=1)
def _shipped_document() -> dict[str, Any]:
    source = SHIPPED.read_bytes()
    compiled = json.loads(COMPILED.read_bytes()) if COMPILED.is_file() else {}
    fresh = compiled.get("source") == sha256(source).hexdigest()
    return dict(compiled["policy"]) if fresh else _parse(source, str(SHIPPED))


def _parse(source: bytes, path: str) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        document = YAML(typ="safe", pure=True).load(source)
    except YAMLError as error:
        raise InputError(f"not YAML: {getattr(error, 'problem', error)}", path=path) from None
    if not isinstance(document, dict):
        raise InputError("not a policy: expected a mapping", path=path, hint="see docs/reference/policy.md")
    return {**document, "version": str(document["version"])} if document.get("version") else document
