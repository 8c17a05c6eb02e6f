"""From verdicts to intervals, for many transactions at once: the same as `duecare.review.weigh`, over arrays.

A property test holds the two together. Each signature has one use, so that every finding bears on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from duecare.guidance import DEPTHS, SeverityRow
from duecare.portfolio.judging.answers import Asked, Counted, asked_columns
from duecare.portfolio.judging.kleene import Mask
from duecare.portfolio.judging.policy_tables import Marks, Ranks, Tables
from duecare.portfolio.judging.rules import CELLS
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.review.policy import CRITICAL, LEVELS


@dataclass(frozen=True)
class Weighed:
    """Ranks for each row: levels, severity and indications (known, possible), depths; what is asked and its answers."""

    known: Ranks
    possible: Ranks
    severity: tuple[Ranks, Ranks]
    indications: tuple[Ranks, Ranks]
    depth: Ranks
    greatest: Ranks
    critical: Mask
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Scope:
    """What the depth depends on beside findings: for each row.

    unknown: item, end user or place is not known. state_known, state_possible: an end user tied to the state where
    repression is usual, surely, or as far as is known.
    """

    unknown: Mask
    state_known: Mask
    state_possible: Mask


def weigh(verdicts: Verdicts, tables: Tables, scope: Scope) -> Weighed:
    """The interval of every row, with what each answer would do to it."""
    rows = verdicts.batch.rows
    counted = _fixpoint(verdicts, tables, scope)
    raised, both = counted.raised, counted.raised | counted.open
    least = _depth(tables, raised, scope, scope.state_known)
    asked = tuple(asked_columns(verdicts, counted, tables, least))
    lifted, lowered = np.zeros(rows, np.int8), np.full(rows, len(LEVELS) - 1, np.int8)
    for one in asked:
        np.maximum.at(lifted, one.rows[one.sure], one.surely[one.sure])
        np.minimum.at(lowered, one.rows, one.at_most)
    known = np.maximum(tables.levels[raised], lifted)
    possible = np.minimum(tables.levels[both], lowered)
    return Weighed(
        known,
        possible,
        (tables.severity[raised], tables.severity[both]),
        (tables.indications[raised], tables.indications[both]),
        least,
        counted.greatest,
        tables.outside_context[raised] == CRITICAL,
        asked,
    )


def _depth(tables: Tables, marks: Marks, scope: Scope, state: Mask) -> Ranks:
    """The depth called for by what stands, and by an end user tied to the state where repression is usual."""
    policy = tables.policy
    depth = np.maximum(tables.depths[marks], np.where(state, policy.depth_of_state_user, 0))
    return np.maximum(depth, np.where(scope.unknown, policy.depth_of_unknown_scope, 0)).astype(np.int8)


def _fixpoint(verdicts: Verdicts, tables: Tables, scope: Scope) -> Counted:
    """The greatest depth that any completion calls for, and what stands at it."""
    rows = verdicts.batch.rows
    raised, size = np.zeros(rows, np.uint16), np.zeros(rows, np.int8)
    for rule in verdicts.rules.weighed:
        truth = verdicts.truths[rule.number]
        if rule.cell is not None:
            raised[verdicts.batch.on_row(rule, truth == 1)] |= np.uint16(1 << rule.cell)
        if isinstance(rule.entry, SeverityRow):
            at = verdicts.batch.on_row(rule, truth != -1)
            size[at] = np.maximum(size[at], rule.entry.severity - 1)
    greatest = tables.depth_by_severity[size]
    while True:
        counted = _counted(verdicts, greatest, raised)
        called = np.maximum(greatest, _depth(tables, raised | counted.open, scope, scope.state_possible))
        if (called == greatest).all():
            return counted
        greatest = called


def _counted(verdicts: Verdicts, greatest: Ranks, raised: Marks) -> Counted:
    batch = verdicts.batch
    counts = np.zeros((CELLS, batch.rows), np.int16)
    effective = _effective(verdicts, greatest)
    for rule in verdicts.rules.weighed:
        mask = effective[rule.number]
        if mask is None or rule.cell is None:
            continue
        row = batch.frames[rule.grain].row
        if isinstance(row, slice):
            counts[rule.cell] += mask
        else:
            counts[rule.cell] += np.bincount(row[mask], minlength=batch.rows).astype(np.int16)
    opened = np.zeros(batch.rows, np.uint16)
    for cell in range(CELLS):
        opened |= (counts[cell] > 0).astype(np.uint16) << np.uint16(cell)
    return Counted(greatest, raised, opened, counts, effective)


def _effective(verdicts: Verdicts, greatest: Ranks) -> list[Mask | None]:
    """Where each rule counts as open: within the greatest depth, or beyond it where asked answers could raise it; and
    where it is clear on an interested party's word that does not clear it."""
    batch, found = verdicts.batch, list[Mask | None]([None] * len(verdicts.rules.all))
    shallow = bool((greatest < len(DEPTHS) - 1).any())
    on_frames = {grain: greatest[frames.row] for grain, frames in batch.frames.items()}
    asked: dict[str, Mask] = {}
    for rule in verdicts.rules.weighed:
        opened, uncleared = verdicts.opened[rule.number], verdicts.uncleared(rule, greatest)
        if uncleared is None and not opened.any():
            continue
        some = opened if uncleared is None else opened | uncleared
        if shallow and rule.depth > 0:
            within = on_frames[rule.grain] >= rule.depth
            beyond = opened & ~within
            some = some & within
            if beyond.any():
                asked = asked or {column: verdicts.needed(column, greatest) for column in verdicts.needs}
                reached = verdicts.reached(rule, beyond, asked)
                some = some if reached is None else some | reached
        if some.any():
            found[rule.number] = some
    return found


__all__ = ["Scope", "Weighed", "weigh"]
