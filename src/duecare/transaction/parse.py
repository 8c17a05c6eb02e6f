"""From checked blocks to a `Transaction`: structure, then every fact flattened into statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import cast

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.transaction import scalars
from duecare.transaction.blocks import BlockReader, Locate, Read, Stated, Where, read_value, spell
from duecare.transaction.derive import derived
from duecare.transaction.format import BLOCKS
from duecare.transaction.model import (
    UNDECLARED_END_USER,
    UNDECLARED_ITEM,
    UNDECLARED_PLACE,
    Classification,
    Framework,
    HistoryEntry,
    Identifier,
    Item,
    Licence,
    Money,
    Name,
    Owner,
    Party,
    Place,
    Resolution,
    Source,
    Statement,
    StopRecord,
    SubjectKind,
    Transaction,
    Use,
)
from duecare.transaction.rows import end_user_rows, item_rows, place_rows, places_of_use, use_rows
from duecare.transaction.subjects import Subjects, resolve_fact

_RESERVED = (UNDECLARED_ITEM, UNDECLARED_END_USER, UNDECLARED_PLACE)


def parse_transaction(
    mapping: Mapping[str, object], *, path: str | None = None, lines: Mapping[Where, int] | None = None
) -> Transaction:
    """Check a transaction given as Python objects and build it.

    Args:
        mapping: keys and values as in the file format duecare.transaction/1.
        path: the file it came from, for messages.
        lines: line of each key, by its place in the mapping: ("parties", 0, "kind") -> 12.

    Raises:
        InputError: one line with path, line, what was seen and what is accepted.
    """
    return build(mapping, located(lines or {}, path), path)


def located(lines: Mapping[Where, int], path: str | None) -> Locate:
    """Where a place in a mapping stands, from the lines of its keys: that of the nearest key around it that has one."""

    def locate(where: Where) -> tuple[str | None, int | None]:
        for length in range(len(where), -1, -1):
            if where[:length] in lines:
                return path, lines[where[:length]]
        return path, None

    return locate


def build(mapping: object, locate: Locate, path: str | None) -> Transaction:
    """Build a transaction from raw objects; locate gives path and line for a place in them."""
    try:
        return _Builder(BlockReader(locate), path).build(mapping)
    except RecursionError:
        raise InputError("is nested too deeply to be a transaction", path=path) from None


class _Builder:
    def __init__(self, reader: BlockReader, path: str | None) -> None:
        self._reader = reader
        self._path = path
        self._statements: list[Statement] = []

    def build(self, raw: object) -> Transaction:
        reader = self._reader
        if isinstance(raw, Mapping) and "schema" in raw:
            reader.key(BLOCKS["transaction"]["schema"], raw["schema"], ("schema",))
        read = reader.block("transaction", raw, ())
        self._id = cast(str, read["id"])
        self._transaction_facts(read)
        skeleton = Transaction(
            id=self._id,
            title=read["title"],
            gate=cast("str | None", read["gate"].value) if "gate" in read else None,
            date=read.get("date"),
            kind=read.get("kind"),
            end_use_text=read["stated_end_use"].text if "stated_end_use" in read else None,
            framework=_framework(read.get("framework")),
            value=_money(read.get("value")),
            terms=read.get("terms"),
            licence=_licence(read.get("licence")),
            items=self._items(read.get("items", ())),
            parties=self._parties(read.get("parties", ())),
            places=self._places(read.get("places", ())),
            history=tuple(
                HistoryEntry(entry["text"], entry.get("date"), entry.get("source", Source()))
                for entry in read.get("history", ())
            ),
            resolutions=tuple(
                Resolution(**entry, line=reader.line(("resolutions", index)))
                for index, entry in enumerate(read.get("resolutions", ()))
            ),
            records=tuple(
                StopRecord(**entry, line=reader.line(("records", index)))
                for index, entry in enumerate(read.get("records", ()))
            ),
            notes=read.get("notes"),
            path=self._path,
        )
        transaction = replace(skeleton, uses=self._uses(skeleton, read.get("uses", ())))
        use_rows(transaction)  # refuses a product too large
        self._answers(transaction, read.get("answers", ()))
        transaction = replace(transaction, statements=tuple(self._statements))
        return replace(transaction, statements=(*transaction.statements, *derived(transaction)))

    # ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _state(self, stated: Stated | None, kind: SubjectKind, subject: str) -> None:
        if stated is None or stated.bare_unknown:
            return
        if stated.value is None and stated.note is None and stated.fact == "transaction.stated_end_use":
            return  # words of the end-use statement without a code: kept as end_use_text
        line = self._reader.line(stated.where)
        self._statements.append(Statement(stated.fact, kind, subject, stated.value, stated.source, stated.note, line))

    def _state_all(self, read: Read, keys: Iterable[str], kind: SubjectKind, subject: str) -> None:
        for key in keys:
            found = read.get(key, ())
            for stated in found if isinstance(found, tuple) else (found,):
                self._state(stated, kind, subject)

    def _transaction_facts(self, read: Read) -> None:
        self._state_all(read, ("gate", "stated_end_use", "safeguards", "facts"), "transaction", self._id)
        self._state_all(read.get("licence", {}), ("required", "status"), "transaction", self._id)

    def _answers(self, transaction: Transaction, answers: Iterable[Read]) -> None:
        subjects = Subjects(transaction)
        for index, read in enumerate(answers):
            where: Where = ("answers", index)
            name, subject = read["fact"], read.get("subject")
            fact = self._reader.scalar(resolve_fact, name, (*where, "fact"))
            about = self._reader.scalar(partial(subjects.resolve, name), subject, (*where, "subject"))
            reads = partial(read_value, vocabulary()[fact])
            value = self._reader.scalar(reads, read.get("value"), (*where, "value"))
            stated = Stated(fact, value, self._reader.provenance(read, where), read.get("note"), where)
            for kind, identifier in about:
                self._state(stated, kind, identifier)

    # ── structure ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _claim(self, taken: dict[str, Where], identifier: str, where: Where) -> None:
        if identifier in _RESERVED:
            self._reader.fail(where, f"{spell(where)}: the id {identifier!r} is reserved for what is not declared")
        if identifier in taken:
            line = self._reader.line(taken[identifier])
            first = spell(taken[identifier]) + (f" on line {line}" if line else "")
            self._reader.fail(where, f"{spell(where)}: the id {identifier!r} is already used by {first}")
        taken[identifier] = where

    def _items(self, blocks: Iterable[Read]) -> tuple[Item, ...]:
        taken: dict[str, Where] = {}
        items = []
        for index, read in enumerate(blocks):
            where: Where = ("items", index)
            self._claim(taken, read["id"], where)
            self._state_all(read, ("capabilities", "delivery", "services", "facts"), "item", read["id"])
            self._state_all(
                read.get("mode", {}),
                ("matching", "collection", "reach", "timing", "granularity", "covert"),
                "item",
                read["id"],
            )
            classified = read.get("classification")
            if classified is not None:
                self._state_all(classified, ("controls",), "item", read["id"])
            items.append(
                Item(
                    id=read["id"],
                    name=read.get("name"),
                    description=read.get("description"),
                    documents=read.get("documents", ()),
                    quantity=read.get("quantity"),
                    value=_money(read.get("value")),
                    configuration=read.get("configuration"),
                    classification=None
                    if classified is None
                    else Classification(classified.get("number"), classified.get("by"), classified.get("date")),
                    line=self._reader.line(where),
                )
            )
        return tuple(items)

    def _parties(self, blocks: Iterable[Read]) -> tuple[Party, ...]:
        taken: dict[str, Where] = {}
        parties = []
        for index, read in enumerate(blocks):
            where: Where = ("parties", index)
            self._claim(taken, read["id"], where)
            self._state_all(read, ("roles", "kind", "government_tie", "facts"), "party", read["id"])
            names: tuple[Name, ...] = read.get("names", ())
            if "name" in read:
                names = (Name(read["name"]), *names)
            parties.append(
                Party(
                    id=read["id"],
                    names=names,
                    roles=self._roles(read, where),
                    country=read.get("country"),
                    identifiers=tuple(Identifier(one["type"], one["value"]) for one in read.get("identifiers", ())),
                    addresses=read.get("addresses", ()),
                    owners=read.get("owners"),
                    description=read.get("description"),
                    line=self._reader.line(where),
                )
            )
        for index, party in enumerate(parties):
            self._check_owners(("parties", index, "owners"), party.owners or (), taken)
        self._refuse_cycles(parties, taken)
        return tuple(parties)

    def _roles(self, read: Read, where: Where) -> frozenset[str] | None:
        roles = cast("frozenset[str] | None", read["roles"].value) if "roles" in read else None
        if roles is not None and not roles:
            self._reader.fail((*where, "roles"), f"{spell((*where, 'roles'))} is empty", "leave it out if unknown")
        return roles

    def _check_owners(self, where: Where, owners: tuple[Owner, ...], parties: Mapping[str, Where]) -> None:
        for index, owner in enumerate(owners):
            if owner.party is not None and owner.party not in parties:
                at = (*where, index, "party")
                self._reader.fail(
                    at,
                    f"{spell(at)} is {owner.party!r}, which is no party",
                    scalars.did_you_mean(owner.party, parties),
                )
        total = sum((owner.share.low for owner in owners if owner.share is not None), Decimal(0))
        if total > 100:
            self._reader.fail(where, f"{spell(where)} add up to {total} percent or more; accepted: at most 100")

    def _refuse_cycles(self, parties: list[Party], at: Mapping[str, Where]) -> None:
        owned_by = {party.id: [owner.party for owner in party.owners or () if owner.party] for party in parties}
        done: set[str] = set()
        for start in owned_by:
            trail: list[str] = []
            waiting = [(start, iter(owned_by[start]))] if start not in done else []
            trail += [start] if waiting else []
            while waiting:
                party, owners = waiting[-1]
                owner = next(owners, None)
                if owner is None:
                    done.add(party)
                    waiting.pop()
                    trail.pop()
                elif owner in trail:
                    circle = " -> ".join([*trail[trail.index(owner) :], owner])
                    self._reader.fail(
                        (*at[party], "owners"), f"{spell(at[party])}: ownership runs in a circle: {circle}"
                    )
                elif owner not in done:
                    waiting.append((owner, iter(owned_by[owner])))
                    trail.append(owner)

    def _places(self, blocks: Iterable[Read]) -> tuple[Place, ...]:
        taken: dict[str, Where] = {}
        places = []
        for index, read in enumerate(blocks):
            where: Where = ("places", index)
            identifier = read.get("id") or (read["country"].lower() if "country" in read else None)
            if identifier is None:
                self._reader.fail(
                    where, f"{spell(where)} has neither id nor country", "a place without a country needs an id"
                )
            self._claim(taken, identifier, where)
            self._state_all(read, ("roles", "facts"), "country", identifier)
            places.append(
                Place(
                    identifier,
                    read.get("country"),
                    read.get("region"),
                    self._roles(read, where),
                    line=self._reader.line(where),
                )
            )
        return tuple(places)

    def _uses(self, skeleton: Transaction, blocks: Iterable[Read]) -> tuple[Use, ...]:
        taken: dict[str, Where] = {}
        uses = []
        items = dict.fromkeys(item.id for item in item_rows(skeleton))
        users = dict.fromkeys(party.id for party in end_user_rows(skeleton))
        places = dict.fromkeys(place.id for place in place_rows(skeleton))
        by_id = {party.id: party for party in skeleton.parties}
        unknown_user = end_user_rows(skeleton)[0]
        for index, read in enumerate(blocks):
            where: Where = ("uses", index)
            item = self._link(read, "item", items, where)
            user = self._link(read, "end_user", users, where, by_id)
            used = places_of_use(skeleton, by_id.get(user, unknown_user))
            place = self._link(read, "place", places, where, default=[place.id for place in used])
            identifier = read.get("id") or f"{item}+{user}+{place}"
            self._claim(taken, identifier, where)
            self._state_all(read, ("facts",), "use", identifier)
            uses.append(Use(identifier, item, user, place, line=self._reader.line(where)))
        return tuple(uses)

    def _link(
        self,
        read: Read,
        key: str,
        ids: Collection[str],
        where: Where,
        others: Collection[str] = (),
        default: Collection[str] | None = None,
    ) -> str:
        """The subject a use names; left out, the only one there is."""
        named: str | None = read.get(key)
        at, first = (*where, key), ", ".join(list(ids)[:12])
        if named is not None and named in ids:
            return named
        only = ids if default is None else default
        if named is None and len(only) == 1:
            return next(iter(only))
        if named is not None and named in others:
            hint = f"end users: {first}"
            self._reader.fail(at, f"{spell(at)} is {named!r}, a party that is not in role end_user", hint)
        seen = f"is {named!r}, which is not declared" if named else "is left out, and there are several"
        self._reader.fail(at, f"{spell(at)} {seen}; accepted: {first}", scalars.did_you_mean(named, ids))


def _money(read: Read | None) -> Money | None:
    return None if read is None else Money(read["amount"], read["currency"])


def _framework(read: Read | None) -> Framework | None:
    return None if read is None else Framework(read["id"], read.get("call_off"))


def _licence(read: Read | None) -> Licence | None:
    if read is None:
        return None
    kept = {key: value for key, value in read.items() if key not in ("required", "status")}
    return Licence(**kept)
