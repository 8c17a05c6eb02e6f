"""Places: countries, territories and a few subdivisions, by code and by name in six languages."""

from duecare.places.places import CODES, country_code, name, parent
from duecare.places.regions import REGIONS, SUBREGIONS, region, subregion

__all__ = ["CODES", "REGIONS", "SUBREGIONS", "country_code", "name", "parent", "region", "subregion"]
