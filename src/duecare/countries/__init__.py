"""Where does it go? Facts about countries and regions, as they were known on a day."""

from __future__ import annotations

from duecare.countries.gather import CountryFact, gather_countries

__all__ = ["CountryFact", "gather_countries"]
