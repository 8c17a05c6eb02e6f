"""Three-valued logic over whole arrays: -1 no, 0 unknown, 1 yes; AND is the minimum, OR the maximum, NOT the sign."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from duecare.facts import Condition, compile_condition
from duecare.facts.condition import And, Compare, In, Is, Not, Or
from duecare.portfolio.profiles import Codebook

Truths = NDArray[np.int8]
Mask = NDArray[np.bool_]
Atom = Is | In | Compare


def table(atom: Atom, book: Codebook) -> Truths:
    """What an atom says of each value of a codebook; of the unknown, number 0, nothing."""
    evaluate = compile_condition(atom)
    said = np.zeros(len(book.values) + 1, np.int8)
    for value, number in book.numbers.items():
        said[number] = 1 if evaluate({atom.column: value}) else -1
    return said


def truths(condition: Condition, atom: Callable[[Atom], Truths]) -> Truths:
    """A condition over arrays, given what its atoms say."""
    match condition:
        case And(parts):
            return _joined(parts, atom, np.minimum)
        case Or(parts):
            return _joined(parts, atom, np.maximum)
        case Not(part):
            return np.negative(truths(part, atom))
        case _:
            return atom(condition)


def _joined(parts: tuple[Condition, ...], atom: Callable[[Atom], Truths], join: np.ufunc) -> Truths:
    first, *rest = parts
    found = truths(first, atom)
    for part in rest:
        found = join(found, truths(part, atom))
    return found


def could_be(condition: Condition, atom: Callable[[Atom], tuple[Mask, Mask]]) -> tuple[Mask, Mask]:
    """Where a condition can come out true, and where false, given the same of its atoms (see review.reach)."""
    match condition:
        case And(parts) | Or(parts):
            yes, no = zip(*(could_be(part, atom) for part in parts), strict=True)
            both = isinstance(condition, And)
            return (_all(yes), _any(no)) if both else (_any(yes), _all(no))
        case Not(part):
            can, cannot = could_be(part, atom)
            return cannot, can
        case _:
            return atom(condition)


def _all(masks: tuple[Mask, ...]) -> Mask:
    return np.logical_and.reduce(masks)


def _any(masks: tuple[Mask, ...]) -> Mask:
    return np.logical_or.reduce(masks)
