"""An index of names: every name whose likeness to a query can reach a bound, and no other limit.

For each token of a query the words near it are looked up, and each name holding one is credited with the most that the
pair could bring. A name is left out only where even with all of that its likeness would stay below the bound: so
nothing is lost, and `brute_force` compares with the whole list to show it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from duecare.names.compare import (
    CONSONANT_EDITS,
    DISSIMILAR,
    INITIAL,
    LONG_SKELETON,
    Alignment,
    Sim,
    chosen,
    edits_allowed,
    likeness_bound,
    missing_cost,
    pair_weight,
    token_similarity,
)
from duecare.names.fold import skeleton
from duecare.names.index_arrays import (
    FORM_BITS,
    KINDS,
    MOST_LETTERS,
    ROLES,
    SHOWS_ORGANISATION,
    SYLLABIC,
    TABLE_PARTS,
    WRITTEN,
    letters,
    written_together,
)
from duecare.names.neighbours import Ids, Table, hashed, near
from duecare.names.tokens import NameTokens, Token

ALLOWED: Final = np.array([edits_allowed(length) for length in range(MOST_LETTERS + 1)], np.uint8)


class Keep(Protocol):
    """Which names are kept, by their likeness to the query and the weight that is matched. It must rise with both.

    least: the likeness below which none is kept, whatever is matched.
    """

    @property
    def least(self) -> float: ...

    def __call__(self, likeness: NDArray[Any], matched: NDArray[Any], /) -> NDArray[np.bool_]: ...


ROUNDING: Final = np.float32(1e-5)
"""What the bound gives away to the rounding of single-precision sums."""


def _least_matched(weight: float, missing: float, least: float) -> float:
    """The least matched weight with which a name could reach a likeness: all the rest is missing at the least cost."""
    cost = min(missing, DISSIMILAR / 2)
    return least * cost * weight / (1.0 - least + least * cost) if least < 1.0 else weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of the index compared with a query: its number, its bearer's number, and how the two were aligned."""

    name: int
    owner: int
    alignment: Alignment


