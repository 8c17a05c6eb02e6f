"""A party that may be a listed one: a person decides, in the library's own journal of decisions."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import locked_head, record
from duecare.office.audit.meanwhile import check_shown, shown_of
from duecare.office.cases.acts import review_again
from duecare.office.cases.models import Case, Cause
from duecare.office.cases.reviewing import data_on
from duecare.office.people.models import User
from duecare.office.resolving.journal import anchored
from duecare.office.resolving.models import HitDecision
from duecare.office.resolving.rules import check_end, check_not_their_own, check_reason, signature
from duecare.parties.lists import list_title
from duecare.parties.lists.sources import LISTS
from duecare.parties.matches import find
from duecare.parties.screening import Match, Query
from duecare.parties.screening.decisions_file import append_decision, decisions_path, erase_decisions
from duecare.parties.screening.dispositions import Standing, Verdict, decide, fingerprint, party_facts
from duecare.parties.screening.wording import EFFECT_WORDS, chance, spoken_against, spoken_for
from duecare.review.gather import gather
from duecare.snapshots import home_from
from duecare.transaction import parse_transaction

Decided = HitDecision.Verdict


@dataclass(frozen=True)
class Hit:
    """A party or owner of a deal beside a listed party that it may be.

    party: the fingerprint of how it is described. state: `open` until a person decides; `cleared` or `confirmed` by a
    decision; `established` without one, by the very number or name. said: what was decided last in this case.
    """

    party: str
    query: Query
    match: Match
    standing: Standing
    state: Literal["open", "cleared", "confirmed", "established"]
    said: HitDecision | None

    @property
    def label(self) -> str:
        return self.query.names[0]

    @property
    def entry(self) -> str:
        return self.match.entry.id

    @property
    def shown(self) -> str:
        """What a page that shows it says that it showed."""
        return shown_of(self.said.pk if self.said else None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the listed party, as the list writes them."""
        return tuple(dict.fromkeys(name.text for name in self.match.entry.names))

    @property
    def countries(self) -> str:
        return ", ".join(sorted(self.match.entry.countries))

    @property
    def list(self) -> str:
        return list_title(self.match.entry.list)

    @property
    def effect(self) -> str:
        """What the listing does, in words and by the list's own account."""
        source = LISTS.get(self.match.entry.list)
        words = EFFECT_WORDS[self.match.entry.effect]
        return f"{words[0].upper()}{words[1:]}. {source.meaning if source else ''}".strip()

    @property
    def spoken_for(self) -> Sequence[str]:
        return spoken_for(self.match)

    @property
    def spoken_against(self) -> Sequence[str]:
        return spoken_against(self.match)

    @property
    def chance(self) -> str:
        return chance(self.match.score)


def hits_of(case: Case) -> tuple[Hit, ...]:
    """Every match of the parties and owners of a case on the lists at hand, open ones first.

    They are sought as the review seeks them, so that what is decided here is what it reads.
    """
    data = data_on(timezone.localdate())
    if case.deal is None or data.lists is None:
        return ()
    searched: dict[str, tuple[Query, Sequence[Match]]] = {}

    def told(query: Query, matches: Sequence[Match]) -> None:
        if matches:
            searched.setdefault(fingerprint(party_facts(query)), (query, matches))

    gather(
        parse_transaction(case.deal.document), known_at=data.day, law_at=data.day,
        lists=replace(data.lists, told=told), country_data=data.countries,
    )  # fmt: skip
    said = {(one.party, one.entry): one for one in case.hit_decisions.select_related("by")}
    found = []
    for key, (query, matches) in searched.items():
        established, undecided, _ = find(query, data.lists, data.day)
        still, sure = {one.entry_id for one in undecided}, {one.id for one in established}
        for match, standing in data.lists.decisions.apply(query, matches, data.day):
            state: Literal["open", "cleared", "confirmed", "established"]
            if standing.state != "open":
                state = standing.state
            elif match.entry_id in still:
                state = "open"
            elif match.entry_id in sure:
                state = "established"
            else:
                continue  # off the list by that day
            found.append(Hit(key, query, match, standing, state, said.get((key, match.entry_id))))
    return tuple(sorted(found, key=lambda hit: (hit.state != "open", -hit.match.score, hit.entry)))


