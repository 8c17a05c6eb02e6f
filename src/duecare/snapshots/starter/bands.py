"""Practice bands: how a country treats people in practice, one letter a year, by our own method on V-Dem.

Not an average. The worse of physical integrity (`v2x_clphy`) and civil liberties (`v2x_civlib`) decides, with two
further limits: little freedom of expression (`v2x_freexp_altinf`) is never better than serious, so that a state that
watches and silences without violence does not pass as mixed; and good needs the rule of law (`v2x_rule`). Severe needs
both dimensions bad, or physical integrity near the bottom of the scale. One source, and point estimates without its
intervals: say so wherever a band is shown.
"""

from __future__ import annotations

import datetime
from typing import Final

from duecare.snapshots.starter.files import read_json

BAND_SOURCE: Final = "Practice band by Duecare from V-Dem v16 (V-Dem Institute, CC BY 4.0)"
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2025
_BANDS: Final = {"g": "good", "m": "mixed", "s": "serious", "x": "severe"}


def band_letter(physical: float, liberties: float, rule: float, expression: float) -> str:
    """The band of one country and year: g good, m mixed, s serious, x severe. Indices run from 0 to 1, high is good.

    Cut points version 1. They were set on countries whose practice is widely described, and never on a single deal.

    >>> band_letter(.99, .93, .99, .95), band_letter(.95, .89, .53, .78)
    ('g', 'm')
    >>> band_letter(.97, .80, .97, .20), band_letter(.42, .22, .26, .06)
    ('s', 'x')
    """
    if (physical < 0.50 and liberties < 0.33) or physical < 0.10:
        return "x"
    worse = min(physical, liberties)
    if worse < 0.55 or expression < 0.35:
        return "s"
    if worse < 0.85 or rule < 0.80:
        return "m"
    return "g"


def known_year(known_at: datetime.date) -> int:
    """The last year that V-Dem had covered by a day: an edition comes out in mid-March and covers the year before.

    The figures are those of v16, not of the edition of that day: V-Dem re-estimates its history at every release.

    >>> known_year(datetime.date(2018, 3, 1)), known_year(datetime.date(2018, 3, 17))
    (2016, 2017)
    """
    published = (known_at.month, known_at.day) >= (3, 17)
    return min(known_at.year - (1 if published else 2), LAST_YEAR)


def practice_band(code: str, year: int) -> str | None:
    """The band of a country in a year, 1990 to 2025; None where V-Dem says nothing (24 small states and territories).

    >>> practice_band("CN", 2020), practice_band("AD", 2020)
    ('severe', None)
    """
    letters: str = read_json("countries.json").get(code, {}).get("bands", "")
    at = year - FIRST_YEAR
    return _BANDS.get(letters[at]) if 0 <= at < len(letters) else None
