"""Which signatures a changed condition can touch: it alone is judged again, as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from duecare.facts import Condition, atoms, columns, compile_condition, readable, vocabulary
from duecare.facts.condition import And, Not, Or
from duecare.facts.language import parse_condition
from duecare.guidance import Guidance, RuledEntry
from duecare.portfolio.judging.alike import Signatures, alike, representatives
from duecare.portfolio.judging.batch import Batch, Piece, mark
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.combined import combined
from duecare.portfolio.judging.kleene import Atom, Mask
from duecare.portfolio.judging.rules import ArrayRule, RulesInForce
from duecare.portfolio.judging.rules_said import RuleChange, rule_changes
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.portfolio.result.read_back import StoredResult
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
        after: What it would rest on now (`duecare.portfolio.result.inputs`).
        guidance: The instruments at hand.
    """
    changes = rule_changes(before, after)
    if changes is None or any(before.get(key) != after.get(key) for key in ("policy_hash", "applies")):
        return None
    if not changes:
        return np.zeros(stored.size, np.bool_)
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
    chosen, outcome = representatives(stored.groups, alike(held, stored.profiles))
    found = np.zeros(sum(len(group.known) for group in chosen), np.bool_)
    for pieces, part in _batches(chosen):
        verdicts = Verdicts(Batch(pieces, held), judged)
        here = np.zeros(verdicts.batch.rows, np.bool_)
        for pair in pairs:
            grain = judged.all[pair.after if pair.after is not None else pair.before or 0].grain
            mark(here, verdicts.batch.frames[grain].row, _touched(verdicts, pair, judged))
        found[part] = here
    return found[outcome]


def _rule(entry: RuledEntry, condition: str) -> Rule:
    parsed = entry.rule if readable(entry.rule) == condition else parse_condition(condition, vocabulary())
    changed = replace(entry, condition=parsed)
    return Rule(changed, compile_condition(parsed), columns(parsed), condition)


def _touched(verdicts: Verdicts, pair: _Pair, rules: RulesInForce) -> Mask:
    """Where a changed rule is not as surely the same as it was, or asks something else."""
    before, after = (None if at is None else rules.all[at] for at in (pair.before, pair.after))
    rule = after or before
    assert rule is not None
    clear = np.full(verdicts.batch.frames[rule.grain].size, -1, np.int8)
    old, new = (clear if one is None else verdicts.truths[one.number] for one in (before, after))
    if pair.change.how == "weighing":
        touched: Mask = new != -1
    else:
        touched = old != new
        both = (old == 0) & (new == 0)
        if before is not None and after is not None and both.any():
            touched = touched | _asking_otherwise(verdicts.batch, before, after, both)
    for one in (before, after):
        told = None if one is None else verdicts.told[one.number]
        if told is not None:
            touched = touched | told
    return touched


def _asking_otherwise(batch: Batch, before: ArrayRule, after: ArrayRule, both: Mask) -> Mask:
    """Of the frames where a rule is open as it was and as it is, those where what is left of its condition differs.

    What is left is the condition without what is known; where it is the same, answers do the same to it. Where sources
    differ, or only an interested party says something, nothing is made of that.
    """
    found = np.zeros(len(both), np.bool_)
    at = np.flatnonzero(both)
    parts = list(dict.fromkeys((*atoms(before.entry.rule), *atoms(after.entry.rule))))
    fields = {**before.fields, **after.fields}
    said = []
    for part in parts:
        field = fields[part.column]
        here = batch.said(before.grain, part, field)
        said.append(np.full(len(at), here, np.int8) if isinstance(here, int) else here[at])
    doubtful = np.zeros(len(at), np.bool_)
    for field in fields.values():
        for mask in (batch.several(before.grain, field), batch.interested(before.grain, field)):
            if mask is not None:
                doubtful |= mask[at]
    first, of = combined([one + 1 for one in said], len(at))
    differs = []
    for one in first.tolist():
        known = {part: int(truth[one]) for part, truth in zip(parts, said, strict=True)}
        differs.append(_left(before.entry.rule, known) != _left(after.entry.rule, known))
    found[at] = doubtful | np.array(differs, np.bool_)[of]
    return found


def _left(condition: Condition, known: Mapping[Atom, int]) -> Condition | int:
    """What is left of a condition without what is known: 1 and -1 where nothing is.

    >>> from duecare.facts.condition import Is
    >>> a, b = Is("item.covert"), Is("party.listed")
    >>> _left(And((a, b)), {a: 1, b: 0}) == b, _left(Or((a, Not(b))), {a: 0, b: -1})
    (True, 1)
    """
    match condition:
        case And(parts) | Or(parts):
            settles = -1 if isinstance(condition, And) else 1
            left: list[Condition] = []
            for one in (_left(part, known) for part in parts):
                if one == settles:
                    return settles
                if not isinstance(one, int):
                    same = isinstance(one, (And, Or)) and type(one) is type(condition)
                    left += one.parts if same and isinstance(one, (And, Or)) else (one,)
            if not left:
                return -settles
            return left[0] if len(left) == 1 else type(condition)(tuple(left))
        case Not(part):
            one = _left(part, known)
            return -one if isinstance(one, int) else Not(one)
        case _:
            return known[condition] or condition


def _batches(groups: Sequence[Signatures]) -> Iterator[tuple[list[Piece], slice]]:
    """Signatures, some thousands at a time, with their places."""
    pieces: list[Piece] = []
    start = stop = 0
    for group in groups:
        for first in range(0, len(group.known), _TOGETHER):
            part = slice(first, first + _TOGETHER)
            pieces.append(Piece(group.shape, {slot: ids[part] for slot, ids in group.unique.items()}))
            stop += pieces[-1].rows
            if stop - start >= _TOGETHER:
                yield pieces, slice(start, stop)
                pieces, start = [], stop
    if pieces:
        yield pieces, slice(start, stop)
