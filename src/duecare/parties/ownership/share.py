"""Shares in percent as whole numbers, so that a half is exactly a half however it is added up.

A unit is 10^-9 percent. What a file states is kept to 10^-6 percent; a finer figure becomes the range between the two
nearest, so a share just under a threshold is never rounded onto it. "More than 25" begins one unit above 25 and "less
than 50" ends one unit below 50: several thousand such bounds can be added before the units could pass for a figure.
"""

from __future__ import annotations

import functools
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from duecare.errors import InputError

PERCENT: Final = 1_000_000_000
"""Units in one percent."""
WHOLE: Final = 100 * PERCENT
"""Units in the whole."""
GRAIN: Final = 1_000
"""Units in the finest step that a file can state, 10^-6 percent."""

Share = tuple[int, int]
"""The least and the most that a share can be, in units; equal where it is exact."""

UNKNOWN: Final[Share] = (0, WHOLE)

_PLAIN: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,6}))?%?")
_UNKNOWN_WORDS: Final = frozenset({"", "unknown", "?", "n/a", "na", "not known", "not stated", "open", "null"})
_NUMBER: Final = r"(\d{1,20}(?:[.,]\d{1,40})?)\s*%?"
_LEAST: Final = r"(>=|=>|≥|at least|from|min\.?|>|more than|over|above)?"
_MOST: Final = r"(<=|=<|≤|at most|up to|max\.?|<|less than|under|below)?"
_RANGE: Final = re.compile(rf"{_LEAST}\s*{_NUMBER}\s*(?:-|to|and|,|\.\.|(?=<|≤))\s*{_MOST}\s*{_NUMBER}")
_ABOVE: Final = re.compile(
    rf"(>=|=>|≥|at least|from|min\.?|>|more than|over|above)\s*{_NUMBER}|{_NUMBER}\s*(\+|or more)"
)
_BELOW: Final = re.compile(rf"(<=|=<|≤|at most|up to|max\.?|<|less than|under|below)\s*{_NUMBER}")
_STRICT: Final = frozenset({">", "more than", "over", "above", "<", "less than", "under", "below"})
_SIGNS: Final = str.maketrans(
    {"٪": "%", "％": "%", "٫": ".", "–": "-", "—": "-", "‒": "-", "−": "-", "\xa0": " ", "\u202f": " "}
)
_ACCEPTED: Final = "accepted: 50, 50%, 25-50, >25, >=25, <50, >25-50 or unknown, in percent"


@functools.lru_cache(maxsize=65_536)
def parse_share(text: str) -> Share:
    """The least and the most that a share stated as text can be.

    Raises:
        InputError: not a share, negative, above 100, or a range that ends before it begins.

    >>> parse_share("50%") == (50 * PERCENT, 50 * PERCENT), parse_share("unknown") == UNKNOWN
    (True, True)
    >>> share_text(parse_share(">25-50")), share_text(parse_share("33,3 %")), share_text(parse_share("at least 75"))
    ('more than 25% to 50%', '33.3%', '75% to 100%')
    """
    if (plain := _PLAIN.fullmatch(text)) and (units := _plain_units(*plain.groups(""))) <= WHOLE:
        return units, units
    shown = text.strip()
    if len(shown) > 100:
        raise InputError(f"{shown[:40]!r}... is not a share", hint=_ACCEPTED)
    said = " ".join(shown.translate(_SIGNS).casefold().replace("percent", "%").replace("per cent", "%").split())
    said = said.removeprefix("between ").removeprefix("approx. ").strip()
    if said in _UNKNOWN_WORDS:
        return UNKNOWN
    if re.fullmatch(rf"-\s*{_NUMBER}", said):
        raise InputError(f"the share {shown[:40]!r} is negative", hint=_ACCEPTED)
    if exact := re.fullmatch(_NUMBER, said):
        return _outward(exact[1], shown)
    if between := _RANGE.fullmatch(said):
        low, high = _outward(between[2], shown)[0], _outward(between[4], shown)[1]
        return checked(low + (between[1] in _STRICT), high - (between[3] in _STRICT), shown)
    if above := _ABOVE.fullmatch(said):
        return checked(_outward(above[2] or above[3], shown)[0] + (above[1] in _STRICT), WHOLE, shown)
    if below := _BELOW.fullmatch(said):
        return checked(0, _outward(below[2], shown)[1] - (below[1] in _STRICT), shown)
    raise InputError(f"{shown[:40]!r} is not a share", hint=_ACCEPTED)


def _plain_units(whole: str, decimals: str) -> int:
    """What most shares in a file are, and so not worth the long way: a figure to six decimals at most."""
    return int(whole) * PERCENT + int(decimals.ljust(6, "0")) * GRAIN


def share_of(
    low: float | str | Decimal, high: float | str | Decimal, *, above: bool = False, below: bool = False
) -> Share:
    """A share from two numbers in percent, as registers state them.

    Args:
        low, high: The bounds; equal where the share is exact.
        above, below: The share is more than `low`, or less than `high`.

    Raises:
        InputError: not numbers from 0 to 100, or the wrong way round.
    """
    shown = f"{low}" if low == high else f"{low} to {high}"
    for bound in (low, high):
        if isinstance(bound, bool) or not re.fullmatch(r"-?\d{1,20}(\.\d{1,40})?([eE]-?\d{1,2})?", str(bound)):
            raise InputError(f"{str(bound)[:40]!r} is not a share in percent", hint="accepted: a number from 0 to 100")
    least, most = _outward(str(low), shown)[0], _outward(str(high), shown)[1]
    return checked(least + above, most - below, shown)


def checked(low: int, high: int, shown: str) -> Share:
    """A share whose bounds are the right way round.

    Raises:
        InputError: they are not.
    """
    if low > high:
        raise InputError(f"the share {shown[:40]!r} ends before it begins", hint=_ACCEPTED)
    return low, high


def _outward(number: str, shown: str) -> Share:
    """A decimal figure in units: exact to 10^-6 percent, else the range between the two nearest."""
    figure = Decimal(number.replace(",", ".")) * (PERCENT // GRAIN)
    if figure < 0:
        raise InputError(f"the share {shown[:40]!r} is negative", hint=_ACCEPTED)
    if figure > 100 * (PERCENT // GRAIN):
        raise InputError(f"the share {shown[:40]!r} is more than 100 percent", hint=_ACCEPTED)
    low, high = (int(figure.to_integral_value(rounding)) for rounding in (ROUND_FLOOR, ROUND_CEILING))
    return low * GRAIN, high * GRAIN


def percent_text(units: int) -> str:
    """Units as percent, to 10^-6.

    >>> percent_text(50 * PERCENT), percent_text(12_500_000_000), percent_text(33_333_333_000)
    ('50%', '12.5%', '33.333333%')
    """
    figure = Decimal(round(units / GRAIN)) * GRAIN / PERCENT
    return f"{figure.normalize():f}%"


def share_text(share: Share) -> str:
    """A share in words.

    >>> share_text(UNKNOWN), share_text((25 * PERCENT, 50 * PERCENT)), share_text((0, 25 * PERCENT - 1))
    ('unknown', '25% to 50%', 'less than 25%')
    """
    low, high = share
    if share == UNKNOWN:
        return "unknown"
    if low == high:
        return percent_text(low)
    if low % GRAIN == 0 and high - low == GRAIN:
        return f"about {percent_text(low)}"
    most = f"less than {percent_text(high)}" if high % GRAIN else percent_text(high)
    if low == 0:
        return most if high % GRAIN else f"up to {most}"
    return f"{'more than ' if low % GRAIN else ''}{percent_text(low)} to {most}"
