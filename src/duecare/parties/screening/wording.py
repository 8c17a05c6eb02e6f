"""Evidence, effects and probabilities in plain words: one wording for the terminal, tables and papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from duecare.parties.lists.record import Effect
from duecare.parties.screening.evidence import Evidence

EFFECT_WORDS: Final[dict[Effect, str]] = {
    "blocked": "blocked",
    "presumption_of_denial": "licence needed and presumed refused",
    "licence_duty": "licence needed",
    "review": "look closer",
}

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
    """One piece of evidence as a clause.

    >>> evidence_words(Evidence("other country", -1.2, "DE", "CN"))
    'another country: DE, listed CN'
    """
    if evidence.what == "name":
        says = "the names are alike" if evidence.weight > 0 else "the names alone do not carry it"
        return f"{says}: {quoted(evidence.ours)} and {quoted(evidence.theirs)}"
    said = _SAID.get(evidence.what)
    if said is not None:
        return said(evidence.ours, evidence.theirs)
    return ": ".join(part for part in (evidence.what, _pair(evidence.ours, evidence.theirs)) if part)


def spoken_for(evidence: Iterable[Evidence]) -> list[str]:
    """What speaks for a match, the weightiest first."""
    return [evidence_words(one) for one in sorted(evidence, key=lambda one: -one.weight) if one.weight > 0]


def spoken_against(evidence: Iterable[Evidence]) -> list[str]:
    """What speaks against a match, the weightiest first."""
    return [evidence_words(one) for one in sorted(evidence, key=lambda one: one.weight) if one.weight <= 0]


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
