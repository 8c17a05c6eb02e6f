"""Names as the lists print them, taken apart: brackets, "a.k.a.", semicolons, two scripts, addresses run on behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from duecare.parties.lists.addresses import cut_address
from duecare.parties.lists.brackets import opened
from duecare.parties.lists.record import ListedName, NameKind
from duecare.parties.lists.scripts import script_of
from duecare.parties.lists.splitting import alternatives, bare, masked, natural_order, tidy
from duecare.parties.lists.wording import BELONGING, BORN, MAIDEN, MARK, SUBORDINATE

_LATIN: Final = re.compile("[A-Za-z]")
#: What a name must hold for there to be anything to take apart; looked for before all else, since most have none of it.
_SIGNS: Final = re.compile(r"[();/\[\]:\"“”«»–—،]")
_SIGN_WORDS: Final = (
    "k.a", "k. a", "aka", "fka", "known as", "called", "formerly", "previously", "trading as", "business as", "born ",
    "subsidiar", "successor", "subordinate", "affiliate", "unit", "branches",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What one printed name holds. names: the first has the kind asked for; the others are as the text marks them."""

    names: tuple[ListedName, ...] = ()
    addresses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_names(
    text: str, kind: NameKind = "primary", *, person: bool = False, family_first: bool = False, address: bool = False
) -> Reading:
    """The names in one printed name, and what else it says.

    Args:
        text: as the list prints it.
        kind: what the list calls this name.
        person: the list says that it is a person's.
        family_first: the list prints "LAST, First"; names come out in natural order.
        address: the list is known to run addresses on behind names.

    >>> [name.text for name in read_names("Bilal Co. (EBC), a.k.a., the following one alias: -Imal Road Co.").names]
    ['Bilal Co.', 'EBC', 'Imal Road Co.']
    """
    text = tidy(text)
    lower = text.lower()
    tricky = address or _SIGNS.search(text) is not None or any(word in lower for word in _SIGN_WORDS)
    if not tricky and (text.isascii() or not _LATIN.search(text)):
        name = (
            natural_order(bare(text), person) if family_first else bare(text)
        )  # most names hold nothing to take apart
        return Reading((ListedName(name, kind, script_of(name)),) if any(map(str.isalnum, name)) else ())
    addresses: tuple[str, ...] = ()
    if address:
        text, addresses = cut_address(text)
    work = _Work(person, family_first)
    if (match := BELONGING.search(text)) and match.start() > 3:
        work.remarks.append(match[0].strip(" ,;."))
        text = text[: match.start()]
    if match := BORN.search(text):
        work.remarks.append(match[0].strip(" ,;."))
        text = text[: match.start()]
    if match := SUBORDINATE.match(text):
        work.remarks.append(f"subordinate institution of {match['parent']}")
        text = match["name"] or match["parent"]
    work.read(text, kind)
    names = tuple(work.names.values())
    if names and all(name.kind != kind for name in names):
        names = (ListedName(names[0].text, kind, names[0].script), *names[1:])
    return Reading(names, addresses, tuple(work.remarks))


@dataclass(slots=True)
class _Work:
    person: bool
    family_first: bool
    names: dict[str, ListedName] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def read(self, text: str, kind: NameKind, depth: int = 0) -> None:
        """The names of a text, between its marks."""
        start, marked, plain = 0, kind, masked(text)
        for match in MARK.finditer(plain):
            self.stretch(text[start : match.start()], marked, depth)
            former = match["former"] or match["was"]
            marked = "former" if former else "alias" if kind == "primary" and self.names else kind
            start = match.end()
        self.stretch(text[start:], marked, depth)

    def stretch(self, text: str, kind: NameKind, depth: int) -> None:
        """The names between two marks."""
        for piece in alternatives(text, self.person):
            piece = MAIDEN.sub(r" (\1)", piece)
            found = opened(piece, self.person)
            kept: NameKind = "former" if found.former else kind
            spellings = list(found.spellings())
            for number, spelling in enumerate(spellings):
                self.add(spelling, kept if number == 0 else _other(kept))
            for short in found.short_forms():
                self.add(short, _other(kept))
            for other, its_kind in found.more:
                if depth < 3 and its_kind != "weak_alias":
                    self.read(other, its_kind, depth + 1)
                else:
                    self.add(MARK.sub(" ", other), its_kind)
            self.remarks += found.remarks
            kind = _other(kind)

    def add(self, text: str, kind: NameKind) -> None:
        text = bare(text)
        if "k.a" in text.lower():  # a mark that stands where none can be read
            text = bare(MARK.sub(" ", text))
        if self.family_first:
            text = natural_order(text, self.person)
        if any(map(str.isalnum, text)):
            self.names.setdefault(text.casefold(), ListedName(text, kind, script_of(text)))


def _other(kind: NameKind) -> NameKind:
    return "alias" if kind == "primary" else kind
