"""A name as the tokens that are compared: each with its sound, its consonants, its role and its weight."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final, Literal

from duecare.names.fold import fold, romanise, skeleton
from duecare.names.words import (
    FORM_GROUPS,
    FORM_PHRASES,
    FORM_WORDS,
    HAN_FORMS,
    LEADING_FORMS,
    NUMBER_WORDS,
    PARTICLE_FORMS,
    PARTICLES,
    TITLES,
    TRADE_NAMES,
    TRADE_WORDS,
    WORD_PHRASES,
)

Role = Literal["word", "number", "initial", "title", "particle"]

LONGEST_NAME: Final = 400
"""Characters of a name that are compared; what follows is not looked at (the longest listed name has some 300)."""

MOST_TOKENS: Final = 24

ROLE_WEIGHT: Final = {"number": 0.4, "initial": 0.25, "title": 0.2, "particle": 0.08}
"""What a token weighs by its role, where a rare word weighs 1."""

SYLLABLE_WEIGHT: Final = 0.55
"""What a syllable of Han or Hangul weighs at most: there are some hundreds of them."""

LEAST_WORD_WEIGHT: Final = 0.35
SLOPE_W: Final = 0.065


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a name.

    raw: romanised, lower case. fold: the form for one sound. skeleton: its consonants. written: "skeleton" where the
    script told no vowels, so that only consonants can be compared; "syllable" for a character of Han or Hangul, where
    one letter more or less is another name; "" else. start, end: where it stands in the name as typed.
    """

    raw: str
    fold: str
    skeleton: str
    written: str
    role: Role
    weight: float
    start: int
    end: int

    def anywhere(self) -> Token:
        """The token without its place: equal tokens of several names are then one."""
        return Token(self.raw, self.fold, self.skeleton, self.written, self.role, self.weight, 0, 0)


@dataclass(frozen=True, slots=True)
class NameTokens:
    """A name taken apart. forms: the legal forms, as their groups; they are compared apart from the words.

    whole: nothing was cut off for its length.
    """

    text: str
    tokens: tuple[Token, ...]
    forms: frozenset[str]
    weight: float
    whole: bool = True

    @property
    def telling(self) -> bool:
        """Whether all of it can be compared: nothing was cut off, and there is more than initials and particles."""
        return self.whole and sum(len(token.raw) for token in self.tokens if token.role in ("word", "number")) > 2

    @property
    def acronyms(self) -> tuple[str, ...]:
        """The first letters of its words, where there are three or more, alone and with that of its legal form."""
        letters = "".join(token.raw[0] for token in self.tokens if token.role == "word")
        return (letters, *(letters + form[0] for form in sorted(self.forms))) if len(letters) > 2 else ()

    @property
    def abbreviation(self) -> str:
        """The name itself, where it is one short word that could stand for the first letters of another name."""
        alone = self.tokens[0].raw if len(self.tokens) == 1 else ""
        return alone if 2 < len(alone) < 8 else ""

    @property
    def syllabic(self) -> bool:
        """Whether it is written in Han or Hangul."""
        return any(token.written == "syllable" for token in self.tokens)

    @property
    def organisation(self) -> bool:
        """Whether a legal form, a word of trade or a number shows that this is no person's name."""
        return bool(self.forms) or any(token.role == "number" or token.raw in TRADE_NAMES for token in self.tokens)


@cache
def _frequencies() -> dict[str, int]:
    text = resources.files("duecare.names").joinpath("frequencies.json").read_text("utf-8")
    table: dict[str, int] = json.loads(text)
    return table


@lru_cache(maxsize=65536)
def word_weight(folded: str) -> float:
    """What a word weighs by how many listed names hold it: 1 for a rare one, towards .3 for the commonest.

    From one shipped table (`frequencies.json`), not from the lists that are loaded: what a pair of names scores does
    not change when another list comes in.
    """
    count = _frequencies().get(folded, 0)
    if count < 4:
        return 1.0
    return max(LEAST_WORD_WEIGHT, 1.0 - SLOPE_W * math.log(count / 3))


