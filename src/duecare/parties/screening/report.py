"""A screening as JSON: the question, every match with its evidence and standing, the receipt by which to repeat it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

from duecare.parties.lists.sources import LISTS, list_title
from duecare.parties.screening.decisions_file import decision_document
from duecare.parties.screening.dispositions import Standing
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.query import Query
from duecare.parties.screening.screener import DATED_THRESHOLD, DEFAULT_THRESHOLD, Match
from duecare.parties.screening.stored import entry_document
from duecare.parties.screening.wording import EFFECT_WORDS, evidence_words, name_words

SCHEMA: Final = "duecare.screening/1"
NO_MATCH: Final = "no match on the lists loaded"

Found = Sequence[tuple[Match, Standing]]


def screening_document(
    query: Query, found: Found, lists: Lists, threshold: float | None, day: datetime.date
) -> dict[str, Any]:
    """One party's screening as JSON-ready objects, schema `duecare.screening/1`."""
    states = [standing.state for _, standing in found]
    return {
        "schema": SCHEMA,
        "query": query_document(query),
        "outcome": NO_MATCH if not found else f"{len(found)} of {len(lists.screener):,} listed parties may be it",
        "open": states.count("open"),
        "confirmed": states.count("confirmed"),
        "cleared": states.count("cleared"),
        "matches": [match_document(match, standing) for match, standing in found],
        "receipt": receipt(lists, threshold, day),
    }


def receipt(lists: Lists, threshold: float | None, day: datetime.date) -> dict[str, Any]:
    """What a screening depended on: version, threshold, and every list with its edition; and which were not there.

    A threshold of None is the usual one of each party.
    """
    header = lists.screener.header
    return {
        "duecare": version("duecare"),
        "day": day.isoformat(),
        "threshold": threshold,
        "usual_thresholds": {"born_unknown": DEFAULT_THRESHOLD, "born_known": DATED_THRESHOLD},
        "index_sha256": header["sha256"],
        "parties": len(lists.screener),
        "names": header["names"],
        "only_the_starter": lists.starter,
        "lists": [
            {
                "key": one.key,
                "title": one.title,
                "source": one.source,
                "edition": one.date.isoformat() if one.dated else None,
                "imported": None if one.dated else one.date.isoformat(),
                "age_days": one.age if one.dated else None,
                "stale": one.stale,
                "sha256": one.sha256,
                "parties": one.rows,
            }
            for one in lists.loaded
        ],
        "not_loaded": list(lists.missing),
        "wanting": list(lists.wanting),
    }


def query_document(query: Query) -> dict[str, Any]:
    """What was asked, in the order given."""
    return {
        "names": list(query.names),
        "kind": query.kind,
        "born": list(query.birth_dates),
        "countries": sorted(query.countries),
        "identifiers": [{"type": one.type, "value": one.value} for one in query.identifiers],
        "addresses": list(query.addresses),
        "gender": query.gender,
    }


def match_document(match: Match, standing: Standing) -> dict[str, Any]:
    """One match: where it stands, what it would mean, and on what it rests."""
    entry, comparison = match.entry, match.comparison
    source = LISTS.get(entry.list)
    return {
        "entry": entry.id,
        "list": entry.list,
        "list_title": list_title(entry.list),
        "name": entry.name,
        "probability": round(comparison.score, 6),
        "log_odds": round(comparison.log_odds, 4),
        "standing": {
            "state": standing.state,
            "words": standing.words,
            "changed": list(standing.changed),
            "decision": decision_document(standing.decision) if standing.decision else None,
        },
        "effect": entry.effect,
        "effect_words": EFFECT_WORDS[entry.effect],
        "meaning": source.meaning if source else None,
        "rules": source.citation if source else None,
        "compared": {"ours": comparison.ours, "theirs": comparison.theirs},
        "evidence": [
            {"what": one.what, "weight": round(one.weight, 4), "ours": one.ours, "theirs": one.theirs,
             "words": name_words(match) if one.what == "name" else evidence_words(one)}
            for one in comparison.evidence
        ],
        "listed": entry_document(entry),
    }  # fmt: skip
