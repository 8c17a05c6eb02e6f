"""Words that tell a name's parts apart: legal forms, remarks in brackets, the marks before another name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_FORMS: Final = """
ab ag ao as asa avv bhd bv bvba cc cjsc co coltd comp company corp corporation cv dd dmcc doo ead eeig eireli eood est
fgup fsue fze fzc fzco fz fzllc gk gmbh group holding inc incorporated jsc kft kg kk lda ltda limited llc llp lp ltd mbh
mchj nv oao ojsc ooo oy oyj pao pc pjsc plc private proprietary pte pty pvt qmj sa sae sal saoc saog sapi sarl sas
sasu sdn sia sl spa spc srl sro tov uab ug unlimited zao zrt
joint stock closed open public liability partnership
"""
LEGAL_FORMS: Final = frozenset(_FORMS.split())
#: Short forms in brackets that are no other name of the party.
_NO_NAMES: Final = (
    "hk uk us usa uae prc dprk ksa eu drc s m group headquarters hq off offshore shore branch limited private"
)
_NO_NAME: Final = frozenset(_NO_NAMES.split())
_DOTS: Final = re.compile(r"[^\w\s]")


@lru_cache(maxsize=4096)
def is_form(text: str) -> bool:
    """Whether a text is nothing but a legal form, as "Co., Ltd." or "Closed Joint Stock Company".

    >>> is_form("Co., Ltd."), is_form("S.A. DE C.V."), is_form("3rd Academy")
    (True, True, False)
    """
    words = _DOTS.sub("", text.replace("&", " ")).casefold().split()
    return bool(words) and all(word in LEGAL_FORMS or word in ("de", "and", "of") for word in words)


def is_no_name(text: str) -> bool:
    """Whether a short text in brackets is a place or form that belongs to the name before it."""
    words = _DOTS.sub("", text).casefold().split()
    return is_form(text) or all(word in _NO_NAME for word in words)


#: What a bracket holds that is said about the party and is no part of a name.
REMARK: Final = re.compile(
    r"\s*(?:"
    r"see\b|also see\b|all of\b|and any\b|including\b|excluding\b|except\b|as (?:of|at)\b|since\b|until\b|born\b|died\b"
    r"|deceased\b|dob\b|d\.o\.b|pob\b|d?pob\b|date of birth|place of birth|passport\b|id card|nationality\b|position\b"
    r"|located\b|location\b|an? (?:subsidiary|subordinate|branch|unit|affiliate|alias|nickname|so-called)\b"
    r"|(?:a )?subsidiary of\b|subordinate\b|parent organi[sz]ation|affiliated with\b|owned by\b|part of\b"
    r"|of [A-Z]|the [A-Z]\w+(?:an|ese|i|ian)\s*$|(?:[\w ]+ )?(?:individual|entity)(?: in [\w ]+)?\s*$"
    r"|original script\s*$|nom de guerre|good quality|low quality|title\b|no longer\b|delisted\b|listed\b"
    r"|individual in\b"
    r"|[\w ]*(?:residency|identity|registration) (?:card|no)|[\w ]*\bonly\s*$"
    r")",
    re.I,
)
#: A name that the list itself held until lately.
LISTED_BEFORE: Final = re.compile(
    r"\s*(?:previously|formerly)(?:\s*[.:]?\s*$|\s+(?:listed(?:\s+as)?|as)\s*(?:[.:]\s*|$))", re.I
)

_FOLLOWING: Final = r"(?:\s*,?\s*the following\s+(?:\w+\s+)?(?:alias(?:es)?|names?)\b)?[\s,:.]*"
_AKA: Final = (
    r"\ba\.\s?k\.\s?a\b\.?|a/k/a\b|\ba\.k/a\b|(?-i:\baka\b)\.?|\b(?:also|better|commonly|now) known as\b"
    r"|\balso (?:called|spelt|written)\b|\bn\.k\.a\b\.?|\bn/k/a\b|\bd/b/a\b|\bd\.b\.a\b\.?|\bdoing business as\b"
    r"|\btrading as\b|\bt/a\b"
)
_FKA: Final = r"\bf\.\s?k\.\s?a\b\.?|(?-i:\bfka\b)\.?|\bf/k/a\b|\b(?:formerly|previously) known as\b"
#: The words between a name and another name of the same party.
MARK: Final = re.compile(rf"(?:(?P<former>{_FKA})|{_AKA}|,\s*(?P<was>formerly|previously)\b){_FOLLOWING}", re.I)
#: The same at the beginning of a bracket, where "alias" and "or" are marks too.
OPENING_MARK: Final = re.compile(
    rf"\s*(?:(?P<former>{_FKA}|formerly\b|previously\b|(?P<born>n[ée]e\b|born as\b|born(?=\s+[^\W\d_]+$)))|{_AKA}"
    rf"|alias(?:es)?\b|or\b|also\b|known as\b){_FOLLOWING}",
    re.I,
)
#: A label before a name in another script.
LABEL: Final = re.compile(
    r"^\s*(?:(?:in |original |name in |other )?"
    r"(?:arabic|armenian|belarusian|burmese|chinese|cyrillic|dari|farsi|hebrew|japanese|korean|native|original|other|"
    r"pashto|persian|russian|script|ukrainian|urdu)"
    r"(?: ?(?:script|spelling|name|language|version))*)\s*:\s*",
    re.I,
)
_ITEM: Final = re.compile(r"^\s*(?:\(?[a-z]\)|\(?(?:i{1,3}|iv|v)\)|\d{1,2}\))\s+|^\s*[-—–•*]\s*", re.I)
#: What follows a name without being one, as ", and its subunits and successors".
BELONGING: Final = re.compile(
    r"[,;]?\s+(?:and|including)\s+(?:(?:any|all|its|their|two)\s+){0,3}"
    r"(?:sub-?units?|subsidiar(?:y|ies)|successors?|subordinates?|affiliates?|branches)\b.{0,120}$",
    re.I,
)


#: "Ishaq Akhund born in 1963": a birth told behind a name.
BORN: Final = re.compile(r"[,;]?\s+born\s+(?:in\b|on\b|c(?:irca)?\b|\d).*$", re.I)
#: "Ekaterina GOGIASHVILI - born FILIPPOVA".
MAIDEN: Final = re.compile(r"\s+[-–—]\s*(born\s+[^\W\d_]+)$", re.I)
#: "Group 13th Institute subordinate institution: Bowei Circuits": what is listed is the last.
SUBORDINATE: Final = re.compile(r"(?P<parent>.{8,200}?)\s+subordinate institution:\s*(?P<name>.*)$")


def without_item(text: str) -> str:
    """A piece of an enumeration without its letter, number or dash."""
    return _ITEM.sub("", text, count=1)
