"""FollowTheMoney entities as JSON lines: people, companies and public bodies, ownership, directorships and other
links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.ownership.graph import Graph, GraphBuilder, InterestKind, PartyKind
from duecare.parties.ownership.share import UNKNOWN, Share, parse_share
from duecare.parties.ownership.table import day

_PARTIES: Final[Mapping[str, PartyKind]] = {
    "Person": "person", "Company": "company", "Organization": "company", "PublicBody": "government",
    "LegalEntity": "unknown", "Asset": "company",
}  # fmt: skip
_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Representation": ("agent", "client"),
    "UnknownLink": ("subject", "object"),
}
_VOTES: Final = re.compile(r"\bvot", re.IGNORECASE)
_CONTROL: Final = re.compile(r"\bcontrol", re.IGNORECASE)
_INDIRECT: Final = re.compile(r"\bindirect", re.IGNORECASE)


def is_entity(row: object) -> bool:
    """Whether a JSON object is an entity."""
    if not isinstance(row, Mapping):
        return False
    return isinstance(row.get("schema"), str) and isinstance(row.get("properties"), Mapping)


def read_entities(rows: Iterable[tuple[int, object]], path: str) -> Graph:
    """Read entities, each with the line that it stands on.

    Raises:
        InputError: not an entity; a share that cannot be; nothing about parties or links; names the line.
    """
    builder = GraphBuilder(path, strict=False)
    links: list[tuple[int, str, Mapping[str, Any]]] = []
    sanctioned = 0
    for line, row in rows:
        if not isinstance(row, Mapping) or not is_entity(row):
            raise InputError("is no entity with a schema and properties", path=path, line=line)
        properties: Mapping[str, Any] = row["properties"]
        schema = row["schema"]
        if schema in _LINKS:
            links.append((line, schema, properties))
        elif schema in _PARTIES:
            key = row.get("id")
            if not isinstance(key, str) or not key.strip():
                raise InputError(f"the {schema} has no id", path=path, line=line)
            topics = _values(properties, "topics")
            kind = _PARTIES[schema]
            if kind != "person" and any(topic == "gov" or topic.startswith("gov.") for topic in topics):
                kind = kind if "gov.soe" in topics else "government"
            names = _values(properties, "name") or [str(row.get("caption") or "")]
            country = next(iter(_values(properties, "jurisdiction") + _values(properties, "country")), "")
            builder.party(key.strip(), names[0], kind, country.upper() or None)
            sanctioned += any(topic.startswith(("sanction", "export.control")) for topic in topics)
    for line, schema, properties in links:
        _link(builder, schema, properties, line)
    if not builder.parties:
        raise InputError("has no person, company or link between them", path=path)
    if sanctioned:
        builder.note(
            f"{sanctioned:,} parties are marked in the file as sanctioned or controlled, not by whom. That lists "
            "nobody: say who is listed."
        )
    return builder.build()


def _values(properties: Mapping[str, Any], name: str) -> list[str]:
    values = properties.get(name)
    said = values if isinstance(values, list) else []
    return [value.strip() for value in said if isinstance(value, str) and value.strip()]


def _link(builder: GraphBuilder, schema: str, properties: Mapping[str, Any], line: int) -> None:
    source, target = _LINKS[schema]
    owners, assets = _values(properties, source), _values(properties, target)
    if not owners or not assets:
        builder.note(f"A link ({schema}) does not say {source if not owners else target}: not read.")
        return
    try:
        starts = day(min(_values(properties, "startDate"), default=""), "startDate")
        ends = day(max(_values(properties, "endDate"), default=""), "endDate", last=True)
        share, kind = _share(properties), _kind(schema, properties)
    except InputError as problem:
        raise InputError(problem.message, path=builder.path, line=line, hint=problem.hint) from None
    if starts is not None and ends is not None and ends < starts:
        builder.note(f"The link on line {line} ends before it begins: its dates were not read.")
        starts = ends = None
    words = " ".join(_values(properties, "ownershipType") + _values(properties, "role"))
    for one in owners:
        for other in assets:
            owner, owned = builder.party(one), builder.party(other)
            if owner == owned:
                name = builder.parties[owner].name[:80]
                builder.note(f"{name} is said to hold a part of itself (line {line}): not read.")
                continue
            direct = not (schema == "Ownership" and _INDIRECT.search(words))
            builder.interest(owner, owned, kind, share, direct=direct, starts=starts, ends=ends, line=line)


def _kind(schema: str, properties: Mapping[str, Any]) -> InterestKind:
    if schema != "Ownership":
        return "tie"
    if any(_VOTES.search(said) for said in _values(properties, "sharesType")):
        return "voting"
    words = _values(properties, "ownershipType") + _values(properties, "role")
    if not _values(properties, "percentage") and any(_CONTROL.search(said) for said in words):
        return "influence"
    return "shares"


def _share(properties: Mapping[str, Any]) -> Share:
    """The share that the percentages say; where they differ, all that they allow."""
    shares = [parse_share(text) for text in _values(properties, "percentage")]
    return (min(low for low, _ in shares), max(high for _, high in shares)) if shares else UNKNOWN
