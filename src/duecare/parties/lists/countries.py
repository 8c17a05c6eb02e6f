"""Countries in the words of the lists: "Korea, North", "Russian", "Region: Crimea"; None where nothing is meant."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from duecare.errors import InputError
from duecare.places import country_code, parent

# What people are called, and the lists' own forms of a country's name that no table of countries has.
_WORDS: Final = """
AE emirati,emirian
AF afghan,afgan
AL albanian
AM armenian
AO angolan
AR argentine,argentinian
AT austrian
AU australian
AZ azerbaijani,azeri
BA bosnian,bosnia-herzegovina
BD bangladeshi
BE belgian
BF burkinabe
BG bulgarian
BH bahraini
BI burundian
BR brazilian
BS bahamas the,bahamian
BY belarusian,belarussian,belorussian
CA canadian
CD democratic republic of congo,democratic republic of the congo,congolese,drc
CF central african
CG congo republic of the
CH swiss
CI ivorian
CL chilean
CM cameroonian
CN chinese,prc,mainland china
CO colombian
CR costa rican
CU cuban
CY cypriot
CZ czech
DE german
DK danish
DO dominican
DZ algerian
EC ecuadorian
EE estonian
EG egyptian
ER eritrean
ES spanish
ET ethiopian
FI finnish
FR french
GB british,english,scottish,united kingdom of great britain and northern ireland
GE georgian
GH ghanaian
GM gambia the,gambian
GN guinean
GR greek
GT guatemalan
HK hong kong sar,hongkong
HN honduran
HR croatian
HT haitian
HU hungarian
ID indonesian
IE irish
IL israeli
IN indian
IQ iraqi
IR iranian,persian
IS icelandic
IT italian
JO jordanian
JP japanese
KE kenyan
KG kyrgyz,kyrgyzstani
KH cambodian
KM comoran,comorian
KP korea north,north korean,dprk,north korea dprk
KR korea south,south korean
KW kuwaiti
KZ kazakh,kazakhstani
LB lebanese,southern lebanon
LK sri lankan
LR liberian
LT lithuanian
LV latvian
LY libyan
MA moroccan
MD moldovan,of the republic of moldova
ME montenegrin
MG malagasy
MK macedonian,macedonia the former yugoslav republic of
ML malian,northern mali
MM myanmar/burma,burmese
MN mongolian
MR mauritanian
MT maltese
MV maldivian
MX mexican
MY malaysian
MZ mozambican
NG nigerian
NI nicaraguan
NL dutch
NO norwegian
NP nepalese,nepali
NZ new zealander
OM omani
PA panamanian
PE peruvian
PH filipino,philippine
PK pakistani
PL polish
PS palestinian,gaza,gaza strip,west bank,occupied palestinian territories,occupied palestinian territory
PT portuguese
PY paraguayan
QA qatari
RO romanian
RS serbian
RU russian
RW rwandan
SA saudi,saudi arabian
SD sudanese,kafia kingi
SE swedish
SG singaporean
SI slovenian
SK slovak
SN senegalese
SO somali
SS south sudanese
SV salvadoran
SY syrian
TD chadian
TG togolese
TH thai
TJ tajik,tajikistani
TM turkmen
TN tunisian
TR turkish,republic of turkiye,republic of türkiye,turkey turkiye
TT trinidadian
TW taiwanese
TZ tanzanian
UA ukrainian,crimea,crimea region of ukraine,donetsk,luhansk
UG ugandan
US american
UZ uzbek,uzbekistani
VE venezuelan
VG virgin islands british
VI virgin islands us
VN vietnamese,socialist republic of vietnam
XK kosovar
YE yemeni
ZA south african
ZM zambian
ZW zimbabwean
"""
_OWN: Final = {
    word: code
    for code, _, words in (line.partition(" ") for line in _WORDS.split("\n") if line)
    for word in words.split(",")
}
_QUALIFIER: Final = re.compile(
    r"^(?:\(?[a-z]\)|\(?i{1,3}\)|region:|allegedly|assumed|possibly|presumed|probably|reportedly|and|or|the)\s+", re.I
)
_BRACKET: Final = re.compile(r"\([^()]*\)")
_TAIL: Final = re.compile(r"\s+(?:individual|entity|nationality|citizen|passport|national)\b.*$", re.I)
_LETTERED: Final = re.compile(r"(?:^|[\s,;])\(?[a-f]\)\s")
_BETWEEN: Final = re.compile(r"[,|/]|\.\s|\s+and(?:/or)?\s+|\s+or\s+")
_POSTCODE: Final = re.compile(r"(?:[\s,.]*[#\d][\w-]*)+$|^(?:\d[\w-]*\s+)+")


@lru_cache(maxsize=20_000)
def find_country(text: str) -> str | None:
    """The ISO 3166 alpha-2 code of the one country that a text names; None where it names none that is known.

    >>> find_country("Korea, North"), find_country("Crimea Region of Ukraine"), find_country("undetermined")
    ('KP', 'UA', None)
    """
    written = text.strip().strip(".:;, ").replace("’", "'")
    if not written or len(written) > 80 or not any(map(str.isalpha, written)):
        return None
    folded = re.sub(r"[,.()]", " ", written.casefold())
    if (code := _OWN.get(" ".join(folded.split()))) is not None:
        return code
    try:
        code = country_code(written)
    except InputError:
        bare = _TAIL.sub("", _QUALIFIER.sub("", _BRACKET.sub(" ", written))).strip()
        return find_country(bare) if bare != written else None
    return parent(code) or code


def find_countries(text: str) -> tuple[frozenset[str], str | None]:
    """The countries a text names, one or many, and the text itself where it also says what is no country.

    >>> find_countries("(a) German, (b) Moroccan") == (frozenset({"DE", "MA"}), None), find_countries("stateless")
    (True, (frozenset(), 'stateless'))
    """
    if (code := find_country(text)) is not None:
        return frozenset({code}), None
    codes: set[str] = set()
    rest = False
    plain = _LETTERED.sub(";", text.strip(' "'))
    parts = [part for part in plain.split(";") if part.strip(' ."')]
    if len(parts) < 2:
        parts = _BETWEEN.split(_BRACKET.sub(" ", plain))
    for part in (part.strip(' ."') for part in parts):
        if len(part) < 2:
            continue
        if (code := find_country(part)) is not None:
            codes.add(code)
        elif len(part) < len(plain) and (several := find_countries(part)[0]):
            codes |= several
        else:
            rest = True
    return frozenset(codes), text.strip() if rest else None


@lru_cache(maxsize=50_000)
def country_of_address(text: str) -> str | None:
    """The country at the end of an address, or at its beginning as Russian addresses have it; None where none stands.

    >>> country_of_address("13 Demidova Street, Sevastopol, Crimea 99053, Ukraine"), country_of_address("Moscow 119071")
    ('UA', None)
    """
    parts = [part.strip() for part in _BRACKET.sub(" ", text).strip(" .;").split(",") if part.strip()]
    for part in (*parts[:-4:-1], *parts[:2]):
        # A short part such as "CA" is a state or a building before it is a country.
        if len(part) > 3 and (code := find_country(_POSTCODE.sub("", part))) is not None:
            return code
        if part in ("UAE", "DRC", "USA", "PRC", "U.K", "UK", "US"):
            return find_country(part)
    return None
