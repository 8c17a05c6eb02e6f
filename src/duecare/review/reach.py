"""Whether answers to some of the unknown facts could raise a flag, while the others stay unknown."""

from __future__ import annotations

from collections.abc import Callable, Set

from duecare.facts import Condition, compile_condition
from duecare.facts.condition import And, Compare, In, Is, Not, Or
from duecare.review.evidence import Column
from duecare.review.judge import Verdict


def could_be_raised(verdict: Verdict, asked: Set[Column]) -> bool:
    """Whether some answers to the asked columns could make an open rule true.

    Every atom is taken by itself, so the answer may be yes where two atoms read one column in opposite directions: it
    errs on the side that keeps an interval sound.
    """
    frame, columns = verdict.frame, verdict.rule.columns
    free = {name for root, names in frame.unknown(columns).items() if root in asked for name in names}
    if not free:
        return False
    free |= frame.several.keys()  # sources differ: either may prove right

    def atom(part: Is | In | Compare) -> tuple[bool, bool]:
        truth = compile_condition(part)(frame.row)
        return truth is True or part.column in free, truth is False or part.column in free

    return _can(verdict.rule.entry.rule, atom)[0]


def _can(condition: Condition, atom: Callable[[Is | In | Compare], tuple[bool, bool]]) -> tuple[bool, bool]:
    """Whether a condition can come out true, and whether it can come out false."""
    match condition:
        case And(parts):
            found = [_can(part, atom) for part in parts]
            return all(yes for yes, _ in found), any(no for _, no in found)
        case Or(parts):
            found = [_can(part, atom) for part in parts]
            return any(yes for yes, _ in found), all(no for _, no in found)
        case Not(part):
            yes, no = _can(part, atom)
            return no, yes
        case _:
            return atom(condition)
