"""Words for codes, facts and sources, and text made safe to show: one wording for every paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from duecare.pictures.track import in_words

OPEN = "open"
"""What stands in place of a value that is not known. Never blank, never a dash."""

CONFIDENCE = {
    "read": "read in the source",
    "secondary": "known from a second-hand account",
    "recollected H": "recollected, high confidence",
    "recollected M": "recollected, middling confidence",
    "recollected L": "recollected, low confidence",
    "own": "own rule",
}
SOURCE_KIND = {
    "own": "the exporter's own knowledge",
    "document": "paper on file",
    "interested": "an interested party's statement",
    "independent": "independent source",
    "official": "official source",
    "judgement": "recorded decision",
}
GROUP = {
    "context": "country and law",
    "actor": "end user and those behind it",
    "fit": "product, set-up and use",
    "conduct": "buyer, channel and papers",
}
STATUS_ORDER = ("raised", "open", "resolved", "clear")
_CODES = {"ngo_lab": "report by an NGO or laboratory", "ear": "EAR", "ngo": "NGO", "iccpr": "ICCPR"}
_HIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SCRIPTS = (
    ("ARABIC", "und-Arab"), ("CJK", "und-Hani"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"),
    ("CYRILLIC", "und-Cyrl"), ("GREEK", "el"), ("HEBREW", "und-Hebr"), ("DEVANAGARI", "und-Deva"), ("THAI", "th"),
    ("GEORGIAN", "ka"), ("ARMENIAN", "hy"), ("ETHIOPIC", "und-Ethi"), ("BENGALI", "und-Beng"), ("TAMIL", "ta"),
    ("MYANMAR", "my"), ("KHMER", "km"), ("LAO", "lo"), ("TIBETAN", "bo"), ("MONGOLIAN", "und-Mong"),
)  # fmt: skip


def clean(text: str) -> str:
    """Text on one line without what could deceive a reader: control characters, escapes, bidirectional overrides.

    >>> clean("a\\x1b[31mb\\u202ec\\nd\\x00")
    'a\\ufffd[31mbc d\\ufffd'
    """
    text = " ".join(text.split())
    if text.isprintable():  # none of either kind is
        return text
    text = _HIDDEN.sub("", text)
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") else char for char in text)


def words(code: str) -> str:
    """A code as words.

    >>> words("one_to_many"), words("ngo_lab"), words("AE")
    ('one to many', 'report by an NGO or laboratory', 'AE')
    """
    return ", ".join(_CODES.get(part, part.replace("_", " ")) for part in clean(code).split(", "))


def fact_words(column: str) -> str:
    """A fact or column as words, its entity first.

    >>> fact_words("end_user.government_tie"), fact_words("item.capability#facial_recognition")
    ('end user: government tie', 'item: capability facial recognition')
    """
    entity, _, rest = column.partition(".")
    named = " ".join(_CODES.get(part, part) for part in rest.replace("#", "_").split("_"))
    place = {"country": "country", "end_user": "end user"}.get(entity, entity)
    return clean(f"{place}: {named}" if rest else place)


def level_words(known: str, possible: str, *, hold: bool) -> str:
    return in_words(known, possible, hold=hold)


def listed(parts: Iterable[str], most: int | None = None, last: str = "and") -> str:
    """Words as a list in a sentence; beyond `most`, the rest is counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c", "d"], most=2), listed(["a", "b"], last="or")
    ('a, b and c', 'a, b and 2 more', 'a or b')
    """
    said = list(parts)
    if most is not None and len(said) > most + 1:
        said = [*said[:most], f"{len(said) - most} more"]
        last = "and"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {last} {said[-1]}" if said else ""


def few(parts: Iterable[str], most: int) -> str:
    """Titles side by side; beyond `most`, the rest is counted.

    >>> few(["a, b", "c"], 2), few(["a", "b", "c", "d"], 2)
    ('a, b; c', 'a; b; 2 more')
    """
    said = list(parts)
    return "; ".join([*said[:most], f"{len(said) - most} more"] if len(said) > most else said)


def lowered(title: str) -> str:
    """A title inside a sentence.

    >>> lowered("Refused licence"), lowered("EU list")
    ('refused licence', 'EU list')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.])\s+(?=[A-Z])", text, maxsplit=1)[0]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "place"), counted(3, "party", "parties"), counted(0, "gap")
    ('1 place', '3 parties', 'no gaps')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def capital(text: str) -> str:
    """A sentence begins with a capital; codes keep theirs."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its own script, the language tag of that script, and the romanised form beside it.

    parts is for what is named by several names together, as a use is.
    """

    text: str
    lang: str | None = None
    latin: str | None = None
    parts: tuple[Name, ...] = ()

    def __str__(self) -> str:
        if self.parts:
            return " · ".join(str(part) for part in self.parts)
        return f"{self.text} ({self.latin})" if self.latin else self.text


def at_most(names: Iterable[Name], most: int) -> tuple[Name, ...]:
    """Distinct names, those beyond `most` counted.

    >>> [str(name) for name in at_most([Name("a"), Name("a"), Name("b"), Name("c")], 2)]
    ['a', 'b', '1 more']
    """
    said = list(dict.fromkeys(names))
    return tuple(said) if len(said) <= most else (*said[:most], Name(f"{len(said) - most} more"))


def named(text: str, latin: str | None = None) -> Name:
    """A name as papers show it: other scripts are marked, and romanised where the file gives no name in Latin script.

    >>> str(named("شرطة")), named("Police").lang
    ('شرطة (shrth)', None)
    """
    text = clean(text)
    if " · " in text:
        return Name(text, parts=tuple(named(part) for part in text.split(" · ")))
    for char in text:
        if char.isascii() or not char.isalpha():
            continue
        script = unicodedata.name(char, "").split(" ")[0]
        tag = next((tag for prefix, tag in _SCRIPTS if script == prefix), None)
        if tag is not None:
            from anyascii import anyascii

            return Name(text, tag, clean(latin) if latin else anyascii(text))
    return Name(text)
