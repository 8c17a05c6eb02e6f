"""The house policy: one YAML file with its reasons, compiled to a finite weighing table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

from duecare.errors import InputError
from duecare.guidance import DEPTHS, WEIGHTS

SHIPPED = Path(__file__).parent / "policy.yaml"
COMPILED = Path(__file__).parent / "policy.json"
LEVELS = ("low", "elevated", "high", "severe")
INDICATIONS = ("none", "some", "strong", "specific")
ADVICE = ("proceed", "proceed_with_conditions", "escalate", "do_not_proceed")
Tally = tuple[int, int, int, int]
"""The weightiest finding of each group, context, actor, fit, conduct: 0 none, 1 notable, 2 serious, 3 critical."""

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
        InputError: a missing key, a word that is no level, depth or advice, or a table that falls.
    """
    try:
        table = {int(severity): [LEVELS.index(level) for level in row] for severity, row in document["table"].items()}
        depth, advice = document["depth"], document["advice"]
        ranks = range(len(WEIGHTS) + 1)
        indications = {tally: indications_of(tally) for tally in product(ranks, ranks, ranks, ranks)}
        policy = Policy(
            id=str(document["id"]),
            version=str(document["version"]),
            hash=digest,
            levels={(s, tally): table[s][rank] for s in (1, 2, 3, 4) for tally, rank in indications.items()},
            indications=indications,
            depth_by_severity={int(s): DEPTHS.index(name) for s, name in depth["by_severity"].items()},
            depth_of_serious_finding=DEPTHS.index(depth["serious_finding_outside_context"]),
            depth_of_state_user=DEPTHS.index(depth["state_user_where_repression_is_usual"]),
            depth_of_unknown_scope=DEPTHS.index(depth["unknown_scope"]),
            advice_by_level=tuple(ADVICE.index(advice["by_level"][level]) for level in LEVELS),
            advice_of_critical_at_high=ADVICE.index(advice["critical_finding_at_high"]),
            steps_to_escalate=int(advice["steps_to_escalate"]),
            reasons={key: str(text) for key, text in document.items() if key.endswith("_reason")},
            approval=dict(document.get("approval", {})),
            relationships=_relationships(document.get("relationships"), path),
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise InputError(f"not a policy: {error!s}", path=path, hint="see docs/reference/policy.md") from None
    if any(len(row) != len(INDICATIONS) for row in table.values()):
        raise InputError(f"a row of the table has a level for each of {', '.join(INDICATIONS)}", path=path)
    depths = [policy.depth_by_severity.get(severity, -1) for severity in (1, 2, 3, 4)]
    if depths[0] < 0 or depths != sorted(depths):
        raise InputError("depth.by_severity names a depth for each of 1 to 4 and may not fall", path=path)
    for severity, row in table.items():
        below = table.get(severity - 1, row)
        if row != sorted(row) or any(high < low for low, high in zip(below, row, strict=True)):
            raise InputError(
                f"table row {severity} falls: a graver item or stronger indications may not lower the level", path=path
            )
    return policy


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
    if path is None:
        return _shipped()
    try:
        source = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the policy: {error.strerror}", path=path) from None
    return _house(source, path)


@lru_cache(maxsize=8)
def _house(source: bytes, path: str) -> Policy:
    """By what it says as well, so that a policy edited between two calls is read again."""
    return build_policy(_parse(source, path), sha256(source).hexdigest(), path)


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    digest = sha256(SHIPPED.read_bytes()).hexdigest()
    return build_policy(_shipped_document(), digest, str(SHIPPED))


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
    document["version"] = str(document.get("version"))
    return document
