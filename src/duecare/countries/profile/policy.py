"""The policy of the practice profile: dimensions, indicators, cuts, assumptions. `policy.yaml`, shipped as JSON."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SOURCE: Final = Path(__file__).resolve().parent / "policy.yaml"
COMPILED: Final = SOURCE.with_suffix(".json")
BANDS: Final = ("good", "mixed", "serious", "severe")
"""The bands in rank order, as the domain `band` of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of practice. rights: ids of the instrument ICCPR. anchor: what its bands are tied to."""

    key: str
    title: str
    asks: str
    rights: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator: where it belongs and how its scale reads.

    family: whose reading it is; a family has one vote. replaced_by: used only where that one is not there.
    ends: the worst and the best value. cuts: between good and mixed,
    mixed and serious, serious and severe. sd: the standard error assumed where the source states none.
    """

    key: str
    title: str
    dimension: str
    source: str
    family: str
    ends: tuple[float, float]
    cuts: tuple[float, float, float]
    sd: float
    basis: str
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """When a source publishes the value for a year: `after` years later, from a day on. break_at: a new method."""

    title: str
    family: str
    after: int
    month: int
    day: int
    break_at: int | None = None

    def last_year(self, day: datetime.date) -> int:
        """The last year whose value was public on a day.

        >>> Release("V-Dem", "vdem", 1, 3, 17).last_year(datetime.date(2018, 3, 17))
        2017
        """
        return day.year - self.after - ((day.month, day.day) < (self.month, self.day))


@dataclass(frozen=True, slots=True)
class Core:
    """Which dimensions are core for some capabilities, and why."""

    dimensions: tuple[str, ...]
    why: str
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProfilePolicy:
    """The whole policy. See the comments in policy.yaml for each figure."""

    version: int
    reference: tuple[int, int]
    draws: int
    seed: int
    named_at: float
    severe_families: int
    single_family_factor: float
    stale_months: int
    oldest_years: int
    spans: tuple[int, ...]
    trend_change: float
    trend_share: float
    dimensions: Mapping[str, Dimension]
    families: Mapping[str, str]
    releases: Mapping[str, Release]
    indicators: Mapping[str, Measured]
    core: tuple[Core, ...]

    def core_for(self, capabilities: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The core dimensions of what items can do, in the policy's order, with reasons; all five where it is silent.

        >>> policy().core_for({"biometric_register"})[0]
        ('physical_integrity', 'discrimination')
        """
        held = [one for one in self.core if one.capabilities & set(capabilities)]
        named = {capability for one in held for capability in one.capabilities}
        if not held or not set(capabilities) - {"none"} <= named:
            return tuple(self.dimensions), ("Every dimension counts: what the item does is not tied to some of them.",)
        core = {dimension for one in held for dimension in one.dimensions}
        return tuple(key for key in self.dimensions if key in core), tuple(one.why for one in held)


@functools.cache
def policy() -> ProfilePolicy:
    """The policy that is shipped."""
    return read_policy(json.loads(COMPILED.read_text("utf-8")))


def compile_policy() -> Any:
    """`policy.yaml` as plain objects, read for its errors."""
    from ruamel.yaml import YAML

    document = json.loads(json.dumps(YAML(typ="safe").load(SOURCE.read_text("utf-8")), default=str))
    read_policy(document)
    return document


def read_policy(raw: Mapping[str, Any]) -> ProfilePolicy:
    """The policy of a document.

    Raises:
        ValueError: cuts that do not run from best to worst, an indicator of no dimension or source.
    """
    releases = {
        key: Release(one["title"], one["family"], one["after"], one["month"], one["day"], one.get("break_at"))
        for key, one in raw["sources"].items()
    }
    dimensions = {
        key: Dimension(key, one["title"], one["asks"], tuple(one["rights"]), one["anchor"])
        for key, one in raw["dimensions"].items()
    }
    indicators = {}
    for one in raw["indicators"]:
        release = releases[one["source"]]
        indicators[one["key"]] = measured(
            one["key"], one["title"], one["dimension"], one["source"], release.family, one["ends"], one["cuts"],
            one["sd"], one["basis"], one.get("replaced_by"),
        )  # fmt: skip
        if one["dimension"] not in dimensions:
            raise ValueError(f"{one['key']}: no dimension {one['dimension']!r}")
    return ProfilePolicy(
        version=raw["version"],
        reference=(raw["reference"]["from"], raw["reference"]["to"]),
        draws=raw["draws"]["count"],
        seed=raw["draws"]["seed"],
        named_at=raw["named_at"]["share"],
        severe_families=raw["severe"]["families"],
        single_family_factor=raw["single_family"]["factor"],
        stale_months=raw["stale"]["months"],
        oldest_years=raw["stale"]["oldest_years"],
        spans=tuple(raw["trend"]["spans"]),
        trend_change=raw["trend"]["change"],
        trend_share=raw["trend"]["share"],
        dimensions=dimensions,
        families=dict(raw["families"]),
        releases=releases,
        indicators=indicators,
        core=tuple(Core(tuple(one["dimensions"]), one["why"], frozenset(one["capabilities"])) for one in raw["core"]),
    )


def measured(
    key: str,
    title: str,
    dimension: str,
    source: str,
    family: str,
    ends: tuple[float, float],
    cuts: tuple[float, float, float],
    sd: float,
    basis: str,
    replaced_by: str | None = None,
) -> Measured:
    """An indicator whose cuts lie between its ends, the best first.

    Raises:
        ValueError: they do not.
    """
    worst, best = map(float, ends)
    order = [best, *map(float, cuts), worst]
    if order not in (sorted(order), sorted(order, reverse=True)) or len(set(order)) != len(order):
        raise ValueError(f"{key}: cuts {list(cuts)} do not run from {best:g} to {worst:g}")
    kept = (order[1], order[2], order[3])
    return Measured(key, title, dimension, source, family, (worst, best), kept, sd, basis, replaced_by)
