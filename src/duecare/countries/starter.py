"""The starter's observations: V-Dem, trimmed to the indicators of the policy, from which its profiles are made."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from duecare.countries.profile.stored import Dataset
from duecare.countries.sources.record import Edition, Observation
from duecare.snapshots.starter.files import read_bytes, read_json

FILE = "observations.json"


def starter_editions() -> Iterator[tuple[str, Edition, Dataset]]:
    """The editions that ship with the package, the newest first, each with its source and where it comes from."""
    digest = hashlib.sha256(read_bytes(FILE)).hexdigest()
    for one in read_json(FILE)["datasets"]:
        rows = tuple(
            Observation(country, one["first_year"] + at, indicator, value)
            for indicator, countries in one["values"].items()
            for country, values in countries.items()
            for at, value in enumerate(values)
            if value is not None
        )
        published = datetime.date.fromisoformat(one["published"]) if one["published"] else None
        dataset = Dataset(one["source"], one["dataset"], one["licence"], published, digest)
        yield one["source"], Edition(one["dataset"], published, rows), dataset
