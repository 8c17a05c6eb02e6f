"""What is made out about a body: the result of reading its name and the evidence beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["strong", "likely", "weak"]
"""How sure an inference is. strong: the words leave little else; likely: what such words mostly mean; weak: a hint."""


@dataclass(frozen=True, slots=True)
class Span:
    """A word or phrase of the name that an inference rests on.

    start, end: its place in the name as typed, in characters; text: that part of it; meaning: what it says, in English.
    """

    start: int
    end: int
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of evidence beside the name. source: list, owner, or law; says: what it says, as a sentence."""

    source: Literal["list", "owner", "law"]
    says: str


@dataclass(frozen=True, slots=True)
class BodyReading:
    """What kind of body a name names, and apart from that how close to the government it stands.

    kind, tie: codes of the vocabulary (`party.kind`, `party.government_tie`), None while unknown. tie is never "none":
    neither a name nor the absence of evidence shows that there is no tie. words: what of the name the inferences rest
    on; edges: what beside it. reasons: one sentence each. doubts: what speaks against, or could make it otherwise.
    stated_kind, stated_tie: what the buyer or its seller says; kept apart, and never part of what is inferred.
    open: what is not known, each with what would settle it.
    """

    name: str
    kind: str | None
    tie: str | None
    kind_confidence: Confidence | None
    tie_confidence: Confidence | None
    language: str | None
    words: tuple[Span, ...]
    edges: tuple[Edge, ...]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    open: tuple[str, ...]
    stated_kind: str | None = None
    stated_tie: str | None = None

    @property
    def contradicted(self) -> bool:
        """Whether what is stated differs from what is inferred."""
        kind = self.kind is not None and self.stated_kind is not None and self.kind != self.stated_kind
        return kind or (self.tie is not None and self.stated_tie is not None and self.tie != self.stated_tie)