_SPACED: Final = re.compile(r"(?<!\S)(?:[A-Z]\s){2,}[A-Z](?!\S)")
_WITH_GOD: Final = re.compile(r"(\w) الله\b")
"""Written as one word in Latin letters: Abdullah, Hizballah."""

_DOTTED: Final = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_](?!\w))?")
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u0963"
    "\u0980-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u200c\u200d"
)
"""Vowel signs and other marks that stand within a word and are no letters to Python."""

_PIECE: Final = re.compile(rf"[0-9]+|[^\W\d_{_MARKS}][^\W\d_{_MARKS}]*(?:[{_MARKS}]+[^\W\d_]*)*")
_WORD: Final = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*(?:['’‘`ʻʼ´][^\W_]+)*")
_APOSTROPHES: Final = re.compile("['’‘`ʻʼ´]")
_CAMEL: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ][a-zа-яё])")
_FORM_AT: Final = {phrase: (len(phrase.split()), form) for phrase, form in FORM_PHRASES}
_PHRASE_STARTS: Final = frozenset(phrase.split()[0] for phrase in (*_FORM_AT, *WORD_PHRASES))
_LONGEST_FORM: Final = max(len(phrase.split()) for phrase in (*_FORM_AT, *WORD_PHRASES))


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> NameTokens:
    """Take a name apart. Any text is accepted; one without a letter or digit has no tokens.

    >>> [token.fold for token in tokens_of("Путин, Владимир В.").tokens]
    ['putin', 'vladimir', 'v']
    >>> tokens_of("CNOOC ENERGY TECH & SRVCES LTD").forms
    frozenset({'limited'})
    """
    plain = unicodedata.normalize("NFKC", text[: LONGEST_NAME * 2]) if not text.isascii() else text
    plain = _WITH_GOD.sub(r"\1الله", plain[:LONGEST_NAME])
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in plain)
    for form in HAN_FORMS:
        if form in plain:
            shorter = plain.replace(form, " " * len(form))
            plain = shorter if shorter.strip() else plain
    words = _romanised(plain)
    words, forms = _without_forms(words)
    tokens = [_token(*word) for word in words[:MOST_TOKENS]]
    whole = len(text) <= LONGEST_NAME and len(words) <= MOST_TOKENS
    return NameTokens(text, tuple(tokens), frozenset(forms), math.fsum(token.weight for token in tokens), whole)


Word = tuple[str, str, int, int]


def _romanised(plain: str) -> list[Word]:
    """The words of a name in Latin letters: (word, how it was written, start, end)."""
    dotted = {match.start(): match for match in _DOTTED.finditer(plain)} if "." in plain else {}
    dotted |= {match.start(): match for match in _SPACED.finditer(plain)}
    words: list[Word] = []
    at = 0
    for match in _WORD.finditer(plain):
        if match.start() < at:
            continue
        if match.start() in dotted:
            found = dotted[match.start()]
            at = found.end()
            letters = "".join(c for c in found[0] if c.isalpha())
            words.extend(_word(letters, found.start(), found.end()))
            continue
        word = match[0]
        if not word.isascii() or "'" in word or "`" in word:
            word = _possessive(word)
        for piece in _CAMEL.split(word) if not word.isupper() and not word.islower() and len(word) > 7 else (word,):
            words.extend(_word(piece, match.start(), match.end()))
    return words


def _possessive(word: str) -> str:
    parts = _APOSTROPHES.split(word)
    if len(parts) > 1 and parts[-1].casefold() == "s" and word.isascii():
        parts = parts[:-1]
    return "".join(parts)


