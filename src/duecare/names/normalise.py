"""One normal form of a name, so that spelling accidents do not hide an exact match."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Legal forms say nothing about who a company is. The full GLEIF table comes with screening.
_LEGAL_FORM_WORDS: Final = """
    ab ad ag anonim as asa bhd bv bvba cjsc co company corp corporation cv dd doo ead eeig eood ev fz fze fzc
    fzco fzllc gmbh incorporated inc jsc kft kg kk limited llc llp lllp lp ltd ltda mbh nv oao od ojsc ooo oy
    oyj pao pjsc plc pte pty pvt private proprietary sa sae sal saoc saog sapi sarl sas sasu sdn shpk sia spa
    sro srl tov uab ug zao zrt sirketi
"""
_LEGAL_FORMS: Final = frozenset(_LEGAL_FORM_WORDS.split())
# Only where usage puts the form first; "AS Roma" and "AD Astra" keep their first word.
_LEADING_WORDS: Final = "ao cjsc fgup fsue jsc llc oao ojsc ooo pao pjsc pt tov uab zao"
_LEADING: Final = frozenset(_LEADING_WORDS.split())
_PHRASES: Final = (
    "sp z o o",
    "sp zoo",
    "limited liability company",
    "joint stock company",
    "public joint stock company",
    "closed joint stock company",
    "open joint stock company",
    "obshchestvo s ogranichennoy otvetstvennostyu",
    "aktsionernoe obshchestvo",
    "sociedad anonima",
    "s r l",
    "s a",
    "s p a",
    "d o o",
    "l l c",
    "a s",
    "anonymi etaireia",
    "societe anonyme",
)
_HAN_FORMS: Final = re.compile("股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|주식회사")
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
        plain = _HAN_FORMS.sub(" ", plain).strip() or plain
        from anyascii import anyascii

        plain = anyascii(plain)
    folded = _DOTTED.sub(lambda match: match[0].replace(".", ""), plain.casefold()).replace("&", " and ")
    words = "".join(c if c.isalnum() else "" if c in "'`" else " " for c in folded).split()
    return " ".join(_without_forms(words))


def _without_forms(words: list[str]) -> list[str]:
    """The words without legal forms at either end and without a leading article."""
    kept = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(kept) > 1:
        for size in (4, 3, 2, 1):
            if size >= len(kept):
                continue
            if _is_form(kept[-size:]):
                kept = kept[:-size]
                break
            if " ".join(kept[:size]) in _PHRASES or (size == 1 and kept[0] in _LEADING):
                kept = kept[size:]
                break
        else:
            return kept
    return kept


def _is_form(words: list[str]) -> bool:
    return words[0] in _LEGAL_FORMS if len(words) == 1 else " ".join(words) in _PHRASES
