"""What complainants write, made safe to show, and words of it found where they should not stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows, and so can make a text read as another."""
KEPT: Final = frozenset("\n\t\u200c\u200d\u200e\u200f\u061c")
"""Signs without a shape that scripts need: joiners of Persian and Indic, and marks that turn nothing else."""
RUN: Final = 5
"""So many words after one another, as a complainant wrote them, give away where they are from."""


def plain(text: str) -> str:
    """A text without control characters and marks that turn its direction; lines end with one sign.

    >>> plain("ok\\u202egpj.exe\\x00")
    'okgpj.exe'
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in lines if char in KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(kept).strip()


def gives_away(text: str, contents: Iterable[str], names: Iterable[str]) -> str:
    """What of a text could say who complained: a name that they gave, or words in the order in which they wrote them.

    >>> gives_away("We ask first.", ["they took my brother from his home"], ["Amal Haddad"])
    ''
    >>> gives_away("Someone said they took my brother from here", ["They took my brother from his home."], [])
    'they took my brother from'
    >>> gives_away("Haddad told us.", [], ["Amal Haddad"])
    'Haddad'
    """
    said = _words(text)
    for name in names:
        for part in _words(name):
            if len(part) > 2 and part in said:
                return next((one for one in text.split() if _words(one) == [part]), part)
    runs = {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
    for content in contents:
        theirs = _words(content)
        for at in range(len(theirs) - RUN + 1):
            if (run := tuple(theirs[at : at + RUN])) in runs:
                return " ".join(run)
    return ""


def _words(text: str) -> list[str]:
    """Words folded; in scripts without spaces each sign is one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+", folded)
