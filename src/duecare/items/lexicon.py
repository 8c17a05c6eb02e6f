"""The lexicon of the item scan, looked up word by word.

Only lexicon.json is read, which `duecare.items.compile` makes of lexicon.yaml and the terms of the taxonomy.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
#: Scripts written without spaces; only in these are phrases looked for that are found anywhere.
JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
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


def words_of(folded: str) -> list[tuple[int, str]]:
    """The words of a folded text with their places; no phrase holds a word longer than forty characters."""
    found = [(match.start(), match.group()) for match in _WORD.finditer(folded)]
    return [one for one in found if len(one[1]) <= 40]


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


class Table(dict[str, frozenset[int]]):
    """The rules that hang on each folded word: looked up among words, their plurals and stems when first met."""

    #: Words remembered; what a larger catalogue brings is looked up anew.
    MOST = 150_000

    def __init__(self, words: Mapping[str, Sequence[int]], stems: Mapping[str, Sequence[int]]) -> None:
        super().__init__()
        self._words, self._stems = words, stems
        self._shortest_stem = min(map(len, stems), default=1)

    def __missing__(self, word: str) -> frozenset[int]:
        if len(self) >= self.MOST:
            self.clear()
        found = self[word] = frozenset(self._search(word))
        return found

    def _search(self, word: str) -> set[int]:
        forms = set(singulars(word))
        if ARABIC.match(word):
            # The article and the one-letter prefixes are written together with the word; try each reading.
            cuts = range(1, min(5, len(word) - 1))
            forms |= {word[cut:] for cut in cuts if _PREFIX.fullmatch(word[:cut])}
        rules: set[int] = set()
        for form in forms:
            rules.update(self._words.get(form, ()))
            for length in range(self._shortest_stem, len(form) + 1):
                rules.update(self._stems.get(form[:length], ()))
        return rules


@dataclass(slots=True)
class Lexicon:
    """The compiled rules; a rule's regular expression is made when first needed.

    A rule is tried where its first word stands, and only in a text that holds its anchor too: the rarest of the words
    it cannot do without. Rules for scripts written without spaces hang on their first two characters.
    """

    entries: tuple[Entry, ...]
    rules: Sequence[tuple[int, str, Sequence[str]]]
    first: Table
    anchor: Table
    joined: Mapping[str, Sequence[tuple[int, str]]]
    goods: Mapping[str, str]
    yields: Mapping[str, Sequence[str]]
    unanchored: frozenset[int]
    _patterns: dict[int, re.Pattern[str]] = field(default_factory=dict)
    _joined: dict[str, list[tuple[int, re.Pattern[str]]]] = field(default_factory=dict)

    def armed(self, words: Iterable[str]) -> frozenset[int]:
        """The rules that a text with these words can match at all."""
        return self.unanchored.union(*filter(None, map(self.anchor.__getitem__, words)))

    def match(self, rule: int, folded: str, start: int) -> re.Match[str] | None:
        """Match one rule at the place of its first word in a folded text."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            # Making a regular expression costs as much as reading a page; most rules lack their anchor from here on.
            anchors = self.rules[rule][2]
            if anchors and not any(folded.find(word, start, start + REACH) >= 0 for word in anchors):
                return None
            pattern = self.pattern(rule)
        return pattern.match(folded, start)

    def pattern(self, rule: int) -> re.Pattern[str]:
        """The regular expression of one rule, for the folded text at the place of its first word."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            pattern = self._patterns[rule] = re.compile(written_out(self.rules[rule][1]))
        return pattern

    def joined_at(self, folded: str) -> Iterator[tuple[int, re.Pattern[str], int]]:
        """Entry, pattern and place of every joined rule that may match in a folded text."""
        for start in range(len(folded)):
            for length in (1, 2):
                key = folded[start : start + length]
                if key in self.joined:
                    for entry, pattern in self._compiled(key):
                        yield entry, pattern, start

    def _compiled(self, key: str) -> list[tuple[int, re.Pattern[str]]]:
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = [(entry, re.compile(source)) for entry, source in self.joined[key]]
        return found


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
    joined: dict[str, list[tuple[int, str]]] = {}
    for entry, pattern, starts in data["joined"]:
        for start in starts:
            joined.setdefault(start, []).append((entry, pattern))
    rules = data["rules"]
    return Lexicon(
        entries,
        rules,
        Table(data["words"], data["stems"]),
        Table(data["anchor_words"], data["anchor_stems"]),
        joined,
        goods,
        data["yields"],
        frozenset(number for number, rule in enumerate(rules) if not rule[2]),
    )
