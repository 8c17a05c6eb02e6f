"""The starter: facts written down by this project, so that a fresh install without a network does real work.

It may raise, never clear. Each row says where it comes from, as of when, and whether that was read or recollected.
"""

from __future__ import annotations

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
    "CountryRow",
    "Dataset",
    "ListedParty",
    "Measure",
    "RegionRow",
    "TreatyStatus",
    "country_row",
    "listed_index",
    "listed_parties",
    "listed_party",
    "manifest",
    "region_rows",
]
