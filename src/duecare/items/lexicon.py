"""The lexicon of the item scan, looked up word by word.

Only lexicon.json is read, which `duecare.items.compile` makes of lexicon.yaml: every rule hangs on its first word, and
its regular expression is made when that word is first met.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COMPILED = Path(__file__).resolve().parent / "lexicon.json"
NOTIONS = COMPILED.with_name("notions.json")

#: Between two words of a phrase: anything that does not end a clause ("1:N" and "e.g." do not).
BETWEEN = r"(?:[^\w.;:!?。；！？،؛]|[.:](?=\w)){1,4}+"
_OTHER = r"\w{1,40}+"
# What stands in every rule is written as one mark in lexicon.json, which then loads five times faster.
_LONG = {"␣": BETWEEN, "…": f"(?:{BETWEEN}{_OTHER})", "·": r"(?!\w)", "¬": r"\w{0,30}+", "¤": r"(?:s|es)?(?!\w)"}
_SHORT = re.compile(f"[{''.join(_LONG)}]")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ARABIC_PREFIX = r"(?:و|ف)?(?:ب|ل|ك)?(?:ال|ل)?"
_PREFIX = re.compile(ARABIC_PREFIX)
_WORD = re.compile(r"\w+")

#: No phrase reaches further than this many characters from its first word.
REACH = 2_400


@functools.cache
def _fold_table() -> dict[int, str]:
    """Letters with marks to the bare letter, one for one, so that places in the folded text are places in the text."""
    import unicodedata

    table = {0x130: "i", ord("ı"): "i", ord("ё"): "е", ord("Ё"): "е", ord("’"): "'"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii():
            table.setdefault(code, bare)
    table |= {ord(letter): bare for letter, bare in zip("أإآىیکة\u200c", "اااييكه ", strict=True)}
    return table


def fold(text: str) -> str:
    """Lower case without accents, of the same length as the text.

    >>> fold("Videoüberwachung, CÁMARA")
    'videouberwachung, camara'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_fold_table()).lower()


def words_of(folded: str) -> Iterator[tuple[int, str]]:
    """The words of a folded text with their places; no phrase holds a word longer than forty characters."""
    for match in _WORD.finditer(folded):
        if match.end() - match.start() <= 40:
            yield match.start(), match.group()


def singulars(word: str) -> tuple[str, ...]:
    """The words of which this may be the plural, itself first."""
    if word.endswith("es"):
        return word, word[:-1], word[:-2]
    return (word, word[:-1]) if word.endswith("s") else (word,)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase says, and how it is read.

    Attributes:
        kind: capability, mode, benign, everyday, watchful, hides or notion.
        says: Pairs of fact (without `item.`) and value; for goods their kind, for hides what is hidden.
        denies: The phrase itself is a denial, so a "no" inside it is its meaning.
        guarded: "detects" or "protects against" before it turns its meaning.
    """

    kind: str
    says: tuple[tuple[str, str | bool], ...]
    denies: bool
    guarded: bool


@dataclass(slots=True)
class Lexicon:
    """The compiled rules; a rule's regular expression is made when first needed."""

    entries: tuple[Entry, ...]
    rules: Sequence[tuple[int, str, Sequence[str]]]
    words: Mapping[str, Sequence[int]]
    stems: Mapping[str, Sequence[int]]
    joined: Sequence[tuple[int, str]]
    goods: Mapping[str, str]
    yields: Mapping[str, Sequence[str]]
    shortest_stem: int
    _found: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _patterns: dict[int, re.Pattern[str]] = field(default_factory=dict)
    _joined: list[tuple[int, re.Pattern[str]]] = field(default_factory=list)

    def starting_with(self, word: str) -> tuple[int, ...]:
        """The rules whose first word this folded word can be."""
        found = self._found.get(word)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[word] = tuple(sorted(self._search(word)))
        return found

    def _search(self, word: str) -> set[int]:
        forms = set(singulars(word))
        if ARABIC.match(word):
            # The article and the one-letter prefixes are written together with the word; try each reading.
            cuts = range(1, min(5, len(word) - 1))
            forms |= {word[cut:] for cut in cuts if _PREFIX.fullmatch(word[:cut])}
        rules: set[int] = set()
        for form in forms:
            rules.update(self.words.get(form, ()))
            for length in range(self.shortest_stem, len(form) + 1):
                rules.update(self.stems.get(form[:length], ()))
        return rules

    def match(self, rule: int, folded: str, start: int) -> re.Match[str] | None:
        """Match one rule at the place of its first word in a folded text."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            # Making a regular expression costs as much as reading a page; most rules lack their last word anyway.
            last = self.rules[rule][2]
            if last and not any(folded.find(word, start, start + REACH) >= 0 for word in last):
                return None
            pattern = self.pattern(rule)
        return pattern.match(folded, start)

    def pattern(self, rule: int) -> re.Pattern[str]:
        """The regular expression of one rule, for the folded text at the place of its first word."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            pattern = self._patterns[rule] = re.compile(written_out(self.rules[rule][1]))
        return pattern

    def joined_patterns(self) -> list[tuple[int, re.Pattern[str]]]:
        """The rules for scripts written without spaces, one regular expression an entry."""
        if not self._joined:
            self._joined = [(entry, re.compile(source)) for entry, source in self.joined]
        return self._joined


def written_out(rule: str) -> str:
    """The regular expression of a rule as it stands in lexicon.json, with its marks written out."""
    return _SHORT.sub(lambda mark: _LONG[mark.group()], rule)


@functools.cache
def lexicon(path: Path = COMPILED) -> Lexicon:
    """The shipped lexicon, or that of the notions of the definitions."""
    data = json.loads(path.read_text("utf-8"))
    entries = tuple(
        Entry(kind, tuple((fact, value) for fact, value in says), denies, guarded)
        for kind, says, denies, guarded in data["entries"]
    )
    goods = {name: kind for kind, names in data["goods"] for name in names.split("|")}
    stems = data["stems"]
    shortest = min(map(len, stems), default=1)
    return Lexicon(entries, data["rules"], data["words"], stems, data["joined"], goods, data["yields"], shortest)
