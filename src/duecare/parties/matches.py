"""Compare a party with the lists loaded: what is established, what a person has to decide, what was not searched.

A match of names is a likelihood, not an identity. It is taken as established only where nothing else is left to ask:
a number with a right check digit is the same, a person has decided so, or a company or body has the very name of the
listed one and nothing stated speaks against it. Every other possible match leaves `party.listed` open, by name.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from typing import Final

from duecare.names import normalise, script_of, tokens_of
from duecare.names.words import HAN_FORMS
from duecare.parties.knowledge import Knowledge, PartyFact, PartyGap
from duecare.parties.listing import Listing, listed_facts
from duecare.parties.lists import list_title
from duecare.parties.lists.record import IDENTIFIER_TYPES, EntryKind, ListedIdentifier, ListEntry
from duecare.parties.screening import Match, Query
from duecare.parties.screening.dispositions import Decision
from duecare.parties.screening.loaded import NEEDED, Lists, LoadedList
from duecare.places import parent
from duecare.transaction.model import Party

FOUND_BY: Final = "parties: lists"
MOST_SHOWN: Final = 5
RARE: Final = 0.95
"""The weight from which a word tells a name apart by itself."""

_KINDS: Final[dict[str, EntryKind]] = {"individual": "person", "private_company": "company"}


def query_of(party: Party, kind: str | None = None) -> Query:
    """What is known of a party of a deal, as a query. kind: its `party.kind`, where that is stated."""
    country = parent(party.country) or party.country if party.country else None
    return Query(
        tuple(dict.fromkeys(name.text for name in party.names)),
        _KINDS.get(kind or "", "unknown"),
        countries=frozenset([country] if country else []),
        identifiers=tuple(
            ListedIdentifier(found.type if found.type in IDENTIFIER_TYPES else "other", found.value)
            for found in party.identifiers
        ),
        addresses=tuple(address.text for address in party.addresses),
    )


def compare_with_lists(
    query: Query,
    label: str,
    lists: Lists,
    known_at: datetime.date,
    known: Sequence[Listing] = (),
) -> Knowledge:
    """What the lists say of one party on a day.

    Args:
        query: The party.
        label: What it is called in what is said of it.
        lists: The lists at hand, and what people have decided about matches.
        known_at: Entries and decisions of a later day do not count.
        known: Listings established already (the starter's), of lists that are not at hand.
    """
    found, open_matches, cleared = find(query, lists, known_at)
    established = [*known, *found]
    unread = [name for name in query.names if not tokens_of(name).telling]
    searched = searched_whole(lists, known_at) and not unread
    facts = list(listed_facts(established, FOUND_BY, complete=searched and not open_matches))
    gaps = []
    if open_matches:
        gaps.append(PartyGap("possible_match", _open_text(label, open_matches), "party.listed"))
    gaps += [PartyGap("match_cleared", f"{label}: {text}", "party.listed") for text in cleared]
    for name in unread:
        text = f"“{name[:60]}” cannot be searched for as a whole: too long, or no word in it."
        gaps.append(PartyGap("not_searchable", text, "party.listed"))
    if searched and not established and not open_matches:
        facts.append(_unlisted(label, lists))
    gaps += _not_searched(label, lists, known_at)
    return Knowledge(tuple(facts), tuple(gaps))


def searched_whole(lists: Lists, known_at: datetime.date) -> bool:
    """Whether every needed list was there to search, up to date, and as it stood by a day: else nobody is unlisted."""
    needed = _needed(lists)
    return not lists.starter and not lists.wanting and not any(one.stale or one.date > known_at for one in needed)


def _needed(lists: Lists) -> list[LoadedList]:
    keys = {key for group in NEEDED for key in group}
    return [one for one in lists.loaded if one.key in keys]


def find(query: Query, lists: Lists, known_at: datetime.date) -> tuple[list[Listing], list[Match], list[str]]:
    """The established listings of a party on a day, matches that are open, and what is to be said of cleared ones."""
    established, open_matches, cleared = [], [], []
    matches = lists.screener.search(query)
    lists.told(query, matches)
    for match, standing in lists.decisions.apply(query, matches, known_at):
        since = _since(match.entry, lists, known_at)
        decision = standing.decision
        if since is None:
            continue
        if standing.state == "cleared" and decision is not None:
            until = f" until {decision.until.isoformat()}" if decision.until else ""
            cleared.append(
                f"“{match.comparison.theirs}” ({match.entry_id}) was decided to be another{until}, by {decision.by} on"
                f" {decision.decided.isoformat()}: {decision.why}"
            )
        elif since <= known_at and (standing.state == "confirmed" or _established(query, match)):
            established.append(_listing(match, since, decision))
        else:
            open_matches.append(match)
    return established, open_matches, cleared


def _since(entry: ListEntry, lists: Lists, known_at: datetime.date) -> datetime.date | None:
    """From when an entry counts, without a date of its own from its list's day on; None where it does not count."""
    if entry.ends_on is not None and entry.ends_on <= known_at:
        return None
    if entry.listed_on is not None:
        return entry.listed_on if entry.listed_on <= known_at else None
    return next((loaded.date for loaded in lists.loaded if loaded.key == entry.list), known_at)


def _established(query: Query, match: Match) -> bool:
    entry, evidence = match.entry, match.comparison.evidence
    against = {found.what for found in evidence if found.weight < 0 and found.what != "name"}
    if any(found.what == "same identifier" for found in evidence):
        return "other kind" not in against
    if (
        against
        or "person" in (entry.kind, query.kind)
        or not _same_name(match.comparison.ours, match.comparison.theirs)
    ):
        return False
    ours, theirs = tokens_of(match.comparison.ours), tokens_of(match.comparison.theirs)
    if ours.forms and theirs.forms and not ours.forms & theirs.forms:
        return False
    if query.countries & entry.countries:
        return len(normalise(match.comparison.ours)) >= 4
    rare = any(token.role == "word" and token.weight >= RARE for token in ours.tokens)
    return rare and len(ours.tokens) > 1 and not normalise(match.comparison.ours).startswith("ministry")


def _same_name(ours: str, theirs: str) -> bool:
    """Whether two names are one but for case, punctuation and legal form; in another script than Latin, as written.

    Romanised, different characters become the same letters: what sounds alike is no proof.
    """
    if normalise(ours) != normalise(theirs):
        return False
    if script_of(ours) == script_of(theirs) == "Latn":
        return True
    return script_of(ours) == script_of(theirs) and _as_written(ours) == _as_written(theirs)


def _as_written(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    for form in HAN_FORMS:
        plain = plain.replace(form, "")
    return "".join(filter(str.isalnum, plain))


def _listing(match: Match, since: datetime.date, decision: Decision | None) -> Listing:
    entry = match.entry
    title = ", ".join([list_title(entry.list), *entry.programmes[:2]])
    text = f"“{match.comparison.ours}” is “{match.comparison.theirs}”{_of(entry)} on the {title}"
    text += f", since {entry.listed_on.isoformat()}" if entry.listed_on else ""
    text += f" ({entry.citation})." if entry.citation else "."
    if entry.consequence:
        text += f" {entry.consequence}"
    if decision is not None and decision.verdict == "same":
        text += f" Decided to be the same by {decision.by} on {decision.decided.isoformat()}: {decision.why}"
    return Listing(entry.id, entry.list, entry.effect, title, since, text, entry.programmes, entry.secondary_sanctions)


def _of(entry: ListEntry) -> str:
    return f" ({', '.join(sorted(entry.countries))})" if entry.countries else ""


def _open_text(label: str, matches: Sequence[Match]) -> str:
    shown = "; ".join(
        f"“{match.comparison.theirs}”{_of(match.entry)}, {list_title(match.entry.list)}, probability {match.score:.2f},"
        f" entry {match.entry_id}"
        for match in matches[:MOST_SHOWN]
    )
    more = f"; and {len(matches) - MOST_SHOWN} more" if len(matches) > MOST_SHOWN else ""
    return (
        f"{label} may be: {shown}{more}. It is open until a person decides whether they are the same: duecare screen"
        f" NAME --decide {matches[0].entry_id} --same or --not-same."
    )


def _unlisted(label: str, lists: Lists) -> PartyFact:
    """That a party is on no list, where every list that it takes was searched; dated by the oldest of them."""
    names = ", ".join(f"{entry.title} of {entry.date.isoformat()}" for entry in lists.loaded)
    note = f"{label}: no match among {len(lists.screener):,} listed parties at the threshold in use. Compared: {names}."
    if lists.missing:
        note += f" Not loaded: {', '.join(map(list_title, lists.missing))}."
    oldest = min(entry.date for entry in _needed(lists))
    return PartyFact("party.listed", False, "the lists loaded", oldest, FOUND_BY, note)


def _not_searched(label: str, lists: Lists, known_at: datetime.date) -> list[PartyGap]:
    gaps = []
    if lists.wanting:
        named = ", ".join(map(list_title, lists.wanting))
        others = len(set(lists.missing) - set(lists.wanting))
        text = f"{label}: not searched, for they are not loaded: {named}"
        text += f"; and {others} other lists (duecare data status)." if others else "."
        gaps.append(PartyGap("list_not_loaded", text, "party.listed"))
    later = [entry for entry in _needed(lists) if entry.date > known_at]
    if later:
        text = (
            f"{label}: the lists loaded are of a later day ({later[0].date.isoformat()}): what was taken off them since"
            f" {known_at.isoformat()} is not seen."
        )
        gaps.append(PartyGap("list_not_loaded", text, "party.listed"))
    if stale := lists.stale:
        names = ", ".join(f"{entry.title} ({entry.date.isoformat()}, {entry.age} days)" for entry in stale[:4])
        gaps.append(PartyGap("stale", f"{label}: compared with lists that are out of date: {names}.", "party.listed"))
    return gaps
