"""Scoping: has this item surveillance capabilities, intended or not, which, in which mode, and on which words.

Two readers look at the same text. The lexicon finds the trade's words, with what denies them; a linear model weighs
all words together with what the lexicon found. In a review what the lexicon found is stated as a fact, and what only
the model sees may add a capability and never takes one away: statistics may raise, never clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duecare.items.documents import Document, is_read, language_of, text_document
from duecare.items.elements import Definition, Said, definitions_of
from duecare.items.quotes import SHOWN, Places, Quote
from duecare.items.reading import BothReadings, Label, read
from duecare.items.scan import MATCHERS, ItemFact, Value


@dataclass(frozen=True, slots=True)
class Category:
    """A capability that the text speaks of, how surely, and on which words."""

    code: str
    probability: float
    by_lexicon: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact of the vocabulary that the text supports, with the words it rests on."""

    fact: str
    value: Value
    note: str
    found_by: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the text leaves open, as a fact of the vocabulary and in words."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What an item's own words say of it.

    Attributes:
        label: The likeliest of intended (marketed for surveillance), unintended (able to be used for it) and none.
        sure: Whether it is likely enough to be more than a guess; if not, `questions` begins with what would settle it.
        probabilities: Of each label, calibrated on texts the model had not seen.
        categories: Capabilities, the likeliest first; empty where the label is none.
        set_aside: Words of capabilities that were not taken to mean one here: denied, guarded against, or outweighed.
        facts: What the review may take from it, each with the places it rests on.
        quotes: Words that carried the label.
        definitions: The definitions of three instruments, element by element: met, not met or open.
        services: Services that the text mentions, with the words; those it does not mention are unknown.
        questions: What it leaves open.
        language: Guessed language, or None.
        documents: What was read.
        notes: What was not read, and why.
    """

    label: Label
    sure: bool
    probabilities: dict[str, float]
    categories: tuple[Category, ...]
    set_aside: tuple[tuple[str, str, Quote], ...]
    facts: tuple[StatedFact, ...]
    quotes: tuple[Quote, ...]
    definitions: tuple[Definition, ...]
    services: tuple[tuple[str, Quote], ...]
    questions: tuple[Question, ...]
    language: str | None
    documents: tuple[Document, ...]
    notes: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The label, or unsure."""
        return self.label if self.sure else "unsure"


@dataclass(frozen=True, slots=True)
class Outline:
    """The short answer for one text, as a catalogue needs it.

    Attributes:
        words: Words of the lexicon that speak for the label.
        outweighed: Words of capabilities that were not taken to mean one here.
    """

    label: Label
    sure: bool
    probability: float
    categories: tuple[str, ...]
    words: tuple[str, ...]
    outweighed: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The label, or unsure."""
        return self.label if self.sure else "unsure"


def outline(text: str) -> Outline:
    """The label and categories of one text, with the lexicon's words for them and no others.

    >>> outline("Facial cleanser for oily skin, 150 ml.").label
    'none'
    """
    both = read(text)
    words = dict.fromkeys(hit.words for hit in (both.scan.benign if both.label == "none" else both.scan.capabilities))
    return Outline(
        both.label,
        both.sure,
        both.reading.labels[both.label],
        tuple(code for code, _ in both.categories),
        tuple(words)[:SHOWN],
        tuple(dict.fromkeys(hit.words for hit in both.outweighed))[:SHOWN],
    )


def scope_text(text: str, name: str = "text") -> Scope:
    """Scope one text, as typed or taken from a file.

    Raises:
        DocumentError: a text without a word in it.
    """
    return scope_documents([text_document(name, text)])


def scope_documents(documents: Sequence[Document]) -> Scope:
    """Scope one item by all the documents that describe it, read as one text in the order given."""
    place = Places(documents)
    both = read(place.text)
    facts = both.facts()
    said = Said(
        both.text,
        both.folded,
        both.label if both.sure and (both.label != "none" or both.scan.verdict == "none") else None,
        {code: both.spans_of(code) for code, _ in both.categories},
        {fact.fact: (fact.value, fact.spans) for fact in facts},
    )
    scan = both.scan
    aside = [("outweighed", hit) for hit in both.outweighed]
    aside += [("denied", hit) for hit in scan.denied[:SHOWN]]
    aside += [("guarded against", hit) for hit in scan.guarded if hit.value != "watchful"][: 2 * SHOWN]
    services = {str(hit.value): hit for hit in reversed(scan.modes) if hit.fact == "item.services"}
    stated = _stated(facts, place)
    return Scope(
        label=both.label,
        sure=both.sure,
        probabilities={name: round(chance, 3) for name, chance in both.reading.labels.items()},
        categories=tuple(
            Category(code, round(share, 3), code in both.hits, place.quotes(both.spans_of(code)))
            for code, share in both.categories
        ),
        set_aside=tuple((why, str(hit.value), place.quote(hit.span)) for why, hit in aside),
        facts=stated,
        quotes=place.quotes(both.carriers()),
        definitions=definitions_of(said, place),
        services=tuple((service, place.quote(hit.span)) for service, hit in sorted(services.items())),
        questions=tuple(_questions(both, stated)),
        language=language_of(both.text),
        documents=tuple(documents),
        notes=tuple(_notes(both, documents)),
    )


def gather_items(items: Iterable[tuple[str, Sequence[Document]]]) -> dict[str, tuple[StatedFact, ...]]:
    """State what the documents of items say, the same documents read once however many items carry them.

    Args:
        items: Pairs of item id and documents (description, configuration, datasheets), which are read as one text.

    Returns:
        The facts by item id, in the order given; an empty tuple where nothing was recognised.
    """
    known: dict[tuple[Document, ...], tuple[StatedFact, ...]] = {}
    facts: dict[str, tuple[StatedFact, ...]] = {}
    for item, documents in items:
        key = tuple(documents)
        if key not in known:
            place = Places(documents)
            known[key] = _stated(read(place.text).facts(), place)
        facts[item] = known[key]
    return facts


def _stated(facts: Iterable[ItemFact], place: Places) -> tuple[StatedFact, ...]:
    return tuple(
        StatedFact(fact.fact, fact.value, fact.note, fact.found_by, place.quotes(fact.spans)) for fact in facts
    )


def _notes(both: BothReadings, documents: Sequence[Document]) -> Iterable[str]:
    yield from dict.fromkeys(note for document in documents for note in document.notes)
    if not both.scan.complete:
        yield "not every place of the text was read"
    taken, there = both.passages
    if taken < there:
        yield f"the label rests on {taken} of {there} passages, evenly spread; the lexicon was held against all"
    for document in documents:
        if not is_read(document.text):
            yield f"the language of {document.name} is not one that is read: that nothing is found there means nothing"


def _questions(both: BothReadings, facts: Sequence[StatedFact]) -> Iterable[Question]:
    from duecare.facts import vocabulary

    known = {fact.fact: fact.value for fact in facts}
    asked = []
    capabilities = known.get("item.capability")
    if not both.sure or capabilities is None:
        asked.append("item.capability")
    if both.label != "none" or not both.sure:
        found = capabilities if isinstance(capabilities, frozenset) else frozenset()
        asked += ["item.matching", "item.timing"] if found & MATCHERS else []
        asked += ["item.collection", "item.reach", "item.granularity", "item.covert", "item.services"]
    words = vocabulary().facts
    return [Question(fact, words[fact].question) for fact in asked if fact not in known or fact == "item.capability"]
