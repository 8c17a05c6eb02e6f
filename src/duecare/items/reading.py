"""What the two readers, lexicon and model, make of one text, and what is concluded from both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from duecare.items.classifier import LABELS, Reading, model, signs_of, terms_of
from duecare.items.documents import is_read
from duecare.items.lexicon import fold
from duecare.items.quotes import SHOWN
from duecare.items.scan import Hit, ItemFact, Scan, Span, facts_of, scan_text

Label = Literal["intended", "unintended", "none"]

#: A label is given as sure from this probability on; below it, the item is unsure and a question is asked.
SURE = 0.7
#: A passage this likely not to be harmless keeps a long text from being surely none.
LOUD = 0.9
#: Fewer words than this say too little for the model alone to call them harmless.
FEWEST = 3
#: A text of so few words, one of them the lexicon's word for a capability, is a name and not an account.
NAME = 8
#: Share from which a category is named: on the model's word alone, and where the lexicon has words for it. If none has
#: that much, the likeliest is named from LEAST on; below it nothing is named and the question is asked.
NAMED, WORDS_NAMED, LEAST = 0.2, 0.05, 0.15
#: Share from which the model alone states a capability as a fact.
FACT = 0.9
#: Characters of a passage, and passages of a long text that the model reads.
PASSAGE, MOST_PASSAGES = 1_000, 60

MODEL = "items: classifier"


@dataclass(frozen=True)
class BothReadings:
    """One text as lexicon and model read it.

    Attributes:
        text: The text; every span counts its characters.
        folded: The same, folded.
        scan: What the lexicon found.
        reading: What the model makes of it; of a long text the mean over its passages.
        loudest: The highest probability of a passage that it is not harmless.
        passages: Passages that the model read, and that there are.
    """

    text: str
    folded: str
    scan: Scan
    reading: Reading
    loudest: float
    passages: tuple[int, int]

    @cached_property
    def label(self) -> Label:
        """The likeliest label.

        Never none of a mere name that the lexicon knows, and of a long text only if none is as likely as the others
        together: most passages of a tender or a manual are harmless whatever the item can do.
        """
        labels = self.reading.labels
        named = self.scan.capabilities and self.reading.terms.length <= NAME
        diluted = self.passages[1] > 1 and labels["none"] < 0.5
        return cast(Label, max(LABELS[:2] if named or diluted else LABELS, key=lambda name: labels[name]))

    @cached_property
    def sure(self) -> bool:
        """Whether the label is likely enough to be more than a guess.

        "None" is never sure against words of the lexicon that nothing denies, against a passage that speaks otherwise,
        of a text that the readers do not understand, of a name with a word that they do not know ("Veriface Gate" is no
        gate of a garden), or of a word or two that name no harmless goods.
        """
        if self.reading.labels[self.label] < SURE:
            return False
        if self.label == "none" and (self.scan.capabilities or self.loudest >= LOUD or not self.understood):
            return False
        if self.label == "none" and self.strange:
            return False
        return self.label != "none" or self.reading.terms.length >= FEWEST or self.scan.verdict == "none"

    @cached_property
    def understood(self) -> bool:
        """Whether the text is in a language that is read, and has a word that the model knows."""
        return is_read(self.text) and any(term in model().rows for term in self.reading.terms)

    @cached_property
    def strange(self) -> bool:
        """Whether this is a mere name whose harmless noun follows a word that neither reader knows: a name of trade."""
        terms, rows = self.reading.terms, model().rows
        if terms.length > NAME:
            return False
        ends = {
            end for word, (start, end) in terms.words.items() if len(word) > 2 and word.isalpha() and word not in rows
        }
        return any(len(self.folded[: hit.span.start].rstrip(" -")) in ends for hit in self.scan.benign)

    @cached_property
    def hits(self) -> dict[str, list[Hit]]:
        """What the lexicon found, by capability."""
        found: dict[str, list[Hit]] = {}
        for hit in self.scan.capabilities:
            found.setdefault(str(hit.value), []).append(hit)
        return found

    @cached_property
    def categories(self) -> Sequence[tuple[str, float]]:
        """The capabilities that the text speaks of, with their shares, the likeliest first.

        There are none if it is surely harmless. What it only denies or guards against is never among them.
        """
        if self.label == "none" and (self.sure or not self.hits):
            return ()
        shares = {code: share for code, share in self.reading.categories.items() if code not in self.denied}
        ranked = sorted(shares.items(), key=lambda pair: -pair[1])
        named = [(code, share) for code, share in ranked if share >= (WORDS_NAMED if code in self.hits else NAMED)]
        return named or [pair for pair in ranked[:1] if pair[1] >= LEAST]

    @cached_property
    def denied(self) -> frozenset[str]:
        """Capabilities that the text only denies or guards against."""
        said = {str(hit.value) for hit in (*self.scan.denied, *self.scan.guarded)}
        return frozenset(said - self.hits.keys())

    @cached_property
    def outweighed(self) -> Sequence[Hit]:
        """Words of capabilities that the model did not follow: `duecare scope` sets them aside, a review never."""
        named = {code for code, _ in self.categories}
        return [hit for code, some in self.hits.items() if code not in named for hit in some[:2]]

    def spans_of(self, code: str) -> list[Span]:
        """The words of a capability: those of the lexicon, else the terms that weighed most."""
        if code in self.hits:
            return [hit.span for hit in self.hits[code]]
        return self._weighed(code)

    def carriers(self) -> list[Span]:
        """The words that carried the label: the lexicon's first, for they mean something by themselves."""
        meant = self.scan.benign if self.label == "none" else [hit for some in self.hits.values() for hit in some]
        spans = [hit.span for hit in meant][:SHOWN]
        others = self._weighed(self.label)
        return spans + [one for one in others if not any(one.start < b.end and b.start < one.end for b in spans)]

    def _weighed(self, column: str) -> list[Span]:
        return [Span(start, end, self.text[start:end]) for start, end in model().carriers(self.reading, column, SHOWN)]

    def facts(self) -> tuple[ItemFact, ...]:
        """The facts of the lexicon, and capabilities that the model alone is nearly certain of.

        That an item can do nothing is stated only where the lexicon names harmless goods and the model surely agrees.
        """
        harmless = self.label == "none" and self.sure
        stated = [fact for fact in facts_of(self.scan) if harmless or self.scan.verdict != "none"]
        settled = self.denied | self.hits.keys()
        surer = [code for code, share in self.reading.categories.items() if share >= FACT and code not in settled]
        if self.label == "none" or self.reading.labels["none"] > 1 - FACT or not surer:
            return tuple(stated)
        note = f"likely from the words as a whole: {', '.join(surer)}"
        spans = [span for code in surer for span in self._weighed(code)]
        known = next((fact for fact in stated if fact.fact == "item.capability"), None)
        value = frozenset(surer) | (known.value if known and isinstance(known.value, frozenset) else frozenset())
        found = ItemFact("item.capability", value, note, tuple(spans), MODEL)
        if known is not None:
            found = ItemFact(known.fact, value, f"{known.note}; {note}", (*known.spans, *spans), known.found_by)
        # What was denied of the sensors that the lexicon found is not denied of what the model sees beside them.
        unable = ("item.identifies_people", False)
        kept = [fact for fact in stated if fact is not known and (fact.fact, fact.value) != unable]
        return (found, *kept)


