"""Subjects of a stored result looked at again, from what the book states of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.facts import FactType, vocabulary
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.subjects.fact_rows import fact_columns
from duecare.portfolio.subjects.looking import Sources, Subject, frame, less, looked
from duecare.review.evidence import Assertion

STATED: Final = "transaction file"
"""How a statement of the book is found (`facts.found_by`)."""
_FEWEST: Final = 100
_TOGETHER: Final = 2_000
"""How many parties are looked at together: at least, if there are so many, and at most."""


@dataclass(frozen=True)
class StoredSubject:
    """A subject as the result keeps it. used_in: for an end user without a country, where it uses the item.

    said: the rows of `facts` about it.
    """

    name: str
    country: str
    used_in: str
    said: list[Mapping[str, str]] = field(default_factory=list)

    def block(self, identity: str) -> dict[str, Any]:
        """What the book states of it, as a part of a transaction file."""
        facts = {
            row["fact"].partition(".")[2]: {
                "value": _value(row["value"], vocabulary()[row["fact"]]),
                "source": row["source"],
                "kind": row["source_kind"],
            }
            for row in self.said
            if row["found_by"] == STATED and "#" not in row["fact"]
        }
        found: dict[str, Any] = {"id": identity}
        if self.country:
            found["country"] = self.country
        return {**found, "facts": facts} if facts else found

    def says(self, assertions: Sequence[Assertion]) -> bool:
        """Whether the result keeps just these statements, but for their notes."""
        columns = fact_columns("", [(0, assertions)])
        found = zip(*(columns[name] for name in _SAID), strict=True)
        return sorted(found) == sorted(tuple(row[name] for name in _SAID) for row in self.said)


_SAID: Final = ("fact", "value", "source", "source_kind", "source_date", "found_by")


def stored_subjects(folder: Path, kind: str, numbers: NDArray[np.integer] | None = None) -> dict[int, StoredSubject]:
    """Subjects of one kind by their numbers. numbers: only these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def chosen(table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        rows = read_table(folder, table, ["kind", "number", *columns])
        mask = pc.equal(rows.column("kind"), kind)
        if numbers is not None:
            mask = pc.and_(mask, pc.is_in(rows.column("number"), pa.array(numbers, pa.int32())))
        held: list[dict[str, Any]] = rows.filter(mask).to_pylist()
        return held

    found = {
        row["number"]: StoredSubject(row["name"], row["country"], row["used_in"])
        for row in chosen("subjects", ["name", "country", "used_in"])
    }
    for row in chosen("facts", _SAID):
        if row["number"] in found:
            found[row["number"]].said.append(row)
    return found


def parties_again(stored: Mapping[int, StoredSubject], sources: Sources, *, workers: int = 1) -> dict[int, Subject]:
    """Look at parties again, by their numbers. Roles are no part of what is found."""
    # number 0 is one of which nothing is stated; what is known of a country is gathered once for those that follow
    numbers = sorted((one for one in stored if one), key=lambda one: (stored[one].used_in, stored[one].country))
    together = min(max(len(numbers) // (2 * workers), _FEWEST), _TOGETHER)
    groups: dict[str, list[int]] = {}
    for at, number in enumerate(numbers):
        groups.setdefault(stored[number].used_in, []).append(at)
    tasks: list[list[list[int]]] = [[]]
    for part in groups.values():
        for start in range(0, len(part), together):
            if sum(map(len, tasks[-1])) >= together:
                tasks.append([])
            tasks[-1].append(part[start : start + together])

    def document(chunk: Sequence[int]) -> dict[str, Any]:
        where = stored[numbers[chunk[0]]].used_in
        roles = ["end_user" if where else "other"]
        parties = []
        for at in chunk:
            one = stored[numbers[at]]
            parties.append({**one.block(f"x{at}"), **({"name": one.name} if one.name else {}), "roles": roles})
        return {"parties": parties, "places": [{"id": "x", "country": where, "roles": ["use"]}] if where else []}

    found = looked("party", tasks if numbers else [], document, sources, workers, without="party.role")
    return dict(zip(numbers, found, strict=True))


def places_again(stored: Mapping[int, StoredSubject], sources: Sources) -> dict[int, Subject]:
    """Look at countries or regions again, by their numbers, with what the book states of them."""
    found = {}
    for number, one in stored.items():
        if one.country:
            block = {**one.block("x"), "roles": ["use"]}
            gathered = sources.gathered({**frame(), "places": [block]})
            found[number] = less(gathered[f"country:{one.country}"], "country.role")
    return found


def _value(text: str, fact: FactType) -> Any:
    """A stored text as a transaction file writes the value."""
    if text == "unknown":
        return text
    if fact.type == "boolean":
        return text == "yes"
    if fact.type == "set":
        return [] if text == "none of the list" else text.split(", ")
    if fact.type == "number":
        return float(text)
    return text
