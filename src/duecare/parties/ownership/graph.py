"""The graph of who holds what: parties, interests with their shares and dates, and who is listed.

Interests stand in columns and not as objects, so that half a million of them are judged in the blink of an eye.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from duecare.errors import InputError
from duecare.parties.ownership.share import Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

PartyKind = Literal["person", "company", "government", "arrangement", "unknown"]
"""What a party is. `government`: the state, its bodies and municipalities; `arrangement`: a trust, nomination or joint
holding."""

InterestKind = Literal[
    "shares", "voting", "profit", "control", "board_majority", "dominant_influence", "influence", "arrangement",
    "unknown", "tie",
]  # fmt: skip
"""What is held. `shares`: of the ownership; `voting`: of the votes; `profit`: a right to profit or assets, which may or
may not count as ownership; `control`, `board_majority` (appoints or removes most of the board), `dominant_influence`:
control; `influence`: of a strength that is not said; `arrangement`: a role in a trust or nomination; `unknown`: an
interest of a kind that is not said; `tie`: a seat on the board, an office or another link that is no interest."""

INTEREST_KINDS: Final[tuple[InterestKind, ...]] = get_args(InterestKind)
PARTY_KINDS: Final[tuple[PartyKind, ...]] = get_args(PartyKind)
MOST_PARTIES: Final = 5_000_000
ALWAYS: Final = (datetime.date.min.toordinal(), datetime.date.max.toordinal())


@dataclass(frozen=True, slots=True)
class Party:
    """A holder or what is held.

    Attributes:
        id: As the file writes it.
        name: For people; the id where the file gives none.
        kind: What it is; `unknown` where the file does not say.
        country: ISO 3166 code, or as the file writes it.
        identified: False where the file says that there is somebody and not who.
    """

    id: str
    name: str
    kind: PartyKind = "unknown"
    country: str | None = None
    identified: bool = True


@dataclass(frozen=True, slots=True)
class Seed:
    """A party on a list, from which a regime starts.

    Attributes:
        party: Its id in the graph.
        list: The list's key (`us-ofac-sdn`), or a regime's id (`ofac`) where that is all that is known.
        certain: False for a match of names that nobody has decided yet.
        programmes: Under which it is listed, where known.
        starts, ends: First and last day of the listing, None where open.
        note: What a reader should see with it, as the entry's id or the citation.
    """

    party: str
    list: str
    certain: bool = True
    programmes: tuple[str, ...] = ()
    starts: datetime.date | None = None
    ends: datetime.date | None = None
    note: str = ""

    def holds_on(self, day: datetime.date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Interest:
    """One row: who holds what of whom, how much, from when to when, and where that stands."""

    owner: Party
    owned: Party
    kind: InterestKind
    share: Share
    direct: bool
    joint: str | None
    starts: datetime.date | None
    ends: datetime.date | None
    line: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Parties and interests as read.

    Attributes:
        parties: In the order of their first mention.
        index: Place of each id in `parties`.
        columns: Arrays of one length, a row each: owner, owned, kind, low, high, direct, joint, starts, ends, line.
        joints: Labels of joint holdings, by the numbers in the column.
        seeds: Who the file itself says is listed.
        notes: What was not read, or read with a doubt.
        path: The file, None if there is none.
        strict: Whether an entity of which more than the whole is held is an error; else its shares count as unknown.
    """

    parties: tuple[Party, ...]
    index: Mapping[str, int]
    columns: Mapping[str, NDArray[Any]]
    joints: tuple[str, ...]
    seeds: tuple[Seed, ...]
    notes: tuple[str, ...]
    path: str | None
    strict: bool

    def __len__(self) -> int:
        return len(self.columns["owner"])

    def interest(self, row: int) -> Interest:
        """One row as an object."""
        at = {name: int(column[row]) for name, column in self.columns.items()}
        first, last = ALWAYS
        return Interest(
            self.parties[at["owner"]],
            self.parties[at["owned"]],
            INTEREST_KINDS[at["kind"]],
            (at["low"], at["high"]),
            bool(at["direct"]),
            self.joints[at["joint"]] if at["joint"] >= 0 else None,
            None if at["starts"] <= first else datetime.date.fromordinal(at["starts"]),
            None if at["ends"] >= last else datetime.date.fromordinal(at["ends"]),
            at["line"] or None,
        )

    def interests(self) -> Iterator[Interest]:
        """Every row as an object."""
        return (self.interest(row) for row in range(len(self)))

    def place(self, party: str) -> int:
        """Where a party stands in `parties`.

        Raises:
            InputError: it is not in the graph; names what comes near.
        """
        if party in self.index:
            return self.index[party]
        named = [number for number, one in enumerate(self.parties) if one.name == party]
        if len(named) == 1:
            return named[0]
        from difflib import get_close_matches

        wanted = party[:200]
        words = dict.fromkeys(text for one in self.parties[:20_000] for text in (one.id, one.name))
        near = get_close_matches(wanted, words, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"it has {len(self.parties):,} parties"
        problem = f"has several parties named {wanted!r}; give the id" if named else f"has no party {wanted!r}"
        raise InputError(problem, path=self.path, hint=hint)


@dataclass(slots=True)
class GraphBuilder:
    """Gathers rows, then builds the graph.

    Args:
        path: The file, for messages.
        strict: See `Graph`.
    """

    path: str | None = None
    strict: bool = True
    _parties: list[Party] = field(default_factory=list)
    _index: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, ...]] = field(default_factory=list)
    _joints: dict[str, int] = field(default_factory=dict)
    _seeds: dict[Seed, None] = field(default_factory=dict)
    _notes: dict[str, None] = field(default_factory=dict)

    @property
    def parties(self) -> list[Party]:
        """The parties so far."""
        return self._parties

    @property
    def rows(self) -> int:
        """How many interests there are so far."""
        return len(self._rows)

    def party(
        self,
        party: str,
        name: str = "",
        kind: PartyKind = "unknown",
        country: str | None = None,
        *,
        identified: bool = True,
    ) -> int:
        """Add a party, or add to what is known of it; returns its place.

        Raises:
            InputError: no id, or too many parties.
        """
        place = self._index.get(party)
        if place is None:
            if not party:
                raise InputError("a party has no id")
            if len(self._parties) >= MOST_PARTIES:
                raise InputError(f"has more than {MOST_PARTIES:,} parties", path=self.path)
            place = self._index[party] = len(self._parties)
            self._parties.append(Party(party, name or party, kind, country, identified))
        elif name or kind != "unknown" or country is not None:
            known = self._parties[place]
            self._parties[place] = replace(
                known,
                name=name if name and known.name == known.id else known.name,
                kind=kind if known.kind == "unknown" else known.kind,
                country=country if known.country is None else known.country,
            )
        return place

    def interest(
        self,
        owner: int,
        owned: int,
        kind: InterestKind,
        share: Share,
        *,
        direct: bool = True,
        joint: str | None = None,
        starts: datetime.date | None = None,
        ends: datetime.date | None = None,
        line: int | None = None,
    ) -> None:
        """Add a row.

        Raises:
            InputError: a party that holds itself, or dates the wrong way round.
        """
        if owner == owned:
            raise InputError(
                f"{self._parties[owner].name[:80]!r} is said to hold a part of itself",
                path=self.path,
                line=line,
                hint="leave own shares out and give the others' shares of the rest",
            )
        if starts is not None and ends is not None and ends < starts:
            raise InputError(f"the interest ends on {ends} before it begins on {starts}", path=self.path, line=line)
        number = -1 if joint is None else self._joints.setdefault(joint, len(self._joints))
        first = ALWAYS[0] if starts is None else starts.toordinal()
        last = ALWAYS[1] if ends is None else ends.toordinal()
        code = _CODES[kind]
        self._rows.append((owner, owned, code, *share, direct, number, first, last, line or 0))

    def seed(self, seed: Seed) -> None:
        """Say that a party is listed."""
        self._seeds[seed] = None

    def note(self, text: str) -> None:
        """Say what was not read, or read with a doubt."""
        self._notes[text] = None

    def build(self) -> Graph:
        """The graph of what was added."""
        import numpy as np

        names = ("owner", "owned", "kind", "low", "high", "direct", "joint", "starts", "ends", "line")
        table = np.array(self._rows, dtype=np.int64).reshape(-1, len(names))
        columns: dict[str, NDArray[Any]] = {name: np.ascontiguousarray(table[:, at]) for at, name in enumerate(names)}
        for column in columns.values():
            column.flags.writeable = False
        return Graph(
            tuple(self._parties), self._index, columns, tuple(self._joints), tuple(self._seeds), tuple(self._notes),
            self.path, self.strict,
        )  # fmt: skip


_CODES: Final[dict[InterestKind, int]] = {kind: code for code, kind in enumerate(INTEREST_KINDS)}


def kind_code(kind: InterestKind) -> int:
    """The number of a kind in the column."""
    return _CODES[kind]
