"""Bring the spellings of one sound together: romanisation of every script, folding of transliteration variants."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_VOWEL_POOR_SCRIPTS: Final = """
    ARABIC HEBREW SYRIAC THAANA DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA THAI
    LAO TIBETAN MYANMAR KHMER
"""
_VOWEL_POOR: Final = frozenset(_VOWEL_POOR_SCRIPTS.split())
"""Scripts whose romanisation tells consonants and not vowels: names in them are compared by consonants."""

_ISO: Final = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr", "CJK": "Hani",
    "HANGUL": "Hang", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "THAI": "Thai", "DEVANAGARI": "Deva", "ARMENIAN": "Armn",
    "GEORGIAN": "Geor", "ETHIOPIC": "Ethi", "KHMER": "Khmr", "MYANMAR": "Mymr", "BENGALI": "Beng", "TAMIL": "Taml",
    "LAO": "Laoo", "SINHALA": "Sinh", "TIBETAN": "Tibt", "GUJARATI": "Gujr", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "GURMUKHI": "Guru", "SYRIAC": "Syrc", "THAANA": "Thaa", "ORIYA": "Orya", "MONGOLIAN": "Mong",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _script_word(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


def script_of(text: str) -> str:
    """The ISO 15924 code of the script of most letters; "Zyyy" where there is none.

    >>> script_of("ФСБ России"), script_of("محمد"), script_of("海康威视 Hikvision"), script_of("12")
    ('Cyrl', 'Arab', 'Latn', 'Zyyy')
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    counts: dict[str, int] = {}
    for char in text:
        if word := _script_word(char):
            code = _ISO.get(word, "Zyyy")
            counts[code] = counts.get(code, 0) + 1
    return max(counts, key=counts.__getitem__, default="Zyyy")


@lru_cache(maxsize=65536)
def romanise(word: str) -> tuple[str, str]:
    """A word of one script in lower-case Latin letters, and how it was written: "" plain, "skeleton" or "syllable".

    `skeleton`: a script without reliable vowels. `syllable`: Han, whose characters come back parted by spaces.
    """
    if word.isascii():
        return word.casefold(), ""
    from anyascii import anyascii

    plain = unicodedata.normalize("NFKC", word)
    first = next((c for c in plain if c.isalpha()), "")
    block = _script_word(first) if first else ""
    if block == "CJK":
        return " ".join(anyascii(c).casefold() for c in plain), "syllable"
    if block == "HANGUL":
        return " ".join(_korean(anyascii(c)) for c in plain), "syllable"
    if block in ("GREEK", "ARABIC", "HEBREW"):
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        plain = _greek(plain.casefold()) if block == "GREEK" else plain.replace("لله", "له").translate(_ARABIC)
    elif block in _VOWEL_POOR:
        plain = plain.translate(_NASAL)
    text = anyascii(plain).casefold()
    return text, "skeleton" if block in _VOWEL_POOR else ""


_ARABIC: Final = str.maketrans({"ى": "ا", "ة": "ه", "ک": "ك", "ی": "ي", "ۀ": "ه", "گ": "ك", "پ": "ب", "ـ": None})


_NASAL: Final = {0x900 + 0x80 * block + sign: "n" for block in range(9) for sign in (1, 2)}
"""The signs candrabindu and anusvara of the Indic scripts: before most consonants an n."""


def _korean(syllable: str) -> str:
    """Revised Romanisation brought near to the spellings that people use: Gim to Kim, Jeong to Jong, Seu to Su."""
    text = syllable.casefold().replace("eo", "o").replace("eu", "u").replace("ae", "e").replace("oe", "we")
    return ("k" + text[1:]) if text.startswith("g") else text