def _word(word: str, start: int, end: int) -> list[Word]:
    if word.isascii() and word.isalpha():
        return [(_mended(word.casefold()), "", start, end)]
    if any(c.isdigit() for c in word) and not word.isdigit() and not _LEET_LIKE.search(word):
        folded = word.casefold()
        if folded in NUMBER_WORDS:
            return [(NUMBER_WORDS[folded], "", start, end)]
        pieces = _PIECE.findall(word)
        if len(pieces) > 1:
            return [entry for piece in pieces for entry in _word(piece, start, end)]
    article = _ARTICLE.match(word)
    if article:
        return [*_word("al", start, start + 2), *_word(word[article.end() :], start + 2, end)]
    latin, written = romanise(word)
    if written == "syllable":
        return [(part, written, start, end) for part in latin.split()]
    latin = "".join(c for c in latin if c.isalnum())
    return [(_mended(latin), written, start, end)] if latin else []


_ARTICLE: Final = re.compile("ال(?=\\w{3})(?!له$)")
"""The Arabic article, written together with its word; "Allah" is a word of its own."""

_LEET_LIKE: Final = re.compile(r"^(?=.{4})[A-Za-z]+[0-9][A-Za-z]+$")


@lru_cache(maxsize=65536)
def _mended(word: str) -> str:
    """A misspelled word of legal forms or of trade, spelled right; any other word as it is.

    Only for a word that no listed name has, one edit away from a long one ("Copmany", "Liabilty", "Djoint").
    """
    if len(word) < 5 or word in FORM_GROUPS or word in TRADE_WORDS:
        return word
    sound = fold(word)
    if sound in _SOUNDS:
        return _SOUNDS[sound]
    if sound in _frequencies():
        return word
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    found = extractOne(word, _MENDED_TO, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


_MENDED_TO: Final = sorted(word for word in {*FORM_WORDS, *TRADE_WORDS} if len(word) > 5 or word in ("joint", "stock"))
_SOUNDS: Final = {fold(word): word for word in _MENDED_TO}


def _without_forms(words: list[Word]) -> tuple[list[Word], list[str]]:
    """The words without legal forms, wherever phrases stand and at either end, and the groups of those forms."""
    forms: list[str] = []
    kept: list[Word] = []
    at = 0
    while at < len(words):
        longest = min(_LONGEST_FORM, len(words) - at) if words[at][0] in _PHRASE_STARTS else 1
        for size in range(longest, 1, -1):
            phrase = " ".join(word for word, *_ in words[at : at + size])
            if phrase in WORD_PHRASES:
                kept.append((WORD_PHRASES[phrase], "", words[at][2], words[at + size - 1][3]))
                at += size
                break
            if phrase in _FORM_AT and (kept or at + size < len(words)):
                forms.append(FORM_GROUPS.get(_FORM_AT[phrase][1], _FORM_AT[phrase][1]))
                at += size
                break
        else:
            word, written, start, end = words[at]
            kept.append((WORD_PHRASES.get(word, word), written, start, end))
            at += 1
    while len(kept) > 1 and kept[-1][0] in FORM_GROUPS and kept[-1][1] == "":
        forms.append(FORM_GROUPS[kept.pop()[0]])
    while len(kept) > 1 and kept[0][0] in LEADING_FORMS and kept[0][1] == "" and len(kept[1][0]) > 1:
        form = kept.pop(0)[0]
        forms.append(FORM_GROUPS.get(form, "jsc"))  # "at" stands for a joint stock company only in front
    return kept, forms


def _token(word: str, written: str, start: int, end: int) -> Token:
    word = TRADE_WORDS.get(word, word)
    word = NUMBER_WORDS.get(word, word)
    role: Role = "word"
    if word.isdigit():
        role = "number"
    elif len(word) == 1:
        role = "initial"
    elif word in PARTICLES or (word in FORM_WORDS and word not in TRADE_NAMES):
        role = "particle"
        word = PARTICLE_FORMS.get(word, word)
    elif word in TITLES:
        role = "title"
    folded = fold(word)
    weight = ROLE_WEIGHT.get(role) or word_weight(folded) * (1.0 if len(word) > 2 else 0.7)
    if written == "syllable":
        weight = min(weight, SYLLABLE_WEIGHT)
    return Token(word, folded, skeleton(word, written), written, role, weight, start, end)
