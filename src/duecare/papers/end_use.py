"""The end-use statement: a form made of the vocabulary and of what a review found, in English and one more language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from duecare.facts import vocabulary
from duecare.papers.concerns import Labels
from duecare.papers.grounds import Known
from duecare.papers.layout import (
    Blank,
    Block,
    Bullets,
    Choice,
    Document,
    Heading,
    Marks,
    PaperError,
    Paragraph,
    Table,
    Text,
    joined,
)
from duecare.papers.wording import OPEN, Name
from duecare.review import Review

KIND: Final = "Form for the end user"
LANGUAGES: Final = ("en", "ar", "es", "fr", "ru", "zh")
_BY_SCRIPT: Final = {"und-Arab": "ar", "und-Hani": "zh", "und-Cyrl": "ru"}


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A use that the statement forbids, and why it is named: always, what the item can do, or rights at stake."""

    id: str
    words: Mapping[str, str]
    because: tuple[str, ...]


def end_use_statement(review: Review, marks: Marks, language: str | None = None) -> Document:
    """The form for one transaction: what is known filled in, everything else a blank that is marked as one.

    language: the second language, of `LANGUAGES`; `en` for English alone. By default that of the script in which the
    end user's name is written, else English alone.

    Raises:
        PaperError: there is no such language.
    """
    if language is not None and language not in LANGUAGES:
        raise PaperError(
            f"the end-use statement is not written in {language!r}", hint=f"accepted: {', '.join(LANGUAGES)}"
        )
    labels = Labels.of(review)
    users = [labels[one] for one in dict.fromkeys(use.end_user for use in review.gathered.uses)]
    second = language or next((_BY_SCRIPT[one.lang] for one in users if one.lang in _BY_SCRIPT), "en")
    form = _Form(review, labels, users, "" if second == "en" else second)
    named = forbidden(review)
    record = {
        "review": review.transaction, "basis_hash": review.basis_hash, "second_language": form.second or None,
        "second_language_reviewed_by": words()["reviewed_by"].get(form.second),
        "forbidden": [{"id": one.id, "because": list(one.because)} for one in named],
    }  # fmt: skip
    return Document(KIND, form.text("title"), marks, tuple(form.blocks(named)), record=record)


def forbidden(review: Review) -> tuple[Forbidden, ...]:
    """The uses that are forbidden by name: those of every form, then those that answer what the review found."""
    can = {
        entry.fact.partition("#")[2]
        for entry in review.gathered.assertions
        if entry.fact.startswith("item.capability#") and entry.value is True
    }
    for entry in review.gathered.assertions:
        if entry.fact == "item.capability" and isinstance(entry.value, frozenset):
            can |= entry.value
    rights = {right for finding in review.raised() for right in finding.rights}
    found = []
    for row in words()["forbidden"]:
        because = ["always"] if row.get("always") else []
        because += sorted(can.intersection(row.get("capabilities", ()))) + sorted(
            rights.intersection(row.get("rights", ()))
        )
        if because:
            found.append(Forbidden(row["id"], {code: row[code] for code in LANGUAGES}, tuple(because)))
    return tuple(found)


@cache
def words() -> dict[str, Any]:
    """The words of the form, as shipped in `end_use.yaml`."""
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe").load((files("duecare.papers") / "end_use.yaml").read_text("utf-8"))
    return found


