"""Which agency of the register a name means. An exact name in its country raises; a near one is asked about."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from duecare.countries.agencies.register import Agency, agency, alias_index
from duecare.names import normalise

_NEAR: Final = 88.0
_SHORTEST_NEAR: Final = 9


@dataclass(frozen=True, slots=True)
class Found:
    """An agency that a name may mean.

    how: `exact`: one of its names, and its country fits; `elsewhere`: one of its names, and no country was given;
    `near`: a name much like one of its own. said: the name that was met.
    """

    agency: Agency
    how: Literal["exact", "elsewhere", "near"]
    said: str


def find_agency(names: Sequence[str], country: str | None) -> tuple[Found, ...]:
    """The agencies that a party's names may mean, the surest first; of another country than the party's none.

    Args:
        names: As written, in any script.
        country: ISO 3166-1 alpha-2 or a subdivision of it; None where it is not known.
    """
    state = country.split("-")[0] if country else None
    found: dict[str, Found] = {}
    for name in names:
        for identity in alias_index().get(normalise(name), ()):
            one = agency(identity)
            if state in (None, one.country):
                found.setdefault(identity, Found(one, "exact" if state else "elsewhere", name))
    if not found:
        for identity, said in _near(names, state):
            found.setdefault(identity, Found(agency(identity), "near", said))
    order = ("exact", "elsewhere", "near")
    return tuple(sorted(found.values(), key=lambda one: order.index(one.how)))


def _near(names: Sequence[str], state: str | None) -> list[tuple[str, str]]:
    """Ids and names of the register that are much like one of these, in the country if one is given."""
    if state is not None and state not in _by_country():
        return []
    from rapidfuzz import fuzz, process

    held = _by_country().get(state) if state is not None else tuple(alias_index())
    close: list[tuple[str, str]] = []
    for name in names:
        key = normalise(name)
        if len(key) < _SHORTEST_NEAR:
            continue
        for said, _, _ in process.extract(key, held or (), scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=3):
            close += [(identity, said) for identity in alias_index()[said] if state in (None, identity.split("/")[0])]
    return close


@functools.cache
def _by_country() -> dict[str, tuple[str, ...]]:
    """The normalised names of the register by country."""
    rows: dict[str, list[str]] = {}
    for name, ids in alias_index().items():
        for identity in ids:
            rows.setdefault(identity.split("/")[0], []).append(name)
    return {country: tuple(dict.fromkeys(held)) for country, held in rows.items()}
