"""Country data at hand: the starter's profiles, or what a data folder holds beside them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duecare.countries.holdings import Holdings
from duecare.countries.profile.result import Profile
from duecare.countries.profile.stored import Profiles, open_profiles
from duecare.snapshots.starter.files import path_of

if TYPE_CHECKING:
    from duecare.snapshots import Status

_STARTER: Final = "practice.jsonl"


@dataclass(frozen=True)
class CountryData:
    """What is known of countries, at hand.

    profiles: practice, from the sources that are loaded, with the starter's V-Dem where V-Dem is not. holdings:
    treaties, groups, programmes. loaded: the status of each source that is. starter: nothing is loaded.
    """

    profiles: Profiles
    holdings: Holdings = field(default_factory=Holdings)
    loaded: tuple[Status, ...] = ()

    @property
    def starter(self) -> bool:
        return not self.loaded

    @property
    def stale(self) -> tuple[Status, ...]:
        return tuple(one for one in self.loaded if one.stale)

    def profile(self, code: str) -> Profile | None:
        return self.profiles.get(code)


@functools.cache
def starter_data() -> CountryData:
    """The profiles that ship with the package."""
    return CountryData(open_profiles(path_of(_STARTER)))
