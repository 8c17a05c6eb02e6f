"""One normal form of a name, so that spelling accidents do not hide an exact match."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from duecare.names.words import FORM_GROUPS, FORM_PHRASES, HAN_FORMS, LEADING_FORMS

_HAN: Final = re.compile("|".join(map(re.escape, sorted(HAN_FORMS, key=len, reverse=True))))
_PHRASES: Final = frozenset(phrase for phrase, _ in FORM_PHRASES)
_LONGEST: Final = max(len(phrase.split()) for phrase in _PHRASES)
_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}\w?\b\.?")


def normalise(text: str) -> str:
    """The comparable form of a name: Latin letters, lower case, no punctuation, no legal form.

    Unicode NFKC, then romanisation (anyascii) where the name is not plain ASCII, then case folding. Legal forms go from
    both ends, never the whole name. Word order, spelling variants and transliteration variants stay: this is for exact
    comparison only, and two forms that differ prove nothing.

    >>> normalise("ACME Trading Co., Ltd."), normalise("Müller & Söhne GmbH"), normalise("ООО «Ромашка»")
    ('acme trading', 'muller and sohne', 'romashka')
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        # Chinese, Japanese and Korean names carry the form unspaced; after romanisation it could not be told apart.
        plain = _HAN.sub(" ", plain).strip() or plain
        from anyascii import anyascii

        plain = anyascii(plain)
    folded = _DOTTED.sub(lambda match: match[0].replace(".", ""), plain.casefold()).replace("&", " and ")
    words = "".join(c if c.isalnum() else "" if c in "'`" else " " for c in folded).split()
    return " ".join(_without_forms(words))


def _without_forms(words: list[str]) -> list[str]:
    """The words without legal forms at either end and without a leading article."""
    kept = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(kept) > 1:
        for size in range(_LONGEST, 0, -1):
            if size >= len(kept):
                continue
            if _is_form(kept[-size:]):
                kept = kept[:-size]
                break
            if " ".join(kept[:size]) in _PHRASES or (size == 1 and kept[0] in LEADING_FORMS):
                kept = kept[size:]
                break
        else:
            return kept
    return kept


def _is_form(words: list[str]) -> bool:
    return words[0] in FORM_GROUPS if len(words) == 1 else " ".join(words) in _PHRASES
