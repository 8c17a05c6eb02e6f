"""Who must approve what: the bodies that the house policy names by level, as people of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from duecare.errors import InputError
from duecare.office.cases.models import Case, Gate
from duecare.review import LEVELS, Policy

SHIPPED: Final = Path(__file__).parent / "quorum.yaml"
REASONED: Final = ("bodies", "possible", "by_depth", "other", "dissent", "unrated_gates", "fast_lane", "longest")
"""What a house says its reason for."""


@dataclass(frozen=True)
class Rules:
    """What agreement means here. bodies: approvals and whether a record is needed, by body, from lenient to strict."""

    version: str
    bodies: Mapping[str, tuple[int, bool]]
    by_depth: Mapping[str, str]
    other: Mapping[str, int]
    dissent: int
    unrated_gates: frozenset[str]
    fast_depth: str
    fast_days: int
    longest: int
    proofs_accepted: bool
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Quorum:
    """Who must approve one decision. level: the one that counted; record: whether a resolution must be named."""

    body: str
    approvals: int
    record: bool
    level: str


def own_rules() -> Path:
    """Where an office has its own rules of approval, if it has any."""
    return Path(settings.OFFICE) / "quorum.yaml"


def rules() -> Rules:
    """The rules of this office: its own in the data folder, else those that ship.

    Raises:
        InputError: the office's own cannot be used; says what is accepted.
    """
    own = own_rules()
    path = own if own.is_file() else SHIPPED
    return _read(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> Rules:
    try:
        return _rules(YAML(typ="safe", pure=True).load(Path(path).read_bytes()))
    except (KeyError, TypeError, ValueError, AttributeError, YAMLError) as error:
        raise InputError(
            f"no rules of approval: {error}", path=path, hint=f"accepted: as {SHIPPED.name} ships"
        ) from None


def _rules(said: Mapping[str, Any]) -> Rules:
    bodies = {str(name): (int(one["approvals"]), bool(one["record"])) for name, one in said["bodies"].items()}
    if list(bodies.values()) != sorted(bodies.values()) or any(count < 1 for count, _ in bodies.values()):
        raise ValueError("bodies stand from lenient to strict, and each has at least one approval")
    by_depth = {str(depth): str(body) for depth, body in said["by_depth"].items()}
    gates = frozenset(str(one) for one in said["unrated_gates"])
    if not set(by_depth.values()) <= set(bodies) or not gates <= set(Gate.values):
        raise ValueError("by_depth names bodies, and unrated_gates names gates")
    accepted = said.get("proofs_accepted", True)  # rules that a house wrote before this was one say nothing of it
    if accepted is not True and accepted is not False:
        raise ValueError("proofs_accepted is true or false")
    if not accepted and not str(said.get("proofs_accepted_reason", "")).strip():
        raise ValueError("proofs_accepted is false, and proofs_accepted_reason does not say why")
    other = {name: int(said["other"][name]) for name in ("escalate", "decline", "withdraw")}
    reasons = {f"{key}_reason": str(said[f"{key}_reason"]) for key in REASONED}
    reasons["proofs_accepted_reason"] = str(said.get("proofs_accepted_reason", ""))
    return Rules(
        version=str(said["version"]), bodies=bodies, by_depth=by_depth, other=other, dissent=int(said["dissent"]),
        unrated_gates=gates, fast_depth=str(said["fast_lane"]["depth"]), fast_days=int(said["fast_lane"]["days"]),
        longest=int(said["longest"]), proofs_accepted=accepted, reasons=reasons,
    )  # fmt: skip


def quorum_for(case: Case, policy: Policy, held: Rules, *, escalated: bool = False) -> Quorum:
    """Who must approve an approval of a case. When it is needed by plays no part.

    Args:
        case: The case, with the levels of its review.
        policy: The house policy; names a body by level.
        held: The rules of the office.
        escalated: Whether it was escalated: then the next stricter body decides.
    """
    level = _level(case, policy)
    order = list(held.bodies)
    named = policy.approval.get(level, order[-1])
    ranks = [
        order.index(name) if name in order else len(order) - 1 for name in (named, held.by_depth.get(case.depth, named))
    ]
    rank = min(max(ranks) + escalated, len(order) - 1)
    approvals, record = held.bodies[order[rank]]
    return Quorum(order[rank], approvals, record, level)


def _level(case: Case, policy: Policy) -> str:
    """The level that counts: the possible one where it is unrated, or could turn out far higher; else the known one."""
    if case.known not in LEVELS or case.possible not in LEVELS:
        return LEVELS[-1]
    far = LEVELS.index(case.possible) - LEVELS.index(case.known) >= policy.steps_to_escalate
    return case.possible if case.hold or far else case.known


def fast_lane(case: Case, held: Rules) -> bool:
    """Whether a case goes first: there is little to examine and nothing stops it."""
    return bool(case.review_id) and case.depth == held.fast_depth and not case.stops and not case.hold
