"""The lists and the questions of benchmarks/screening.py, read from two folders into what either side can be given.

Lists are read by the product's own readers, and both sides are given what those make of them. A question is a
`Question`: what both sides are told, and which entries would be a right answer.
"""

from __future__ import annotations

import csv
import datetime
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mangle import Treatment, mangled

from duecare.errors import InputError
from duecare.names import normalise
from duecare.parties import lists as readers
from duecare.parties.lists.record import EntryKind, ListEntry
from duecare.places import country_code

SCHEMA_OF = {
    "person": "Person", "company": "Company", "body": "PublicBody", "vessel": "Vessel", "aircraft": "Airplane",
    "unknown": "LegalEntity",
}  # fmt: skip
KIND_OF: dict[str, EntryKind] = {
    "Person": "person", "Company": "company", "Organization": "company", "PublicBody": "body", "Vessel": "vessel",
    "Airplane": "aircraft", "LegalEntity": "unknown",
}  # fmt: skip
SHORTEST = 5
"""Names with fewer letters are not spoilt: one letter of "BNC" mistaken is another name."""


@dataclass(frozen=True, slots=True)
class Question:
    """A party as both sides are asked about it.

    right: ids of the entries that it is, empty for one that is on no list; treatment: how its name was spoilt.
    """

    name: str
    kind: EntryKind = "unknown"
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    right: frozenset[str] = field(default=frozenset(), compare=False)
    treatment: str = ""

    def document(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "birth_dates": self.birth_dates, "countries": self.countries}

    def ftm(self) -> dict[str, Any]:
        # Asked for by text and not by a counter: the rival keeps what it knows of a party by its id.
        identity = f"q-{json.dumps(self.document(), sort_keys=True)}"
        return ftm(identity, self.kind, [self.name], self.birth_dates, self.countries)


def ftm(
    identity: str, kind: EntryKind, names: Sequence[str], births: Iterable[str], countries: Iterable[str]
) -> dict[str, Any]:
    """The same party as a FollowTheMoney entity; a range of birth years is every year in it."""
    properties: dict[str, list[str]] = {"name": list(names)}
    if codes := sorted(code.lower() for code in countries):
        properties["country"] = codes
    if kind == "person" and (dates := [date for birth in births for date in years(birth)]):
        properties["birthDate"] = dates
    return {"id": identity, "schema": SCHEMA_OF[kind], "properties": properties}


def years(birth: str) -> list[str]:
    first, _, last = birth.partition("/")
    if not last:
        return [birth]
    return [str(year) for year in range(int(first[:4]), min(int(last[:4]), int(first[:4]) + 30) + 1)]


def entry_ftm(entry: ListEntry) -> dict[str, Any]:
    """A listed party for the rival: names, dates and countries, which is all that the questions can meet."""
    names = list(dict.fromkeys(name.text for name in entry.names))
    return ftm(entry.id, entry.kind, names, entry.birth_dates, entry.countries)


def un(lists: Path) -> list[ListEntry]:
    return read_list("un-xml", [lists / "watchman" / "UN_consolidated.xml"])


def ofac_2021(lists: Path) -> list[ListEntry]:
    """An older edition that is whole: types, dates and countries."""
    return read_list("ofac-csv", [lists / "watchman" / f"bench_{part}.csv" for part in ("sdn", "alt", "add")])


def ofac_names(lists: Path) -> list[ListEntry]:
    """The names of 2026 alone: no type, date or country."""
    return read_list("ofac-names", [lists / "ofac_names_2026" / "names.jsonl"])


def full(lists: Path) -> list[ListEntry]:
    """About 30,000 parties: OFAC, BIS, UN and EU."""
    bis = read_list("us-json", [lists / "nsfreg_bis_csl_2026" / "bis_entity_list.json"])
    eu = read_list("eu-journal", sorted((lists / "eu_journal_2026").glob("consolidated_*.csv")))
    return [*ofac_names(lists), *bis, *un(lists), *eu]


def read_list(form: str, paths: Sequence[Path]) -> list[ListEntry]:
    return list(readers.read_list(form, paths))


@cache
def code(country: str) -> str | None:
    try:
        return country_code(country)
    except InputError:
        return None


def codes(countries: Iterable[str]) -> tuple[str, ...]:
    """Two-letter codes of the countries that are known; the others would be noise for both sides."""
    return tuple(sorted({found for country in countries if country and (found := code(country))}))


def persons(path: Path) -> Iterator[Question]:
    """Rows of a table with full_name, date_of_birth and nationality."""
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            birth = (row["date_of_birth"] or "").strip()
            found = codes([row["nationality"]])
            yield Question(row["full_name"], "person", (birth,) if valid(birth) else (), found)


def valid(date: str) -> bool:
    """Treated rows have days such as the 32nd, which a form would refuse."""
    try:
        datetime.date.fromisoformat((date + "-01-01")[:10] if len(date) < 10 else date)
    except ValueError:
        return False
    return True


def positives(pairs: Path, listed: Sequence[ListEntry]) -> tuple[list[Question], int]:
    """The UN persons as listed and as treated, each with the entries that it is; and how many are on the list no more.

    The right entries have a name of the untreated row and its year of birth, or the name alone where none has the year.
    """
    by_name: dict[str, list[ListEntry]] = {}
    for party in listed:
        for name in {normalise(name.text) for name in party.names}:
            by_name.setdefault(name, []).append(party)
    plain = list(persons(pairs / "positives_un_untreated.csv"))
    treated = list(persons(pairs / "positives_un_treated.csv"))
    asked, gone = [], 0
    for before, after in zip(plain, treated, strict=True):
        named = by_name.get(normalise(before.name), [])
        year = before.birth_dates[0][:4] if before.birth_dates else None
        same = [
            one for one in named if year and year in {each[:4] for birth in one.birth_dates for each in years(birth)}
        ]
        right = frozenset(one.id for one in same or named)
        if not right:
            gone += 2
            continue
        for question, treatment in ((before, "as listed"), (after, "treated")):
            asked.append(Question(question.name, "person", question.birth_dates, question.countries, right, treatment))
    return asked, gone


def spoilt(
    entries: Sequence[ListEntry], count: int, seed: int, treatments: Mapping[str, Treatment], *, told: bool
) -> list[Question]:
    """Listed names, drawn by entry and then by name, each spoilt in one way; no text twice.

    told: whether the question carries the kind, the dates and the countries of the entry, or the name alone.
    """
    rng = random.Random(seed)
    asked: dict[str, Question] = {}
    order: list[ListEntry] = []
    for _ in range(100 * count):
        if len(asked) == count:
            break
        order = order or rng.sample(entries, len(entries))
        party = order.pop()
        name = rng.choice(party.names).text
        if sum(letter.isalpha() for letter in name) < SHORTEST:
            continue
        if (result := mangled(name, rng, treatments)) is None:
            continue
        facts = (party.kind, party.birth_dates, tuple(sorted(party.countries))) if told else ("unknown", (), ())
        asked.setdefault(result[0], Question(result[0], *facts, frozenset({party.id}), result[1]))
    return list(asked.values())