class _Form:
    """Lays the form out in one or two languages."""

    def __init__(self, review: Review, labels: Labels, users: list[Name], second: str) -> None:
        self.review, self.labels, self.users, self.second = review, labels, users, second
        self.known = Known.of(review.gathered)

    def text(self, key: str) -> Text:
        said = words()["texts"][key]
        return (said["en"], " · ", Name(said[self.second], self.second)) if self.second else said["en"]

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said['en']} · {said[self.second]}" if self.second else said["en"]

    def paragraphs(self, key: str) -> Iterator[Block]:
        said = words()["texts"][key]
        yield Paragraph(said["en"])
        if self.second:
            yield Paragraph(Name(said[self.second], self.second))

    def blank(self, key: str, filled: Text = "", lines: int = 1) -> Blank:
        return Blank(self.label(words()["texts"][key]), "", lines, filled)

    def blocks(self, named: tuple[Forbidden, ...]) -> Iterator[Block]:
        yield from self.paragraphs("intro")
        if self.second:
            yield from self.paragraphs("counts")
        yield from self._who()
        yield from self._what()
        yield Heading(self.text("forbidden"))
        yield from self.paragraphs("forbidden_lead")
        yield from self._listed("forbidden", [one.words for one in named])
        yield Heading(self.text("undertakings"))
        yield from self._listed("undertakings", words()["undertakings"])
        yield Heading(self.text("sign"))
        yield from self.paragraphs("authority")
        yield self.blank("signatory")
        yield self.blank("when")
        yield self.blank("signature", lines=2)
        yield self.blank("verified", lines=2)

    def _who(self) -> Iterator[Block]:
        gathered = self.review.gathered
        users = list(dict.fromkeys(use.end_user for use in gathered.uses))
        declared = [one for one in users if not one.startswith("party:undeclared")]
        operators = [
            subject.id for subject in gathered.subjects
            if subject.kind == "party" and subject.id not in users
            and any(role in self.known.get(subject.id, "party.role") for role in ("operator", "data recipient"))
        ]  # fmt: skip
        yield Heading(self.text("who"))
        yield self.blank("name", joined(self.labels[one] for one in declared))
        yield self.blank("address", lines=2)
        yield self.blank("register")
        yield self.blank("kind", self._known(declared, "party.kind"))
        yield self.blank("tie", self._known(declared, "party.government_tie"))
        yield self.blank("contact", lines=2)
        yield self.blank("others", joined(self.labels[one] for one in operators), 2)

    def _what(self) -> Iterator[Block]:
        gathered = self.review.gathered
        deal = f"transaction:{gathered.transaction}"
        items = [self.labels[subject.id] for subject in gathered.subjects if subject.kind == "item"]
        places = dict.fromkeys(use.country for use in gathered.uses if not use.country.startswith("country:undeclared"))
        yield Heading(self.text("what"))
        yield self.blank("item", joined(items))
        yield self.blank("quantity")
        yield self.blank("contract")
        yield Heading(self.text("where"))
        yield self.blank("country", joined(self.labels[one] for one in places))
        yield self.blank("sites", lines=2)
        yield Heading(self.text("purpose"))
        stated = self.known.get(deal, "transaction.stated_end_use").replace(" ", "_")
        purposes = {
            code: self.label(words()["purposes"][code]) for code in vocabulary()["transaction.stated_end_use"].domain
        }
        ticked = frozenset(purposes[code] for code in (stated,) if code in purposes)
        yield Choice(self.label(words()["texts"]["purposes"]), tuple(purposes.values()), ticked=ticked)
        yield self.blank("own_words", lines=3)
        yield self.blank("ordered_by", lines=2)

    def _known(self, subjects: list[str], fact: str) -> str:
        found = dict.fromkeys(self.known.get(one, fact) for one in subjects)
        return ", ".join(one for one in found if one != OPEN)

    def _listed(self, key: str, rows: list[Mapping[str, str]]) -> Iterator[Block]:
        if not self.second:
            yield Bullets(tuple(row["en"] for row in rows), ordered=True)
            return
        names = words()["names"][self.second]
        cells: tuple[tuple[Text, ...], ...] = tuple(
            (str(number), row["en"], Name(row[self.second], self.second)) for number, row in enumerate(rows, 1)
        )
        heads = ("No.", "English", f"{names['en']} · {names[self.second]}")
        yield Table(self.text(key), heads, cells, (6, 47, 47), frozenset({0}))