class NameIndex:
    """The names of one or more lists, ready to be searched; the arrays are those of `build_arrays`, memory-mapped."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._a = {name: np.asarray(array) for name, array in arrays.items()}
        self.size = len(self._a["name_owner"])
        self._raws, self._folds = (self._a[name].tobytes().decode().split("\n") for name in ("raws", "folds"))
        self._tables = {
            name: Table(*(self._a[f"{name}_{part}"] for part in TABLE_PARTS))
            for name in ("near", "told", "poor", "joined", "acronym", "short")
        }
        self._spoken = [self._folds[fold] for fold in self._a["word_fold"].tolist()]
        self._of_thread = threading.local()
        self._missing = self._missing_by_query()
        self._word = lru_cache(maxsize=100_000)(self._read_word)
        self._gains = lru_cache(maxsize=10_000)(self._read_gains)

    def _missing_by_query(self) -> dict[tuple[str, bool, bool], NDArray[np.float32]]:
        """By a query's kind and what its words show: what a missing word costs, name by name."""
        kinds = self._a["name_kind"]
        by_content: dict[bytes, NDArray[np.float32]] = {}
        costs = {}
        for kind, organisation, syllabic in product(KINDS, (False, True), (False, True)):
            by_code = np.zeros(2 * SYLLABIC, np.float32)
            for code in range(2 * SYLLABIC):
                if code % SHOWS_ORGANISATION < len(KINDS):
                    shows = organisation or bool(code & SHOWS_ORGANISATION), syllabic or bool(code & SYLLABIC)
                    by_code[code] = missing_cost(kind, KINDS[code % SHOWS_ORGANISATION], *shows)
            key = by_code.tobytes()
            if key not in by_content:
                by_content[key] = by_code[kinds]
            costs[kind, organisation, syllabic] = by_content[key]
        return costs

    # ── what the index holds ───────────────────────────────────────────────────────────────────────────────────────

    def text(self, name: int) -> str:
        """A name as it was given."""
        return self._slice("texts", "text_starts", name)

    def owner(self, name: int) -> int:
        """The number of the bearer of a name."""
        return int(self._a["name_owner"][name])

    def kind(self, name: int) -> str:
        """What bears a name."""
        return KINDS[int(self._a["name_kind"][name]) % SHOWS_ORGANISATION]

    def _slice(self, blob: str, starts: str, number: int) -> str:
        first, last = self._a[starts][number : number + 2].tolist()
        return self._a[blob][first:last].tobytes().decode()

    def _read_word(self, number: int) -> Token:
        raw, fold = self._raws[number], self._spoken[number]
        written, role = WRITTEN[self._a["word_written"][number]], ROLES[self._a["word_role"][number]]
        return Token(raw, fold, skeleton(raw, written), written, role, float(self._a["word_weight"][number]), 0, 0)

    def _tokens(self, name: int) -> tuple[list[int], NameTokens]:
        """The numbers of a name's words, and its tokens."""
        first, last = self._a["name_starts"][name : name + 2].tolist()
        numbers = self._a["name_words"][first:last].tolist()
        bits = int(self._a["name_forms"][name])
        forms = frozenset(form for form, bit in FORM_BITS.items() if bits & bit) if bits else frozenset()
        return numbers, NameTokens("", tuple(map(self._word, numbers)), forms, float(self._a["name_weight"][name]))

    # ── retrieval ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _words_near(self, token: Token) -> set[int]:
        """The words that may be similar to a token: near it by spelling or sound, or alike in their consonants."""
        near_by = self._tables["near"]
        numbers = near(token.raw, near_by)
        if token.fold != token.raw:
            numbers = np.concatenate([numbers, near(token.fold, near_by)])
        found = self._close("raw", token.raw, numbers, self._raws.__getitem__)
        if token.fold == token.raw:  # the sounds of words that are spelled as they sound were just compared
            numbers = numbers[~self._a["word_plain"][numbers]]
        found |= self._close("fold", token.fold, numbers, self._spoken.__getitem__)
        if token.role in ("word", "title"):
            edits = CONSONANT_EDITS if len(token.skeleton) + CONSONANT_EDITS >= LONG_SKELETON else 0
            bones = self._tables["told" if token.written == "skeleton" else "poor"]
            found.update(near(token.skeleton, bones, edits).tolist())
        return found

    def _close(self, form: str, word: str, numbers: Ids, spelled: Callable[[int], str]) -> set[int]:
        """Which of these words edits lead to from a word; lengths and letters rule most of them out at once."""
        if not len(numbers):
            return set()
        a = self._a
        allowed = ALLOWED[np.maximum(a[f"{form}_length"][numbers], min(len(word), MOST_LETTERS))]
        apart = np.bitwise_count(a[f"{form}_letters"][numbers] ^ np.uint32(letters(word)))
        left = apart <= 2 * allowed  # an edit changes two kinds of letters at most
        close = numbers[left].tolist()
        if not close:
            return set()
        edits = cdist([word], list(map(spelled, close)), scorer=OSA.distance, dtype=np.uint8)[0]
        return {number for number, within in zip(close, (edits <= allowed[left]).tolist(), strict=True) if within}

    def _read_gains(self, token: Token) -> tuple[Ids, NDArray[np.float32]]:
        """The names that hold a word similar to a token, with the most that the pair can bring; least first."""
        found: list[tuple[float, int]] = []
        for number in self._words_near(token):
            word = self._word(number)
            similarity = token_similarity(token, word)
            if similarity > 0.0:
                found.append((similarity * pair_weight(token, word), number))
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        found.sort()
        starts, postings = self._a["posting_starts"], self._a["postings"]
        pieces = [postings[starts[number] : starts[number + 1]] for _, number in found]
        gains = np.array([gain for gain, _ in found], np.float32)
        return np.concatenate(pieces), np.repeat(gains, [len(piece) for piece in pieces])

    def candidates(self, query: NameTokens, kind: str, keep: Keep) -> tuple[Ids, frozenset[int]]:
        """The numbers of the names that may pass `keep`, and those among them that write words together or apart.

        No name that it would keep by its true likeness and matched weight is left out.
        """
        if not query.tokens or not self.size:
            return np.empty(0, np.int32), frozenset()
        a = self._a
        own = np.float32(query.weight)
        missing = self._missing[kind, query.organisation, query.syllabic]
        spare = np.float32(INITIAL * sum(token.weight for token in query.tokens if token.role == "initial"))
        touched, total = self._credited(query)
        total += a["name_initials"][touched] + spare
        enough = total >= _least_matched(query.weight, float(missing.min()), keep.least) - ROUNDING
        touched, first = np.unique(touched[enough], return_index=True)
        weights = a["name_weight"][touched]
        matched = np.minimum(total[enough][first], (weights + own) / 2)
        likeness = likeness_bound(matched, own, weights, missing[touched])
        survivors = touched[keep(likeness + ROUNDING, matched + ROUNDING)]
        together = [*self._written_together(query)]
        by_letters = [
            self._keyed(table, hashed(short))
            for table, short in (("acronym", query.abbreviation), *(("short", short) for short in query.acronyms))
            if short
        ]
        apart = frozenset(np.concatenate(together).tolist()) if together else frozenset()
        return np.unique(np.concatenate([survivors.astype(np.int32), *together, *by_letters])), apart

    def _credited(self, query: NameTokens) -> tuple[Ids, NDArray[np.float32]]:
        """Every name that holds a word similar to one of the query, some several times, and the most it can match."""
        total, best = self._buffers()
        pieces = []
        for token in query.tokens:
            names, gains = self._gains(token.anywhere())
            if len(names):
                best[names] = gains  # least first: the last assignment to a name is its greatest gain
                total[names] = total[names] + best[names]
                pieces.append(names)
        touched = np.concatenate(pieces) if pieces else np.empty(0, np.int32)
        credit = total[touched]
        total[touched] = 0.0
        return touched, credit

    def _buffers(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Two arrays of one number a name, one of them all zero; each thread has its own."""
        if not hasattr(self._of_thread, "total"):
            self._of_thread.total = np.zeros(self.size, np.float32)
            self._of_thread.best = np.zeros(self.size, np.float32)
        return self._of_thread.total, self._of_thread.best

    def _keyed(self, table: str, key: int) -> Ids:
        return self._tables[table].of(np.array([key], np.uint32))

    def _written_together(self, query: NameTokens) -> Iterator[Ids]:
        """Names that write as one word what the query writes as several, and the other way round."""
        starts, postings = self._a["posting_starts"], self._a["postings"]
        for together in written_together(query):
            sound = bisect_left(self._folds, together)
            if sound < len(self._folds) and self._folds[sound] == together:
                first, last = self._a["fold_starts"][sound : sound + 2].tolist()
                yield postings[starts[first] : starts[last]]
        for token in query.tokens:
            if len(token.raw) > 3:
                yield self._keyed("joined", hashed(token.fold))

    # ── comparison ─────────────────────────────────────────────────────────────────────────────────────────────────

    def compare(
        self, query: NameTokens, kind: str, names: Iterable[int], apart: frozenset[int] | None = None
    ) -> Iterator[Candidate]:
        """Align the query with each of these names.

        Args:
            query: The name sought.
            kind: What bears it.
            names: Numbers of names.
            apart: The names for which words written together are looked for; by default all.
        """
        similar: list[dict[int, float]] = [{} for _ in query.tokens]
        costs = self._missing[kind, query.organisation, query.syllabic]
        for name in names:
            numbers, tokens = self._tokens(name)
            sims: list[Sim] = []
            for i, token in enumerate(query.tokens):
                known = similar[i]
                for j, number in enumerate(numbers):
                    value = known.get(number)
                    if value is None:
                        value = known[number] = token_similarity(token, tokens.tokens[j])
                    if value > 0.0:
                        sims.append((value, i, j, pair_weight(token, tokens.tokens[j])))
            together = apart is None or name in apart
            alignment = chosen(sims, query, tokens, float(costs[name]), together=together)
            yield Candidate(name, self.owner(name), alignment)

    def search(self, query: NameTokens, kind: str, keep: Keep) -> list[Candidate]:
        """Every name that passes `keep` by its likeness to the query and the weight that is matched."""
        names, apart = self.candidates(query, kind, keep)
        return kept(self.compare(query, kind, names.tolist(), apart), keep)

    def brute_force(self, query: NameTokens, kind: str, keep: Keep) -> list[Candidate]:
        """The same by comparing with every word and every name: the oracle of the tests, hundreds of times slower."""
        starts, postings = self._a["posting_starts"], self._a["postings"]
        every: set[int] = set()
        for token in query.tokens:
            for number in self._words_compared(token):
                if token_similarity(token, self._word(number)) > 0.0:
                    every.update(postings[starts[number] : starts[number + 1]].tolist())
        spoken, joined, acronyms, shorts = self._spelled_out
        for together in written_together(query):
            for number in spoken.get(together, ()):
                every.update(postings[starts[number] : starts[number + 1]].tolist())
        for token in query.tokens:
            every.update(joined.get(token.fold, ()) if len(token.raw) > 3 else ())
        every.update(acronyms.get(query.abbreviation, ()) if query.abbreviation else ())
        every.update(name for short in query.acronyms for name in shorts.get(short, ()))
        return kept(self.compare(query, kind, sorted(every)), keep)

    def _words_compared(self, token: Token) -> list[int]:
        """Every word that a scan of the whole vocabulary does not rule out."""
        first = [number for number, raw in enumerate(self._raws) if raw[:1] == token.raw[0]]
        if token.role == "initial":
            return first
        bones = self._skeletons
        near_by = cdist([token.raw], self._raws, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[0] <= 2
        near_by |= cdist([token.fold], self._spoken, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[0] <= 2
        near_by |= cdist([token.skeleton], bones, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)[0] <= 1
        return [*np.flatnonzero(near_by).tolist(), *(number for number in first if len(self._raws[number]) == 1)]

    @cached_property
    def _spelled_out(self) -> tuple[dict[str, list[int]], ...]:
        """Words by sound; names by what their words make together, by first letters, and by being such letters."""
        spoken: dict[str, list[int]] = {}
        for number, sound in enumerate(self._spoken):
            spoken.setdefault(sound, []).append(number)
        joined: dict[str, list[int]] = {}
        acronyms: dict[str, list[int]] = {}
        shorts: dict[str, list[int]] = {}
        for name in range(self.size):
            tokens = self._tokens(name)[1]
            for together in written_together(tokens):
                joined.setdefault(together, []).append(name)
            for short in tokens.acronyms:
                acronyms.setdefault(short, []).append(name)
            shorts.setdefault(tokens.abbreviation, []).append(name)
        return spoken, joined, acronyms, shorts

    @cached_property
    def _skeletons(self) -> list[str]:
        return [self._word(number).skeleton for number in range(len(self._raws))]


def kept(candidates: Iterable[Candidate], keep: Keep) -> list[Candidate]:
    """The candidates that pass."""
    found = list(candidates)
    likeness = np.array([candidate.alignment.likeness for candidate in found], np.float64)
    matched = np.array([candidate.alignment.matched for candidate in found], np.float64)
    return [candidate for candidate, stays in zip(found, keep(likeness, matched).tolist(), strict=True) if stays]
