"""The terms of a text: what the linear model weighs, and where in the text each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A term stands at start..end of the folded text; a pair of words is written with a space.
Term = tuple[str, int, int]

#: Characters of which terms are taken; the rest of a longer text counts no more.
REACH = 20_000
LONGEST_WORD = 40
#: Letters of a run inside a word.
GRAM = 5

_JOINED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_JOINED}]+|[^\W_{_JOINED}]+")
_FIRST_JOINED = "\u0e00"
_DIGITS = re.compile(r"\d")
_ARABIC_AFFIX = re.compile(r"^[وف]?[بلك]?ال(?=\w{3})")


def terms_of(folded: str) -> Iterator[Term]:
    """Words, pairs of neighbouring words, and in scripts without spaces runs of one to three characters.

    >>> [term for term, _, _ in terms_of("live faces")]
    ['live', 'faces', 'live faces']
    """
    previous, before, gap = "", 0, 0
    for match in _TOKEN.finditer(folded, 0, REACH):
        token, start, end = match.group(), match.start(), match.end()
        if token[0] >= _FIRST_JOINED and not token.isascii() and _is_joined(token):
            for length in (1, 2, 3):
                for first in range(len(token) - length + 1):
                    yield token[first : first + length], start + first, start + first + length
            previous = ""
            continue
        if end - start > LONGEST_WORD:
            previous = ""
            continue
        word = plain(token)
        yield word, start, end
        # A pair does not reach over the end of a sentence.
        if previous and start - gap <= 2 and (start - gap == 1 or folded[gap] not in ".;:!?"):
            yield f"{previous} {word}", before, end
        previous, before, gap = word, start, end


def _is_joined(token: str) -> bool:
    return "\u0e00" <= token[0] <= "\u0e7f" or "\u3040" <= token[0] <= "\u9fff" or "\uf900" <= token[0] <= "\ufaff"


def plain(token: str) -> str:
    """A word as it is weighed: digits alike, Arabic words without article and prefixes."""
    if token.isascii():
        return token if token.isalpha() else _DIGITS.sub("0", token)
    return _ARABIC_AFFIX.sub("", token)


def grams_of(term: str) -> Iterator[str]:
    """The features of a term: itself, and of a word its runs of five letters with its bounds marked.

    >>> list(grams_of("scans"))
    ['scans', '‹scan', 'scans·', 'cans›']
    """
    yield term
    if " " in term or (term[0] >= _FIRST_JOINED and _is_joined(term)) or len(term) < 4:
        return
    bound = f"‹{term}›"
    for first in range(len(bound) - GRAM + 1):
        gram = bound[first : first + GRAM]
        yield f"{gram}·" if gram == term else gram
