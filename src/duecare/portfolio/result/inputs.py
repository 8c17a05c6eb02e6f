"""What a result rests on beside the book, as its manifest keeps it: two results over the same say the same."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import duecare
from duecare.countries import CountryData, starter_data
from duecare.facts import vocabulary
from duecare.guidance import Guidance
from duecare.parties.matches import searched_whole
from duecare.portfolio.judging.rules_said import applies_said, rules_said
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists

INPUTS: Final = (
    "engine", "known_at", "law_at", "policy", "policy_hash", "vocabulary_hash", "instruments", "rules", "applies",
    "thresholds", "lists", "searched_whole", "decisions", "countries",
)  # fmt: skip
"""The keys of a manifest that say what the result rests on beside the book."""


def inputs_of(
    known_at: datetime.date,
    law_at: datetime.date,
    guidance: Guidance,
    policy: Policy,
    lists: Lists | None,
    country_data: CountryData | None,
) -> dict[str, Any]:
    """What a result rests on, as JSON values.

    Args:
        known_at: Nothing found or listed later counts.
        law_at: Instruments in force on this day.
        guidance: The instruments.
        policy: The house policy.
        lists: Lists at hand; None where none are loaded.
        country_data: Country data at hand; the starter's if not given.
    """
    held = country_data or starter_data()
    return {
        "engine": duecare.__version__,
        "known_at": known_at.isoformat(),
        "law_at": law_at.isoformat(),
        "policy": f"{policy.id} {policy.version}",
        "policy_hash": policy.hash,
        "vocabulary_hash": vocabulary().hash,
        "instruments": dict(guidance.hashes),
        "rules": rules_said(guidance, law_at),
        "applies": applies_said(guidance),
        "thresholds": repr(policy.relationships),
        "lists": _lists(lists),
        "searched_whole": lists is not None and searched_whole(lists, known_at),
        "decisions": _decisions(lists),
        "countries": {
            "as_of": held.profiles.as_of.isoformat(),
            "policy": held.profiles.policy,
            "datasets": sorted(f"{one.dataset} {one.sha256[:16]}" for one in held.profiles.datasets),
            "loaded": sorted(
                f"{one.source.key} {one.current.manifest.id}" for one in held.loaded if one.current is not None
            ),
        },
    }


def basis_of(inputs: Mapping[str, Any], book_digest: str) -> str:
    """Everything that a result rests on, as one hash."""
    held = {key: inputs[key] for key in INPUTS}
    return sha256(json.dumps([held, book_digest], sort_keys=True).encode()).hexdigest()


def _lists(lists: Lists | None) -> dict[str, str]:
    """By list its source and snapshot."""
    if lists is None or lists.starter:
        return {}
    return {one.key: f"{one.source} {one.snapshot}" for one in lists.loaded}


def _decisions(lists: Lists | None) -> str:
    """A hash of what people have decided about matches; empty where nothing is."""
    if lists is None or not lists.decisions.count:
        return ""
    said = json.dumps([asdict(one) for one in lists.decisions], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()
