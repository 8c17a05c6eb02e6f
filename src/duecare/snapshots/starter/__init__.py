"""The starter: facts written down by this project, so that a fresh install without a network does real work.

It may raise, never clear. Each row says where it comes from, as of when, and whether that was read or recollected.
"""

from __future__ import annotations

from duecare.snapshots.starter.bands import BAND_SOURCE, known_year, practice_band
from duecare.snapshots.starter.countries import (
    CountryRow,
    Measure,
    RegionRow,
    TreatyStatus,
    country_row,
    region_rows,
)
from duecare.snapshots.starter.listed import ListedParty, listed_index, listed_parties, listed_party
from duecare.snapshots.starter.manifest import Dataset, manifest

__all__ = [
    "BAND_SOURCE",
    "CountryRow",
    "Dataset",
    "ListedParty",
    "Measure",
    "RegionRow",
    "TreatyStatus",
    "country_row",
    "known_year",
    "listed_index",
    "listed_parties",
    "listed_party",
    "manifest",
    "practice_band",
    "region_rows",
]
