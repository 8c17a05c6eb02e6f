"""What can it do, from its own words: a keyword scan of a product description.

The scan reads the item's text only, never who sells or buys it. It states a capability where the trade's words for it
stand undenied; the complete set, because a description that does not mention a function is taken not to have it (the
note says so). Where it recognises nothing it states nothing, and the review holds: silence of the lexicon is not
innocence of the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from duecare.items.denial import denied, guarded_against, sentence_end
from duecare.items.lexicon import JOINED, Entry, Lexicon, fold, lexicon, words_of
from duecare.items.naming import ends_member, goods_named, name_end

FOUND_BY = "items: keyword scan"
#: Characters read of one text; what lies beyond is not read, and the scan says so.
LIMIT = 1_000_000
#: Places at which one rule is tried and hits kept of one entry in one text; bounds the time on hostile text.
TRIES, KEPT = 4_000, 40

Verdict = Literal["capable", "none", "unknown"]
Found = tuple[Entry, int, int]
Value = str | bool | frozenset[str]

# Codes from the mildest to the gravest: where the words say several, the item as a whole can do the gravest.
RANKS = {
    "item.matching": ("none", "one_to_one", "closed_group", "one_to_many"),
    "item.collection": ("none", "metadata", "content"),
    "item.reach": ("consenting", "targeted", "group", "bulk"),
    "item.granularity": ("aggregate", "individual"),
    "item.timing": ("live", "stored"),
}
#: Of these, words that say two things say that the item does both.
BOTH = {"item.timing": "both"}
#: Capabilities that match a person, body or plate against something; of others no matching is stated.
MATCHERS = frozenset({
    "facial_recognition", "gait_recognition", "voice_recognition", "biometric_register", "rapid_dna",
    "licence_plate_reading", "identity_system", "body_worn_camera", "video_analytics", "video_surveillance", "drone",
    "smart_city", "data_fusion", "thermal_imaging",
})  # fmt: skip
#: Capabilities that need not tell one person from another; of these the words may deny that anyone is identified.
SENSORS = frozenset({
    "drone", "thermal_imaging", "radar_or_acoustic_sensing", "video_analytics", "ai_compute", "vision_chip",
    "telecom_network", "radio_monitoring", "penetration_testing", "body_scanner", "language_processing",
})  # fmt: skip
#: Capabilities that do not by themselves tell who someone is; alone, they leave item.identifies_people open.
IMPERSONAL = frozenset({
    "penetration_testing", "ai_compute", "vision_chip", "telecom_network", "radio_monitoring", "cryptanalysis",
})  # fmt: skip
#: Facts the scan may state; services are only mentioned, since a text that leaves one out does not deny it.
MODES = (
    "item.matching", "item.collection", "item.reach", "item.timing", "item.granularity", "item.covert",
    "item.officer_triggered", "item.marketed_for_surveillance", "item.marketing_covert",
    "item.specially_designed_covert",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text, with the words that stand there."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that words of the text say."""

    fact: str
    value: str | bool
    span: Span

    @property
    def start(self) -> int:
        """First character of the words."""
        return self.span.start

    @property
    def end(self) -> int:
        """The character after the words."""
        return self.span.end

    @property
    def words(self) -> str:
        """The words themselves, as they stand in the text."""
        return self.span.words


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text says, with the places where it says so.

    Attributes:
        capabilities: Hits on item.capability that nothing denies.
        modes: Hits on other item facts; read only where a capability or its denial stands.
        benign: Kinds of goods that are recognisably no surveillance; fact is `benign`.
        watchful: Words of watching people that name no capability; they keep a text from being called benign.
        denied: Capabilities that the text names in order to deny them.
        guarded: Capabilities that the item protects against or detects.
        verdict: `capable`, `none` (benign goods only) or `unknown` (nothing recognised, or only watchful words).
        complete: False if the text was longer than LIMIT or so repetitive that not every place was read.
    """

    capabilities: tuple[Hit, ...]
    modes: tuple[Hit, ...]
    benign: tuple[Hit, ...]
    watchful: tuple[Hit, ...]
    denied: tuple[Hit, ...]
    guarded: tuple[Hit, ...]
    verdict: Verdict
    complete: bool

    @property
    def services(self) -> frozenset[str]:
        """Services the text mentions; those it does not mention are unknown, not absent."""
        return frozenset(str(hit.value) for hit in self.modes if hit.fact == "item.services")


@dataclass(frozen=True, slots=True)
class ItemFact:
    """A fact about an item, with the words it rests on."""

    fact: str
    value: Value
    note: str
    spans: tuple[Span, ...] = ()
    found_by: str = FOUND_BY


def scan_text(text: str, folded: str | None = None) -> Scan:
    """Read what a product description says the product can do.

    Args:
        text: The description; what lies beyond LIMIT is not read.
        folded: The same as `fold` gives it, where the caller has it already.

    >>> scan = scan_text("Self-service passport gates compare the face one-to-one. No plates are read.")
    >>> sorted({hit.value for hit in scan.capabilities}), [hit.words for hit in scan.denied]
    (['facial_recognition', 'identity_system'], ['plates are read'])
    """
    read = text[:LIMIT]
    folded = fold(read) if folded is None else folded[:LIMIT]
    found, complete = find(folded, lexicon())
    found = _unhidden(found)
    kinds = ("capability", "mode", "benign", "watchful", "denied", "guarded")
    hits: dict[str, list[Hit]] = {kind: [] for kind in kinds}
    guards: dict[str, int] = {}
    named = name_end(folded)
    for entry, start, end in found:
        span = Span(start, end, read[start:end])
        subject = _subject(entry)
        if not entry.denies and denied(folded, start, end):
            if entry.kind == "capability":
                hits["denied"].append(Hit("item.capability", subject, span))
            continue
        if entry.guarded and (guards.get(subject, 0) > start or guarded_against(folded, start, end)):
            # To the end of the sentence: "detects IMSI catchers, also known as cell-site simulators".
            guards[subject] = max(guards.get(subject, 0), sentence_end(folded, end))
            hits["guarded"].append(Hit("guarded", subject, span))
            continue
        if entry.kind == "watchful":
            hits["watchful"].append(Hit("watchful", True, span))
        elif entry.kind == "benign" or (entry.kind == "everyday" and end <= named and ends_member(folded, end)):
            hits["benign"].append(Hit("benign", entry.says[0][1], span))
        elif entry.kind != "everyday":
            for fact, value in entry.says:
                hits["capability" if fact == "capability" else "mode"].append(Hit(f"item.{fact}", value, span))
    for kind, start, end in goods_named(folded, named):
        hits["benign"].append(Hit("benign", kind, Span(start, end, read[start:end])))
    verdict: Verdict = "unknown"
    if hits["capability"]:
        verdict = "capable"
    elif hits["benign"] and not hits["watchful"]:
        verdict = "none"
    said = {str(hit.value) for hit in hits["capability"]}
    if any(str(hit.value) not in said for hit in hits["denied"][KEPT - 1 :] + hits["guarded"][KEPT - 1 :]):
        complete = False  # so often denied that what may be said of it further on was not looked for
    ordered = {kind: tuple(sorted(some, key=_place)) for kind, some in hits.items()}
    return Scan(
        capabilities=ordered["capability"],
        modes=ordered["mode"],
        benign=ordered["benign"],
        watchful=ordered["watchful"],
        denied=ordered["denied"],
        guarded=ordered["guarded"],
        verdict=verdict,
        complete=complete and len(text) <= LIMIT,
    )


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.fact


def _subject(entry: Entry) -> str:
    """The capability, or the kind of entry, that hides, denials and guards speak of."""
    return str(entry.says[0][1]) if entry.kind == "capability" else entry.kind


def _unhidden(found: list[Found]) -> list[Found]:
    """Drop what other words at the same place make mean something else, and what gives way to a nearer capability."""
    stronger: dict[str, list[tuple[int, int]]] = {}
    yields = {loser: frozenset(winners) for loser, winners in lexicon().yields.items()}
    for entry, start, end in found:
        if entry.kind == "hides":
            for _, name in entry.says:
                stronger.setdefault(str(name), []).append((start, end))
        elif entry.kind == "capability":
            for loser, winners in yields.items():
                if entry.says[0][1] in winners:
                    stronger.setdefault(loser, []).append((start, end))
    return sorted(
        (
            one for one in found
            if one[0].kind != "hides"
            and not any(a < one[2] and one[1] < b for a, b in stronger.get(_subject(one[0]), ()))
        ),
        key=lambda one: (one[1], one[2]),
    )  # fmt: skip


def find(folded: str, words: Lexicon) -> tuple[list[Found], bool]:
    """Every entry of a lexicon found, the longest match for each place, and whether every place was tried."""
    longest: dict[tuple[int, int], int] = {}
    tries: dict[int, int] = {}
    kept: dict[int, int] = {}
    complete = True

    def keep(entry: int, start: int, end: int) -> None:
        before = longest.get((entry, start))
        if before is None:
            kept[entry] = kept.get(entry, 0) + 1
        longest[entry, start] = end if before is None else max(before, end)

    stand = words_of(folded)
    armed = words.armed({word for _, word in stand})
    for start, word in stand:
        hanging = words.first[word]
        if not hanging:
            continue
        for rule in hanging & armed:
            entry = words.rules[rule][0]
            if kept.get(entry, 0) >= KEPT:
                continue
            tries[rule] = tries.get(rule, 0) + 1
            if tries[rule] > TRIES:
                complete = False
                continue
            match = words.match(rule, folded, start)
            if match is not None:
                keep(entry, start, match.end())
    if not folded.isascii() and JOINED.search(folded):
        for entry, pattern, start in words.joined_at(folded):
            if kept.get(entry, 0) < KEPT and (match := pattern.match(folded, start)) is not None:
                keep(entry, start, match.end())
    return [(words.entries[entry], start, end) for (entry, start), end in longest.items()], complete


def facts_of(scan: Scan) -> tuple[ItemFact, ...]:
    """The facts that a scan supports."""
    if scan.verdict == "unknown":
        return ()
    partly = "" if scan.complete else "; only part of the text was read"
    if scan.verdict == "none":
        kinds = ", ".join(sorted({str(hit.value) for hit in scan.benign}))
        note = f"the description names goods of the kind {kinds} and no surveillance function{partly}"
        spans = tuple(hit.span for hit in scan.benign)
        return (
            ItemFact("item.capability", frozenset({"none"}), note, spans),
            ItemFact("item.identifies_people", False, note, spans),
        )
    capabilities = frozenset(str(hit.value) for hit in scan.capabilities)
    spans = tuple(hit.span for hit in scan.capabilities)
    note = f"the description mentions these; it does not mention the others{partly}"
    stated = [ItemFact("item.capability", capabilities, note, spans)]
    unable = [hit for hit in scan.modes if hit.fact == "item.identifies_people"]
    if unable and capabilities <= SENSORS:
        denials = tuple(hit.span for hit in unable)
        stated.append(ItemFact("item.identifies_people", False, "the description denies it", denials))
    elif not capabilities <= IMPERSONAL:
        stated.append(ItemFact("item.identifies_people", True, "follows from the functions mentioned", spans))
    for fact in MODES:
        if fact == "item.matching" and not capabilities & MATCHERS:
            continue
        hits = [hit for hit in scan.modes if hit.fact == fact]
        if hits:
            stated.append(_gravest(fact, hits))
    return tuple(stated)


def _gravest(fact: str, hits: Sequence[Hit]) -> ItemFact:
    """Where words say several modes, the item as a whole has the gravest of them."""
    said = {hit.value for hit in hits}
    if fact in BOTH and len(said) > 1:
        return ItemFact(fact, BOTH[fact], "the description says both", tuple(hit.span for hit in hits))
    rank = RANKS.get(fact, (False, True))
    value = max((hit.value for hit in hits), key=rank.index)
    others = sorted({str(hit.value) for hit in hits if hit.value != value})
    note = "the description says so" + (f"; other words in it say {', '.join(others)}" if others else "")
    return ItemFact(fact, value, note, tuple(hit.span for hit in hits if hit.value == value))
