"""Lettering: text made safe to draw, and fitted into the room that it has."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DECEIVING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text on one line without what XML cannot hold or what would turn the text around it."""
    kept = _DECEIVING.sub("", " ".join(text.split()))
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") else char for char in kept)


def right_to_left(text: str) -> bool:
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


def long(text: str, size: float) -> float:
    """About how wide a text is: a letter is a little over half as wide as high, a Han character as wide as high."""
    wide = {"W": 1.02, "F": 1.02}
    total = 0.0
    for char in text:
        if unicodedata.combining(char):
            continue
        usual = 0.39 if char in "iljtfr.,:;'|!()[] " else 0.96 if char in "MWmwЖШЩЮФжшщюфДд@%…" else 0.62
        total += wide.get(unicodedata.east_asian_width(char), usual + 0.1 * char.isupper())
    return total * size


def cut(text: str, width: float, size: float) -> str:
    if long(text, size) <= width:
        return text
    while text and long(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, width: float, size: float, most: int = 2) -> list[str]:
    """Text over at most so many lines, cut at the end.

    >>> wrapped("one two three four", 60, 14, most=3), wrapped("one two three four", 60, 14)
    (['one two', 'three', 'four'], ['one two', 'three…'])
    """
    lines: list[str] = []
    while len(lines) < most - 1 and long(text, size) > width:
        first = ""
        for word in text.split(" "):
            longer = f"{first} {word}".strip()
            if long(longer, size) > width:
                break
            first = longer
        if not first:  # one long word, or a script without spaces
            while long(first + text[len(first)], size) <= width:
                first += text[len(first)]
        lines.append(first)
        text = text[len(first) :].strip()
    return [*lines, cut(text, width, size)]
