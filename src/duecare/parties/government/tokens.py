"""The words of a name in one form, each with its place in the name as typed.

Names and the phrases of the lexicon go through the same folding: case, accents and vowel marks, Arabic letters of one
sound, Cyrillic endings. Articles and words like "of" are left out of what is compared; they tell where a head ends.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u00ad\u200d\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640\u0900-\u0963\u0966-\u0dff\u1200-\u139f\u3099\u309a"
)
#: Scripts where every character is compared by itself: Thai, Lao, Burmese, Khmer, kana, Han, Hangul.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u3098\u309b-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d"
)
_APOSTROPHES: Final = "'’ʼ`´ʹ‘′"
_TOKEN: Final = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[\w{_MARKS}])+(?:[{_APOSTROPHES}\"״](?:(?![{_UNSPACED}])[\w{_MARKS}])+)*"
)
_PLAIN_TOKEN: Final = re.compile(r"[A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*")
_UNSPACED_CHARACTER: Final = re.compile(f"[{_UNSPACED}]")
#: What parts a name: a phrase does not run across it. A hyphen inside a word does not.
_BARRIER: Final = re.compile(r"[,;:|()\[\]{}«»“”„\"/–—，、；：（）【】《》「」・،؛!?]|\s[-‐-―]+\s?")
#: Letters of an abbreviation that a list writes one by one: "s a".
_SPELT_OUT: Final = re.compile(r"(?<!\S)\w(?: \w(?!\S))+")
#: Another letter by itself: "U S", but not "L INTERIEUR".
_LETTER_NEXT: Final = re.compile(r"[. ]{1,2}\w(?!\w)")
_ELIDED_WORDS: Final = "d l qu m j n s c t dell all nell sull dall dagl degl agl un gl jusqu lorsqu"
_ELIDED: Final = frozenset(_ELIDED_WORDS.split())

_CONJUNCTIONS: Final = (
    "and & et y e und ve ile i и і та ta va wa و اور ja och og ו और"
    " the el la le les los las il lo gli l al die das ein a o os ال ها هاي"
)
_PREPOSITIONS: Final = (
    "of for in at under on by with from within against de del della dei degli delle dello di du des der den dem d da do"
    " dos em en au aux para por pour sur per pela pelo na no con contra contre dans pres chez charge chargee"
    " fur fuer vom von zum zur im am bei beim gegen uber ueber aus icin w dla przy"
    " u po pri v dlya dlia pry ot об о по при в на для от с у з за із від щодо про па пры имени им імені ім"
    " في من عن ل ب fi min li lil wal bil در به از براي كا كي اف ka ki ke barae د का की के में untuk dan pada bagi"
)
#: Words that neither change what a phrase means nor belong to it, as `fold` leaves them; these also end a head.
PREPOSITIONS: Final = frozenset(_PREPOSITIONS.split())
SKIPPED: Final = frozenset(_CONJUNCTIONS.split()) | PREPOSITIONS

_ARABIC: Final = str.maketrans(
    {"ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه",
     "ە": "ه", "ؤ": "و", "ٱ": "ا", "ں": "ن", "ـ": None, "ء": None}
)  # fmt: skip
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e", "ð": "d", "þ": "th", "ħ": "h",
     "ў": "у", "ґ": "г"}
)  # fmt: skip
_ARTICLE: Final = re.compile(r"(?:و|ب|ف|ك)?ال(?=..)|و?لل(?=...)")
# Endings of Russian, Ukrainian, Belarusian and Serbian nouns and adjectives, as they stand after folding (й is и).
_ENDING: Final = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|оми|ыми|ими|ога|аму|ої|іх|их|ых|ах|ях|ов|ев|ів|ам|ям|ым|им|ом|ем|ей|ої|[аеиоуыэюяіїєьј]{1,2})$"
)
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_ARAB: Final = re.compile("[\u0600-\u06ff]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_STRIPPED: Final = re.compile(
    "[\u00ad\u200d\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)


@dataclass(slots=True)
class Tokens:
    """The words of one name that are compared.

    keys: the forms under which each is looked up, the plainest first. starts, ends: where it stands in `text`.
    linked: whether a word like "of" stands before it. segment: the part of the name, counted over commas, brackets,
    dashes and quotation marks. skipped: the words left out, folded, which tell the language.
    """

    text: str
    keys: list[tuple[str, ...]]
    starts: list[int]
    ends: list[int]
    linked: list[bool]
    segment: list[int]
    skipped: list[str]

    def typed(self, start: int, end: int) -> str:
        """The name as typed from word `start` up to word `end`."""
        return self.text[self.starts[start] : self.ends[end - 1]]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One form for the ways of writing one word: case, accents, Arabic letters, the dots of Turkish.

    >>> fold("MÜDÜRLÜĞÜ"), fold("İçişleri"), fold("Поліції"), fold("الأمن"), fold("Sheriff's")
    ('mudurlugu', 'icisleri', 'поліціі', 'الامن', 'sheriffs')
    """
    if word.isascii():
        return word.casefold().replace("'", "").replace("`", "")
    parts = unicodedata.normalize("NFKD", word).casefold()
    parts = _STRIPPED.sub("", parts)
    parts = unicodedata.normalize("NFC", parts).translate(_LETTERS)
    if _ARAB.search(parts):
        parts = parts.translate(_ARABIC)
    return re.sub(f'[{_APOSTROPHES}"״]', "", parts)


