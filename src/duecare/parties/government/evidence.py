"""What stands beside a name: owners, listings, law. Each may show a tie that the name does not; none rules one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duecare.errors import InputError
from duecare.parties.government.reading import Confidence, Edge

if TYPE_CHECKING:
    from duecare.parties.lists.record import ListEntry

MAJORITY: Final = 50.0
#: From here on a state that holds more than any other owner is taken to have a say.
SIGNIFICANT: Final = 25.0
#: Lists whose own criterion is closeness to armed forces. The tie that an entry shows, and what the list says of it.
MILITARY_LISTS: Final[dict[str, tuple[str | None, str]]] = {
    "us-dod-1260h": (
        "controlled",
        "lists companies that the US Department of Defense holds to be owned or controlled by, or working for, China's"
        " military",
    ),
    "us-ofac-cmic": (
        "controlled",
        "lists companies of China's defence and surveillance sector, and those owned or controlled by them",
    ),
    "us-bis-meu": (
        None,
        "lists military end users: armed forces, police and intelligence, and whoever supports their military work;"
        " which of these it is, the entry does not say",
    ),
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a share. least, most: percent, both the same if exact, 0 and 100 if not known.

    state: whether the owner is known to be a state or a state's own; None leaves it to the owner's name.
    """

    name: str
    least: float = 0.0
    most: float = 100.0
    country: str | None = None
    state: bool | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= 100:
            shares = f"{self.least:g} to {self.most:g}"
            raise InputError(
                f"owner {self.name!r} has a share of {shares} percent", hint="accepted: 0 to 100, least first"
            )


@dataclass(frozen=True, slots=True)
class Inferred:
    """What evidence shows: a tie, how sure, the edges, reasons, doubts, and what is open."""

    tie: str | None = None
    confidence: Confidence | None = None
    edges: tuple[Edge, ...] = ()
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def from_owners(owners: Sequence[tuple[Owner, bool, str | None]]) -> Inferred:
    """What owners show. Each comes with whether it is a state's, and the word of its name that says so."""
    if not owners:
        return Inferred()
    edges, doubts, opened = [], [], []
    least = most = 0.0
    largest = max(owner.least for owner, _, _ in owners)
    held = [(owner, word) for owner, public, word in owners if public]
    for owner, word in held:
        least, most = least + owner.least, most + owner.most
        why = f", a state body by its name (“{word}”)" if word else ", a state or a state's own"
        edges.append(Edge("owner", f"{owner.name}{why}, holds {_share(owner)}."))
    if not held:
        known = sum(owner.least for owner, _, _ in owners)
        if known < 100:
            opened.append(f"Owners are named for {known:g} % only. Who holds the rest?")
        return Inferred(doubts=("No owner named is known to be a state's; who stands behind them was not looked at.",),
                        open=tuple(opened))  # fmt: skip
    least, most = min(least, 100.0), min(most, 100.0)
    named = tuple(edges)
    by_name: Confidence = "strong" if all(word is None for _, word in held) else "likely"
    if least >= MAJORITY:
        amount = f"{least:g} %" if least == most else f"{least:g} % or more"
        reason = f"Owners that are a state's hold {amount}: half or more."
        return Inferred("state_owned", by_name, named, (reason,), open=tuple(opened))
    if most >= MAJORITY and least < most:
        opened.append(
            f"The state's share lies between {least:g} and {most:g} %: a share register would tell whether it is half."
        )
    if least >= SIGNIFICANT:
        lead = any(owner.least == largest for owner, _ in held)
        reason = f"Owners that are a state's hold {least:g} %: less than half, enough to have a say."
        sure: Confidence = "likely" if lead else "weak"
        doubts.append("A share under half does not prove control; appointments, golden shares and by-laws would.")
        return Inferred("controlled", sure, named, (reason,), tuple(doubts), tuple(opened))
    if most >= SIGNIFICANT:
        doubts.append("A state's owner holds a share of unknown size.")
    else:
        doubts.append(f"Owners that are a state's hold no more than {most:g} %.")
    return Inferred(None, None, named, (), tuple(doubts), tuple(opened))


def _share(owner: Owner) -> str:
    if owner.least == owner.most:
        return f"{owner.least:g} %"
    if (owner.least, owner.most) == (0.0, 100.0):
        return "a share that is not stated"
    return f"{owner.least:g} to {owner.most:g} %"


def from_listings(listings: Sequence[ListEntry]) -> Inferred:
    """What entries on official lists show about closeness to a state."""
    edges, reasons, doubts = [], [], []
    tie: str | None = None
    for entry in listings:
        if entry.kind == "body":
            tie = "government"
            says = f"{entry.list} enters “{entry.name}” as an authority or unit of a state."
            edges.append(Edge("list", says))
            reasons.append(says)
        elif entry.list in MILITARY_LISTS:
            shown, criterion = MILITARY_LISTS[entry.list]
            edges.append(Edge("list", f"{entry.list} holds “{entry.name}”; it {criterion}."))
            if shown and tie is None:
                tie = shown
                reasons.append(f"Being on {entry.list} means that a government holds it to be close to armed forces.")
            elif not shown:
                doubts.append(f"{entry.list} {criterion}.")
        else:
            programmes = ", ".join(entry.programmes)
            edges.append(Edge("list", f"{entry.list} holds “{entry.name}”{f' ({programmes})' if programmes else ''}."))
    return Inferred(tie, "likely" if tie else None, tuple(edges), tuple(reasons), tuple(doubts))
