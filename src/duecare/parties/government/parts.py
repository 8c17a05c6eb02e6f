"""The words of a name by the part they play: its head, its legal form, and what every word of office speaks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from duecare.parties.government.lexicon import NAMING, Found, Lexicon, Meaning
from duecare.parties.government.tokens import Tokens

#: Kinds in the order in which they win over each other (training/government/README.md).
PRECEDENCE: Final = (
    "judiciary", "prison", "border", "fire_rescue", "intelligence", "interior_ministry", "police", "military",
    "telecom_regulator", "health", "education", "wildlife", "transport", "utility", "telecom_operator", "municipality",
    "ministry", "state_owned_enterprise", "ngo", "other", "private_company",
)  # fmt: skip
_ORDER: Final = {kind: place for place, kind in enumerate(PRECEDENCE)}
#: Work that decides over whose body it is.
DECISIVE: Final = frozenset(PRECEDENCE[:5])
FORCES: Final = frozenset(PRECEDENCE[:8])
#: Bodies that say little: a word for something more special elsewhere in the name goes before them.
GENERAL: Final = frozenset({"municipality", "ministry", "other"})
CIVIL: Final = frozenset({"health", "education"})
NETWORKS: Final = frozenset({"telecom_operator", "transport", "utility"})


@dataclass(frozen=True, slots=True)
class Clue:
    """What one word of office speaks for."""

    kind: str
    found: Found
    tie: str | None = "government"

    @property
    def is_body(self) -> bool:
        return self.found.meaning.section == "bodies"


def best(clues: Iterable[Clue]) -> Clue | None:
    """The clue whose kind wins over the others', the first of several."""
    return min(clues, key=lambda clue: (_ORDER[clue.kind], clue.found.start), default=None)


class Parts:
    """One name, taken apart.

    head: what the name calls the body; words of no more than "company" are passed over, and kept as `firm`.
    """

    def __init__(self, tokens: Tokens, found: list[Found], words: Lexicon, order: str, country: str | None) -> None:
        self.tokens, self.found, self.order, self.country = tokens, found, order, country
        self.fields = words.meanings["fields"]
        self.naming = [item for item in found if item.meaning.section in NAMING]
        self.firm = next((item for item in self.naming if item.meaning.code == "firm"), None)
        self.head = self._head([item for item in self.naming if item.meaning.code != "firm"])
        self.private_form = self._form("private_form") or self._form("listed_form")
        if self.private_form is None:  # "Telecommunication Co., Ltd." may be one phrase
            self.private_form = next((f for f in found if any(m.code == "private_form" for m in f.inner)), None)
        self.state_form = self._form("state_form")
        self.institution = self._form("institution_form")

    def quoted(self, found: Found) -> str:
        return f"“{self.tokens.typed(found.start, found.end)}”"

    def mark(self, *codes: str) -> Found | None:
        """The first word about the owner with one of these codes."""
        return next((f for f in self.found if f.meaning.section == "marks" and f.meaning.code in codes), None)

    def of_kind(self, *kinds: str) -> Found | None:
        """The first body of one of these kinds."""
        return next((f for f in self.naming if f.meaning.section == "bodies" and f.meaning.kind in kinds), None)

    def with_tie(self, *ties: str) -> Found | None:
        """The first body that has one of these ties by being what it is."""
        return next((f for f in self.naming if f.meaning.tie in ties), None)

    def other_head(self) -> Found | None:
        """What names the body, words of commerce left aside."""
        return next((item for item in self.naming if item.meaning.section != "trades"), None)

    def same_segment(self, one: Found, other: Found) -> bool:
        return self.tokens.segment[one.start] == self.tokens.segment[other.start]

    def _form(self, code: str) -> Found | None:
        return next((f for f in self.found if f.meaning.section == "forms" and f.meaning.code == code), None)

    def _head(self, naming: list[Found]) -> Found | None:
        """Where the head stands depends on the language: first, last, or last before the first "of"."""
        if not naming:
            return None
        mine = [item for item in naming if self.same_segment(item, naming[0])]
        if self.order == "first":
            return mine[0]
        if self.order == "last":
            return mine[-1]
        head = mine[0]
        for item in mine[1:]:
            if any(self.tokens.linked[head.end : item.start + 1]):
                break
            head = item
        return head

    def clues(self) -> list[Clue]:
        """What every word of office speaks for, in the order of the name, a ministry with its fields first."""
        out: list[Clue] = []
        taken: set[int] = set()
        for place, item in enumerate(self.found):
            if item.meaning.code == "ministry_head":
                taken.add(place)
                if (ministry := self._ministry(place, item, taken)) is not None:
                    out.append(ministry)
        rank = "force" if self.head is not None and self.head.meaning.rank == "force" else "office"
        for place, item in enumerate(self.found):
            if place in taken:
                continue
            if item.meaning.section == "bodies" and (kind := item.kind_in(self.country)):
                out.append(Clue(kind, item, item.meaning.tie))
            elif item.meaning.section == "fields":
                out.append(Clue(str(self.fields[item.meaning.code][rank]), item))
        return out

    def _ministry(self, place: int, item: Found, taken: set[int]) -> Clue | None:
        """A ministry by the fields that stand with it, which are then no clues of their own."""
        kinds: list[str] = []
        steps = range(place - 1, -1, -1) if self.order == "last" else range(place + 1, len(self.found))
        for step in steps:
            other = self.found[step]
            said = other.has("fields")
            if said is None or other is self.head or not self.same_segment(other, item):
                break
            taken.add(step)
            kinds.append(str(self.fields[said.code]["ministry"]))
        return Clue(min(kinds, key=_ORDER.__getitem__), item) if kinds else None


def forces_inside(found: Found) -> list[str]:
    """The kinds of force that words inside a phrase name: a police academy is the police's."""
    kinds = []
    for meaning in (*found.others, *found.inner):
        if meaning.section == "bodies" and meaning.tie == "government" and meaning.kind in FORCES:
            kinds.append(meaning.kind)
        elif meaning.section == "fields" and meaning.code in ("military", "defence"):
            kinds.append("military")
        elif meaning.section == "fields" and meaning.code in ("interior", "public_security"):
            kinds.append("police")
    return kinds


def public_word(parts: Parts) -> Found | None:
    """The first word of office or of ownership by a state."""

    def public(meaning: Meaning) -> bool:
        return meaning.section == "marks" or (meaning.section == "bodies" and meaning.tie == "government")

    return next((item for item in parts.found if public(item.meaning)), None)
