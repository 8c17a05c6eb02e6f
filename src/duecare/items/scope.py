"""Scoping: has this item surveillance capabilities, intended or not, which, in which mode, and on which words.

Two readers look at the same text. The lexicon finds the trade's words, with what denies them; a linear model weighs
all words together with what the lexicon found. What the lexicon found is stated as a fact. What only the model sees may
add a capability and never takes one away: statistics may raise, never clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from duecare.items.classifier import LABELS, Reading, model, signs_of, terms_of
from duecare.items.documents import Document, assembled, language_of
from duecare.items.elements import Definition, Said, definitions_of
from duecare.items.lexicon import fold
from duecare.items.quotes import SHOWN, Places, Quote
from duecare.items.scan import MATCHERS, Hit, ItemFact, Scan, Span, Value, facts_of, scan_text

Label = Literal["intended", "unintended", "none"]

#: A label is given as sure from this probability on; below it, the item is unsure and a question is asked.
SURE = 0.7
#: "None" against words of the lexicon is sure from here on only.
SURE_AGAINST_WORDS = 0.95
#: Share from which a category is named: on the model's word alone, and where the lexicon has words for it. If none has
#: that much, the likeliest is named from LEAST on; below it nothing is named and the question is asked.
NAMED, WORDS_NAMED, LEAST = 0.25, 0.05, 0.15
#: Characters of a passage, and passages of a long text that the model reads.
PASSAGE, MOST_PASSAGES = 1_000, 60
#: Share from which the model alone states a capability as a fact.
FACT = 0.9
MODEL = "items: classifier"


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
    """The short answer for one text, as a catalogue needs it."""

    label: Label
    sure: bool
    probability: float
    categories: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The label, or unsure."""
        return self.label if self.sure else "unsure"


def outline(text: str) -> Outline:
    """The label and categories of one text, with the lexicon's words for them and no others.

    >>> outline("Facial cleanser for oily skin, 150 ml.").label
    'none'
    """
    scan, reading = _read(text, fold(text))
    label, sure = _label(scan, reading)
    found = _named(scan, reading) if label != "none" else ()
    words = dict.fromkeys(hit.words for hit in (scan.benign if label == "none" else scan.capabilities))
    return Outline(label, sure, reading.labels[label], tuple(code for code, _ in found), tuple(words)[:SHOWN])


def scope_text(text: str, name: str = "text") -> Scope:
    """Scope one text, as typed or taken from a file.

    Raises:
        DocumentError: a text without a word in it.
    """
    return scope_documents([assembled(name, "line", text.splitlines(keepends=True))])


def scope_documents(documents: Sequence[Document]) -> Scope:
    """Scope one item by all the documents that describe it, read as one text in the order given."""
    place = Places(documents)
    text = place.text
    folded = fold(text)
    scan, reading = _read(text, folded)
    label, sure = _label(scan, reading)
    found = _named(scan, reading) if label != "none" else ()
    hits = _hits(scan)
    categories = tuple(
        Category(code, round(chance, 3), code in hits, place.quotes(_spans(code, hits, reading, text)))
        for code, chance in found
    )
    named = {category.code for category in categories}
    aside = [("outweighed", hit) for code, some in hits.items() if code not in named for hit in some[:2]]
    aside += [("denied", hit) for hit in scan.denied[:SHOWN]] + [
        ("guarded against", hit) for hit in scan.guarded[:SHOWN]
    ]
    services = {str(hit.value): hit for hit in reversed(scan.modes) if hit.fact == "item.services"}
    notes = [note for document in documents for note in document.notes]
    if not scan.complete:
        notes.append("not every place of the text was read")
    facts = _facts(scan, reading, label, text)
    said = Said(
        text,
        folded,
        label if sure else None,
        {code: _spans(code, hits, reading, text) for code, _ in found},
        {fact.fact: (fact.value, fact.spans) for fact in facts},
    )
    return Scope(
        label=label,
        sure=sure,
        probabilities={name: round(chance, 3) for name, chance in reading.labels.items()},
        categories=categories,
        set_aside=tuple((why, str(hit.value), place.quote(hit.span)) for why, hit in aside),
        facts=_stated(facts, place),
        quotes=place.quotes(_carriers(label, hits, scan, reading, text)),
        definitions=definitions_of(said, place),
        services=tuple((service, place.quote(hit.span)) for service, hit in sorted(services.items())),
        questions=tuple(_questions(label, sure, facts)),
        language=language_of(text),
        documents=tuple(documents),
        notes=tuple(dict.fromkeys(notes)),
    )


def gather_items(items: Iterable[tuple[str, Sequence[Document]]]) -> dict[str, tuple[StatedFact, ...]]:
    """State what the documents of items say, the same documents read once however many items carry them.

    Args:
        items: Pairs of item id and documents (description, configuration, datasheets), which are read as one text.

    Returns:
        The facts by item id, in the order given; an empty tuple where nothing was recognised.
    """
    read: dict[str, tuple[StatedFact, ...]] = {}
    facts: dict[str, tuple[StatedFact, ...]] = {}
    for item, documents in items:
        place = Places(documents)
        if place.text not in read:
            scan, reading = _read(place.text, fold(place.text))
            label, _ = _label(scan, reading)
            read[place.text] = _stated(_facts(scan, reading, label, place.text), place)
        facts[item] = read[place.text]
    return facts


def _stated(facts: Sequence[ItemFact], place: Places) -> tuple[StatedFact, ...]:
    return tuple(
        StatedFact(fact.fact, fact.value, fact.note, fact.found_by, place.quotes(fact.spans)) for fact in facts
    )


