"""The terms of a text: what the linear model weighs, and where in the text each of them stands."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

#: Characters of which terms are taken; the rest of a longer text counts no more.
REACH = 20_000
LONGEST_WORD = 40
#: Letters of a run inside a word, and most characters of a run in a script without spaces.
GRAM, JOINED_RUN = 5, 3

_JOINED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_JOINED}]+|[^\W_{_JOINED}]+")
_IS_JOINED = re.compile(rf"[{_JOINED}]")
_DIGITS = re.compile(r"\d")
_ARABIC_AFFIX = re.compile(r"^[وف]?[بلك]?ال(?=\w{3})")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Terms:
    """Distinct terms with the place where each stands first.

    Attributes:
        words: Words of scripts with spaces; parts of them are weighed too.
        others: Pairs of neighbouring words, and in scripts without spaces runs of one to three characters.
        length: Distinct words and single characters, of which the scale of a text is made.
    """

    words: dict[str, Place]
    others: dict[str, Place]
    length: int

    def __iter__(self) -> Iterator[str]:
        yield from self.words
        yield from self.others


class _Everything:
    def __contains__(self, term: object) -> bool:
        return True


def terms_of(folded: str, known: Container[str] = _Everything()) -> Terms:
    """The terms of a folded text; of pairs and runs only those that are known.

    >>> list(terms_of("live faces")), list(terms_of("人脸"))
    (['live', 'faces', 'live faces'], ['人', '脸', '人脸'])
    """
    words: dict[str, Place] = {}
    others: dict[str, Place] = {}
    characters: set[str] = set()
    previous, before, gap = "", 0, 0
    for match in _TOKEN.finditer(folded, 0, REACH):
        token, start, end = match[0], match.start(), match.end()
        # Digits are alike, and Arabic words stand without article and prefixes.
        if token.isascii():
            word = token if token.isalpha() else _DIGITS.sub("0", token)
        elif _IS_JOINED.match(token):
            characters.update(token)
            for length in range(1, JOINED_RUN + 1):
                for first in range(len(token) - length + 1):
                    run = token[first : first + length]
                    if run in known and run not in others:
                        others[run] = start + first, start + first + length
            previous = ""
            continue
        else:
            word = _ARABIC_AFFIX.sub("", token)
        if end - start > LONGEST_WORD:
            previous = ""
            continue
        if word not in words:
            words[word] = start, end
        # A pair does not reach over the end of a sentence.
        if previous and start - gap <= 2 and (start - gap == 1 or folded[gap] not in ".;:!?"):
            pair = f"{previous} {word}"
            if pair in known and pair not in others:
                others[pair] = before, end
        previous, before, gap = word, start, end
    return Terms(words, others, max(len(words) + len(characters), 1))


def parts_of(word: str) -> Iterator[str]:
    """The features of a word: itself, and its runs of five letters with its bounds marked.

    >>> list(parts_of("scans"))
    ['scans', '‹scan', 'scans·', 'cans›']
    """
    yield word
    if len(word) < 4:
        return
    bound = f"‹{word}›"
    for first in range(len(bound) - GRAM + 1):
        part = bound[first : first + GRAM]
        yield f"{part}·" if part == word else part