def read(text: str) -> BothReadings:
    """Read a text; a long one the model reads in passages of the length it learned from.

    The label of a long text is the mean over its passages. Its categories count by how much a passage speaks of any.
    """
    folded = fold(text)
    scan = scan_text(text, folded)
    passages = passages_of(folded)
    taken = passages[:: max(1, -(-len(passages) // MOST_PASSAGES))]
    if len(passages) == 1:
        reading = model().read(folded, signs_of(scan))
        return BothReadings(text, folded, scan, reading, 1 - reading.labels["none"], (1, 1))
    readings = []
    for start, end in taken:
        part = folded[start:end]
        readings.append(model().read(part, signs_of(scan_text(text[start:end], part))))
    labels = {name: sum(one.labels[name] for one in readings) / len(readings) for name in LABELS}
    speaking = [1.001 - one.labels["none"] for one in readings]
    categories = {
        code: sum(one.categories[code] * weight for one, weight in zip(readings, speaking, strict=True)) / sum(speaking)
        for code in readings[0].categories
    }
    merged = Reading(labels, categories, terms_of(folded, model().rows))
    return BothReadings(text, folded, scan, merged, max(speaking) - 0.001, (len(taken), len(passages)))


def passages_of(folded: str) -> list[tuple[int, int]]:
    """A long text cut at line ends or blanks."""
    cuts = [0]
    while len(folded) - cuts[-1] > 1.5 * PASSAGE:
        first, last = cuts[-1] + PASSAGE // 2, cuts[-1] + PASSAGE
        cut = folded.rfind("\n", first, last)
        if cut < 0:
            cut = folded.rfind(" ", first, last)
        cuts.append(last if cut < 0 else cut + 1)
    return list(zip(cuts, [*cuts[1:], len(folded)], strict=True))
