"""The items of a synthetic book: harmless goods, office technology, and everything in the taxonomy, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.facts import vocabulary
from duecare.portfolio.made_up.synthetic_names import Draws, Sounds, read_words, sounds_of
from duecare.portfolio.made_up.synthetic_parties import KINDS, Ints, cumulated

MODES: Final = ("matching", "collection", "reach", "covert")
END_USES: Final = tuple(vocabulary()["transaction.stated_end_use"].domain)
_SKEW: Final = (0.95, 5.0)
_MEANT, _OTHER = 2.5, 0.05
"""How much likelier an item goes to a kind of end user that it is for, and to another."""
_EDITIONS: Final = (
    "", "", "", " with installation", " with updates for one year", ", field kit", ", spare unit", ", 16 channels",
    ", rack unit", ", extension", ", second generation",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Items:
    """Items, the one sold most often first.

    Attributes:
        name, description: Their texts; a description may be missing.
        group: What each is, by number in `groups`.
        groups: Names of the goods and codes of the capabilities.
        harmless: Whether it is goods or office technology.
        price, many: Typical price of one in dollars, and typical number on an order.
        modes: For each of MODES what the product master says, by number in its domain; -1 is nothing.
        shares: For each kind of end user, the shares of the items added up, shape (kinds, items).
        end_uses: For each item what its use is stated to be, by number in END_USES, as often as it stands there.
    """

    name: tuple[str, ...]
    description: tuple[str | None, ...]
    group: Ints
    groups: tuple[str, ...]
    harmless: NDArray[np.bool_]
    price: NDArray[np.float64]
    many: NDArray[np.float64]
    modes: Mapping[str, Ints]
    shares: NDArray[np.float64]
    end_uses: tuple[Ints, ...]

    def drawn(self, kind: Ints, share: NDArray[np.float64]) -> Ints:
        """An item for each end user, by its kind and a number from 0 to below 1."""
        found = np.zeros(len(kind), np.int32)
        for at in range(len(KINDS)):
            mine = kind == at
            found[mine] = np.searchsorted(self.shares[at], share[mine], side="right")
        return found


def made_items(items: int, seed: int) -> Items:
    """Items by number and seed."""
    rng, draws = np.random.default_rng([seed, 3]), Draws(np.random.default_rng([seed, 4]))
    words = read_words("synthetic_items.yaml")
    goods, capabilities = words["goods"], words["capabilities"]
    entries = [*goods.values(), *capabilities.values()]
    harmless = _spread(rng, items, float(words["harmless"]))
    group = np.zeros(items, np.int32)
    for part, mine, start in ((goods, harmless, 0), (capabilities, ~harmless, len(goods))):
        weights = cumulated(np.array([float(one["weight"]) for one in part.values()]))
        group[mine] = start + np.searchsorted(weights, rng.random(int(mine.sum())), side="right")
    series = words["series"]
    sounds = sounds_of(f"{series['onsets']} / {series['vowels']} / {series['codas']}")
    name, description = _texts(group, harmless, entries, sounds, float(words["nameless"]), draws)
    by_group = np.array([_affinity(one.get("buyers")) for one in entries]).T
    exponent, shift = _SKEW
    popular = (np.arange(1.0, items + 1) + shift) ** -exponent
    shares = np.array([cumulated(popular * by_group[kind][group]) for kind in range(len(KINDS))])
    spread = np.exp(rng.normal(0, 0.6, items))
    return Items(
        tuple(name),
        tuple(description),
        group,
        (*goods, *capabilities),
        harmless,
        np.array([float(one["price"]) for one in entries])[group] * spread,
        np.array([float(one["many"]) for one in entries])[group],
        _modes(rng, group, entries),
        shares,
        tuple(_end_uses(entries[at]) for at in group.tolist()),
    )


def _spread(rng: np.random.Generator, items: int, share: float) -> NDArray[np.bool_]:
    """Which items are harmless: the same share among those sold often and those sold rarely."""
    found = np.zeros(items, np.bool_)
    for start in range(0, items, 10):
        size = min(10, items - start)
        found[start : start + size] = rng.permutation(size) < round(share * size)
    return found


def _affinity(buyers: Sequence[str] | None) -> list[float]:
    return [1.0 if buyers is None else _MEANT if kind in buyers else _OTHER for kind in KINDS]


def _texts(
    group: Ints, harmless: NDArray[np.bool_], entries: Sequence[Mapping[str, Any]], sounds: Sounds, nameless: float,
    draws: Draws,
) -> tuple[list[str], list[str | None]]:  # fmt: skip
    """Names, no two the same, and descriptions."""
    names: dict[str, str | None] = {}
    for at, plain in zip(group.tolist(), harmless.tolist(), strict=True):
        entry = entries[at]
        while True:
            name, description = _text(entry, plain, sounds, nameless, draws)
            if name not in names:
                break
        names[name] = description
    return list(names), list(names.values())


def _text(
    entry: Mapping[str, Any], plain: bool, sounds: Sounds, nameless: float, draws: Draws
) -> tuple[str, str | None]:
    series = f"{sounds.word(draws)} {draws.of((100, 120, 200, 300, 500, 1000)) + 10 * draws.below(40)}"
    if plain and draws.often(nameless):
        return f"{series.split()[0][:3].upper()}-{draws.below(9000) + 1000}-{draws.of('ABCDEF')}", None
    if entry.get("abroad") and draws.often(0.12):
        name, text = draws.of(entry["abroad"])
        return f"{name} {series}", text if draws.often(0.85) else None
    name = draws.of(entry["names"])
    if plain and draws.often(0.6):
        name = f"{name}, {draws.of(entry['specs'])}" + (f", {series}" if draws.often(0.5) else "")
    else:
        name = f"{name} {series}" + ("" if plain else draws.of(_EDITIONS))
    if draws.often(0.15):
        return name, None
    texts = list(dict.fromkeys(draws.of(entry["texts"]) for _ in range(1 + draws.below(2))))
    return name, " ".join(texts)


def _modes(rng: np.random.Generator, group: Ints, entries: Sequence[Mapping[str, Any]]) -> dict[str, Ints]:
    """What the product master says of the modes of each item: of half of those that have any, three facts in five."""
    told = rng.random(len(group)) < 0.5
    found = {}
    for mode in MODES:
        domain: Sequence[Any] = (False, True) if mode == "covert" else vocabulary()[f"item.{mode}"].domain
        share, said = rng.random(len(group)), told & (rng.random(len(group)) < 0.6)
        value = np.full(len(group), -1, np.int32)
        for at in np.flatnonzero(said).tolist():
            options = entries[int(group[at])].get("modes", {}).get(mode)
            if options:
                value[at] = domain.index(options[int(share[at] * len(options))])
        found[mode] = value
    return found


def _end_uses(entry: Mapping[str, Any]) -> Ints:
    stated = entry.get("end_use")
    if stated is None:
        stated = ["general_purpose"] * 8 + ["emergency_rescue", "network_management"]
    return np.array([END_USES.index(one) for one in stated], np.int32)
