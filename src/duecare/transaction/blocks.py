"""Checked reading of mappings by the table of `format`: keys, types, provenance, and where each error stands."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn, cast

from duecare.errors import InputError
from duecare.facts import FactType, Value, vocabulary
from duecare.transaction import scalars
from duecare.transaction.format import BLOCKS, MEANT, SCHEMA, STRUCTURAL, Key, safeguards, short_names
from duecare.transaction.model import Address, Name, Owner, Share, Source, SourceKind

Where = tuple[str | int, ...]
Locate = Callable[[Where], tuple[str | None, int | None]]
Read = dict[str, Any]

_CURRENCY = re.compile(r"[A-Z]{3}")
# A source that is the buyer's or another interested party's own word.
_INTERESTED = re.compile(
    r"statement|declaration|certificate|undertaking|assurance|questionnaire|customer|buyer|end.?use|e-?mail|tender",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as read, before it is tied to a subject."""

    fact: str
    value: Value | None
    source: Source
    note: str | None
    where: Where
    text: str | None = None

    @property
    def bare_unknown(self) -> bool:
        """Unknown with nothing said about it: the same as left out."""
        return self.value is None and self.note is None and self.text is None and self.source == Source()


def spell(where: Where) -> str:
    """A place in a file as people write it: parties[0].owners[1].share."""
    spelled = ""
    for part in where:
        spelled += f"[{part}]" if isinstance(part, int) else f"{'.' if spelled else ''}{scalars.shown(part)[1:-1]}"
    return spelled or "the transaction"


def read_value(declared: FactType, raw: object) -> Value | None:
    """A raw value of a fact: the one place where a file's words become a typed value.

    Raises:
        ValueError: what was seen and what is accepted, in one line.
    """
    if scalars.is_unknown(raw):
        return None
    if isinstance(raw, dict) or (isinstance(raw, (list, tuple, set, frozenset)) and declared.type != "set"):
        raise ValueError(f"is {scalars.shown(raw)}; accepted: {declared.accepts()}")
    if isinstance(raw, str):
        raw = scalars.clean(raw)
    if declared.type == "number":
        raw = scalars.number(raw.removesuffix("%").strip() if isinstance(raw, str) else raw)
    elif declared.type == "date":
        raw = scalars.day(raw)
    elif declared.type == "set":
        return _read_set(declared, raw)
    elif not isinstance(raw, (str, bool)):
        raise ValueError(f"is {scalars.shown(raw)}; accepted: {declared.accepts()}")
    try:
        return declared.parse(raw)
    except ValueError:
        mean = scalars.did_you_mean(raw, declared.domain)
        seen = f"is {scalars.shown(raw)}; accepted: {declared.accepts()}"
        raise ValueError(f"{seen}; {mean}" if mean else seen) from None


def _read_set(declared: FactType, raw: object) -> frozenset[str]:
    listed = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(listed, (list, tuple, set, frozenset)):
        raise ValueError(f"is {scalars.shown(raw)}; accepted: {declared.accepts()}")
    members = [member.strip() if isinstance(member, str) else member for member in listed if member != ""]
    none_is_a_member = "none" in declared.domain
    if members == ["none"] and not none_is_a_member:
        return frozenset()
    for member in members:
        if not isinstance(member, str) or member not in declared.domain:
            mean = scalars.did_you_mean(member, declared.domain)
            if member == "unknown":
                mean = "a list is complete, so 'unknown' stands alone or not at all"
            seen = f"has {scalars.shown(member)} in it; accepted: {declared.accepts()}"
            raise ValueError(f"{seen}; {mean}" if mean else seen)
    if none_is_a_member and not members:
        raise ValueError("is an empty list; write none if there is none, or leave it out if unknown")
    if none_is_a_member and "none" in members and len(set(members)) > 1:
        raise ValueError("has 'none' beside other members; none stands alone")
    return frozenset(cast(list[str], members))


