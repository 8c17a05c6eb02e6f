"""Copy from an earlier case: entries with what was said of them, each answer with its own source and date."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from duecare.office.cases.models import Deal
from duecare.office.intake.frame import ENTITY, entries
from duecare.office.intake.stated import Key, carried, said
from duecare.transaction import parse_transaction, read_document
from duecare.transaction.format import STRUCTURAL
from duecare.transaction.subjects import Subjects, resolve_fact

GROUPS: Final = {
    "items": _("What is sold"),
    "parties": _("Who is in it"),
    "places": _("Where"),
    "terms": _("The terms"),
}


def copied(
    document: Mapping[str, Any], origin: Deal, groups: Collection[str]
) -> tuple[dict[str, Any], list[tuple[Key, datetime.date]], int]:
    """A deal with what was chosen of an earlier one.

    Entries whose id the deal has already stay as they are. Answers about a use, or about the earlier deal as a whole,
    are not copied: they were about that deal.

    Returns:
        The deal; the answers that came with it, each with its day; and how many entries the deal had already.
    """
    source = origin.document
    after = copy.deepcopy(dict(document))
    came: set[str] = set()
    there = 0
    for group in [one for one in ENTITY if one in groups]:
        listed = entries(after, group)
        taken = {one["id"] for one in listed}
        for one in entries(source, group):
            if one["id"] in taken:
                there += 1
            else:
                listed.append(copy.deepcopy(one))
                came.add(f"{ENTITY[group]}:{one['id']}")
        if listed:
            after[group] = listed
    if "terms" in groups and source.get("terms") and not after.get("terms"):
        after["terms"] = source["terms"]
    after, _left = carried(document, after)
    answers = list(_answers(source, came))
    if answers:
        after["answers"] = [*after.get("answers", []), *answers]
    return after, _to_confirm(document, after, origin), there


def _answers(source: Mapping[str, Any], came: set[str]) -> list[dict[str, Any]]:
    transaction = parse_transaction(dict(source))
    subjects = Subjects(transaction)
    found = []
    for one in source.get("answers") or []:
        about = subjects.resolve(str(one["fact"]), one.get("subject"))
        if about and f"{about[0][0]}:{about[0][1]}" in came:
            found.append({**one, "fact": resolve_fact(one["fact"]), "subject": about[0][1]})
    return found


def _to_confirm(before: Mapping[str, Any], after: Mapping[str, Any], origin: Deal) -> list[tuple[Key, datetime.date]]:
    """Answers that the deal did not have: of each the day of its source, else that of the earlier deal."""
    known, day = said(before), origin.at.date()
    return [
        (key, next((one.date for one in sources if one.date), day))
        for key, sources in said(after).items()
        if key[0] not in STRUCTURAL
        and key not in known
        and not key[1].startswith(("transaction:", "use:"))
        and any(one.value is not None for one in sources)
    ]


def from_sheet(document: Mapping[str, Any], data: bytes, suffix: str, name: str) -> dict[str, Any]:
    """The deal with what a filled-in file says: what the file has stands in the place of what the deal had.

    Answers that the deal had, and that are still about something in it, stay beside those of the file.

    Raises:
        InputError: the file is no transaction.
    """
    read = read_document(data, suffix, name)
    own = {key: document[key] for key in ("schema", "id", "title", "kind", "gate") if key in document}
    rest = {key: value for key, value in read.items() if key not in ("schema", "id", "title", "kind", "gate")}
    given = rest.pop("answers", [])
    after, _left = carried(document, {**document, **rest, **own})
    present = after.get("answers", [])
    after["answers"] = [*present, *(one for one in given if one not in present)]
    if not after["answers"]:
        after.pop("answers")
    parse_transaction(dict(after))
    return after