def _greek(text: str) -> str:
    for digraph, latin in (("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("ει", "i"),
                           ("οι", "i"), ("αι", "e"), ("η", "i"), ("υ", "i")):  # fmt: skip
        text = text.replace(digraph, latin)
    return text


_CLUSTERS: Final = (
    ("tsch", "ch"), ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("dzh", "j"), ("dsch", "j"), ("dj", "j"), ("zh", "j"),
    ("ph", "f"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("bh", "b"), ("th", "t"), ("ck", "k"), ("q", "k"), ("tz", "ts"),
    ("sz", "sh"), ("cz", "ch"), ("w", "v"), ("yy", "i"), ("iy", "i"), ("y", "i"), ("oo", "u"), ("ou", "u"), ("ee", "i"),
    ("ie", "i"), ("ae", "e"), ("oe", "o"), ("ue", "u"), ("ii", "i"),
)  # fmt: skip
_CLUSTER: Final = re.compile("|".join(sorted((old for old, _ in _CLUSTERS), key=len, reverse=True)))
_CLUSTER_TO: Final = dict(_CLUSTERS)
_DIPHTHONG: Final = re.compile("a[eiy](?![aeiouy])|e[iy](?=[^aeiouy])")
_GLIDE: Final = re.compile(r"(?<=[aeiouy])j(?![aeiou])")
_SOFT_C: Final = re.compile(r"c(?=[eiy])")
_HARD_C: Final = re.compile(r"c(?!h)")
_SILENT_H: Final = re.compile(r"(?<=[aeiou])h(?![aeiou])")
_FINAL_F: Final = re.compile(r"(?<=[eo])ff$")
_DOUBLED: Final = re.compile(r"(.)\1+")
_DOUBLED_CONSONANT: Final = re.compile(r"([^aeiouy0-9])\1+")
_LEET: Final = str.maketrans("0134579", "oieastg")
_MIXED: Final = re.compile(r"[a-z].*[0-9].*[a-z]")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One form for the spellings of a romanised word that stand for one sound. Letters a-z and digits only.

    A set of rules over the common systems of transliteration (BGN/PCGN, ISO 9, French, German, popular spelling); two
    words with one form need not be the same word.

    >>> fold("mohammad"), fold("youssef"), fold("sergej"), fold("sergey"), fold("schwartz"), fold("romanoff")
    ('mohamad', 'iusef', 'sergei', 'sergei', 'shvarts', 'romanov')
    >>> fold("hussein"), fold("husayn"), fold("qaeda"), fold("qaida")
    ('husen', 'husen', 'keda', 'keda')
    """
    if len(word) < 2 or word.isdigit():
        return word
    if not word.isalpha() and _MIXED.search(word):
        word = word.translate(_LEET)
    if "c" in word:
        word = _SOFT_C.sub("s", word)
    if "j" in word:
        word = _GLIDE.sub("i", word)
    if word.endswith("ff"):
        word = _FINAL_F.sub("v", word)
    text = _DOUBLED_CONSONANT.sub(r"\1", word)
    if len(text) > 4:
        text = _DIPHTHONG.sub("e", text)
    text = _CLUSTER.sub(_cluster, text)
    if "c" in text:
        text = _HARD_C.sub("k", text)
    if "h" in text:
        text = _SILENT_H.sub("", text)
    return _DOUBLED.sub(r"\1", text) or word


def _cluster(found: re.Match[str]) -> str:
    return _CLUSTER_TO[found[0]]


_CLASSES: Final = str.maketrans(
    {"p": "b", "v": "f", "g": "k", "q": "k", "c": "k", "d": "t", "z": "s", **dict.fromkeys("aeiouyw`'", None)}
)
_DIGRAPHS: Final = (
    ("sh", "S"),
    ("ch", "S"),
    ("kh", "h"),
    ("gh", "k"),
    ("th", "t"),
    ("dh", "t"),
    ("ph", "f"),
    ("zh", "k"),
)


@lru_cache(maxsize=65536)
def skeleton(word: str, written: str = "") -> str:
    """The consonants of a romanised word, in classes that scripts without vowels keep apart.

    Doubled letters count once, but where a script tells no vowels two consonants may have one between them.

    >>> skeleton("mohammad"), skeleton("mhmd", "skeleton"), skeleton("ahmed"), skeleton("perez"), skeleton("byryz")
    ('mhmt', 'mhmt', 'hmt', 'brs', 'brs')
    >>> skeleton("fernando"), skeleton("frnndw", "skeleton")
    ('frnnt', 'frnnt')
    """
    for old, new in _DIGRAPHS:
        if old in word:
            word = word.replace(old, new)
    classes = (word if written == "skeleton" else _DOUBLED.sub(r"\1", word)).translate(_CLASSES)
    return classes[:-1] if len(classes) > 2 and classes.endswith("h") else classes
