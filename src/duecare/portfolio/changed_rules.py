"""Which signatures a changed condition can touch: it alone is judged again, as it was and as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.facts import columns, compile_condition, readable, vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import Guidance, RuledEntry
from duecare.portfolio.again import StoredResult
from duecare.portfolio.batch import Batch, Piece, mark
from duecare.portfolio.coding import Columns
from duecare.portfolio.kleene import Mask
from duecare.portfolio.rules import ArrayRule, RulesInForce
from duecare.portfolio.rules_said import RuleChange, rule_changes
from duecare.portfolio.verdicts import Verdicts
from duecare.review.judge import Rule

_TOGETHER: Final = 65_536


@dataclass(frozen=True)
class _Pair:
    """A changed rule as it was and as it is, by their places among those that are judged; None where it was not."""

    change: RuleChange
    before: int | None
    after: int | None


def touched_signatures(
    stored: StoredResult, before: Mapping[str, Any], after: Mapping[str, Any], guidance: Guidance
) -> Mask | None:
    """The signatures whose outcome changed rules can touch: shape (signatures,). None for all.

    Args:
        stored: The result.
        before: Its manifest.
        after: What it would rest on now (`duecare.portfolio.inputs`).
        guidance: The instruments at hand.
    """
    changes = rule_changes(before, after)
    if changes is None or any(before.get(key) != after.get(key) for key in ("policy_hash", "applies")):
        return None
    found = np.zeros(stored.size, np.bool_)
    if not changes:
        return found
    rules: list[Rule] = []
    pairs: list[_Pair] = []
    for change in changes:
        entry = guidance.entries.get(change.rule)
        if not isinstance(entry, RuledEntry) or change.how == "counting":
            return None
        places: list[int | None] = []
        for manifest in (before, after):
            said = manifest["rules"].get(change.rule)
            places.append(len(rules) if said is not None else None)
            if said is not None:
                rules.append(_rule(entry, said["condition"]))
        pairs.append(_Pair(change, *places))
    judged = RulesInForce(rules)
    held = Columns(stored.profiles, rules, vocabulary())
    for pieces, places_of in _batches(stored):
        verdicts = Verdicts(Batch(pieces, held), judged)
        here = np.zeros(verdicts.batch.rows, np.bool_)
        for pair in pairs:
            rule = judged.all[pair.after if pair.after is not None else pair.before or 0]
            mark(here, verdicts.batch.frames[rule.grain].row, _touched(verdicts, pair, rule))
        found[places_of] = here
    return found


def _rule(entry: RuledEntry, condition: str) -> Rule:
    parsed = entry.rule if readable(entry.rule) == condition else parse_condition(condition, vocabulary())
    changed = replace(entry, condition=parsed)
    return Rule(changed, compile_condition(parsed), columns(parsed), condition)


def _touched(verdicts: Verdicts, pair: _Pair, rule: ArrayRule) -> Mask:
    """Where a changed rule is not as surely the same as it was: what is open is asked, and asks by its condition."""
    size = verdicts.batch.frames[rule.grain].size
    clear = np.full(size, -1, np.int8)
    truths = [clear if at is None else verdicts.truths[at] for at in (pair.before, pair.after)]
    if pair.change.how == "weighing":
        touched: Mask = truths[0] != -1
    else:
        touched = (truths[0] != truths[1]) | (truths[0] == 0) | (truths[1] == 0)
    for at in (pair.before, pair.after):
        told = None if at is None else verdicts.told[at]
        if told is not None:
            touched = touched | told
    return touched


def _batches(stored: StoredResult) -> Sequence[tuple[list[Piece], NDArray[np.intp]]]:
    """All signatures, some thousands at a time, with their numbers."""
    found: list[tuple[list[Piece], NDArray[np.intp]]] = []
    pieces: list[Piece] = []
    numbers: list[NDArray[np.intp]] = []
    for group in stored.groups:
        for start in range(0, len(group.known), _TOGETHER):
            part = slice(start, start + _TOGETHER)
            pieces.append(Piece(group.shape, {slot: ids[part] for slot, ids in group.unique.items()}))
            numbers.append(np.arange(group.first + start, group.first + start + pieces[-1].rows, dtype=np.intp))
            if sum(map(len, numbers)) >= _TOGETHER:
                found.append((pieces, np.concatenate(numbers)))
                pieces, numbers = [], []
    if pieces:
        found.append((pieces, np.concatenate(numbers)))
    return found
