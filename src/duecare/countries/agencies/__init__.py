"""The register of agencies: what this very body is on record for, and what that makes of its country's band."""

from __future__ import annotations

from duecare.countries.agencies.find import Found, find_agency
from duecare.countries.agencies.register import Agency, Evidence, Safeguard, agencies, agency
from duecare.countries.agencies.standing import RECORDS, Standing, standing

__all__ = [
    "RECORDS",
    "Agency",
    "Evidence",
    "Found",
    "Safeguard",
    "Standing",
    "agencies",
    "agency",
    "find_agency",
    "standing",
]
