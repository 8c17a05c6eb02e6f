"""Small worlds to judge: a handful of rules and facts, built in memory."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from duecare.facts import Value, vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import DEPTHS, Guidance, LegalStop, RedFlag, SeverityRow
from duecare.guidance.model import Cite, Entry, Instrument, Period, Safeguard
from duecare.review import Policy, Review, decide, load_policy
from duecare.review.advise import scoping_gaps
from duecare.review.evidence import Assertion, Column
from duecare.review.judge import Gathered, Judgement, Subject, Use, judge
from duecare.review.weigh import Scale, Weighed, weigh
from duecare.transaction import Source

DAY = datetime.date(2026, 11, 24)
DEAL, ITEM, USER, PLACE, USE = "transaction:deal", "item:i", "party:u", "country:XX", "use:m"
OWN = Source("file", "own")
CAPABILITY = "item.capability"
Facts = Mapping[tuple[str, str], Value | None]

SCOPE: Facts = {(ITEM, CAPABILITY): frozenset({"none"}), (USER, "party.kind"): "other"}
"""What must be known for a level to be headlined."""


def _common(name: str, kind: str, text: str, subject: str, **more: object) -> dict[str, object]:
    instrument = str(more.pop("instrument", "T"))
    in_force = more.pop("in_force", (Period(),))
    return {
        "id": f"{instrument}/{name}", "instrument": instrument, "type": kind, "title": name, "text": f"{name}.",
        "parent": None, "cite": Cite(name, "own"), "in_force": in_force, "subject": subject,
        "condition": parse_condition(text, vocabulary()), **more,
    }  # fmt: skip


def flag(name: str, text: str, *, subject: str = "transaction", **more: object) -> RedFlag:
    """A red flag; `group`, `weight`, `depth`, `concern`, `safeguards`, `in_force`, `instrument` as in an instrument."""
    more = {"group": "fit", "weight": "serious", "depth": "basic", **more}
    return RedFlag(**_common(name, "red_flag", text, subject, **more))  # type: ignore[arg-type]


def stop(name: str, text: str, *, subject: str = "transaction", **more: object) -> LegalStop:
    more = {"lifted_by": ("authorisation",), "counsel": "Ask.", **more}
    return LegalStop(**_common(name, "legal_stop", text, subject, **more))  # type: ignore[arg-type]


def severity(name: str, text: str, size: int, *, subject: str = "transaction") -> SeverityRow:
    row = _common(name, "severity", text, subject, scale=size, scope=1, irremediable=1)
    return SeverityRow(**row)  # type: ignore[arg-type]


def safeguard(name: str, fact: str) -> Safeguard:
    cite = Cite(name, "own")
    return Safeguard(f"T/{name}", "T", "safeguard", name, name, None, cite, (Period(),), fact=fact, proof="paper")


def instrument(name: str = "T", applies_when: str | None = None, start: datetime.date | None = None) -> Instrument:
    applies = None if applies_when is None else parse_condition(applies_when, vocabulary())
    return Instrument(name, name, "tests", "binding", None, {}, applies, (Period(start),), "project", "")


def guidance(*entries: Entry, instruments: Iterable[Instrument] = ()) -> Guidance:
    stated = {row.id: row for row in instruments}
    names = dict.fromkeys(entry.instrument for entry in entries)
    known = {"T": instrument(), **{name: instrument(name) for name in names}, **stated}
    return Guidance(known, {entry.id: entry for entry in entries}, {}, (), dict.fromkeys(known, "0" * 64))


def assertion(subject: str, fact: str, value: Value | None, source: Source = OWN, found_by: str = "test") -> Assertion:
    return Assertion(subject, fact, value, source, found_by)


def gathered(
    facts: Facts | None = None,
    *more: Assertion,
    subjects: Iterable[Subject] = (),
    uses: Iterable[Use] = (Use(USE, ITEM, USER, PLACE),),
    law_at: datetime.date = DAY,
    known_at: datetime.date = DAY,
) -> Gathered:
    """One deal: one item, one end user with its seat in the place of use, one use, unless stated otherwise."""
    own = [
        Subject(DEAL, "transaction", "Deal"), Subject(ITEM, "item", "Item"), Subject(USER, "party", "User", PLACE),
        Subject(PLACE, "country", "Place"), Subject(USE, "use", "Use"), *subjects,
    ]  # fmt: skip
    stated = tuple(assertion(subject, fact, value) for (subject, fact), value in (facts or {}).items())
    rows = {subject.id: subject for subject in own}
    return Gathered("deal", "Deal", tuple(rows.values()), tuple(uses), (*stated, *more), (), known_at, law_at)


def judged(rules: Guidance, facts: Gathered) -> Judgement:
    return judge(facts, rules, vocabulary())


def weighed(rules: Guidance, facts: Gathered, resolved: frozenset[str] = frozenset()) -> Weighed:
    judgement = judged(rules, facts)
    scope = bool(scoping_gaps(judgement))
    return weigh(judgement, load_policy(), vocabulary(), unknown_scope=scope, resolved=resolved)


def reviewed(rules: Guidance, facts: Gathered, **more: object) -> Review:
    return decide(facts, rules, load_policy(), **more)  # type: ignore[arg-type]


def statuses(result: Review) -> dict[str, str]:
    """Status by flag and subject, without the instrument."""
    return {finding.id.partition("/")[2]: finding.status for finding in result.findings}


def level_of(rules: Guidance, facts: Gathered, policy: Policy | None = None) -> int:
    """The level that raised findings make, by the definition in words and without the engine's interval."""
    judgement = judged(rules, facts)
    scale = Scale(judgement, policy or load_policy(), frozenset(), len(DEPTHS) - 1)
    return scale.level(possible=False)


def values_of(column: Column, cuts: Iterable[float] = ()) -> list[Value]:
    """Every value of a column that could matter: all of a domain; for a number its cut points and around them."""
    declared = vocabulary()[column[1]]
    if declared.type == "boolean":
        return [True, False]
    if declared.type in ("code", "level"):
        return list(declared.domain)
    return sorted({value for cut in cuts for value in (cut - 0.5, cut, cut + 0.5)})


def learn(base: Gathered, facts: Facts, source: Source = OWN) -> Gathered:
    more = tuple(assertion(subject, fact, value, source) for (subject, fact), value in facts.items())
    return Gathered(
        base.transaction, base.title, base.subjects, base.uses, (*base.assertions, *more), base.gaps, base.known_at,
        base.law_at,
    )  # fmt: skip
