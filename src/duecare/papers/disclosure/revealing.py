"""Whether a text that is to be public names somebody, a case or a price: what is known here is looked for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from duecare.names import normalise
from duecare.papers.layout import Document
from duecare.papers.layout.plain import plain as plainly

LEAST: Final = 4
"""Letters of a name of one word that is looked for; shorter ones are words like any other."""

_WORD = re.compile(r"[^\W_]+")
_CASE = re.compile(r"\bC-\d{4}-\d{3,}\b")
_HASH = re.compile(r"\b[0-9a-f]{40,}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_MONEY = re.compile(
    r"(?:[$€£¥₽₹]\s?\d)|(?:\b(?:USD|EUR|GBP|CNY|RUB|JPY|CHF|AED|SAR|INR)\s?\d)"
    r"|(?:\d[\d.,\s]*\s?(?:[€£¥₽₹$]|(?:USD|EUR|GBP|CNY|RUB|JPY|CHF|AED|SAR|INR|dollars?|euros?)\b))"
)
PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "number of a case": _CASE, "hash": _HASH, "e-mail address": _MAIL, "sum of money": _MONEY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reveals:
    """What a line gives away: a kind of thing, the words, and the line it stands in."""

    kind: str
    words: str
    line: str


def revealing(document: Document, names: Mapping[str, Iterable[str]], plain: Iterable[str] = ()) -> list[Reveals]:
    """What a paper gives away.

    Args:
        document: The paper.
        names: Names that are to be in no public text, by what they are of (`party`, `person`, `item`, `case`).
        plain: Texts whose words are everybody's: a name of one word that is among them is not looked for.

    Names are compared without case, accents and marks. A name of several words is found where they stand side by side.
    """
    common = {word for text in plain for word in _words(text)}
    sought: dict[str, dict[tuple[str, ...], str]] = {}
    for kind, some in names.items():
        for name in some:
            words = tuple(_words(name))
            if len(words) > 1 or (words and len(words[0]) >= LEAST and words[0] not in common):
                sought.setdefault(words[0], {}).setdefault(words, kind)
    return list(dict.fromkeys(found for text in _lines(plainly(document)) for found in _in_line(text, sought)))


def _lines(said: Any) -> Iterator[str]:
    """What a paper says as data, a line for each text that stands together; also what only a screen reader says."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list) and said and all(isinstance(one, dict) and "as" in one for one in said):
        yield "".join(f"{one['text']} {one.get('latin', '')}" if one["as"] == "name" else one["text"] for one in said)
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _lines(one)


def _in_line(text: str, sought: Mapping[str, Mapping[tuple[str, ...], str]]) -> Iterator[Reveals]:
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            yield Reveals(kind, match[0].strip(), text)
    words = _words(text)
    for place, word in enumerate(words):
        for name, kind in sought.get(word, {}).items():
            if tuple(words[place : place + len(name)]) == name:
                yield Reveals(kind, " ".join(name), text)


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text))
