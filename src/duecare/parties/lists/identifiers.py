"""What kind of number a list's own label means: "Cedula No.", "RIF #", "Vessel Registration Identification"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from duecare.parties.lists.record import ListedIdentifier

# In order: the first that is found in the label decides.
_LABELS: Final = (
    ("other", r"wage|birth cert|licen[cs]e|visa|military|c[aá]rtilla|chinese commercial|refugee|seafarer|diploma"),
    ("swift_bic", r"swift|\bbic\b"),
    ("lei", r"\blei\b|legal entity (?:number|identifier)|leicode"),
    ("isin", r"\bisin\b"),
    ("duns", r"d-?u-?n-?s"),
    ("imo", r"\bimo\b|imonumber|vessel registration"),
    ("mmsi", r"mmsi|maritime mobile"),
    ("call_sign", r"call ?sign"),
    ("tail_number", r"tail number|aircraft registration|registration mark"),
    ("crypto_wallet", r"digital currency|crypto|wallet|publickey"),
    ("uscc", r"social credit|\buscc?\b|usccode|usccc"),
    ("ogrn", r"\bogrn|ogrncode|primary state registration"),
    ("inn", r"\binn\b|inncode"),
    ("passport", r"passport|pasaporte|passeport|travel doc"),
    ("tax_number", r"\btax|fiscal|\bnit\b|\bruc\b|\brif\b|\br\.?f\.?c\b|\bvat\b|v\.a\.t|\bssn\b|fein|\btin\b|social sec"
     r"|taxnumber|vatcode|c\.?u\.?i\.?t|\bcuit\b|\bcpf\b|\bcnpj\b|\bkpp\b|npwp|\brtn\b|steuer"),
    ("registration_number", r"regist\w+ (?:id|number|no\b)|company (?:number|id)|registrationnumber"),
    ("national_id", r"national|identi|c[eé]dula|d\.?n\.?i\b|personal|citizen|c\.?u\.?r\.?p|\bi\.?d\.? ?card|\bid no"
     r"|numero unico|tazkira|ration card|residen|stateless|electoral|\bl\.?e\.? number|\bid\b|idnumber|\bni\b"),
    ("registration_number", r"regist|company number|commerc|matricula|folio|c\.?r\.? (?:no|number)|incorporat|business|"
     r"enterprise|gazette|chamber|trade|charity|branch unit|bik|okpo|okpocode|organi[sz]ation|entity number|\bcr\b|"
     r"registrationnumber|file number|tourism"),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _LABELS)
_IMO: Final = re.compile(r"\bIMO\W*(\d{7})\b", re.I)
_RUSSIAN_TAX: Final = re.compile(r"\d{10}(?:\d{2})?")
_LEI: Final = re.compile(r"[0-9A-Z]{18}\d{2}")
_USCC: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")


def is_lei(value: str) -> bool:
    """Whether a text is a legal entity identifier: 20 characters of which the last two check the rest (ISO 17442).

    >>> is_lei("253400V1H6ART1UQ0N98"), is_lei("253400V1H6ART1UQ0N97")
    (True, False)
    """
    return _LEI.fullmatch(value) is not None and int("".join(str(int(char, 36)) for char in value)) % 97 == 1


@lru_cache(maxsize=4096)
def type_of(label: str) -> str:
    """The type of `IDENTIFIER_TYPES` that a label means.

    >>> type_of("Cedula No."), type_of("Tax ID No."), type_of("Registration ID"), type_of("Vessel Registration ID")
    ('national_id', 'tax_number', 'registration_number', 'imo')
    """
    return next((kind for kind, pattern in _PATTERNS if pattern.search(label)), "other")


def identifier(label: str, value: str, country: str | None = None) -> ListedIdentifier:
    """A number by the list's label, or by its own form where that says more: Russian taxpayer number, LEI, IMO."""
    kind = type_of(label)
    if match := _IMO.search(value):
        return ListedIdentifier("imo", match[1])
    if kind == "imo":
        digits = re.sub(r"\D", "", value)
        return ListedIdentifier("imo", digits) if len(digits) == 7 else ListedIdentifier("other", value, country)
    if country == "RU" and kind == "tax_number" and _RUSSIAN_TAX.fullmatch(value.replace(" ", "")):
        kind = "inn"
    elif country == "RU" and kind == "registration_number" and re.fullmatch(r"\d{13}", value):
        kind = "ogrn"
    elif kind in ("registration_number", "lei", "tax_number", "national_id") and is_lei(value):
        kind = "lei"
    elif country == "CN" and kind in ("registration_number", "tax_number") and _USCC.fullmatch(value):
        kind = "uscc"
    elif kind == "lei":
        kind = "registration_number"
    return ListedIdentifier(kind, value[:100], country)
