"""How near two names are: tokens aligned one to one, weighed by rarity and role, what is left over counted.

The order of the words does not matter. What is missing on one side costs little (a middle name, "Group"); what differs
on both sides costs much (another family name, another place). One function serves pairs, the index and its oracle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from duecare.names.fold import fold
from duecare.names.tokens import NameTokens, Token, tokens_of

SAME_SOUND: Final = 0.97
SAME_CONSONANTS: Final = (0.0, 0.0, 0.5, 0.74, 0.88)
"""The similarity of words of which only the consonants can be compared and are the same, by how many there are."""
CONSONANT_EDITS: Final = 1
LONG_SKELETON: Final = 6
"""Edits by which the consonants of two words may differ, and how many consonants it takes for that."""

INITIAL: Final = 0.8
JOINED: Final = 0.95

SLOPE: Final = 1.3
"""Similarity lost for one edit of a word of length one; an edit of a word of length n loses an n-th of it."""

POOR_EDIT: Final = 1.5
"""What an edit costs between words of scripts without vowels."""

VOWEL_EDIT: Final = 0.6
"""What an edit costs that leaves the consonants as they are."""

DISSIMILAR: Final = 1.0
CONFLICT: Final = 1.4
MISSING: Final = {"person": 0.3, "organisation": 0.6, "syllabic": 1.2}
"""Costs in the denominator of the likeness: of what aligned words differ in, of what is left over on both sides, and on
one side only. People leave names out, companies have sisters and branches; in Han and Hangul a syllable more is another
name."""

NOT_IDENTICAL: Final = 0.998
"""What remains of the likeness of names that are not written the same."""

ACRONYM: Final = 0.72
"""The likeness of a name to the first letters of its words."""

OTHER_FORM: Final = 0.85
"""What remains of the likeness where two names have legal forms of different groups."""

Sim = tuple[float, int, int, float]
"""One possible pair of tokens: (similarity, index on the left, index on the right, weight)."""


def edits_allowed(length: int) -> int:
    """How many edits two folded words may differ by and still be compared, by the length of the longer one."""
    return 0 if length < 3 else 1 if length < 6 else 2


def edit_similarity(left: str, right: str, same_consonants: bool, weight: float = 1.0) -> float:
    """The similarity of two words that differ, 0 where they differ too much.

    Optimal string alignment distance (insertion, deletion, substitution, transposition of neighbours: 1 each).
    """
    length = max(len(left), len(right))
    most = edits_allowed(length)
    distance = OSA.distance(left, right, score_cutoff=most)
    if distance > most:
        return 0.0
    cost = distance * (VOWEL_EDIT if same_consonants else weight)
    return max(0.0, 1.0 - SLOPE * cost / length)


def token_similarity(left: Token, right: Token) -> float:
    """How alike two tokens are, 0 to 1; 0 means that they are never aligned."""
    poor = (left.written == "skeleton", right.written == "skeleton")
    if left.raw == right.raw:
        return 1.0 if poor[0] == poor[1] else SAME_SOUND
    if left.role == "initial" or right.role == "initial":
        roles = (left.role, right.role)
        return INITIAL if left.raw[0] == right.raw[0] and ("word" in roles) else 0.0
    if left.role == "number" or right.role == "number" or "particle" in (left.role, right.role):
        return 0.0
    if poor[0] != poor[1]:
        return consonant_similarity(left.skeleton, right.skeleton)
    if left.fold == right.fold:
        return SAME_SOUND
    if "syllable" in (left.written, right.written):
        return 0.0
    if poor[0]:  # nearly all letters told are consonants: each is worth more
        return edit_similarity(left.raw, right.raw, False, POOR_EDIT) if len(left.raw) > 3 else 0.0
    same_consonants = left.skeleton == right.skeleton
    return max(
        edit_similarity(left.raw, right.raw, same_consonants),
        edit_similarity(left.fold, right.fold, same_consonants),
    )


def consonant_similarity(left: str, right: str) -> float:
    """The similarity of two words of which one is known by its consonants only."""
    if left == right:
        return SAME_CONSONANTS[min(len(left), len(SAME_CONSONANTS) - 1)]
    length = max(len(left), len(right))
    if length < LONG_SKELETON or OSA.distance(left, right, score_cutoff=CONSONANT_EDITS) > CONSONANT_EDITS:
        return 0.0
    return SAME_CONSONANTS[-1] - 1.0 / length


def pair_weight(left: Token, right: Token) -> float:
    """What an aligned pair weighs: the mean of both; an initial stands for no more than an initial."""
    if left.role == "initial" or right.role == "initial":
        return min(left.weight, right.weight)
    return (left.weight + right.weight) / 2


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was aligned. matched: weight times similarity; lost: weight times dissimilarity; left, right: all weight."""

    matched: float
    lost: float
    left: float
    right: float
    likeness: float
    pairs: tuple[Sim, ...]


def likeness(matched: float, lost: float, left: float, right: float, missing: float) -> float:
    """Matched weight as a share of itself and the costs of all that differs (a Tversky index with three costs)."""
    if matched <= 0.0:
        return 0.0
    over = max(0.0, left + right - 2.0 * (matched + lost))
    one_sided = min(over, abs(left - right))
    return matched / (matched + DISSIMILAR * lost + CONFLICT * (over - one_sided) + missing * one_sided)


