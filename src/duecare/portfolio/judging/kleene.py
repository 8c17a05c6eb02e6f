"""Three-valued logic over whole arrays: -1 no, 0 unknown, 1 yes; AND is the minimum, OR the maximum, NOT the sign.

What is the same of every row stands as one number in the place of an array: most columns of a book are unknown in every
row of it, and a condition whose outcome they leave no choice costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from duecare.facts import Condition
from duecare.facts.condition import And, Compare, In, Is, Not, Or

Truths = NDArray[np.int8]
Mask = NDArray[np.bool_]
Atom = Is | In | Compare
Join = Callable[[Truths, Truths | int], Truths]

_MINIMUM = cast(Join, np.minimum)
_MAXIMUM = cast(Join, np.maximum)


def truths(condition: Condition, atom: Callable[[Atom], Truths | int]) -> Truths | int:
    """A condition over arrays, given what its atoms say: an array, or one number where it is the same of all.

    >>> truths(And((Is("item.covert"), Is("item.misuse_precedent"))), lambda part: -1)
    -1
    """
    match condition:
        case And(parts):
            return _joined(parts, atom, _MINIMUM, settles=-1)
        case Or(parts):
            return _joined(parts, atom, _MAXIMUM, settles=1)
        case Not(part):
            return -truths(part, atom)
        case _:
            return atom(condition)


def _joined(
    parts: tuple[Condition, ...], atom: Callable[[Atom], Truths | int], join: Join, *, settles: int
) -> Truths | int:
    """The parts together; one that is the settling number everywhere ends it."""
    unknown = False
    found: Truths | None = None
    for part in parts:
        truth = truths(part, atom)
        if not isinstance(truth, int):
            found = truth if found is None else join(found, truth)
        elif truth == settles:
            return settles
        elif truth == 0:
            unknown = True
    if found is None:
        return 0 if unknown else -settles
    return join(found, 0) if unknown else found


def could_be(condition: Condition, atom: Callable[[Atom], tuple[Mask, Mask]]) -> tuple[Mask, Mask]:
    """Where a condition can come out true, and where false, given the same of its atoms (see review.reach)."""
    match condition:
        case And(parts):
            can, cannot = _each(parts, atom)
            return _all_of(can), any_of(cannot)
        case Or(parts):
            can, cannot = _each(parts, atom)
            return any_of(can), _all_of(cannot)
        case Not(part):
            yes, no = could_be(part, atom)
            return no, yes
        case _:
            return atom(condition)


def _each(parts: tuple[Condition, ...], atom: Callable[[Atom], tuple[Mask, Mask]]) -> tuple[list[Mask], list[Mask]]:
    found = [could_be(part, atom) for part in parts]
    return [yes for yes, _ in found], [no for _, no in found]


def any_of(masks: Sequence[Mask]) -> Mask:
    """Where one of some masks holds."""
    return cast(Mask, np.logical_or.reduce(masks))


def _all_of(masks: Sequence[Mask]) -> Mask:
    return cast(Mask, np.logical_and.reduce(masks))
