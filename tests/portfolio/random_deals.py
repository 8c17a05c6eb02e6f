"""Deals whose sources differ: the examples, with some of their assertions taken away and others put beside them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from wide_rows import DAY, Inputs, Said, said_of

from duecare import read_transaction
from duecare.facts import FactType, Value, vocabulary
from duecare.portfolio.judging.place import Placed, new_profiles, placed
from duecare.portfolio.judging.run import judged, whole
from duecare.portfolio.judging.shape import Shape
from duecare.review.evidence import Assertion, settle
from duecare.review.gather import gather
from duecare.review.judge import Gathered, rules_in_force
from duecare.transaction import Source

EXAMPLES = Path(__file__).parents[2] / "examples"
STATED = datetime.date(2026, 1, 1)
KINDS = ("official", "interested", "interested", "independent", "document")


@cache
def examples() -> tuple[Gathered, ...]:
    """What is gathered of the examples that have one use."""
    found = [gather(read_transaction(path), known_at=DAY, law_at=DAY) for path in sorted(EXAMPLES.glob("*.yaml"))]
    return tuple(one for one in found if len(one.uses) == 1)


def random_deals(seed: int, size: int) -> list[Gathered]:
    """Some deals, seeded."""
    draw = random.Random(seed)
    return [_changed(draw.choice(examples()), draw) for _ in range(size)]


def _changed(deal: Gathered, draw: random.Random) -> Gathered:
    """Without a third of what is known; and more said by up to four sources, mostly of facts that rules join."""
    kept = [entry for entry in deal.assertions if draw.random() < 0.7]
    for _ in range(draw.choice((0, 3, 10, 40, 90))):
        subject = draw.choice(deal.subjects)
        facts = [fact for fact in vocabulary().facts.values() if fact.entity == subject.kind]
        fact = draw.choice(facts)
        if fact.name in ("party.role", "country.role") and draw.random() < 0.8:
            continue
        source = Source(f"source {draw.randint(0, 3)}", draw.choice(KINDS), STATED)  # type: ignore[arg-type]
        kept.append(Assertion(subject.id, fact.name, random_value(fact, draw), source, "made up"))
    return replace(deal, assertions=tuple(kept))


def random_value(fact: FactType, draw: random.Random) -> Value:
    """A value of a fact."""
    match fact.type:
        case "boolean":
            return draw.random() < 0.5
        case "set":
            return frozenset(draw.sample(fact.domain, min(len(fact.domain), draw.randint(1, 2))))
        case "number":
            return float(draw.choice((0, 1, 10, 24, 25, 26, 49, 50, 51, 100)))
        case _:
            return draw.choice(fact.domain)


@dataclass(frozen=True)
class OneDeal:
    """A deal as judging needs it."""

    shape: Shape
    unique: dict[str, np.ndarray]
    known: np.ndarray


def said_together(deals: Sequence[Gathered], inputs: Inputs) -> tuple[list[Said], list[bool]]:
    """What is said of deals that are judged at once, and which have a critical sign of misuse."""
    profiles, laid = new_profiles(), []
    for deal in deals:
        settled, _ = settle(deal.assertions, vocabulary(), deal.known_at)
        one = placed(deal, settled, profiles)
        assert one is not None
        laid.append(one)
    groups = [_alone(deal, one) for deal, one in zip(deals, laid, strict=True)]
    judgement = judged(groups, profiles, inputs.guidance, inputs.policy, DAY, each=whole)
    rules = [rule.entry.id for rule in rules_in_force(inputs.guidance, DAY)]
    said = []
    (found,) = judgement.parts
    for at, deal, one in zip(judgement.outcome.tolist(), deals, laid, strict=True):
        said.append(said_of(found.outcomes, at, rules, _names(deal, one).__getitem__))
    return said, found.outcomes.weighed.critical[judgement.outcome].tolist()


def _alone(deal: Gathered, one: Placed) -> OneDeal:
    code = deal.uses[0].country.removeprefix("country:")
    unique = {slot: np.array([number], np.int32) for slot, number in one.ids.items()}
    return OneDeal(one.shape, unique, np.array([code[:2].isupper()]))


def _names(deal: Gathered, one: Placed) -> dict[str, str]:
    """Who or what is in each slot, as `wide_rows.Said` has it."""
    names = {**one.subjects, "T": "transaction", "I": "item", "U": "use"}
    labels = {subject.id: subject.label for subject in deal.subjects}
    for slot, subject in one.subjects.items():
        if slot[0] == "P":
            names[f"?{slot[1:]}"] = f"country:seat of {labels[subject]}"
    return names
