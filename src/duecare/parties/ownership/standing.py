"""How each party stands under each regime: caught by its owners, possibly, or clear on the data."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from duecare.parties.ownership.cascade import caught, silent
from duecare.parties.ownership.effective import most_effective
from duecare.parties.ownership.graph import INTEREST_KINDS, Graph, InterestKind, Party, Seed, kind_code
from duecare.parties.ownership.holdings import Holdings, holdings_on
from duecare.parties.ownership.network import MEASURES, SHARES, Network, network_of
from duecare.parties.ownership.regime import DEFAULT, Regime, Rule, control_kinds, regimes_named
from duecare.parties.ownership.share import PERCENT, WHOLE, Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[Any]

Status = Literal["listed", "blocked", "possible", "clear", "not_in_force"]
"""`listed`: named itself. `blocked`: certainly caught by its owners. `possible`: caught if a stated but unknown
share, an uncertain control or an undecided match turns out so. `clear`: not caught on the data, which may be
incomplete; see
`Standing.silent`. `not_in_force`: the regime looks at nobody's owners on that day; see `Standing.would_be`."""

FlagKind = Literal["minority", "layers", "control", "tie", "former", "not_added_up"]
NOTABLE: Final = 25 * PERCENT
"""From how large an effective interest of listed persons to warn, where no layer is caught."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason to look closer at a party that is not caught.

    Attributes:
        kind: `minority`: listed or caught owners hold a part short of the threshold. `layers`: listed persons have a
        large
            effective interest through layers that are not caught. `control`: one controls it, where
            control does not catch. `tie`: one sits on its board or has another link. `former`: one held a part until
            lately. `not_added_up`: different listed persons together hold enough, where they are not added up.
        owner: Who, None where it is several together.
        interest: What kind of interest, None where it is the sum.
        share: How much; of a former holding, how much it was.
        until: Last day of a former holding.
    """

    kind: FlagKind
    owner: Party | None
    interest: InterestKind | None
    share: Share
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one party stands under one regime.

    Attributes:
        party, regime: Whose, under what (the regime's id).
        status: See `Status`.
        would_be: Where the regime is not in force, the status that its nearest rule would give; else None.
        share: The least and most that listed and caught owners hold of it, in units.
        undeclared: The least and most of its shares that nobody is said to hold, in units.
        silent: Not caught on the data, but owners that nobody declared, here or further up, could change it.
        flags: Reasons to look closer.
        lists: The lists that name it, where it is listed.
    """

    party: Party
    regime: str
    status: Status
    would_be: Status | None
    share: Share
    undeclared: Share
    silent: bool
    flags: tuple[Flag, ...]
    lists: tuple[Seed, ...] = ()

    @property
    def said(self) -> Status:
        """The status, or where no rule is in force, the one that there would be."""
        return self.would_be or self.status


@dataclass(frozen=True, eq=False)
class Judged:
    """One regime over the whole graph.

    Attributes:
        regime, rule: What was asked; the rule in force, or the nearest where none is.
        in_force: Whether it is.
        network: What the rule sees.
        named, may_be_named: True for parties certainly listed, and for those that are or may be.
        certain, possible: True for nodes that are caught on the least, and on the most.
        silence: True for nodes that could be caught if every undeclared share were in listed hands.
        least, most: Units of each party that caught owners hold.
        held: The holdings of the day.
    """

    regime: Regime
    rule: Rule
    in_force: bool
    network: Network
    named: Ints
    may_be_named: Ints
    certain: Ints
    possible: Ints
    silence: Ints
    least: Ints
    most: Ints
    held: Holdings

    @cached_property
    def effective(self) -> Ints:
        """The effective interest of the listed in each party at most, in units."""
        return most_effective(self.held, self.may_be_named)

    def status_of(self, place: int) -> Status:
        """The status of a party if the rule is in force."""
        if self.named[place]:
            return "listed"
        return "blocked" if self.certain[place] else "possible" if self.possible[place] else "clear"


@dataclass(frozen=True, eq=False)
class Ownership(Mapping[str, Mapping[str, Standing]]):
    """The result: a mapping from a party's id to its standing by regime.

    Attributes:
        graph: What was judged.
        held: The holdings of the day.
        seeds: Who was taken to be listed, those of the graph among them.
        law_at, known_at: The days for the law, and for holdings and lists.
        judged: One entry a regime, in the order asked.
    """

    graph: Graph
    held: Holdings
    seeds: tuple[Seed, ...]
    law_at: datetime.date
    known_at: datetime.date
    judged: Mapping[str, Judged]

    @cached_property
    def _into(self) -> tuple[Ints, Ints]:
        """Holdings by what is held."""
        return _grouped(self.held.owned, len(self.graph.parties))

    @cached_property
    def _ended(self) -> dict[int, list[int]]:
        """Rows of shares that ended before the day, by what was held."""
        import numpy as np

        columns, found = self.graph.columns, defaultdict(list)
        ended = (columns["ends"] < self.known_at.toordinal()) & (columns["kind"] == kind_code("shares"))
        for row in np.flatnonzero(ended):
            found[int(columns["owned"][row])].append(int(row))
        return found

    @cached_property
    def _listed(self) -> dict[str, list[Seed]]:
        found = defaultdict(list)
        for seed in self.seeds:
            if seed.holds_on(self.known_at):
                found[seed.party].append(seed)
        return found

    def holdings_in(self, place: int) -> list[int]:
        """The holdings in a party, by its place."""
        starts, order = self._into
        return [int(holding) for holding in order[starts[place] : starts[place + 1]]]

    def lists_of(self, party: str, regime: str) -> tuple[Seed, ...]:
        """The entries that make a party listed, or possibly listed, under a regime."""
        takes = self.judged[regime].regime.takes
        return tuple(seed for seed in self._listed.get(party, ()) if takes(seed) is not False)

    def __getitem__(self, party: str) -> dict[str, Standing]:
        if party not in self.graph.index:
            raise KeyError(party)
        return {regime: self.standing(party, regime) for regime in self.judged}

    def __iter__(self) -> Iterator[str]:
        return (party.id for party in self.graph.parties)

    def __len__(self) -> int:
        return len(self.graph.parties)

    def standing(self, party: str, regime: str) -> Standing:
        """How a party stands under a regime.

        Raises:
            InputError: no such party.
            KeyError: a regime that was not asked.
        """
        place, one = self.graph.place(party), self.judged[regime]
        status = one.status_of(place)
        named = status == "listed"
        shown: Status = status if one.in_force or named else "not_in_force"
        spare = (max(0, WHOLE - int(self.held.declared_most[place])), max(0, WHOLE - int(self.held.declared[place])))
        alone = _has_no_owners(self.graph.parties[place])
        return Standing(
            self.graph.parties[place],
            regime,
            shown,
            None if shown == status else status,
            (int(one.least[place]), int(one.most[place])),
            (0, 0) if alone else spare,
            bool(one.silence[place]) and not one.possible[place],
            () if named else tuple(self._flags(place, one)),
            self.lists_of(self.graph.parties[place].id, regime),
        )

    def silent(self) -> list[str]:
        """Ids of the parties that are clear on the data under some regime, where undeclared owners could change it."""
        import numpy as np

        found = np.zeros(len(self), bool)
        for one in self.judged.values():
            found |= (one.silence & ~one.possible)[: len(self)]
        return [self.graph.parties[place].id for place in np.flatnonzero(found)]

    def with_status(self, regime: str, *statuses: Status) -> list[str]:
        """Ids of the parties that the regime's rule gives one of these statuses, in or out of force."""
        import numpy as np

        one, size = self.judged[regime], len(self.graph.parties)
        found = np.zeros(size, bool)
        masks: dict[Status, Any] = {
            "listed": one.named[:size],
            "blocked": one.certain[:size] & ~one.named[:size],
            "possible": one.possible[:size] & ~one.certain[:size],
            "clear": ~one.possible[:size],
        }
        for status in statuses:
            found |= masks[status]
        return [self.graph.parties[place].id for place in np.flatnonzero(found)]

    def flagged(self, regime: str) -> list[Standing]:
        """Parties that are neither caught nor possibly caught, and about which there is something to look at."""
        import numpy as np

        one, size, columns = self.judged[regime], len(self.graph.parties), self.graph.columns
        near = np.zeros(size, bool)
        near[columns["owned"][one.possible[columns["owner"]]]] = True
        near |= one.effective[:size] >= NOTABLE
        found = (self.standing(self.graph.parties[at].id, regime) for at in np.flatnonzero(near & ~one.possible[:size]))
        return [standing for standing in found if standing.flags]

    def _flags(self, place: int, one: Judged) -> Iterator[Flag]:
        if one.certain[place]:
            return
        least, most = int(one.least[place]), int(one.most[place])
        if not one.rule.aggregate and least >= one.rule.shares.least:
            yield Flag("not_added_up", None, None, (least, most))
        elif most > 0 and most >= one.regime.minority and not one.possible[place]:
            yield Flag("minority", None, None, (least, most))
        elif not one.possible[place] and one.effective[place] >= NOTABLE:
            units = int(one.effective[place])
            yield Flag("layers", None, None, (0, units))
        for holding in self.holdings_in(place):
            if not one.possible[self.held.owner[holding]]:
                continue
            kind = INTEREST_KINDS[self.held.kind[holding]]
            owner = self.graph.parties[self.held.owner[holding]]
            share = (int(self.held.low[holding]), int(self.held.high[holding]))
            if kind == "tie":
                yield Flag("tie", owner, kind, share)
            elif kind in control_kinds() and not one.rule.control:
                yield Flag("control", owner, kind, share)
        for row in self._ended.get(place, ()):
            if one.possible[self.graph.columns["owner"][row]]:
                past = self.graph.interest(row)
                yield Flag("former", past.owner, past.kind, past.share, past.ends)


def _grouped(column: Ints, size: int) -> tuple[Ints, Ints]:
    """Where each number's rows begin, and the rows in that order."""
    import numpy as np

    order = np.argsort(column, kind="stable")
    return np.searchsorted(column[order], np.arange(size + 1)), order


def _has_no_owners(party: Party) -> bool:
    return party.kind in ("person", "government")


def ownership_of(
    graph: Graph,
    seeds: Iterable[Seed] = (),
    law_at: datetime.date | None = None,
    *,
    regimes: Sequence[str] = DEFAULT,
    known_at: datetime.date | None = None,
) -> Ownership:
    """Judge every party of a graph under each regime.

    Args:
        graph: Who holds what; its own seeds count too.
        seeds: Who is listed, from a file or from screening. Entries for parties that are not in the graph are left out.
        law_at: The day whose law applies.
        known_at: Holdings and listings as they stood on this day; by default `law_at`.
        regimes: Their ids; `state` stands for the measures of state ownership, which start from public bodies.

    Raises:
        InputError: an unknown regime, or more than the whole of an entity is held.
        ValueError: no day.
    """
    if law_at is None:
        raise ValueError("law_at: the day whose law applies is needed")
    day = known_at or law_at
    held = holdings_on(graph, day)
    every = (*graph.seeds, *(seed for seed in seeds if seed.party in graph.index), *_public_bodies(graph))
    ground = _Ground.of(held, every)
    judged: dict[str, Judged] = {}
    networks: dict[tuple[bool, bool, bool], Network] = {}
    for regime in regimes_named(regimes):
        rule = regime.nearest(law_at)
        seen = (rule.voting is not None, rule.joint, rule.control)
        if seen not in networks:
            networks[seen] = network_of(held, rule)
        judged[regime.id] = ground.judge(networks[seen], regime, rule, law_at)
    return Ownership(graph, held, every, law_at, day, judged)


def _public_bodies(graph: Graph) -> tuple[Seed, ...]:
    """Every body of a state, as a starting point of the measures of state ownership."""
    return tuple(Seed(party.id, "government") for party in graph.parties if party.kind == "government")


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What every regime of one question shares."""

    held: Holdings
    seeds: tuple[Seed, ...]
    able: Ints
    unnamed: Ints

    @classmethod
    def of(cls, held: Holdings, seeds: tuple[Seed, ...]) -> _Ground:
        import numpy as np

        parties = held.graph.parties
        able = np.array([not _has_no_owners(party) for party in parties], bool)
        return cls(held, seeds, able, np.array([not party.identified for party in parties], bool))

    def judge(self, network: Network, regime: Regime, rule: Rule, law_at: datetime.date) -> Judged:
        import numpy as np

        named, may_be = np.zeros(network.size, bool), np.zeros(network.size, bool)
        for seed in self.seeds:
            takes = regime.takes(seed)
            if takes is not False and seed.holds_on(self.held.day):
                place = self.held.graph.index[seed.party]
                may_be[place] = True
                named[place] |= takes is True
        able, unnamed = np.zeros(network.size, bool), may_be.copy()
        able[: network.parties] = self.able
        unnamed[: network.parties] |= self.unnamed
        certain, possible = caught(network, rule, named, "low"), caught(network, rule, may_be, "high")
        silence = silent(network, rule, unnamed, able)
        least, (low, high) = _held_by(network, certain)[0], _held_by(network, possible)
        room = network.room.reshape(-1, MEASURES)[: network.parties, SHARES]
        return Judged(
            regime, rule, regime.rule_at(law_at) is not None, network, named, may_be, certain, possible, silence, least,
            np.minimum(high, low + room), self.held,
        )  # fmt: skip


def _held_by(network: Network, who: Ints) -> tuple[Ints, Ints]:
    """The sums of the least and of the most shares of each party that some nodes hold."""
    import numpy as np

    edges = np.flatnonzero(who[network.source] & (network.slot % MEASURES == SHARES))
    low, high = np.zeros(network.size, np.int64), np.zeros(network.size, np.int64)
    np.add.at(low, network.target[edges], network.low[edges])
    np.add.at(high, network.target[edges], network.high[edges])
    return low[: network.parties], high[: network.parties]
