"""What an answer is about: from a fact's name and an optional subject to the one subject meant."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.transaction import scalars
from duecare.transaction.format import STRUCTURAL
from duecare.transaction.model import UNDECLARED_END_USER, SubjectKind, Transaction
from duecare.transaction.rows import end_user_rows, item_rows, place_rows, use_rows


def resolve_fact(name: object) -> str:
    """The full vocabulary name of a fact as a person writes it.

    Raises:
        ValueError: no such fact (did you mean), or one with a key of its own.
    """
    words = vocabulary()
    name = str(name)
    try:
        full = words.resolve(name)
    except KeyError:
        near = words.nearest(name[:100])
        mean = f"did you mean {near!r}?" if near else "accepted: a fact of the vocabulary, as end_user.kind"
        raise ValueError(f"is {scalars.shown(name)}, which is no fact; {mean}") from None
    if full in STRUCTURAL:
        raise ValueError(f"is {name!r}, which is stated by the key {STRUCTURAL[full]!r} of the transaction itself")
    return full


class Subjects:
    """The subjects of one transaction, to be named in answers."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def resolve(self, name: str, subject: str | None) -> tuple[tuple[SubjectKind, str], ...]:
        """The subjects that an answer to this fact is about: one, or every place of a country named by its code.

        A subject left out is the only one there is; `end_user.X` means the party in that role; a use may be named by
        its item, end user or place where that leaves one.

        Raises:
            ValueError: no such subject, or several and none named; lists the choices.
        """
        kind, _, _ = resolve_fact(name).partition(".")
        match kind:
            case "transaction":
                return (("transaction", _pick(subject, (self._transaction.id,), "subject")),)
            case "item":
                return (("item", _pick(subject, [item.id for item in item_rows(self._transaction)], "item")),)
            case "party":
                return (("party", self._party(name, subject)),)
            case "country":
                return self._places(subject)
        if subject is not None and subject not in self._uses:
            about = self._uses_by_part.get(subject, ())
            if len(about) == 1:
                return (("use", about[0]),)
            if about:
                raise ValueError(f"is {subject!r}, which is part of several uses; accepted: {_listed(about)}")
        return (("use", _pick(subject, self._uses, "use")),)

    @cached_property
    def _users(self) -> dict[str, None]:
        return dict.fromkeys(party.id for party in end_user_rows(self._transaction))

    @cached_property
    def _parties(self) -> dict[str, None]:
        return dict.fromkeys(party.id for party in self._transaction.parties) or self._users

    @cached_property
    def _uses(self) -> dict[str, None]:
        return dict.fromkeys(use.id for use in use_rows(self._transaction))

    @cached_property
    def _uses_by_part(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for use in use_rows(self._transaction):
            for part in {use.item, use.end_user, use.place}:
                found.setdefault(part, []).append(use.id)
        return found

    def _party(self, name: str, subject: str | None) -> str:
        if name.startswith("end_user."):
            if subject in self._parties and subject not in self._users:
                raise ValueError(f"is {subject!r}, which is not an end user; end users are {_listed(self._users)}")
            return _pick(subject, self._users, "end user")
        if subject == UNDECLARED_END_USER and subject in self._users:
            return subject
        return _pick(subject, self._parties, "party")

    def _places(self, subject: str | None) -> tuple[tuple[SubjectKind, str], ...]:
        places = place_rows(self._transaction)
        ids = [place.id for place in places]
        if subject is not None and subject not in ids:
            code = _country(subject)
            here = [place.id for place in places if place.country == code]
            if code is not None and here:
                return tuple(("country", place) for place in here)
            if code is not None and code in {party.country for party in self._transaction.parties}:
                return (("country", code),)
        return (("country", _pick(subject, ids, "place")),)


def _country(text: str) -> str | None:
    from duecare.places import country_code

    try:
        return country_code(text)
    except InputError:
        return None


def _listed(ids: Collection[str]) -> str:
    first = ", ".join(list(ids)[:12])
    return f"{first} and {len(ids) - 12} more" if len(ids) > 12 else first


def _pick(subject: str | None, ids: Collection[str], word: str) -> str:
    if subject is None:
        if len(ids) == 1:
            return next(iter(ids))
        raise ValueError(f"is left out, and there are several; accepted: {_listed(ids)}")
    if subject not in ids:
        seen = f"is {scalars.shown(subject)}, which is no {word} of this transaction; accepted: {_listed(ids)}"
        mean = scalars.did_you_mean(subject, ids)
        raise ValueError(f"{seen}; {mean}" if mean else seen)
    return subject
