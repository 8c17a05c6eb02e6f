"""Places: countries, territories and a few subdivisions, by code and by name in six languages."""

from duecare.places.places import CODES, country_code, name, parent

__all__ = ["CODES", "country_code", "name", "parent"]
