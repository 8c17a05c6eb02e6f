"""Advise: the outcome as a sentence, what to find out next, what would make the transaction acceptable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duecare.facts import Vocabulary, fact_of
from duecare.guidance import DEPTHS, RedFlag
from duecare.review.evidence import Column, show
from duecare.review.judge import Judgement, Verdict
from duecare.review.policy import ADVICE, INDICATIONS, LEVELS, Policy
from duecare.review.result import Move, Question
from duecare.review.weigh import Branch, Interval, Weighed

SCOPING = ("item.capability", "party.kind")
"""Facts without which no level is headlined: what the item does, and who the end user is."""

ADVICE_WORDS = {
    "proceed": "Proceed",
    "proceed_with_conditions": "Proceed with conditions",
    "escalate": "Escalate",
    "do_not_proceed": "Do not proceed",
    "hold": "Hold: cannot be rated yet",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def scoping_gaps(judgement: Judgement) -> tuple[Column, ...]:
    """What must be known before a level is headlined and is not: item, end user or place of any use."""
    settled = judgement.settled
    missing: dict[Column, None] = {}
    capabilities = {subject for subject, column in settled if column.startswith("item.capability#")}
    for use in judgement.gathered.uses:
        if use.item not in capabilities:
            missing[use.item, "item.capability"] = None
        if (use.end_user, "party.kind") not in settled:
            missing[use.end_user, "party.kind"] = None
        code = use.country.removeprefix("country:")
        if not code[:2].isupper():
            missing[use.country, "country"] = None
    return tuple(missing)


def hold_reasons(judgement: Judgement, missing: Iterable[Column]) -> tuple[str, ...]:
    """Why no level is headlined, one sentence each."""
    labels = {subject.id: subject.label for subject in judgement.gathered.subjects}
    said = {
        "item.capability": "What {} can do is not known.",
        "party.kind": "Who the end user is ({}) is not known: no kind of body is stated.",
        "country": "Where the product will be used is not known ({}).",
    }
    return tuple(said[column].format(labels.get(subject, subject)) for subject, column in missing)


def advice(policy: Policy, interval: Interval, *, critical: bool, hold: bool) -> str:
    """The advice of an interval: driven by the known level, raised where the level could turn out far higher."""
    if hold:
        return "hold"
    rank = policy.advice_by_level[interval.known]
    if critical and interval.known >= LEVELS.index("high"):
        rank = max(rank, policy.advice_of_critical_at_high)
    if interval.width >= policy.steps_to_escalate:
        rank = max(rank, ADVICE.index("escalate"))
    return ADVICE[rank]


def advice_reasons(policy: Policy, weighed: Weighed, given: str) -> tuple[str, ...]:
    """Which rules of the policy led to the advice."""
    interval = weighed.interval
    known, possible = LEVELS[interval.known], LEVELS[interval.possible]
    pointing = INDICATIONS[weighed.indications[0]].replace("none", "no")
    reasons = [
        f"Severity {weighed.severity[0]} of 4 and {pointing} indications make the level "
        f"{known} on what is known (policy {policy.id} {policy.version}, table)."
    ]
    if given == "hold":
        reasons.append("No level is headlined while what the item does, who the end user is, or where, is unknown.")
    elif weighed.critical and interval.known >= LEVELS.index("high"):
        reasons.append("A critical sign of misuse stands at a high level; nothing else balances it.")
    if interval.width >= policy.steps_to_escalate:
        reasons.append(f"The level could turn out {possible}: somebody other than the seller decides.")
    return tuple(reasons)


@dataclass(slots=True)
class _Asked:
    """A question in the making: the branches of its columns, and how much hangs on it."""

    subject: str
    fact: str
    branches: list[tuple[str, Branch]]
    score: float = 0.0
    decides: bool = False
    flags: int = 0
    weight: float = 0.0


def questions(
    judgement: Judgement, weighed: Weighed, policy: Policy, vocabulary: Vocabulary, missing: tuple[Column, ...]
) -> tuple[Question, ...]:
    """What to find out next, by how far an answer moves the interval and the advice.

    Root facts only, at the cut points that conditions use. Scoping facts come first: without them nothing is rated.
    """
    hold = bool(missing)
    now = advice(policy, weighed.interval, critical=weighed.critical, hold=False)
    asked: dict[Column, _Asked] = {}
    readers = _open_readers(judgement, weighed.depth)
    for (subject, column), branches in weighed.branches.items():
        fact = fact_of(column)
        if (subject, column) not in readers and (subject, fact) not in missing:
            continue
        entry = asked.setdefault((subject, fact), _Asked(subject, fact, []))
        entry.branches += [(column, branch) for branch in branches]
        moved = [_move(weighed.interval, branch, policy, now) for branch in branches]
        entry.score = max(entry.score, sum(moved) / len(moved))
        entry.decides |= any(moved)
        found = readers.get((subject, column), [])
        entry.flags += len(found)
        entry.weight += sum(_heaviness(verdict) for verdict in found)
    for root in missing:
        asked.setdefault(root, _Asked(root[0], root[1], []))
        asked[root].score += 100
        asked[root].decides = True
    blockers = _blockers(judgement, weighed)
    ranked = sorted(
        asked.values(),
        key=lambda entry: (
            -entry.score,
            -blockers.get((entry.subject, entry.fact), 0.0),
            -entry.weight,
            entry.fact,
            entry.subject,
        ),
    )
    labels = {subject.id: subject.label for subject in judgement.gathered.subjects}
    return tuple(
        _question(rank, entry, labels, policy, vocabulary, hold, blockers) for rank, entry in enumerate(ranked, start=1)
    )


def _move(now: Interval, branch: Branch, policy: Policy, advised: str) -> float:
    """How far one answer moves things: levels of narrowing, and half a step for other advice."""
    narrowed = (branch.interval.known - now.known) + (now.possible - branch.interval.possible)
    then = advice(policy, branch.interval, critical=branch.critical, hold=False)
    return max(narrowed, 0) + (0.5 if then != advised else 0.0)


def _heaviness(verdict: Verdict) -> float:
    entry = verdict.rule.entry
    if not isinstance(entry, RedFlag):
        return 2.0
    return {"notable": 0.5, "serious": 2.0, "critical": 3.0}[entry.weight] * (0.4 if entry.group == "context" else 1.0)


def _open_readers(judgement: Judgement, depth: int) -> dict[Column, list[Verdict]]:
    """Open verdicts of the depth asked for, by each unknown root column that they read."""
    readers: dict[Column, list[Verdict]] = {}
    for verdict in (*judgement.flags, *judgement.severities, *judgement.stops):
        entry = verdict.rule.entry
        if verdict.truth is not None or (isinstance(entry, RedFlag) and DEPTHS.index(entry.depth) > depth):
            continue
        for column in verdict.rule.columns:
            if verdict.frame.row.get(column) is None:
                readers.setdefault(verdict.frame.root(column), []).append(verdict)
    return readers


def _blockers(judgement: Judgement, weighed: Weighed) -> dict[Column, float]:
    """Facts that keep the possible level up together: of the heaviest open findings, how many each could settle.

    Where no single answer moves anything, the smallest set found that does is made of these.
    """
    blockers: dict[Column, float] = {}
    if not weighed.interval.width:
        return blockers
    for (subject, column), verdicts in _open_readers(judgement, weighed.greatest_depth).items():
        heavy = sum(_heaviness(verdict) >= 2.0 for verdict in verdicts)
        if heavy:
            root = (subject, fact_of(column))
            blockers[root] = blockers.get(root, 0.0) + heavy
    return blockers


def _question(
    rank: int,
    entry: _Asked,
    labels: Mapping[str, str],
    policy: Policy,
    vocabulary: Vocabulary,
    hold: bool,
    blockers: Mapping[Column, float],
) -> Question:
    if entry.fact == "country":
        words = (
            "In which country will the product be used?",
            "Declare the place, with its country.",
            "sales",
            "a country",
        )
    else:
        fact = vocabulary[entry.fact]
        words = (fact.question, fact.help, fact.ask, fact.accepts())
    moves = tuple(
        Move(
            _answer(column, branch),
            LEVELS[branch.interval.known],
            LEVELS[branch.interval.possible],
            advice(policy, branch.interval, critical=branch.critical, hold=hold),
        )
        for column, branch in entry.branches
        if "#" not in column or branch.value is True
    )
    return Question(
        rank=rank,
        fact=entry.fact,
        subject=entry.subject,
        label=labels.get(entry.subject, entry.subject),
        question=words[0],
        help=words[1],
        ask=words[2],
        accepts=words[3],
        decides=entry.decides,
        with_others=not entry.decides and (entry.subject, entry.fact) in blockers,
        flags=entry.flags,
        moves=moves,
    )


def _answer(column: str, branch: Branch) -> str:
    return column.split("#", 1)[1] if "#" in column else show(branch.value)


def headline(known: str, possible: str, hold: tuple[str, ...], stops: int, deciding: int) -> str:
    """The outcome as a sentence.

    >>> headline("high", "severe", (), 0, 3)
    'High on what is known; could be severe. Three questions decide.'
    """
    if hold:
        outcome = "Hold: cannot be rated yet. " + " ".join(hold)
    elif known == possible:
        outcome = f"{known.capitalize()}, and no answer asked for here would change that."
    else:
        outcome = f"{known.capitalize()} on what is known; could be {possible}."
    if not hold and known != possible:
        if deciding:
            outcome += (
                f" {count(deciding).capitalize()} questions decide." if deciding > 1 else " One question decides."
            )
        else:
            outcome += " No single answer decides; the questions together do."
    if stops:
        outcome = f"Legal stop: {count(stops)} to be settled by counsel first. " + outcome
    return outcome


def count(number: int) -> str:
    """A small number in words.

    >>> count(3), count(40)
    ('three', '40')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