@lru_cache(maxsize=65536)
def keys_of(word: str) -> tuple[str, ...]:
    """The forms under which a folded word is looked up."""
    if word.isascii():
        return (word,)
    if _CYRILLIC.match(word):
        stem = _ENDING.sub("", word) if len(word) > 4 else word
        return (stem,) if len(stem) > 2 and stem != word else (word,)
    if _ARAB.match(word):
        bare = _ARTICLE.sub("", word, count=1) if len(word) > 4 and _ARTICLE.match(word) else word
        out = (bare, bare[1:]) if len(bare) > 3 and bare[0] in "وبل" else (bare,)
        # Persian joins the two words of "office of" by a letter: دادسرای تهران.
        return (*out, bare[:-1]) if len(bare) > 4 and bare.endswith(("اي", "وي")) else out
    if _HEBREW.match(word) and len(word) > 3 and word[0] in "הולבמ":
        return (word, word[1:], word[2:]) if len(word) > 4 and word[1] in "הלב" else (word, word[1:])
    return (word,)


def tokens_of(name: str, characters: dict[int, str] | None = None) -> Tokens:
    """Cut a name into the words that are compared.

    Args:
        name: as typed.
        characters: Han characters to the form of the lexicon (`str.translate` table).
    """
    out = Tokens(name, [], [], [], [], [], [])
    keys, starts, ends = out.keys, out.starts, out.ends
    pattern = _PLAIN_TOKEN if name.isascii() else _TOKEN
    last, segment, linked = 0, 0, False
    letters: list[int] = []  # places of single letters that may belong to one abbreviation
    for match in pattern.finditer(name):
        start, end = match.span()
        between = name[last:start]
        if between not in (" ", "") and _BARRIER.search(between):
            segment += 1
            letters = []
        last = end
        word = match[0]
        if not word.isascii() and end - start == 1 and _UNSPACED_CHARACTER.match(word):
            letters = []
            if characters:
                word = word.translate(characters)
            keys.append((word,))
        else:
            folded = fold(word)
            if not folded:
                continue
            if len(folded) < len(word):
                head, mark, rest = _elision(word)
                if mark and fold(head) in _ELIDED:
                    linked = True
                    out.skipped.append(fold(head))
                    start += len(head) + 1
                    folded = fold(rest)
            if len(folded) == 1 and not folded.isdigit():
                dotted = name[end : end + 1] == "." or (letters and between == ".")
                if (
                    letters
                    and len(between) <= 2
                    and (dotted or word.isupper() or not word.isascii() or _caseless(word))
                ):
                    if _joined(out, letters, folded, end):
                        continue
                elif folded in SKIPPED and not dotted and not (word.isupper() and _LETTER_NEXT.match(name, end)):
                    out.skipped.append(folded)
                    linked = linked or folded in PREPOSITIONS
                    continue
                letters = [len(keys)]
            else:
                letters = []
                if folded in SKIPPED and not (word.isupper() and not name.isupper() and len(word) < 3):
                    out.skipped.append(folded)
                    linked = linked or folded in PREPOSITIONS
                    continue
            if "\u1100" <= word[0] <= "\u11ff":  # Korean letter by letter: each syllable as elsewhere
                for syllable in folded[:-1]:
                    keys.append((syllable,))
                    starts.append(start)
                    ends.append(end)
                    out.linked.append(linked)
                    out.segment.append(segment)
                    linked = False
                folded = folded[-1]
            keys.append(keys_of(folded))
        starts.append(start)
        ends.append(end)
        out.linked.append(linked)
        out.segment.append(segment)
        linked = False
    return out


def _caseless(word: str) -> bool:
    return word.upper() == word.lower()


def _elision(word: str) -> tuple[str, str, str]:
    for mark in _APOSTROPHES:
        if mark in word:
            return word.partition(mark)
    return word, "", ""


def _joined(out: Tokens, letters: list[int], folded: str, end: int) -> bool:
    """Add a letter to the abbreviation before it: "p.l.c." is one word."""
    place = letters[0]
    if place != len(out.keys) - 1:
        return False
    out.keys[place] = (out.keys[place][0] + folded,)
    out.ends[place] = end
    return True


def phrase_keys(phrase: str, characters: dict[int, str] | None = None) -> tuple[str, ...]:
    """The words of a phrase of the lexicon as names are compared with it; a trailing * stands for any ending.

    >>> phrase_keys("customs service"), phrase_keys("s a b de c v"), phrase_keys("полиц*"), phrase_keys("公安局")
    (('customs', 'service'), ('sab', 'cv'), ('полиц*',), ('公', '安', '局'))
    """
    phrase = _SPELT_OUT.sub(lambda letters: letters[0].replace(" ", ""), phrase)
    words: list[str] = []
    for piece in phrase.split():
        found = [keys[0] for keys in tokens_of(piece.rstrip("*"), characters).keys]
        if piece.endswith("*") and found:
            found[-1] = fold(piece.rstrip("*")).split("-")[-1] + "*"
        words += found
    return tuple(words) or (fold(phrase),)
