"""Country units of the sources: spellings that `duecare.places` does not have, and what is no country of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from duecare.places.places import fold


@dataclass(frozen=True, slots=True)
class Unit:
    """What a source's unit is taken for.

    code: its country; None to leave the rows out. reason: why, for the correction; None where a country is only spelt
    another way. since: the first year that is taken.
    """

    code: str | None
    reason: str | None = None
    since: int | None = None


_SPELLINGS: Final = """
AG antigua & barbuda
BA bosnia herzegovenia; bosnia-herzegovina
BS bahamas, the
CD congo, democratic republic of; congo, dem. rep.; congo, dem rep; congo-kinshasa; democratic republic congo
CG congo, republic of; congo, rep.; congo-brazzaville; republic of congo
CI ivory coast (cote d'ivoire)
CZ czech rep.
EG egypt, arab rep.
FM micronesia, fed. sts.
GM gambia, the
HK hong kong sar, china; hong kong, china; hong kong sar china
IR iran, islamic rep.
KP korea, dem. people's rep.; korea, north; north korea (democratc people's republic of korea)
KR korea, rep.; korea, south; south korea (republic of korea)
LA lao pdr
MM burma/myanmar; myanmar (burma); myanmar/burma; burma (myanmar)
MO macao sar, china; macao, china
PR puerto rico (us)
SO somalia, fed. rep.
TL east timor (timor l'este)
TR turkey/turkiye
TW taiwan, china; chinese taipei
VE venezuela, rb
VI virgin islands (u.s.)
XK owid_kos; kosovo (under unscr 1244)
YE yemen, rep.
"""

# Said once here, since every source that goes back far enough or splits a country meets them.
_LEFT_OUT: Final = {
    "dissolved; the countries that came after it have rows of their own": (
        "Soviet Union", "USSR", "Yugoslavia", "Yugoslavia, Socialist Federal Republic of",
        "Yugoslavia, Federal Republic of", "Serbia and Montenegro", "Czechoslovakia", "German Democratic Republic",
        "Germany, East", "East Germany", "GDR", "DDR",
        "Yemen Arab Republic", "North Yemen", "Yemen People's Republic", "South Yemen", "YMD", "Republic of Vietnam",
        "South Vietnam", "VDR", "Netherlands Antilles", "ANT",
    ),
    "Germany before October 1990; Germany has rows of its own": (
        "German Federal Republic", "Germany, West", "West Germany",
    ),
    "a part of Palestine; the rows of the West Bank or the Palestinian Authority stand for it": (
        "Gaza", "Gaza Strip", "Gaza (Hamas)", "Hamas/Gaza", "Palestine/Gaza", "PSG",
    ),
    "Israel's record inside or outside its borders of 1967, measured apart; no country": (
        "Israel in Occupied Territories", "Israel in pre-1967 borders",
    ),
    "a part of Tanzania, which has rows of its own": ("Zanzibar", "ZZB"),
    "a territory that is no ISO 3166 country": (
        "Abkhazia", "Eastern Donbas", "Indian Kashmir", "Nagorno-Karabakh", "Northern Cyprus", "Pakistani Kashmir",
        "Russia-Occupied Areas (Ukraine)", "Russian-Occupied Territories of Ukraine", "Somaliland", "SML",
        "South Ossetia", "Transnistria",
    ),
    "several countries together": (
        "Africa", "Asia", "Europe", "European Union", "North America", "Oceania", "South America", "World",
    ),
}  # fmt: skip

_WEST_BANK: Final = Unit("PS", "the source splits Palestine; the West Bank stands for it, and Gaza is left out")


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _SPELLINGS.replace(";\n  ", ";").strip().splitlines():
        code, _, names = line.partition(" ")
        units |= {fold(name): Unit(code) for name in names.split(";")}
    for reason, left_out in _LEFT_OUT.items():
        units |= {fold(name): Unit(None, reason) for name in left_out}
    for name in ("West Bank", "Palestine/West Bank"):
        units[fold(name)] = _WEST_BANK
    units[fold("West Bank and Gaza")] = Unit("PS")
    return units


#: What every source's names are looked up in before `duecare.places` is asked, by their folded form.
UNITS: Final[Mapping[str, Unit]] = _units()


def unit_of(code: str, name: str, own: Mapping[str, Unit] = UNITS) -> Unit | None:
    """What a table of units says of a code and a name; the name counts for more, as codes lag behind.

    >>> unit_of("TWN", "Taiwan, China"), unit_of("NOR", "Norway")
    (Unit(code='TW', reason=None, since=None), None)
    """
    return (own.get(fold(name)) if name else None) or (own.get(fold(code)) if code else None)
