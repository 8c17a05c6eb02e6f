"""The Beneficial Ownership Data Standard, versions 0.2 to 0.4: statements as JSON.

A record that is stated again replaces what was said of it before from the day of the new statement, and ends on the
day on which it is closed; statements of 0.2 and 0.3 that replace others do the same. Indirect interests stay marked
as such.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.ownership.graph import Graph, GraphBuilder, InterestKind, PartyKind
from duecare.parties.ownership.share import UNKNOWN, Share, share_of
from duecare.parties.ownership.table import day

_INTERESTS: Final[Mapping[str, InterestKind]] = {
    "shareholding": "shares",
    "votingrights": "voting",
    "appointmentofboard": "board_majority",
    "otherinfluenceorcontrol": "influence",
    "controlviacompanyrulesorarticles": "dominant_influence",
    "controlbylegalframework": "dominant_influence",
    "seniormanagingofficial": "tie",
    "boardmember": "tie",
    "boardchair": "tie",
    "settlor": "arrangement",
    "trustee": "arrangement",
    "protector": "arrangement",
    "beneficiaryoflegalarrangement": "arrangement",
    "settloroftrust": "arrangement",
    "trusteeoftrust": "arrangement",
    "protectoroftrust": "arrangement",
    "beneficiaryoftrust": "arrangement",
    "otherinfluenceorcontroloftrust": "arrangement",
    "nominee": "arrangement",
    "nominator": "arrangement",
    "rightstosurplusassetsondissolution": "profit",
    "rightstoprofitorincome": "profit",
    "rightstoprofitorincomefromassets": "profit",
    "righttoprofitorincomefromassets": "profit",
    "enjoymentanduseofassets": "profit",
    "rightsgrantedbycontract": "influence",
    "conditionalrightsgrantedbycontract": "influence",
    "unknowninterest": "unknown",
    "unpublishedinterest": "unknown",
}
_ENTITIES: Final[Mapping[str, PartyKind]] = {
    "registeredentity": "company", "legalentity": "company", "arrangement": "arrangement", "state": "government",
    "statebody": "government",
}  # fmt: skip
_UNNAMED: Final = frozenset({"anonymousperson", "unknownperson", "anonymousentity", "unknownentity"})
_RELATIONS: Final = ("relationship", "ownershiporcontrolstatement")


def is_statement(row: object) -> bool:
    """Whether a JSON object is a statement of the standard."""
    return isinstance(row, Mapping) and ("statementId" in row or "statementID" in row)


def read_statements(statements: Sequence[object], path: str) -> Graph:
    """Read statements.

    Raises:
        InputError: not a statement, or a share or date that cannot be; names the statement.
    """
    builder = GraphBuilder(path, strict=False)
    rows = [_checked(row, number, path) for number, row in enumerate(statements, start=1)]
    newest = _newest([row for _, row in rows if _kind(row) not in _RELATIONS])
    for _, row in rows:
        if _kind(row) not in _RELATIONS:
            _party(builder, row, newest)
    for number, row, starts, ends in _periods([pair for pair in rows if _kind(pair[1]) in _RELATIONS]):
        try:
            _relation(builder, row, newest, starts, ends, number)
        except InputError as problem:
            raise InputError(f"statement {number}: {problem.message}", path=path, hint=problem.hint) from None
    if not builder.parties:
        raise InputError("has no statement about a person, entity or relationship", path=path)
    return builder.build()


def _checked(row: object, number: int, path: str) -> tuple[int, Mapping[str, Any]]:
    if not isinstance(row, Mapping) or not is_statement(row):
        raise InputError(f"statement {number} has no statementId", path=path, hint="accepted: statements of BODS")
    return number, row


def _details(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record of a statement: inside it since 0.4, the statement itself before."""
    inner = row.get("recordDetails")
    return inner if isinstance(inner, Mapping) else row


def _kind(row: Mapping[str, Any]) -> str:
    return (_text(row, "recordType") or _text(row, "statementType")).casefold()


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""


def _record(row: Mapping[str, Any]) -> str:
    return _text(row, "recordId") or _text(row, "statementId") or _text(row, "statementID")


