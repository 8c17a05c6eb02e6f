"""Find a country by what people write, and name it.

Codes are ISO 3166-1 alpha-2 with XK (Kosovo) added, and ISO 3166-2 for subdivisions (`CN-XJ`). Names in the six UN
languages come from the public-domain table datasets/country-codes (ODC-PDDL); German names and aliases are our own.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

from duecare.errors import InputError

_CODES: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
)
CODES: Final = frozenset(_CODES.split())
_SUBDIVISION = re.compile(r"([A-Z]{2})-([A-Z0-9]{1,3})")
_FORMER: Final = {"UK": "GB", "EL": "GR"}
_DISSOLVED: Final = {
    "soviet union": ("1991", "RU, UA, BY, KZ and eleven others"),
    "ussr": ("1991", "RU, UA, BY, KZ and eleven others"),
    "su": ("1991", "RU, UA, BY, KZ and eleven others"),
    "yugoslavia": ("1992", "RS, HR, SI, BA, MK, ME or XK"),
    "yu": ("1992", "RS, HR, SI, BA, MK, ME or XK"),
    "serbia and montenegro": ("2006", "RS or ME"),
    "czechoslovakia": ("1992", "CZ or SK"),
    "german democratic republic": ("1990", "DE"),
    "east germany": ("1990", "DE"),
    "gdr": ("1990", "DE"),
    "ddr": ("1990", "DE"),
    "dd": ("1990", "DE"),
    "south yemen": ("1990", "YE"),
    "north yemen": ("1990", "YE"),
    "south vietnam": ("1976", "VN"),
    "netherlands antilles": ("2010", "CW, SX or BQ"),
}
"""Names and codes of states that are no more: the year, and what to write. Matched after folding."""
_ACCEPTED: Final = "use an ISO 3166 code such as BY or CN-XJ, or a country name"
_AMBIGUOUS: Final = {
    "congo": "CG (Congo-Brazzaville) or CD (Democratic Republic of the Congo)",
    "korea": "KR (South Korea) or KP (North Korea)",
    "virgin islands": "VG (British) or VI (United States)",
}


def country_code(text: str, *, guess: bool = True) -> str:
    """The code of a country, territory or subdivision from a code or a name in any of seven languages.

    Args:
        text: `BY`, `BLR`, `CN-XJ`, `Belarus`, `بيلاروس`, `Côte d'Ivoire`; case and diacritics do not matter.
        guess: Whether the hint looks for what was probably meant, which takes far longer than finding a code.

    Raises:
        InputError: nothing has that code or name, or it fits more than one; the hint names what was probably meant.

    >>> country_code("belarus"), country_code("BLR"), country_code("Xinjiang"), country_code("cn-xj")
    ('BY', 'BY', 'CN-XJ', 'CN-XJ')
    """
    written = unicodedata.normalize("NFKC", text).strip()
    upper = written.upper()
    if upper in CODES:
        return upper
    if upper in _FORMER:
        return _FORMER[upper]
    if (split := _SUBDIVISION.fullmatch(upper)) and split[1] in CODES:
        return upper
    folded = fold(written)
    if folded in _AMBIGUOUS:
        raise InputError(f"{text!r} fits more than one country", hint=f"write {_AMBIGUOUS[folded]}")
    code = _index().get(folded)
    if code is not None:
        return code
    if folded in _DISSOLVED:
        year, now = _DISSOLVED[folded]
        raise InputError(f"{text!r} has not been a state of that name since {year}", hint=f"write {now}")
    raise InputError(
        f"{text!r} is not a country that Duecare knows", hint=_did_you_mean(folded) if guess else _ACCEPTED
    )


def parent(code: str) -> str | None:
    """The country that a subdivision lies in, `CN-XJ` in `CN`; None for a country.

    >>> parent("CN-XJ"), parent("CN")
    ('CN', None)
    """
    country, dash, _ = code.partition("-")
    return country if dash and country in CODES else None


def name(code: str, lang: str = "en") -> str:
    """The everyday name of a code in `lang` (en, fr, es, ru, ar, zh, de), in English where that language lacks it.

    An unlisted subdivision is named by its country and code; an unknown code is returned as it is.

    >>> name("BY"), name("CI"), name("DE", "de"), name("RU-MOW")
    ('Belarus', 'Côte d’Ivoire', 'Deutschland', 'Russia (RU-MOW)')
    """
    place = _places().get(code)
    if place is None:
        country = parent(code)
        return code if country is None else f"{name(country, lang)} ({code})"
    names = place.get(lang) or place["en"]
    return names[0] if isinstance(names, list) else names


def fold(text: str) -> str:
    """Text as the index holds it: no case, diacritics, punctuation or leading article."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in "'’.ʼ")
    return " ".join(letters.split()).removeprefix("the ").removeprefix("saint ").removeprefix("st ")


@cache
def _places() -> dict[str, dict[str, list[str] | str]]:
    places: dict[str, dict[str, list[str] | str]] = json.loads(_read("names.json"))
    return places


@cache
def _index() -> dict[str, str]:
    """Every folded name and its code, written out beforehand: folding 3,000 names takes longer than a review."""
    index: dict[str, str] = json.loads(_read("index.json"))
    return index


def _read(file: str) -> str:
    return resources.files("duecare.places").joinpath(file).read_text(encoding="utf-8")


def _did_you_mean(folded: str) -> str:
    from rapidfuzz import fuzz, process

    close = process.extract(folded, _index().keys(), scorer=fuzz.ratio, limit=5, score_cutoff=65)
    codes = list(dict.fromkeys(_index()[spelling] for spelling, _, _ in close))[:3]
    if not codes:
        return _ACCEPTED
    return "did you mean " + " or ".join(f"{code} ({name(code)})" for code in codes) + "?"