def likeness_bound(
    matched: NDArray[np.float32], left: np.float32, right: NDArray[np.float32], missing: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The greatest likeness that names of weight `right` can have where no more than `matched` is aligned.

    `likeness` grows with what is matched. What is not can be aligned with something unlike, or left over on one side or
    on both; the cheapest of these mixes is at one of two points: nothing left over on both sides, or nothing at all.
    """
    both = (left + right) / 2
    matched = np.minimum(matched, both)
    apart = np.abs(left - right)
    lost = np.maximum(np.minimum(left, right) - matched, 0)
    on_one_side = DISSIMILAR * lost + missing * np.minimum(2 * (both - matched - lost), apart)
    cost = np.minimum(on_one_side, DISSIMILAR * (both - matched))
    bound: NDArray[np.float32] = matched / np.maximum(matched + cost, np.float32(1e-9))
    return bound


assert DISSIMILAR < 2 * CONFLICT, "else leaving both sides over is cheaper than aligning, and the bound is another"


def missing_cost(kind: str, other_kind: str, organisation: bool, syllabic: bool) -> float:
    """What a word on one side only costs: by the kind of either bearer, else by what the words of either name show."""
    if syllabic:
        return MISSING["syllabic"]
    known = kind if kind != "unknown" else other_kind
    if known == "unknown":
        return MISSING["organisation" if organisation else "person"]
    return MISSING["person" if known == "person" else "organisation"]


def align(left: NameTokens, right: NameTokens, kind: str = "unknown") -> Alignment:
    """Align the tokens of two names, each at most once, the best pairs first.

    Args:
        left: A name.
        right: Another.
        kind: What bears them: person, company, body, vessel, aircraft; unknown is guessed from the words.
    """
    sims: list[Sim] = []
    for i, one in enumerate(left.tokens):
        for j, other in enumerate(right.tokens):
            similarity = token_similarity(one, other)
            if similarity > 0.0:
                sims.append((similarity, i, j, pair_weight(one, other)))
    missing = missing_cost(kind, "unknown", left.organisation or right.organisation, left.syllabic or right.syllabic)
    return chosen(sims, left, right, missing)


def chosen(sims: list[Sim], left: NameTokens, right: NameTokens, missing: float, *, together: bool = True) -> Alignment:
    """The best pairs first, then, if asked for, words that one side writes together."""
    sims.sort(key=lambda sim: (-sim[0] * sim[3], sim[1], sim[2]))
    free_left, free_right = set(range(len(left.tokens))), set(range(len(right.tokens)))
    left_weight, right_weight = left.weight, right.weight
    pairs: list[Sim] = []
    matched = lost = 0.0
    for sim in sims:
        similarity, i, j, weight = sim
        if i in free_left and j in free_right:
            free_left.discard(i)
            free_right.discard(j)
            matched += similarity * weight
            lost += (1.0 - similarity) * weight
            pairs.append(sim)
    if together and len(free_left) > 1 and free_right:
        for weight, spare, i, j in _joined(left.tokens, free_left, right.tokens, free_right):
            left_weight -= spare
            pairs.append((JOINED, i, j, weight))
            matched, lost = matched + JOINED * weight, lost + (1.0 - JOINED) * weight
    if together and len(free_right) > 1 and free_left:
        for weight, spare, j, i in _joined(right.tokens, free_right, left.tokens, free_left):
            right_weight -= spare
            pairs.append((JOINED, i, j, weight))
            matched, lost = matched + JOINED * weight, lost + (1.0 - JOINED) * weight
    value = likeness(matched, lost, left_weight, right_weight, missing)
    if left.forms and right.forms and not left.forms & right.forms:
        value *= OTHER_FORM
    if not pairs and _stands_for(left, right):
        value, matched = ACRONYM, 1.0
    return Alignment(matched, lost, left_weight, right_weight, value, tuple(pairs))


def _stands_for(left: NameTokens, right: NameTokens) -> bool:
    """Whether one name is the first letters of the words of the other."""
    if len(left.tokens) == 1:
        return bool(left.abbreviation) and left.abbreviation in right.acronyms
    return len(right.tokens) == 1 and bool(right.abbreviation) and right.abbreviation in left.acronyms


LONGEST_RUN: Final = 3
"""Words that may be written together as one."""


def _joined(
    many: Sequence[Token], free_many: set[int], one: Sequence[Token], free_one: set[int]
) -> list[tuple[float, float, int, int]]:
    """Neighbouring words left over on one side that, written together, are a word left over on the other.

    Returns: (weight of the pair, weight that the words have beyond it, index of the first, index of the one).
    """
    found = []
    sounds = {one[j].fold: j for j in sorted(free_one, reverse=True) if len(one[j].raw) > 3}
    for i in sorted(free_many):
        together = many[i].raw
        for last in range(i + 1, min(i + LONGEST_RUN, len(many))):
            if not free_many.issuperset(range(i, last + 1)):
                break
            together += many[last].raw
            j = sounds.pop(fold(together), None)
            if j is not None:
                free_many.difference_update(range(i, last + 1))
                free_one.discard(j)
                weight = one[j].weight
                found.append((weight, math.fsum(many[k].weight for k in range(i, last + 1)) - weight, i, j))
                break
    return found


def compare_names(left: str, right: str, kind: str = "unknown") -> float:
    """How alike two names are, 0 to 1. Exactly 1 only where both are written the same but for case and spaces.

    Names of the same words in another order, or that differ in a legal form or an accent, come just below.

    >>> compare_names("Sergey LAVROV", "Sergey Lavrov")
    1.0
    >>> 1 > compare_names("Lavrov, Sergey", "Sergey Lavrov") > compare_names("Sergei Lavrov", "Sergey Lavrov") > 0.9
    True
    """
    value = align(tokens_of(left), tokens_of(right), kind).likeness
    if " ".join(left.split()).casefold() == " ".join(right.split()).casefold():
        return value
    return value * NOT_IDENTICAL
