"""Rows of small numbers as one number a row: equal rows have the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MOST: Final = 1 << 62


def combined(columns: Iterable[NDArray[np.integer | np.bool_]], size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number rows over some columns from 0, in the order in which they first appear.

    Args:
        columns: Numbers from 0, shape (size,) each.
        size: How many rows.

    Returns:
        The first row of each number, and the number of each row.

    >>> first, of = combined([np.array([7, 0, 7]), np.array([1, 1, 1])], 3)
    >>> first.tolist(), of.tolist()
    ([0, 1], [0, 1, 0])
    """
    code, span = np.zeros(size, np.int64), 1
    for column in columns:
        count = int(column.max(initial=0)) + 1
        if span * count > _MOST:
            distinct, code = np.unique(code, return_inverse=True)
            span = len(distinct)
        if count > 1:
            code, span = code * count + column, span * count
    _, first, of = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    return first[order], place[of]