def _read(text: str, folded: str) -> tuple[Scan, Reading]:
    """What the two readers make of a text; a long one the model reads in passages of the length it learned from.

    The label of a long text is the mean over its passages. Its categories count by how much a passage speaks of any.
    """
    scan = scan_text(text, folded)
    passages = _passages(folded)
    if len(passages) < 2:
        return scan, model().read(folded, signs_of(scan))
    readings = []
    for start, end in passages:
        part = folded[start:end]
        readings.append(model().read(part, signs_of(scan_text(text[start:end], part))))
    labels = {name: sum(one.labels[name] for one in readings) / len(readings) for name in LABELS}
    speaking = [1.001 - one.labels["none"] for one in readings]
    categories = {
        code: sum(one.categories[code] * weight for one, weight in zip(readings, speaking, strict=True)) / sum(speaking)
        for code in readings[0].categories
    }
    return scan, Reading(labels, categories, terms_of(folded, model().rows))


def _passages(folded: str) -> list[tuple[int, int]]:
    """A long text cut at line ends or blanks; of more than MOST_PASSAGES, every so many, the first among them."""
    if len(folded) < 1.5 * PASSAGE:
        return [(0, len(folded))]
    cuts = [0]
    while len(folded) - cuts[-1] > 1.5 * PASSAGE:
        first, last = cuts[-1] + PASSAGE // 2, cuts[-1] + PASSAGE
        cut = folded.rfind("\n", first, last)
        if cut < 0:
            cut = folded.rfind(" ", first, last)
        cuts.append(last if cut < 0 else cut + 1)
    passages = list(zip(cuts, [*cuts[1:], len(folded)], strict=True))
    step = max(1, -(-len(passages) // MOST_PASSAGES))
    return passages[::step]


def _label(scan: Scan, reading: Reading) -> tuple[Label, bool]:
    label = cast(Label, max(reading.labels, key=lambda name: reading.labels[name]))
    least = SURE_AGAINST_WORDS if label == "none" and scan.capabilities else SURE
    return label, reading.labels[label] >= least


def _named(scan: Scan, reading: Reading) -> Sequence[tuple[str, float]]:
    """The categories that the text speaks of, with their shares, the likeliest first."""
    by_words = {str(hit.value) for hit in scan.capabilities}
    ranked = sorted(reading.categories.items(), key=lambda pair: -pair[1])
    named = [(code, share) for code, share in ranked if share >= (WORDS_NAMED if code in by_words else NAMED)]
    return named or [pair for pair in ranked[:1] if pair[1] >= LEAST]


def _hits(scan: Scan) -> dict[str, list[Hit]]:
    hits: dict[str, list[Hit]] = {}
    for hit in scan.capabilities:
        hits.setdefault(str(hit.value), []).append(hit)
    return hits


def _spans(code: str, hits: dict[str, list[Hit]], reading: Reading, text: str) -> list[Span]:
    if code in hits:
        return [hit.span for hit in hits[code]]
    return [Span(start, end, text[start:end]) for start, end in model().carriers(reading, code, SHOWN)]


def _carriers(label: str, hits: dict[str, list[Hit]], scan: Scan, reading: Reading, text: str) -> list[Span]:
    """Words of the lexicon first, for they mean something by themselves; then the terms that weighed most."""
    spans = [hit.span for hit in (scan.benign if label == "none" else [one for some in hits.values() for one in some])]
    weighed = [Span(start, end, text[start:end]) for start, end in model().carriers(reading, label, SHOWN)]
    return spans[:SHOWN] + [
        span for span in weighed if not any(span.start < b.end and b.start < span.end for b in spans)
    ]


def _facts(scan: Scan, reading: Reading, label: str, text: str) -> tuple[ItemFact, ...]:
    """The facts of the lexicon, and capabilities that the model alone is nearly certain of."""
    stated = list(facts_of(scan))
    known = {str(hit.value) for hit in scan.capabilities}
    denied = {str(hit.value) for hit in (*scan.denied, *scan.guarded)}
    surer = [code for code, chance in reading.categories.items() if chance >= FACT and code not in known | denied]
    if label == "none" or reading.labels["none"] > 1 - FACT or not surer:
        return tuple(stated)
    spans = [span for code in surer for span in _spans(code, {}, reading, text)]
    note = f"likely from the words as a whole: {', '.join(surer)}"
    for place, fact in enumerate(stated):
        if fact.fact == "item.capability" and isinstance(fact.value, frozenset):
            value = (fact.value | set(surer)) - {"none"}
            stated[place] = ItemFact(fact.fact, value, f"{fact.note}; {note}", (*fact.spans, *spans), fact.found_by)
            return tuple(stated)
    return (*stated, ItemFact("item.capability", frozenset(surer), note, tuple(spans), MODEL))


def _questions(label: str, sure: bool, facts: Sequence[ItemFact]) -> Sequence[Question]:
    from duecare.facts import vocabulary

    known = {fact.fact: fact.value for fact in facts}
    asked = []
    capabilities = known.get("item.capability")
    if not sure or capabilities is None:
        asked.append("item.capability")
    if label != "none" or not sure:
        found = capabilities if isinstance(capabilities, frozenset) else frozenset()
        asked += ["item.matching"] if found & MATCHERS else []
        asked += ["item.collection", "item.reach", "item.covert", "item.services"]
    words = vocabulary().facts
    return [Question(fact, words[fact].question) for fact in asked if fact not in known or fact == "item.capability"]