def decide_hit(
    case: Case,
    by: User,
    party: str,
    entry: str,
    *,
    verdict: str,
    reason: str,
    until: datetime.date | None,
    shown: str | None = None,
) -> HitDecision:
    """Decide whether a party is the listed one, and review the case again.

    Args:
        case: The case.
        by: Who decides.
        party: The party as it is described, by `Hit.party`.
        entry: The listed party.
        verdict: same, not_same or unsure; who is unsure takes back what was decided before.
        reason: On what grounds.
        until: The last day on which it holds; needed where it is another party.
        shown: What the page showed as decided last, by `Hit.shown`.

    Raises:
        ChangedMeanwhileError: it was decided since.
        InputError: who decides asked for the deal, there is no such match, or reason or end are missing.
        OutputError: the journal cannot be written; nothing is recorded then.
    """
    check_not_their_own(case, by)
    reason = check_reason(reason)
    if verdict not in Decided.values:
        raise InputError(f"the verdict is {verdict!r}", hint=f"accepted: {', '.join(Decided.values)}")
    if verdict == Decided.UNSURE:
        until = None
    elif until is not None:
        check_end(until)
    elif verdict == Decided.NOT_SAME:
        raise InputError("a match is cleared until a day, on which it is looked at again", hint="accepted: a later day")
    hit = next((one for one in hits_of(case) if (one.party, one.entry) == (party, entry)), None)
    if hit is None:
        raise InputError(
            "there is no such match now: the party or the list changed since the page was made",
            hint="accepted: a match that the page shows",
        )
    with transaction.atomic():
        today = timezone.localdate()
        locked_head()  # of two who decide at once, the second sees what the first has decided
        last = case.hit_decisions.filter(party=party, entry=entry).select_related("by").order_by("pk").last()
        if last is not None:
            told = f"{last.by.label}: {last.get_verdict_display()}, “{last.reason}”"
            check_shown(shown, last.pk, now=told)
        made = HitDecision.objects.create(
            case=case, party=party, label=hit.label[:300], entry=entry, verdict=verdict, reason=reason, until=until,
            requester=case.requester, by=by, on=today,
        )  # fmt: skip
        written = _verdict(verdict, hit)
        if written is not None:
            decision = decide(
                hit.query, hit.match, written, by=signature(by), why=reason, decided=today,
                until=until,
            )  # fmt: skip
            append_decision(decisions_path(home_from(os.environ)), decision)
        record(
            by, "hit.decide", made, case=case.pk, verdict=verdict, until=until.isoformat() if until else None,
            anchor=anchored(),
        )  # fmt: skip
    review_again(case, Cause.MATCH)
    return made


def _verdict(verdict: str, hit: Hit) -> Verdict | None:
    """What the journal says; nothing where somebody is unsure of what nobody has decided."""
    if verdict == Decided.SAME:
        return "same"
    if verdict == Decided.NOT_SAME:
        return "not_same"
    last = hit.standing.decision
    return "withdrawn" if last is not None and last.verdict != "withdrawn" else None


def forget_hits(case: Case, by: User) -> int:
    """Erase from the library's journal what was decided about the parties of a case, and say how much of it.

    A decision on which another case rests too, one that was not erased, stays for that one.
    """
    decided = HitDecision.objects.exclude(party="")
    pairs = set(decided.filter(case=case).values_list("party", "entry"))
    pairs -= set(decided.exclude(case=case).values_list("party", "entry"))
    if not pairs:
        return 0
    return erase_decisions(
        decisions_path(home_from(os.environ)), lambda one: (fingerprint(one.party), one.entry_id) in pairs,
        by=f"user:{by.pk}", on=timezone.localdate(),
    )  # fmt: skip
