"""The region of the world that a place lies in, by the standard M49 of the United Nations.

The standard groups countries and territories for statistics and takes no side on their status. Taiwan, which it does
not list apart, stands with the Eastern Asia that it lies in; Kosovo with Southern Europe; Antarctica in no region.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_SUBREGIONS: Final = {
    ("Africa", "Northern Africa"): "DZ EG EH LY MA SD TN",
    ("Africa", "Sub-Saharan Africa"): (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW SC"
        " SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW"
    ),
    ("Americas", "Latin America and the Caribbean"): (
        "AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX"
        " NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    ("Americas", "Northern America"): "BM CA GL PM US",
    ("Asia", "Central Asia"): "KG KZ TJ TM UZ",
    ("Asia", "Eastern Asia"): "CN HK JP KP KR MN MO TW",
    ("Asia", "South-eastern Asia"): "BN ID KH LA MM MY PH SG TH TL VN",
    ("Asia", "Southern Asia"): "AF BD BT IN IR LK MV NP PK",
    ("Asia", "Western Asia"): "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    ("Europe", "Eastern Europe"): "BG BY CZ HU MD PL RO RU SK UA",
    ("Europe", "Northern Europe"): "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    ("Europe", "Southern Europe"): "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    ("Europe", "Western Europe"): "AT BE CH DE FR LI LU MC NL",
    ("Oceania", "Australia and New Zealand"): "AU CC CX HM NF NZ",
    ("Oceania", "Melanesia"): "FJ NC PG SB VU",
    ("Oceania", "Micronesia"): "FM GU KI MH MP NR PW UM",
    ("Oceania", "Polynesia"): "AS CK NU PF PN TK TO TV WF WS",
}
REGIONS: Final = tuple(dict.fromkeys(region for region, _ in _SUBREGIONS))
SUBREGIONS: Final = tuple(subregion for _, subregion in _SUBREGIONS)


@cache
def _by_code() -> dict[str, tuple[str, str]]:
    return {code: pair for pair, codes in _SUBREGIONS.items() for code in codes.split()}


def region(code: str) -> str | None:
    """The region of a country, territory or subdivision by its code; None where the standard has none.

    >>> region("EG"), region("CN-XJ"), region("AQ")
    ('Africa', 'Asia', None)
    """
    return _by_code().get(code.partition("-")[0], (None, None))[0]


def subregion(code: str) -> str | None:
    """The part of a region that a country, territory or subdivision lies in.

    >>> subregion("EG"), subregion("TW")
    ('Northern Africa', 'Eastern Asia')
    """
    return _by_code().get(code.partition("-")[0], (None, None))[1]
