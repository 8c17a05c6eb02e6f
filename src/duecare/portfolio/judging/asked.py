"""What an answer to a question can be: a value for each way in which the conditions that read it can tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from duecare.facts import FactType, Value
from duecare.facts.condition import Compare, In, Is
from duecare.review.weigh import DEPTH_CUTS


def answers(column: str, read: Iterable[Is | In | Compare], fact: FactType) -> list[Value]:
    """Values that stand for every answer to one column, over all conditions that read it.

    `duecare.review.weigh.cells` does the same for the open conditions of one transaction; what is told apart there is
    told apart here.
    """
    if fact.type in ("boolean", "set"):
        return [True, False]
    if fact.type in ("code", "level"):
        lists = [frozenset(atom.codes) for atom in read if isinstance(atom, In)]
        lists += [DEPTH_CUTS[column]] if column in DEPTH_CUTS else []
        seen: dict[tuple[bool, ...], Value] = {}
        for code in fact.domain:
            seen.setdefault(tuple(code in codes for codes in lists), code)
        return list(seen.values())
    cuts = {atom.literal for atom in read if isinstance(atom, Compare)}
    if fact.type == "date":
        day = timedelta(days=1)
        return [*sorted({cut + step for cut in cuts if isinstance(cut, date) for step in (-day, timedelta(), day)})]
    numbers = sorted(cut for cut in cuts if isinstance(cut, (int, float)))
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    found = [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    least, most = fact.minimum, fact.maximum
    return [one for one in found if (least is None or one >= least) and (most is None or one <= most)]
