"""What people decided about matches: the same party or not, by whom, why, until when; and when that no longer holds.

A decision is about two sides as they were: what was known of the party, and the listed entry. It is kept with both. It
settles identity and nothing else: what the list says stays what it is, and a cleared match stays visible.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from duecare.errors import InputError
from duecare.names import normalise
from duecare.parties.lists.record import ListEntry
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import Match
from duecare.transaction.scalars import clean

Verdict = Literal["same", "not_same", "withdrawn"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)

STRONGER: Final = 0.1
"""Log-odds by which the evidence must have grown before a cleared match comes back: less is rounding."""

LONGEST_REASON: Final = 5_000


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about one pair; the last one about a pair counts.

    entry_id: the listed side. party, listed: both sides as they were, as `party_facts` and `listed_facts` give them.
    log_odds: what the evidence amounted to. until: the last day on which it holds; None for no end.
    """

    entry_id: str
    verdict: Verdict
    by: str
    why: str
    decided: datetime.date
    until: datetime.date | None
    party: Mapping[str, Any]
    listed: Mapping[str, Any]
    log_odds: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a match stands on a day.

    state: `open` until a person decides; `cleared`: another party, as decided; `confirmed`: the same one, as decided.
    decision: the last one taken, also where it no longer holds. changed: why it no longer holds; for a confirmed match,
    which no change takes back, what is different since.
    """

    state: Literal["open", "cleared", "confirmed"] = "open"
    decision: Decision | None = None
    changed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The standing in a few words.

        >>> Standing().words, Standing(changed=("the listed entry changed: names",)).words
        ('possible match', 'possible match, open again')
        """
        if self.state == "cleared" and self.decision is not None:
            return f"cleared until {self.decision.until}" if self.decision.until else "cleared"
        if self.state == "confirmed":
            return "confirmed match"
        return "possible match, open again" if self.changed else "possible match"