def _newest(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Of statements about parties that were replaced, the one that stands now: 0.2 and 0.3 point to statements."""
    follows: dict[str, str] = {}
    for row in rows:
        older = row.get("replacesStatements")
        for one in older if isinstance(older, list) else ():
            if isinstance(one, str):
                follows[one] = _record(row)
    newest = {}
    for one in follows:
        last, seen = one, {one}
        while last in follows and follows[last] not in seen:
            last = follows[last]
            seen.add(last)
        newest[one] = last
    return newest


def _party(builder: GraphBuilder, row: Mapping[str, Any], newest: Mapping[str, str]) -> None:
    inner = _details(row)
    record = newest.get(_record(row), _record(row))
    person = _kind(row) in ("person", "personstatement")
    stated = inner.get("personType") if person else inner.get("entityType")
    said = _text(stated, "type") if isinstance(stated, Mapping) else stated if isinstance(stated, str) else ""
    names = inner.get("names") if person else None
    spelt = [_text(name, "fullName") for name in names if isinstance(name, Mapping)] if isinstance(names, list) else []
    name = next((one for one in spelt if one), "") or _text(inner, "name")
    home = inner.get("jurisdiction") or inner.get("incorporatedInJurisdiction")
    places = inner.get("nationalities") if person else [home]
    country = next((_text(place, "code") for place in places or () if isinstance(place, Mapping)), "")
    unnamed = said.casefold() in _UNNAMED
    kind: PartyKind = "person" if person else _ENTITIES.get(said.casefold(), "unknown")
    shown = name or (f"unnamed {'person' if person else 'entity'} {record[:12]}" if unnamed else "")
    builder.party(record, shown, kind, country or None, identified=not unnamed)


def _periods(
    rows: Iterable[tuple[int, Mapping[str, Any]]],
) -> Iterator[tuple[int, Mapping[str, Any], datetime.date | None, datetime.date | None]]:
    """Relationship statements with the days between which each is what the register says."""
    rows = list(rows)
    replaced_by: dict[str, Mapping[str, Any]] = {}
    versions: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, row in rows:
        versions.setdefault(_record(row), []).append((number, row))
        older = row.get("replacesStatements")
        for one in older if isinstance(older, list) else ():
            if isinstance(one, str):
                replaced_by[one] = row
    for several in versions.values():
        for at, (number, row) in enumerate(several):
            following = several[at + 1][1] if at + 1 < len(several) else replaced_by.get(_text(row, "statementID"))
            if _text(row, "recordStatus").casefold() == "closed":
                continue
            starts = _stated_on(row) if at else None
            ends = _stated_on(following) if following is not None else None
            if following is not None and (ends is None or (starts is not None and ends <= starts)):
                continue  # replaced on the same day, or on a day that is not said: the later word stands
            yield number, row, starts, ends - datetime.timedelta(days=1) if ends is not None else None


def _stated_on(row: Mapping[str, Any]) -> datetime.date | None:
    return day(_text(row, "statementDate"), "statementDate")


def _relation(
    builder: GraphBuilder,
    row: Mapping[str, Any],
    newest: Mapping[str, str],
    starts: datetime.date | None,
    ends: datetime.date | None,
    number: int,
) -> None:
    inner = _details(row)
    subject, holder = (_reference(inner.get(key), newest) for key in ("subject", "interestedParty"))
    interests = inner.get("interests")
    stated = [one for one in interests if isinstance(one, Mapping)] if isinstance(interests, list) else []
    if subject is None:
        builder.note(f"Statement {number} does not say whose owner it is about{_reason(inner.get('subject'))}.")
        return
    owned = builder.party(subject)
    if holder is None:
        why = _reason(inner.get("interestedParty"))
        builder.note(f"Owners of {builder.parties[owned].name[:80]} are not stated{why}.")
        if not stated:
            return
        holder = f"{_record(row)}#unspecified"
        builder.party(holder, f"unnamed holder {number}", identified=False)
    owner = builder.party(holder)
    if owner == owned:
        name = builder.parties[owned].name[:80]
        builder.note(f"{name} is said to hold a part of itself (statement {number}): not read.")
        return
    for interest in stated or ({},):
        first, last = (day(_text(interest, key), key, last=key == "endDate") for key in ("startDate", "endDate"))
        begin = max((one for one in (starts, first) if one is not None), default=None)
        end = min((one for one in (ends, last) if one is not None), default=None)
        if begin is not None and end is not None and end < begin:
            continue
        said = re.sub(r"[^a-z]", "", _text(interest, "type").casefold())
        kind: InterestKind = _INTERESTS.get(said, "unknown")
        direct = _text(interest, "directOrIndirect").casefold() or _text(interest, "interestLevel").casefold()
        builder.interest(
            owner, owned, kind, _share(interest), direct=direct != "indirect", starts=begin, ends=end, line=number
        )


def _reference(value: object, newest: Mapping[str, str]) -> str | None:
    """The record or statement that a statement points to, None where it gives a reason instead."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Mapping):
        for key in ("describedByEntityStatement", "describedByPersonStatement"):
            if _text(value, key):
                return newest.get(_text(value, key), _text(value, key))
    return None


def _reason(value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    unspecified = value.get("unspecified")
    inner = unspecified if isinstance(unspecified, Mapping) else value
    said = _text(inner, "description") or _text(inner, "reason")
    return f": {said[:200]}" if said else ""


def _share(interest: Mapping[str, Any]) -> Share:
    share = interest.get("share")
    if not isinstance(share, Mapping):
        return UNKNOWN
    if share.get("exact") is not None:
        return share_of(share["exact"], share["exact"])
    low, above = _bound(share, "minimum", "exclusiveMinimum", 0)
    high, below = _bound(share, "maximum", "exclusiveMaximum", 100)
    # "75 to less than 100" is how registers write "75 or more": nobody means to rule the whole out.
    return share_of(low, high, above=above, below=below and high != 100)


def _bound(share: Mapping[str, Any], inclusive: str, exclusive: str, default: int) -> tuple[Any, bool]:
    """A bound and whether it is exclusive. Versions 0.2 and 0.3 mark an exclusive bound with true beside the figure."""
    strict = share.get(exclusive)
    if strict is not None and not isinstance(strict, bool):
        return strict, True
    value = share.get(inclusive)
    return (default, False) if value is None else (value, strict is True)
