"""Three-valued truth after Kleene: True, False, and None for unknown.

SQL's own NULL logic is the same logic (ISO/IEC 9075-2, 8.21 search condition), which is why one condition serves a
small evaluator, DuckDB and Spark.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene AND: False if any is False, else None if any is None, else True.

    >>> all_of([True, None]), all_of([False, None]), all_of([])
    (None, False, True)
    """
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene OR: True if any is True, else None if any is None, else False.

    >>> any_of([False, None]), any_of([True, None]), any_of([])
    (None, True, False)
    """
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negation(value: Truth) -> Truth:
    """Kleene NOT.

    >>> negation(None) is None
    True
    """
    return None if value is None else not value
