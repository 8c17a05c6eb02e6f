"""The rules that a result was judged by, as its manifest keeps them, and what differs between two of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from duecare.facts import readable
from duecare.guidance import Guidance, RedFlag, RuledEntry, SeverityRow
from duecare.portfolio.judging.shape import stored_column
from duecare.review.judge import rules_in_force
from duecare.review.weigh import DEPTH_CUTS

How = Literal["came", "went", "condition", "weighing", "counting"]
"""counting: what it is asked of, or with which concern it counts."""
_FACT = re.compile(r"[a-z_]+\.\w+")
_ALWAYS = frozenset({"item.capability", "party.kind", *DEPTH_CUTS})
"""Facts that are read beside the conditions: those without which there is no level, and those that depth depends on."""


def rules_said(guidance: Guidance, law_at: datetime.date) -> dict[str, dict[str, str]]:
    """The rules in force on a day, for the manifest of a result, under `rules`.

    Each id with its condition, what kind of entry it is, how it weighs (empty for a legal stop), what it is asked of
    and with which concern it counts.
    """
    return {
        rule.entry.id: {
            "condition": rule.text,
            "kind": rule.entry.type,
            "weighs": _weighs(rule.entry),
            "counts": " ".join(filter(None, (rule.entry.subject, rule.entry.concern))),
        }
        for rule in rules_in_force(guidance, law_at)
    }


def applies_said(guidance: Guidance) -> dict[str, str]:
    """Under which condition each instrument applies, for the manifest, under `applies`; empty for always."""
    return {
        key: readable(one.applies_when) if one.applies_when is not None else ""
        for key, one in guidance.instruments.items()
    }


def _weighs(entry: RuledEntry) -> str:
    if isinstance(entry, RedFlag):
        return f"{entry.weight}, {entry.group}, {entry.depth} depth"
    return f"severity {entry.severity}" if isinstance(entry, SeverityRow) else ""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that came, went, or has another condition or weight. before, after: what changed, in words."""

    rule: str
    kind: str
    how: How
    before: str
    after: str


def rule_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[RuleChange, ...] | None:
    """What differs between the rules of two manifests, by id; None where one of them does not keep its rules."""
    then, now = before.get("rules"), after.get("rules")
    if then is None or now is None:
        return None
    found = []
    for rule in sorted(then.keys() | now.keys()):
        old, new = then.get(rule), now.get(rule)
        if old is None:
            found.append(RuleChange(rule, new["kind"], "came", "", new["condition"]))
        elif new is None:
            found.append(RuleChange(rule, old["kind"], "went", old["condition"], ""))
        elif old["condition"] != new["condition"]:
            found.append(RuleChange(rule, new["kind"], "condition", old["condition"], new["condition"]))
        elif old["weighs"] != new["weighs"]:
            found.append(RuleChange(rule, new["kind"], "weighing", old["weighs"], new["weighs"]))
        elif old.get("counts") != new.get("counts"):
            found.append(RuleChange(rule, new["kind"], "counting", old.get("counts", ""), new.get("counts", "")))
    return tuple(found)


def facts_read(*manifests: Mapping[str, Any]) -> frozenset[str] | None:
    """The facts that any rule of the manifests reads, as they are stored; None where one does not keep its rules."""
    found = set(_ALWAYS)
    for manifest in manifests:
        if "rules" not in manifest:
            return None
        for rule in manifest["rules"].values():
            words = _FACT.findall(re.sub(r"'[^']*'", "", rule["condition"]))
            found |= {stored_column(word) for word in words}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class InputChange:
    """Something that a result rests on and that is another in the other result."""

    name: str
    before: str
    after: str


_INPUTS = {
    "engine": "Duecare", "known_at": "known at", "law_at": "law at", "vocabulary_hash": "vocabulary",
    "policy_hash": "policy", "instruments": "instrument", "lists": "list", "decisions": "decisions about matches",
    "countries": "country data",
}  # fmt: skip


def input_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[InputChange, ...]:
    """What two results rest on and that differs, as far as both manifests say. Hashes are cut to 12 characters."""
    found = []
    for key, name in _INPUTS.items():
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            for part in sorted(old.keys() | new.keys()):
                if old.get(part) != new.get(part):
                    found.append(InputChange(f"{name} {part}", _short(old.get(part)), _short(new.get(part))))
        elif key == "policy_hash":
            found.append(InputChange(name, _named(before), _named(after)))
        else:
            found.append(InputChange(name, _short(old), _short(new)))
    return tuple(found)


def _short(said: object) -> str:
    if isinstance(said, list):
        return f"{len(said)} of them"
    text = "" if said is None else str(said)
    return text[:12] if re.fullmatch("[0-9a-f]{32,}", text) else text


def _named(manifest: Mapping[str, Any]) -> str:
    """A policy by its name, where the manifest has it, and its hash: the name alone may stay when the text changes."""
    return f"{manifest.get('policy', '')} {_short(manifest['policy_hash'])}".strip()
