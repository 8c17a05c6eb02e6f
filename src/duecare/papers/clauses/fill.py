"""The words of a clause with what the deal says in place of the placeholders, and what is left open marked as open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from duecare.guidance.clauses import BLANK, Clauses, Form
from duecare.guidance.clauses.model import POINT
from duecare.papers.concerns import Labels
from duecare.papers.end_use import forbidden
from duecare.papers.end_use import words as statement_words
from duecare.papers.grounds import Known
from duecare.papers.layout import Piece, Status, Text, joined, pieces
from duecare.papers.wording import OPEN
from duecare.review import Review

FORBIDDEN = "forbidden_uses"
"""The placeholder that stands for a list of points."""
VAGUE = ("national_security", "public_order", "military_operations", "general_purpose")
"""Purposes too wide to limit a use: they are left open, to be written out."""
_SELLERS = ("exporter", "seller", "manufacturer", "supplier")
_BUYERS = ("purchaser", "reseller", "intermediate consignee", "end user")


@dataclass(frozen=True)
class Words:
    """What stands in place of each placeholder, for one deal and one kind of paper.

    values: by the name of the placeholder; what is not in it is left open. points: the forbidden uses.
    """

    library: Clauses
    form: Form
    values: Mapping[str, Text]
    points: tuple[str, ...]

    @classmethod
    def of(cls, review: Review, library: Clauses, paper: str, filled: Mapping[str, str] | None = None) -> Words:
        """Those of a deal; filled: what people have filled in, by the name of the placeholder."""
        values: dict[str, Text] = dict(_from_deal(review))
        values.update({name: said for name, said in (filled or {}).items() if said.strip()})
        points = tuple(one.words["en"] for one in forbidden(review))
        return cls(library, library.forms[paper], values, points)

    def lines(self, lines: Iterable[str]) -> Iterator[tuple[bool, Text]]:
        """Each line filled in, and whether it is a point under the sentence before."""
        for line in lines:
            if line.strip() == f"{{{FORBIDDEN}}}":
                last = len(self.points) - 1
                yield from ((True, _small(one, last=place == last)) for place, one in enumerate(self.points))
            else:
                point = line.startswith(POINT)
                yield point, self.line(line.removeprefix(POINT))

    def line(self, line: str) -> Text:
        """One line filled in. What is filled in is never read again for placeholders."""
        said: list[Piece] = []
        end = 0
        for match in BLANK.finditer(line):
            said += [line[end : match.start()]] if match.start() > end else []
            said += pieces(self.value(match[1]))
            end = match.end()
        said += [line[end:]] if end < len(line) else []
        return tuple(said) or ""

    def value(self, name: str) -> Text:
        """What stands for a placeholder, or the mark of what is open with what belongs there."""
        key = name.lower()
        if key in self.form.terms:
            term = self.form.terms[key]
            return term[:1].upper() + term[1:] if name[:1].isupper() else term
        if key in self.values:
            return self.values[key]
        known = self.library.placeholders.get(key)
        return Status(OPEN, f"to fill in: {known.meaning if known else key}")

    def blanks(self, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Placeholders of some lines that nothing fills yet, each once: its name and what belongs there."""
        seen: set[str] = set()
        for line in lines:
            for name in (match[1].lower() for match in BLANK.finditer(line)):
                if name in seen or name in self.form.terms or name in self.values or name == FORBIDDEN:
                    continue
                seen.add(name)
                known = self.library.placeholders.get(name)
                yield name, known.meaning if known else name


def _small(point: str, *, last: bool) -> str:
    """A forbidden use as a point under a sentence."""
    return f"{_lowered(point)}{'.' if last else ';'}"


def _from_deal(review: Review) -> Iterator[tuple[str, Text]]:
    labels, known, gathered = Labels.of(review), Known.of(review.gathered), review.gathered
    users = [one for one in dict.fromkeys(use.end_user for use in gathered.uses) if "undeclared" not in one]
    places = [one for one in dict.fromkeys(use.country for use in gathered.uses) if "undeclared" not in one]
    items = [one.id for one in gathered.subjects if one.kind == "item" and "undeclared" not in one.id]
    parties = [one.id for one in gathered.subjects if one.kind == "party" and "undeclared" not in one.id]
    roles = {one: known.get(one, "party.role") for one in parties}

    def first(*wanted: str) -> list[str]:
        for role in wanted:
            if found := [one for one in parties if role in roles[one].split(", ")]:
                return found[:1]
        return []

    for name, subjects in (
        ("end_user_name", users), ("places", places), ("items", items), ("supplier_name", first(*_SELLERS)),
        ("user_name", first(*_BUYERS) or users[:1]),
    ):  # fmt: skip
        if subjects:
            yield name, joined(labels[one] for one in subjects)
    stated = known.get(f"transaction:{gathered.transaction}", "transaction.stated_end_use")
    purpose = statement_words()["purposes"].get(stated.replace(" ", "_"))
    if purpose and stated.replace(" ", "_") not in VAGUE:
        yield "purposes", _lowered(purpose["en"])


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
