"""Handfuls of made-up rules, and deals that they read: depths, concerns and questions matter more than among many."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from wide_rows import DAY

from duecare.facts import Condition, Value, vocabulary
from duecare.facts.condition import And, Compare, In, Is, Not, Or
from duecare.guidance import DEPTHS, GROUPS, WEIGHTS, Guidance, LegalStop, RedFlag, RuledEntry, SeverityRow
from duecare.guidance.model import Cite, Instrument, Period
from duecare.portfolio.judging.rules import JOINED
from duecare.review.evidence import Assertion, Gap
from duecare.review.judge import Gathered, Subject, Use
from duecare.transaction import Source

FACTS = {
    "transaction": ("payment_unusual", "gate"),
    "item": ("covert", "reach", "capability"),
    "party": ("opaque", "abuse_record", "government_tie", "listed", "listed_owner_share"),
    "country": ("practice_band", "arms_embargo"),
    "use": ("group_targeting",),
}
"""What rules and deals are made of, by short name: a fact of every type."""
MEMBERS = ("spyware", "drone")
CONCERNS = (None, "one", "two", "three")
SOURCES = (
    Source("file", "own"), Source("statement", "interested"), Source("mail", "interested"),
    Source("register", "official"),
)  # fmt: skip


def random_guidance(seed: int) -> Guidance:
    """Three to nine rules, seeded, of two instruments, of which one applies to some deals only."""
    draw = random.Random(seed)
    return made_guidance([_rule(draw, f"r{number}") for number in range(draw.randint(3, 9))])


def made_guidance(rules: Sequence[RuledEntry]) -> Guidance:
    """Rules of the instruments A, which always applies, and B, which applies where a payment is unusual."""
    applies = Is("transaction.payment_unusual")
    instruments = {name: _instrument(name, condition) for name, condition in (("A", None), ("B", applies))}
    return Guidance(instruments, {rule.id: rule for rule in rules}, {}, (), dict.fromkeys(instruments, "0" * 64))


def _instrument(name: str, applies: Condition | None) -> Instrument:
    return Instrument(name, name, "tests", "binding", None, {}, applies, (Period(),), "project", "")


def made_flag(name: str, condition: Condition, *, subject: str = "transaction", **more: str) -> RedFlag:
    """A red flag, serious and of basic depth unless it is said otherwise."""
    said = {"group": "fit", "weight": "serious", "depth": "basic", **more}
    return RedFlag(**_common(name, "A", subject, condition), type="red_flag", **said)


def made_severity(name: str, condition: Condition, *, size: int) -> SeverityRow:
    """A severity row about the item."""
    return SeverityRow(**_common(name, "A", "item", condition), type="severity", scale=size)


def _common(name: str, instrument: str, subject: str, condition: Condition) -> dict[str, Any]:
    return {
        "id": f"{instrument}/{name}", "instrument": instrument, "title": name, "text": f"{name}.", "parent": None,
        "cite": Cite(name, "own"), "in_force": (Period(),), "subject": subject, "condition": condition,
    }  # fmt: skip


def _rule(draw: random.Random, name: str) -> RuledEntry:
    subject, instrument = draw.choice(tuple(JOINED)), draw.choice("AB")
    common = _common(name, instrument, subject, _condition(draw, subject, 3)) | {"concern": draw.choice(CONCERNS)}
    kind: Callable[..., RuledEntry]
    match draw.randrange(8):
        case 0:
            kind, more = LegalStop, {"type": "legal_stop"}
        case 1:
            kind, more = SeverityRow, {"type": "severity", "scale": draw.randint(1, 4)}
        case _:
            kind = RedFlag
            more = {"type": "red_flag", "group": draw.choice(GROUPS), "weight": draw.choice(WEIGHTS),
                    "depth": draw.choice(DEPTHS)}  # fmt: skip
    return kind(**common, **more)


def _condition(draw: random.Random, subject: str, most: int) -> Condition:
    if most == 1 or draw.random() < 0.2:
        return _atom(draw, subject)
    match draw.randrange(5):
        case 0:
            return Not(_condition(draw, subject, most))
        case 1 | 2:
            return And(tuple(_condition(draw, subject, most - 1) for _ in range(2)))
        case _:
            return Or(tuple(_condition(draw, subject, most - 1) for _ in range(2)))


def _atom(draw: random.Random, subject: str) -> Condition:
    entity = draw.choice(JOINED[subject])
    fact = vocabulary()[f"{_kept(entity)}.{draw.choice(FACTS[_kept(entity)])}"]
    column = f"{entity}.{fact.short}"
    match fact.type:
        case "boolean":
            return Is(column)
        case "set":
            return Is(f"{column}#{draw.choice(MEMBERS)}")
        case "number":
            return Compare(column, draw.choice(("<", "<=", ">", ">=", "=")), float(draw.choice((25, 50))))
        case _:
            chosen = draw.sample(fact.domain, draw.randint(1, len(fact.domain) - 1))
            return In(column, tuple(code for code in fact.domain if code in chosen))


def _kept(entity: str) -> str:
    return "party" if entity == "end_user" else entity


def random_deal(seed: int) -> Gathered:
    """A deal, seeded: up to four parties and three places, a seat apart or not known, an exporter alone."""
    draw = random.Random(seed)
    places = [f"country:{code}" for code in ("AA", "BB", "CC")[: draw.randint(1, 3)]]
    if draw.random() < 0.1:
        places[0] = "country:undeclared-place"
    seats = (*places, "country:DD", "country:EE", None)
    parties = [Subject("party:user", "party", "user", draw.choice(seats[:-1]))]
    parties += [Subject(f"party:p{at}", "party", f"p{at}", draw.choice(seats)) for at in range(draw.randint(0, 3))]
    use = Use("use:u", "item:i", "party:user", places[0])
    subjects = [
        Subject("transaction:t", "transaction", "t"), Subject("item:i", "item", "i"), *parties,
        *(Subject(place, "country", place) for place in places), Subject("use:u", "use", "u"),
    ]  # fmt: skip
    known = draw.choice((0.1, 0.5, 0.5, 0.9))
    said = [Assertion("item:i", "item.capability", frozenset({"none"}), SOURCES[0], "test")] * (draw.random() < 0.5)
    said += [Assertion("party:user", "party.kind", "police", SOURCES[0], "test")] * (draw.random() < 0.9)
    for party in parties:
        if draw.random() < 0.3:
            role = Assertion(party.id, "party.role", frozenset({"exporter"}), SOURCES[0], "test")
            said.append(role)
    owners = [*subjects, *(Subject(seat, "country", seat) for seat in ("country:DD", "country:EE"))]
    for subject in owners:
        said += _said_of(subject, draw, known)
    gaps = tuple(Gap("possible_match", party.id, "may be listed") for party in parties if draw.random() < 0.2)
    return Gathered("t", "t", tuple(subjects), (use,), tuple(said), gaps, DAY, DAY)


def _said_of(subject: Subject, draw: random.Random, known: float) -> list[Assertion]:
    said = []
    for short in FACTS[subject.kind]:
        fact = f"{subject.kind}.{short}"
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            if draw.random() < known:
                source = draw.choice(SOURCES)
                said.append(Assertion(subject.id, fact, _value(fact, draw), source, "test"))
    return said


def _value(name: str, draw: random.Random) -> Value:
    fact = vocabulary()[name]
    match fact.type:
        case "boolean":
            return draw.random() < 0.5
        case "set":
            return frozenset(draw.sample(MEMBERS, 1)) if draw.random() < 0.5 else frozenset({"none"})
        case "number":
            return float(draw.choice((0, 25, 40, 50, 100)))
        case _:
            favoured: Sequence[str] = {"party.government_tie": ("none",), "country.practice_band": ("good",)}.get(
                name, ()
            )
            return draw.choice((*fact.domain, *favoured * 6))