class BlockReader:
    """Reads one file's mappings; every error carries path, line and the spelled-out place."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate

    def line(self, where: Where) -> int | None:
        return self._locate(where)[1]

    def fail(self, where: Where, message: str, hint: str | None = None) -> NoReturn:
        path, line = self._locate(where)
        raise InputError(message, path=path, line=line, hint=hint)

    def mapping(self, raw: object, where: Where) -> Mapping[str, object]:
        if not isinstance(raw, Mapping):
            self.fail(where, f"{spell(where)} is {scalars.shown(raw)}; accepted: keys with values")
        for key in raw:
            if not isinstance(key, str):
                self.fail(where, f"a key of {spell(where)} is {scalars.shown(key)}; accepted: text")
        return cast(Mapping[str, object], raw)

    def sequence(self, raw: object, where: Where, most: int) -> Sequence[object]:
        if not isinstance(raw, (list, tuple)):
            self.fail(where, f"{spell(where)} is {scalars.shown(raw)}; accepted: a list")
        if len(raw) > most:
            self.fail(
                where, f"{spell(where)} has {len(raw):,} entries; at most {most:,} are accepted in one transaction"
            )
        return raw

    def block(self, name: str, raw: object, where: Where) -> Read:
        """Read a mapping by its table; keys left out or unknown are absent from the result."""
        table = BLOCKS[name]
        mapping = self.mapping(raw, where)
        read: Read = {}
        for key, value in mapping.items():
            if key not in table:
                self._unknown_key(key, name, (*where, key))
            one = self.key(table[key], value, (*where, key))
            if one is not None:
                read[key] = one
        for key, declared in table.items():
            if declared.required and key not in read:
                self.fail((*where, key), f"{spell((*where, key))} is missing; it is required: {declared.about}")
        return read

    def key(self, declared: Key, raw: object, where: Where) -> Any:
        if declared.reads == "raw":
            return raw
        if scalars.is_unknown(raw):
            return None
        if declared.reads in _SCALARS:
            return self.scalar(_SCALARS[declared.reads], raw, where)
        match declared.reads:
            case "choice":
                return self.scalar(lambda value: scalars.choice(value, declared.choices), raw, where)
            case "schema":
                if raw != SCHEMA:
                    self.fail(where, f"schema is {scalars.shown(raw)}; this version reads {SCHEMA}")
                return raw
            case "country":
                return self.country(raw, where)
            case "fact":
                return self.fact(cast(str, declared.fact), raw, where, declared.block or "statement")
            case "facts":
                return self.facts(declared, raw, where)
            case "source":
                return self.source(raw, where)
            case "block":
                return self.block(cast(str, declared.block), raw, where)
            case "share":
                return self.share(raw, where)
        if declared.reads == "owners" and raw == "none":
            return ()
        entries = self.sequence(raw, where, declared.most)
        return tuple(self._entry(declared, entry, (*where, index)) for index, entry in enumerate(entries))

    def _entry(self, declared: Key, raw: object, where: Where) -> Any:
        match declared.reads:
            case "texts":
                text = self.scalar(scalars.text, raw, where)
                return text if text is not None else self.fail(where, f"{spell(where)} is empty; accepted: text")
            case "names":
                read = self.block("name", {"text": raw} if isinstance(raw, str) else raw, where)
                return Name(read["text"], read.get("lang"), read.get("kind", "primary"))
            case "addresses":
                read = self.block("address", {"text": raw} if isinstance(raw, str) else raw, where)
                return Address(read["text"], read.get("country"))
            case "owners":
                read = self.block("owner", {"name": raw} if isinstance(raw, str) else raw, where)
                return Owner(read.get("name"), read.get("party"), read.get("share"), read.get("country"))
        return self.block(cast(str, declared.block), raw, where)

    def scalar(self, reads: Callable[[object], Any], raw: object, where: Where) -> Any:
        try:
            return reads(raw)
        except ValueError as problem:
            self.fail(where, f"{spell(where)} {problem}")

    def country(self, raw: object, where: Where) -> str:
        from duecare.places import country_code

        text = self.scalar(scalars.text, raw, where)
        try:
            return country_code(text)
        except InputError as problem:
            self.fail(where, f"{spell(where)}: {problem.message}", problem.hint)

    def share(self, raw: object, where: Where) -> Share | None:
        if isinstance(raw, Mapping):
            self.block("share", raw, where)
            low = self.scalar(scalars.percent, raw.get("from"), (*where, "from"))
            high = self.scalar(scalars.percent, raw.get("to"), (*where, "to"))
            if low is None and high is None:
                return None
            low, high = low if low is not None else Decimal(0), high if high is not None else Decimal(100)
            if low > high:
                self.fail(where, f"{spell(where)} runs from {low} to {high}; from must not be greater than to")
            return Share(low, high)
        exact = self.scalar(scalars.percent, raw, where)
        return None if exact is None else Share(exact, exact)

    def source(self, raw: object, where: Where) -> Source:
        """A source as title or mapping; where no kind is given it is read off the title (see `default_kind`)."""
        read = self.block("source", {"title": raw} if not isinstance(raw, Mapping) else raw, where)
        kind = read.get("kind") or default_kind(read.get("title"))
        return Source(read.get("title"), kind, read.get("date"), read.get("url"), read.get("by"))

    def provenance(self, read: Read, where: Where) -> Source:
        """The source of a statement, with kind, date, by and url beside it winning over those inside it."""
        inner: Source = read.get("source") or Source()
        day: datetime.date | None = read.get("date") or inner.date
        return Source(
            inner.title, read.get("kind") or inner.kind, day, read.get("url") or inner.url, read.get("by") or inner.by
        )

    def fact(self, name: str, raw: object, where: Where, block: str = "statement") -> Stated:
        """A fact as a bare value, or as a mapping of value and provenance."""
        declared = vocabulary()[name]
        value_at, read = where, {}
        if isinstance(raw, Mapping):
            read = self.block(block, raw, where)
            value_key = "value" if block == "statement" else "use"
            if not {value_key, "note", "text"} & set(self.mapping(raw, where)):
                self.fail(
                    where, f"{spell(where)} has no {value_key!r}; accepted: a value, or {{{value_key}, source, …}}"
                )
            value_at, raw = (*where, value_key), raw.get(value_key)
        value = self.scalar(lambda one: read_value(declared, one), raw, value_at)
        return Stated(name, value, self.provenance(read, where), read.get("note"), where, read.get("text"))

    def facts(self, declared: Key, raw: object, where: Where) -> tuple[Stated, ...]:
        """A block of facts by short name; `safeguards:` is one."""
        names = safeguards() if declared.block == "safeguards" else short_names(cast(str, declared.entity))
        stated = []
        for key, value in self.mapping(raw, where).items():
            short, mark, member = key.removeprefix(f"{declared.entity}.").partition("#")
            full = names.get(short)
            if full and mark:  # one member of a set, as services#training: yes
                full = f"{full}#{member}" if member in vocabulary()[full].domain else None
            if full is None:
                self._unknown_fact(key, names, cast(str, declared.entity), (*where, key))
            stated.append(self.fact(full, value, (*where, key)))
        return tuple(stated)

    def _unknown_key(self, key: str, block: str, where: Where) -> NoReturn:
        table = BLOCKS[block]
        entity = {"place": "country"}.get(block, block)
        meant = MEANT.get(key.casefold().replace("-", "_"))
        near = meant or scalars.nearest(key, table)
        hint = f"did you mean {near!r}?" if near else f"accepted: {', '.join(table)}"
        if "facts" in table and key in short_names(entity):
            hint = f"it is a fact: write it under facts: as {key}"
        within = f" in {spell(where[:-1])}" if len(where) > 1 else ""
        self.fail(where, f"unknown key {scalars.shown(key)}{within}", hint)

    def _unknown_fact(self, key: str, names: Mapping[str, str], entity: str, where: Where) -> NoReturn:
        hint = scalars.did_you_mean(key, names) or "see the vocabulary for the facts there are"
        if f"{entity}.{key}" in STRUCTURAL:
            hint = f"it has a key of its own, {STRUCTURAL[f'{entity}.{key}']!r}"
        self.fail(where, f"unknown fact {scalars.shown(key)} in {spell(where[:-1])}", hint)


def default_kind(title: str | None) -> SourceKind:
    """The kind of a source whose kind is not given: own, or by its title a paper or an interested party's word."""
    if title is None:
        return "own"
    return "interested" if _INTERESTED.search(title) else "document"


def _currency(raw: object) -> str | None:
    value = scalars.text(raw)
    if value is not None and not _CURRENCY.fullmatch(value):
        raise ValueError(f"is {scalars.shown(raw)}; accepted: a three-letter currency code as USD or EUR")
    return value


def _amount(raw: object) -> Decimal | None:
    value = scalars.number(raw)
    if value is not None and value < 0:
        raise ValueError(f"is {scalars.shown(raw)}; accepted: a number from 0 up")
    return value


_SCALARS: Mapping[str, Callable[[object], Any]] = {
    "id": scalars.identifier,
    "text": scalars.text,
    "label": scalars.label,
    "date": scalars.day,
    "number": _amount,
    "currency": _currency,
}
