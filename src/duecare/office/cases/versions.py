"""What differs between two reviews of a case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from duecare.office.cases.acts import changes
from duecare.office.cases.models import Reviewed


@dataclass(frozen=True)
class Moved:
    """A finding or stop that is another than it was; open in place of what was not there."""

    title: str
    about: str
    rule: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Two reviews beside each other. deal: paths of the deal that are others; came, went: judged facts."""

    before: Reviewed
    after: Reviewed
    deal: tuple[str, ...]
    findings: tuple[Moved, ...]
    stops: tuple[Moved, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def same_basis(self) -> bool:
        return self.before.basis == self.after.basis


def difference(before: Reviewed, after: Reviewed) -> Difference:
    """What differs between two reviews; of one that was erased nothing is left to compare."""
    facts = [_facts(one.content) for one in (before, after)]
    findings, stops = moved_between(before, after)
    return Difference(
        before,
        after,
        tuple(changes(before.deal.document, after.deal.document)),
        findings,
        stops,
        tuple(sorted(facts[1] - facts[0])),
        tuple(sorted(facts[0] - facts[1])),
    )


def moved_between(before: Reviewed, after: Reviewed) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """The findings, and the stops, that are others in the later review of two."""
    first, second = before.content, after.content
    subjects = [row for one in (first, second) for row in one.get("gathered", {}).get("subjects", [])]
    labels = {row["id"]: row["label"] or row["id"] for row in subjects}
    return (
        _moved(first.get("findings", []), second.get("findings", []), "flag", labels),
        _moved(first.get("stops", []), second.get("stops", []), "stop", labels),
    )


def _moved(
    before: list[dict[str, Any]], after: list[dict[str, Any]], key: str, labels: dict[str, str]
) -> tuple[Moved, ...]:
    then, now = ({row["id"]: row for row in rows} for rows in (before, after))
    found = []
    for name in dict.fromkeys((*now, *then)):
        old, new = then.get(name), now.get(name)
        statuses = [row["status"] if row else "not there" for row in (old, new)]
        row = new or old
        if row and statuses[0] != statuses[1]:
            found.append(Moved(row["title"], labels.get(row["subject"], row["subject"]), row[key], *statuses))
    return tuple(found)


def _facts(document: dict[str, Any]) -> set[str]:
    return {
        f"{row['subject']}: {row['fact']} = {json.dumps(row['value'], ensure_ascii=False)} ({row['source']['title']})"
        for row in document.get("gathered", {}).get("assertions", [])
    }
