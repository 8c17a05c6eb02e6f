"""Where does it go? What is practised, laid down and on record of countries, regions and agencies, on a day."""

from __future__ import annotations

from duecare.countries.agencies import RECORDS
from duecare.countries.at_hand import CountryData, starter_data
from duecare.countries.gather import CountryFact, CountryGap, Known, gather_agencies, gather_countries
from duecare.countries.shown import ShownDimension, ShownYear

__all__ = [
    "RECORDS",
    "CountryData",
    "CountryFact",
    "CountryGap",
    "Known",
    "ShownDimension",
    "ShownYear",
    "gather_agencies",
    "gather_countries",
    "starter_data",
]
