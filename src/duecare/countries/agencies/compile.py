"""The register's YAML, read for its errors and compiled to what is shipped beside it, with an index of names."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, Final

from duecare.countries.agencies.register import last_day
from duecare.facts import vocabulary
from duecare.names import normalise
from duecare.places import CODES

HERE: Final = Path(__file__).resolve().parent
_AGENCY: Final = {
    "id", "name", "kind", "names", "parent", "parent_name", "active", "follows", "succeeded_by", "safeguards",
    "evidence",
}  # fmt: skip
_EVIDENCE: Final = {
    "id", "claim", "rights", "grade", "by", "title", "date", "link", "state", "reply", "isolated", "investigated",
    "remedied", "confidence", "corrected",
}  # fmt: skip
_CLOSED: Final = {
    "grade": ("A", "B", "C", "D"),
    "link": ("unit", "command", "parent", "unknown"),
    "state": ("alleged", "established", "denied", "remedied"),
    "confidence": ("read", "recollected H", "recollected M", "recollected L"),
}


def compile_register() -> Any:
    """The register as plain objects, with the index of names.

    Raises:
        ValueError: with file and id, for an unknown key, a word outside its closed list, a reused id, a parent that is
            not there, a reply that a denied claim lacks.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    rows: list[dict[str, Any]] = []
    for path in sorted((HERE / "register").glob("*.yaml")):
        raw = json.loads(json.dumps(yaml.load(path.read_text("utf-8")), default=_plain))
        if raw["country"] != path.stem or path.stem not in CODES:
            raise ValueError(f"{path.name}: country is {raw['country']!r}")
        for one in raw["agencies"]:
            _agency(one, f"{path.name}: {one.get('id')}")
            rows.append({"country": path.stem, **one})
    _correct(rows, yaml.load((HERE / "corrections.yaml").read_text("utf-8")) or [])
    ids = [one["id"] for one in rows] + [item["id"] for one in rows for item in one.get("evidence", ())]
    if len(set(ids)) != len(ids):
        raise ValueError(f"ids stand twice: {sorted({one for one in ids if ids.count(one) > 1})}")
    for one in rows:
        for key in ("parent", "follows", "succeeded_by"):
            if one.get(key) is not None and one[key] not in ids:
                raise ValueError(f"{one['id']}: no agency {one[key]!r} for its {key}")
    names: dict[str, list[str]] = {}
    for one in rows:
        for text in (one["name"], *(name["text"] for name in one["names"])):
            held = names.setdefault(normalise(text), [])
            if one["id"] not in held:
                held.append(one["id"])
    places = {one["id"]: at for at, one in enumerate(rows)}
    return {"agencies": rows, "places": places, "names": dict(sorted(names.items()))}


def _agency(one: dict[str, Any], where: str) -> None:
    if unknown := one.keys() - _AGENCY:
        raise ValueError(f"{where}: unknown key {sorted(unknown)}; accepted: {sorted(_AGENCY)}")
    if one["kind"] not in vocabulary()["party.kind"].domain:
        raise ValueError(f"{where}: no kind {one['kind']!r}")
    for item in one.get("safeguards", ()):
        item["date"] = str(item["date"])
        last_day(item["date"])
    for item in one.get("evidence", ()):
        if unknown := item.keys() - _EVIDENCE:
            raise ValueError(f"{where}: unknown key {sorted(unknown)}; accepted: {sorted(_EVIDENCE)}")
        item["date"] = str(item["date"])
        last_day(item["date"])
        for key, accepted in _CLOSED.items():
            if item.get(key) not in accepted:
                raise ValueError(f"{where}: {key} is {item.get(key)!r}; accepted: {', '.join(accepted)}")
        if item["state"] == "denied" and not item.get("reply"):
            raise ValueError(f"{where}: {item['id']}: a denied claim needs the reply")


def _correct(rows: list[dict[str, Any]], corrections: list[dict[str, Any]]) -> None:
    """Put corrections in the place of what was written, and keep what it was, when and why it was changed.

    Raises:
        ValueError: the evidence is not there, or no longer says what the correction corrects.
    """
    items = {item["id"]: item for one in rows for item in one.get("evidence", ())}
    for one in corrections:
        item = items.get(one["evidence"])
        if item is None or item.get(one["field"]) != one["raw"]:
            raise ValueError(f"corrections.yaml: {one['evidence']} does not say {one['raw']!r} in {one['field']}")
        item[one["field"]] = one["used"]
        item["corrected"] = f"{one['field']} was “{one['raw']}” until {one['on']}: {one['reason']}"


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(repr(value))