class Decisions:
    """All decisions that were taken, in the order in which they were."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._about: dict[str, list[tuple[frozenset[str], Decision]]] = {}
        self.count = 0
        for decision in decisions:
            self._about.setdefault(decision.entry_id, []).append((_names(decision.party), decision))
            self.count += 1

    def __iter__(self) -> Iterator[Decision]:
        """All of them, by listed entry."""
        return (decision for about in self._about.values() for _, decision in about)

    def apply(self, query: Query, matches: Sequence[Match], day: datetime.date) -> list[tuple[Match, Standing]]:
        """Where each match of a party stands on a day; decisions of a later day do not count.

        A clearing holds no longer than it was meant to, and only while both sides are as they were and the evidence is
        no stronger.
        """
        if not self._about:
            return [(match, Standing()) for match in matches]
        party = party_facts(query)
        names = _names(party)
        found = []
        for match in matches:
            decision = self.last(match.entry_id, names, day)
            if decision is None:
                found.append((match, Standing()))
                continue
            changed = [
                *party_differs(decision, party),
                *_differing("the listed entry changed", decision.listed, listed_facts(match.entry)),
            ]
            found.append((match, standing(decision, match.comparison.log_odds, changed, day)))
        return found

    def last(self, entry_id: str, names: frozenset[str], day: datetime.date) -> Decision | None:
        """The last decision by a day about a listed entry and a party that goes by one of these names."""
        return next(
            (
                decision
                for known, decision in reversed(self._about.get(entry_id, []))
                if decision.decided <= day and not known.isdisjoint(names)
            ),
            None,
        )


def standing(decision: Decision, log_odds: float, changed: Sequence[str], day: datetime.date) -> Standing:
    """Where a match stands by the last decision about it.

    Args:
        decision: That decision.
        log_odds: What the evidence amounts to now.
        changed: What is different on either side, in sentences.
        day: The day asked about.
    """
    if decision.verdict == "withdrawn":
        return Standing("open", decision, (f"the decision was withdrawn on {decision.decided}",))
    since = list(changed)
    if decision.until is not None and day > decision.until:
        since.append(f"it held until {decision.until}")
    if decision.verdict == "same":
        return Standing("confirmed", decision, tuple(since))
    if log_odds > decision.log_odds + STRONGER:
        since.append("the evidence is stronger than it was")
    return Standing("open" if since else "cleared", decision, tuple(since))


def decide(
    query: Query,
    match: Match,
    verdict: Verdict,
    *,
    by: str,
    why: str,
    decided: datetime.date,
    until: datetime.date | None = None,
) -> Decision:
    """A decision about a match, with both sides as they are.

    Raises:
        InputError: nobody, or no reason, is named; the end is not after the day, or a clearing has none.
    """
    texts = {}
    for name, text in (("--by", by), ("--why", why)):
        try:
            texts[name] = clean(" ".join(text.split()))
        except ValueError as problem:
            raise InputError(f"{name} {problem}") from None
        if not texts[name] or len(texts[name]) > LONGEST_REASON:
            raise InputError(f"{name} has {len(texts[name])} characters", hint=f"accepted: 1 to {LONGEST_REASON:,}")
    if until is not None and until <= decided:
        raise InputError(f"--until is {until}", hint=f"accepted: a day after {decided}")
    if until is None and verdict == "not_same":
        raise InputError("a match is cleared until a day", hint="add --until, as --until 2027-12-31")
    return Decision(
        match.entry_id,
        verdict,
        texts["--by"],
        texts["--why"],
        decided,
        until,
        party_facts(query),
        listed_facts(match.entry),
        round(match.comparison.log_odds, 4),
    )


# ── the two sides ────────────────────────────────────────────────────────────────────────────────────────────────────


def party_facts(query: Query) -> dict[str, Any]:
    """What is known of a party, as JSON that does not depend on the order in which it was said; unknowns left out."""
    facts: dict[str, Any] = {
        "names": sorted(query.names),
        "kind": query.kind if query.kind != "unknown" else None,
        "birth_dates": sorted(query.birth_dates),
        "countries": sorted(query.countries),
        "identifiers": sorted([one.type, one.value] for one in query.identifiers),
        "addresses": sorted(query.addresses),
        "gender": query.gender,
    }
    return {key: value for key, value in facts.items() if value}


def listed_facts(entry: ListEntry) -> dict[str, Any]:
    """What a decision about a listed entry rests on: who it is, and how much hangs on it.

    Citations and days of amendment are left out: they change without anybody's becoming another.
    """
    facts: dict[str, Any] = {
        "names": sorted([name.text, name.kind] for name in entry.names),
        "kind": entry.kind,
        "birth_dates": sorted(entry.birth_dates),
        "birth_places": sorted(entry.birth_places),
        "countries": sorted(entry.countries),
        "identifiers": sorted([one.type, one.value] for one in entry.identifiers),
        "addresses": sorted(one.text for one in entry.addresses),
        "gender": entry.gender,
        "programmes": sorted(entry.programmes),
        "effect": entry.effect,
        "note": entry.note,
    }
    return {key: value for key, value in facts.items() if value}


def fingerprint(facts: Mapping[str, Any]) -> str:
    """A short hash of one side, by which a change is seen; spaces and case do not count."""
    return hashlib.sha256(_plain(facts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def names_of(query: Query) -> frozenset[str]:
    """The names by which decisions about a party are found, in `normalise`'s form."""
    return frozenset(filter(None, map(normalise, query.names)))


def party_differs(decision: Decision, party: Mapping[str, Any]) -> list[str]:
    """What is different of a party since a decision, in a clause; nothing if nothing is."""
    return _differing("the party is described differently", decision.party, party)


def _names(facts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(filter(None, map(normalise, facts.get("names", ()))))


def _differing(says: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    keys = [key for key in {**before, **after} if _plain({key: before.get(key)}) != _plain({key: after.get(key)})]
    return [f"{says}: {', '.join(key.replace('_', ' ') for key in keys)}"] if keys else []


def _plain(facts: Mapping[str, Any]) -> str:
    return " ".join(json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).casefold().split())
