"""The flat arrays of a name index: a vocabulary, its neighbour tables, postings, and the names as numbers of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.names.compare import CONSONANT_EDITS, LONGEST_RUN
from duecare.names.fold import fold, skeleton
from duecare.names.neighbours import Ids, Table, grouped, hashed, table
from duecare.names.tokens import NameTokens, Role, tokens_of
from duecare.names.words import FORM_GROUPS

ROLES: Final[tuple[Role, ...]] = ("word", "number", "initial", "title", "particle")
WRITTEN: Final = ("", "skeleton", "syllable")
KINDS: Final = ("unknown", "person", "company", "body", "vessel", "aircraft")
SHOWS_ORGANISATION: Final = 8
SYLLABIC: Final = 16
"""Set beside the kind of a name: its words show that it is no person's; it is written in Han or Hangul."""

FORM_BITS: Final = {form: 1 << bit for bit, form in enumerate(sorted(set(FORM_GROUPS.values())))}

MOST_LETTERS: Final = 255

TABLE_PARTS: Final = ("hashes", "starts", "ids")


def letters(word: str) -> int:
    """Which letters a word has, one bit a letter; all others share the last bits by their code."""
    bits = 0
    for char in word:
        bits |= 1 << (ord(char) - 97 if "a" <= char <= "z" else 26 + ord(char) % 6)
    return bits


def written_together(tokens: NameTokens) -> set[str]:
    """The sounds of neighbouring words written as one: what `align` would take them together for."""
    parts = [token.raw for token in tokens.tokens]
    return {
        fold("".join(parts[first:last]))
        for first in range(len(parts))
        for last in range(first + 2, min(first + LONGEST_RUN, len(parts)) + 1)
    }


@dataclass(frozen=True, slots=True)
class IndexedName:
    """A name to index: its text, what bears it, and the number of its bearer."""

    text: str
    kind: str
    owner: int


