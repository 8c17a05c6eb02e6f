"""Clauses as data: what each is for, its words in several strengths, and what to do when the other side refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from duecare.guidance.model import GuidanceError

STRENGTHS: Final = ("firm", "standard", "light")
"""From the strongest to the weakest."""
PAPERS: Final = ("sales", "engagement", "reseller", "end-use", "hosted")
KINDS: Final[Mapping[str, str]] = {
    "basis": "Terms, rank and contacts",
    "rights": "Human-rights commitment, mandate and remedy",
    "purpose": "Purpose and end-use limits",
    "forbidden": "Forbidden uses",
    "transfer": "No onward transfer",
    "flow-down": "Resellers and sub-processors",
    "audit": "Audit and inspection",
    "logs": "Usage logs",
    "training": "Operator training",
    "data": "Data protection",
    "complaints": "Complaints and oversight",
    "review": "Review again",
    "suspension": "Suspension of access, updates and support",
    "disabling": "Remote disabling where lawful",
    "termination": "Termination and exit",
    "sanctions": "Sanctions, licences and payment",
}
"""Kinds of clauses in the order in which they stand in an annex."""
NEEDS_LAW: Final = ("disabling", "data", "sanctions")
"""Kinds of which each clause says where it may not be lawful or enforceable."""
BLANK: Final = re.compile(r"\{([A-Za-z_]+)\}")
"""A placeholder in the words of a clause; with a capital it begins a sentence."""
POINT: Final = "- "
"""What a line of a clause begins with that is a point under the sentence before."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What can be offered when the other side refuses: what is given up by it, and what stands in its place.

    stands: ids of clauses and safeguards that would have to stand in the place of what was given up.
    """

    instead: str
    gives_up: str
    in_place: str
    stands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    Attributes:
        id: Of the library and the clause, as `CLAUSE/audit/inspection`; never used for another.
        purpose: What it is for, in plain words.
        safeguards: Short ids of the safeguards that it makes part of the contract.
        concerns: Concerns of the crosswalk that it answers.
        papers: Kinds of papers that it fits, of `PAPERS`.
        words: Its lines by strength; each line a sentence or more, or a point under the line before.
        counts: Strengths in which it counts as the safeguard agreed.
        refused: Alternatives, the best first.
        notes: To the negotiator.
        carries_out: Ids of the rows of guidance that it carries out.
        law: Where it may not be lawful or enforceable; empty where nothing is known to stand against it.
        proof: What shows that it works, where that is not said by its safeguards.
        core: Whether it belongs into every annex.
        replaces: The clause of another library in whose place it stands.
    """

    id: str
    title: str
    kind: str
    purpose: str
    safeguards: tuple[str, ...]
    concerns: tuple[str, ...]
    papers: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    counts: tuple[str, ...]
    refused: tuple[Alternative, ...]
    notes: tuple[str, ...]
    carries_out: tuple[str, ...]
    law: str = ""
    proof: str = ""
    core: bool = False
    replaces: str = ""

    @property
    def strengths(self) -> tuple[str, ...]:
        """The strengths in which it is written, the strongest first."""
        return tuple(one for one in STRENGTHS if one in self.words)

    def at(self, strength: str) -> str:
        """The strength nearest to the one asked for, in which it is written; the stronger of two."""
        asked = STRENGTHS.index(strength)
        return min(self.strengths, key=lambda one: (abs(STRENGTHS.index(one) - asked), STRENGTHS.index(one)))


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word between braces: what stands there, and whether the deal fills it or people do."""

    name: str
    meaning: str
    from_deal: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of paper: what it calls the sides and what is supplied, and the paper whose clauses are its schedule."""

    id: str
    title: str
    terms: Mapping[str, str]
    schedule: str = ""


@dataclass(frozen=True)
class Clauses:
    """Every clause in use by its id, with what their words share, and the hash of each library."""

    clauses: Mapping[str, Clause]
    placeholders: Mapping[str, Placeholder]
    forms: Mapping[str, Form]
    strengths: Mapping[str, str]
    note: str
    hashes: Mapping[str, str]

    def clause(self, name: str) -> Clause:
        """The clause with this id; the name of the shipped library may be left out.

        Raises:
            GuidanceError: no such clause; the nearest id is named.
        """
        for found in (name, f"CLAUSE/{name}"):
            if found in self.clauses:
                return self.clauses[found]
        from difflib import get_close_matches

        near = get_close_matches(name, self.clauses, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else "; `duecare clauses list` has every id"
        raise GuidanceError(f"no clause {name!r}{hint}")

    def fit(self, paper: str) -> tuple[Clause, ...]:
        """The clauses that fit a kind of paper, in the order in which they stand in it."""
        order = list(KINDS)
        found = [one for one in self.clauses.values() if paper in one.papers]
        return tuple(sorted(found, key=lambda one: order.index(one.kind)))
