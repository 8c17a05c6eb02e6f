"""Evidence, effects and probabilities in plain words: one wording for the terminal, tables and papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from duecare.parties.lists.record import Effect
from duecare.parties.screening.evidence import Evidence
from duecare.parties.screening.screener import Match

EFFECT_WORDS: Final[dict[Effect, str]] = {
    "blocked": "blocked",
    "presumption_of_denial": "licence needed and presumed refused",
    "licence_duty": "licence needed",
    "review": "look closer",
}

UNLIKE: Final = 0.5
"""Likeness below which two names speak against a match that something else brought up."""

_SAID: Final[dict[str, Callable[[str, str], str]]] = {
    "same identifier": lambda ours, theirs: f"the same number, {theirs or ours}, right by its check digit",
    "same identifier, no check digit": lambda ours, theirs: f"the same number, {theirs or ours}",
    "other identifier": lambda ours, theirs: f"another number of the same register, listed {theirs}",
    "same day of birth": lambda ours, theirs: f"the same day of birth, {theirs}",
    "same year of birth": lambda ours, theirs: f"births agree as far as they are known: {_pair(ours, theirs)}",
    "nearly the same birth": lambda ours, theirs: f"births nearly the same: {_pair(ours, theirs)}",
    "birth a few years apart": lambda ours, theirs: f"births a few years apart: {_pair(ours, theirs)}",
    "other birth": lambda ours, theirs: f"another date of birth: {_pair(ours, theirs)}",
    "same country": lambda ours, theirs: f"the same country, {ours}",
    "other country": lambda ours, theirs: f"another country: {_pair(ours, theirs)}",
    "other kind": lambda ours, theirs: f"of another kind: {_pair(ours, theirs)}",
    "other gender": lambda ours, theirs: f"of another gender: {_pair(ours, theirs)}",
    "same address": lambda ours, theirs: f"the same address, {theirs}",
}


def evidence_words(evidence: Evidence) -> str:
    """One piece of evidence beside the names as a clause.

    >>> evidence_words(Evidence("other country", -1.2, "DE", "CN"))
    'another country: DE, listed CN'
    """
    said = _SAID.get(evidence.what)
    if said is not None:
        return said(evidence.ours, evidence.theirs)
    return ": ".join(part for part in (evidence.what, _pair(evidence.ours, evidence.theirs)) if part)


def name_words(match: Match) -> str:
    """How alike the two names are that show a match, side by side, as a clause."""
    comparison = match.comparison
    ours, theirs, likeness = comparison.ours, comparison.theirs, comparison.alignment.likeness
    kind = next((name.kind for name in match.entry.names if name.text == theirs), "primary")
    beside = _KIND_OF_NAME.get(kind, "")
    if ours.casefold() == theirs.casefold():
        return f"the same name, {quoted(theirs)}{beside}"
    says = next((words for least, words in _ALIKE if likeness >= least), "the names are unlike")
    return f"{says}: {quoted(ours)} and {quoted(theirs)}{beside}"


_ALIKE: Final = ((0.95, "the names are nearly the same"), (0.75, "the names are alike"),
                 (UNLIKE, "the names are alike in part"))  # fmt: skip
_KIND_OF_NAME: Final = {"weak_alias": ", which the list calls a weak alias", "former": ", a former name"}


def spoken_for(match: Match) -> list[str]:
    """What speaks for a match: the names where they are alike, then the rest, the weightiest first."""
    alike = match.comparison.alignment.likeness >= UNLIKE
    return [*([name_words(match)] if alike else []), *_others(match, lambda weight: weight > 0)]


def spoken_against(match: Match) -> list[str]:
    """What speaks against a match: the names where they are unlike, then the rest, the weightiest first."""
    alike = match.comparison.alignment.likeness >= UNLIKE
    return [*([] if alike else [name_words(match)]), *_others(match, lambda weight: weight <= 0)]


def _others(match: Match, wanted: Callable[[float], bool]) -> list[str]:
    found = [one for one in match.comparison.evidence if one.what != "name" and wanted(one.weight)]
    return [evidence_words(one) for one in sorted(found, key=lambda one: -abs(one.weight))]


def _pair(ours: str, theirs: str) -> str:
    return f"{ours}, listed {theirs}" if ours and theirs else ours or theirs


def quoted(name: str) -> str:
    """A name in quotes.

    >>> quoted("Acme")
    '“Acme”'
    """
    return f"“{name}”"


def chance(probability: float) -> str:
    """A probability with three digits, never all or nothing.

    >>> chance(0.97214), chance(0.99996), chance(0.5)
    ('0.972', 'over 0.999', '0.500')
    """
    if probability > 0.9995:
        return "over 0.999"
    return "under 0.001" if probability < 0.0005 else f"{probability:.3f}"
