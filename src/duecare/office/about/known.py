"""What the latest review of a case knows of its parties, and which countries the case touches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.urls import reverse

from duecare.countries.agencies import Agency, Found, find_agency
from duecare.facts import vocabulary
from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case
from duecare.office.intake.asking import may_answer
from duecare.office.monitoring.models import Watched
from duecare.office.monitoring.watched import code_of
from duecare.office.people.models import User
from duecare.papers.concerns import Labels
from duecare.papers.grounds import Known, Provenance, provenance
from duecare.papers.grounds import Party as Row
from duecare.papers.grounds import parties as rows_of
from duecare.papers.owners import owners_picture
from duecare.papers.wording import Name, named
from duecare.parties import Holding
from duecare.places import name as place_name
from duecare.review.judge import Gathered
from duecare.review.replay import gathered_from
from duecare.transaction import UNDECLARED_END_USER, parse_transaction
from duecare.transaction.model import Party

STATED: Final = "transaction file"
"""How a review says that a fact was found in the deal itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a page of its own, to be led to. key: its name in the address. country: of a party, its seat."""

    key: str
    name: Name
    country: str = ""


@dataclass(frozen=True)
class Touched:
    """The parties of a case, and the countries that it touches: where something happens, and where parties sit."""

    parties: tuple[Entry, ...]
    countries: tuple[Entry, ...]


def touched(case: Case) -> Touched:
    """Whom and what a case is about; nothing before it was reviewed, or after it was erased."""
    subjects = case.review.content["gathered"]["subjects"] if case.review else []
    parties = tuple(
        Entry(one["id"].removeprefix("party:"), named(one["label"], one["latin"]), code_of(one["country"]))
        for one in subjects
        if one["kind"] == "party" and one["id"] != f"party:{UNDECLARED_END_USER}"
    )
    codes = [code_of(one["id"]) for one in subjects if one["kind"] == "country"]
    codes += [one.country for one in parties]
    countries = tuple(Entry(code, Name(place_name(code))) for code in dict.fromkeys(codes) if code)
    return Touched(parties, countries)


def gathered(case: Case) -> Gathered | None:
    """What the latest review of a case was made of; None where there is none, or it was erased."""
    if case.review is None or case.review.erased:
        return None
    return gathered_from(case.review.content["gathered"], case.number)


@dataclass(frozen=True)
class Told:
    """One party as a person may read of it.

    row: how it stands, to those who judge the case. facts: what is said of it, by whom. picture: those who hold it and
    whom it holds; holdings: the same as rows. agencies: bodies of the register that it may be.
    """

    party: Party
    name: Name
    row: Row | None
    country: str
    facts: tuple[Provenance, ...]
    tie: tuple[Provenance, ...]
    picture: str | None
    holdings: tuple[Holding, ...]
    agencies: tuple[Found, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """Every name that the deal gives it."""
        return tuple(dict.fromkeys(named(one.text) for one in self.party.names))


def told(case: Case, key: str, user: User, *, judges: bool) -> Told | None:
    """What is known of a party of a case; None where it has none of that name.

    Who does not judge the case reads what the deal says, as far as it is theirs to answer, and nothing of lists.
    """
    found = gathered(case)
    if found is None or case.deal is None:
        return None
    party = next((one for one in parse_transaction(case.deal.document).parties if one.id == key), None)
    subject = next((one for one in found.subjects if one.id == f"party:{key}"), None)
    if party is None or subject is None:
        return None
    labels = Labels.among(found)
    of_it = replace(found, assertions=tuple(one for one in found.assertions if one.subject == subject.id))
    if not judges:
        theirs, declared = may_answer(user), vocabulary().facts
        kept = (one for one in of_it.assertions if one.found_by == STATED)
        of_it = replace(of_it, assertions=tuple(one for one in kept if declared[one.fact].ask in theirs))
    ties = tuple(one for one in of_it.assertions if one.fact.startswith("party.government"))
    holdings = around(key, found.holdings)
    if not judges:
        holdings = tuple(replace(one, owner_standing="plain", owned_standing="plain") for one in holdings)
    row = next((one for one, other in _rows(found, labels) if other == subject.id), None) if judges else None
    country = code_of(subject.country)
    return Told(
        party, labels[subject.id], row, country, provenance(of_it, labels),
        provenance(replace(of_it, assertions=ties), labels), owners_picture(holdings), holdings,
        find_agency([one.text for one in party.names], country or None) if party.names else (),
    )  # fmt: skip


def _rows(found: Gathered, labels: Labels) -> Iterable[tuple[Row, str]]:
    subjects = [one.id for one in found.subjects if one.kind == "party"]
    return zip(rows_of(found, Known.of(found), labels), subjects, strict=True)


def around(key: str, holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """The holdings that lead to a party or from it, over any number of steps, up and down apart."""
    above, below = {key}, {key}
    for _step in holdings:
        above |= {one.owner for one in holdings if one.owned in above}
        below |= {one.owned for one in holdings if one.owner in below}
    return tuple(one for one in holdings if one.owned in above or one.owner in below)


def agency_address(case: Case, one: Agency) -> str:
    """Where the record of an agency stands, within a case."""
    return reverse("agency", args=[case.number, *one.id.split("/", 1)])


def with_party(user: User, case: Case, party: Party) -> QuerySet[Case]:
    """Other cases that a person sees whose deal has a party or owner of the same name or number, letter for letter."""
    names = (Q(Holds("names", one.text)) for one in party.names)
    numbers = (Q(Holds("identifiers", [one.type, one.value])) for one in party.identifiers)
    same = reduce(or_, [*names, *numbers], Q(pk__in=[]))
    kept = Watched.objects.filter(same)
    return visible(user).exclude(pk=case.pk).filter(pk__in=kept.values("case")).order_by("-changed_at", "-pk")


class Holds(Func):
    """Whether somebody among the parties that a case rests on has a value in one of their lists."""

    output_field = BooleanField()

    def __init__(self, *given: Any) -> None:
        if len(given) == 2 and isinstance(given[0], str):  # else Django copies it
            self.key = given[0]
            given = (F("parties"), Value(json.dumps(given[1])))
        super().__init__(*given)

    def _parts(self, compiler: SQLCompiler) -> tuple[str, str, tuple[Any, ...]]:
        (column, before), (value, after) = (compiler.compile(one) for one in self.get_source_expressions())
        return column, value, (*before, *after)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        column, value, given = self._parts(compiler)
        return (
            f"EXISTS (SELECT 1 FROM json_each({column}) AS who, json_each(who.value, '$.{self.key}') AS one"
            f" WHERE one.value = json_extract({value}, '$'))",
            given,
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, tuple[Any, ...]]:
        column, value, given = self._parts(compiler)
        held = f"jsonb_build_array(jsonb_build_object('{self.key}', jsonb_build_array(({value})::jsonb)))"
        return f"{column} @> {held}", given