def build_arrays(names: Iterable[IndexedName]) -> dict[str, NDArray[Any]]:
    """The arrays of an index. A name without letters or digits is left out: nothing can be compared with it."""
    words: dict[tuple[str, str, str], int] = {}
    made: list[tuple[str, str, str, Role, float]] = []
    name_words: list[int] = []
    starts: list[int] = [0]
    forms: list[int] = []
    kinds: list[int] = []
    owners: list[int] = []
    weights: list[float] = []
    initials: list[float] = []
    joined: list[tuple[int, int]] = []
    acronyms: list[tuple[int, int]] = []
    shorts: list[tuple[int, int]] = []
    texts: list[bytes] = []
    for name in names:
        tokens = tokens_of(name.text)
        if not tokens.tokens:
            continue
        number = len(owners)
        for token in tokens.tokens:
            key = (token.fold, token.raw, token.written)
            if key not in words:
                words[key] = len(made)
                made.append((token.fold, token.raw, token.written, token.role, token.weight))
            name_words.append(words[key])
        starts.append(len(name_words))
        joined.extend((hashed(together), number) for together in written_together(tokens))
        acronyms.extend((hashed(short), number) for short in tokens.acronyms)
        shorts.extend((hashed(short), number) for short in (tokens.abbreviation,) if short)
        forms.append(sum(FORM_BITS[form] for form in tokens.forms))
        kinds.append(KINDS.index(name.kind) | tokens.organisation * SHOWS_ORGANISATION | tokens.syllabic * SYLLABIC)
        owners.append(name.owner)
        weights.append(tokens.weight)
        initials.append(sum(token.weight for token in tokens.tokens if token.role == "initial"))
        texts.append(name.text.encode())
    order = sorted(range(len(made)), key=lambda at: made[at])
    place = np.empty(len(made), np.int32)
    place[order] = np.arange(len(made), dtype=np.int32)
    vocabulary = [made[at] for at in order]
    folds, word_fold = np.unique(np.array([word[0] for word in vocabulary]), return_inverse=True)
    fold_starts = np.searchsorted(word_fold, np.arange(len(folds) + 1)).astype(np.int32)
    occurrences = place[np.array(name_words, np.int32)] if name_words else np.empty(0, np.int32)
    name_of = np.repeat(np.arange(len(owners), dtype=np.int32), np.diff(np.array(starts)))
    by_word = np.argsort(occurrences, kind="stable")
    tables = {
        "near": _spellings(vocabulary),
        "told": _bones(vocabulary, told=True),
        "poor": _bones(vocabulary, told=False),
        "joined": grouped(*_columns(joined)),
        "acronym": grouped(*_columns(acronyms)),
        "short": grouped(*_columns(shorts)),
    }
    return {
        "raws": _lines([word[1] for word in vocabulary]),
        "folds": _lines(folds.tolist()),
        "word_fold": word_fold.astype(np.int32),
        "word_plain": np.array([word[0] == word[1] for word in vocabulary], np.bool_),
        "word_written": np.array([WRITTEN.index(word[2]) for word in vocabulary], np.uint8),
        "word_role": np.array([ROLES.index(word[3]) for word in vocabulary], np.uint8),
        "word_weight": np.array([word[4] for word in vocabulary], np.float64),
        "fold_starts": fold_starts,
        "raw_length": np.array([min(len(word[1]), MOST_LETTERS) for word in vocabulary], np.uint8),
        "raw_letters": np.array([letters(word[1]) for word in vocabulary], np.uint32),
        "fold_length": np.array([min(len(word[0]), MOST_LETTERS) for word in vocabulary], np.uint8),
        "fold_letters": np.array([letters(word[0]) for word in vocabulary], np.uint32),
        "posting_starts": np.searchsorted(occurrences[by_word], np.arange(len(made) + 1)).astype(np.int32),
        "postings": name_of[by_word],
        "name_starts": np.array(starts, np.int32),
        "name_words": occurrences.astype(np.int32),
        "name_forms": np.array(forms, np.uint64),
        "name_kind": np.array(kinds, np.uint8),
        "name_owner": np.array(owners, np.int32),
        "name_weight": np.array(weights, np.float64),
        "name_initials": np.array(initials, np.float32),
        "texts": _blob(texts),
        "text_starts": _offsets(texts),
        **{f"{name}_{part}": getattr(table, part) for name, table in tables.items() for part in TABLE_PARTS},
    }


_Vocabulary = Sequence[tuple[str, str, str, Role, float]]


def _spellings(vocabulary: _Vocabulary) -> Table:
    """The table of spellings: every word under its own and under its sound, where that is another."""
    spelled = [(word, number) for number, (fold, raw, *_) in enumerate(vocabulary) for word in {fold, raw}]
    found = table([word for word, _ in spelled])
    return Table(found.hashes, found.starts, np.array([number for _, number in spelled], np.int32)[found.ids])


def _bones(vocabulary: _Vocabulary, *, told: bool) -> Table:
    """The table of consonants of the words whose vowels are told, or of the others.

    Words and titles only: other roles are never compared by their consonants.
    """
    at = [
        number
        for number, (_, _, written, role, _) in enumerate(vocabulary)
        if role in ("word", "title") and (written != "skeleton") == told
    ]
    found = table([skeleton(*vocabulary[number][1:3]) for number in at], CONSONANT_EDITS)
    return Table(found.hashes, found.starts, np.array(at, np.int32)[found.ids] if at else found.ids)


def _columns(rows: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [key for key, _ in rows], [number for _, number in rows]


def _blob(texts: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(texts), np.uint8)


def _lines(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words as lines of text: no word holds a line break."""
    return _blob(["\n".join(words).encode()])


def _offsets(texts: Sequence[bytes]) -> Ids:
    return np.cumsum([0, *(len(text) for text in texts)]).astype(np.int32)
