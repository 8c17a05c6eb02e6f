"""Numbers of engagement for the programme page and the public report; no names, no codes of stakeholders."""

from __future__ import annotations

from collections import Counter
from typing import Any

from duecare.office.engagement.models import Changed, Consultation, Exit, Stakeholder
from duecare.office.people.regions import region_of


def figures(year: int) -> dict[str, Any]:
    """What was done in a year.

    Returns:
        `consultations`, those whose consent allows a public count as `public`, `withdrawn`; `topics`, `how`, `kinds` of
        those who took part, `regions` of theirs and `changed`, each a mapping from its code to a count of
        consultations; `told`, how many that changed something were told of it; `nothing`, how many led to no change for
        a reason, and `silent`, how many have no outcome on record; `exits`, how often it was weighed who is hurt.
    """
    found = list(Consultation.objects.filter(on__year=year).prefetch_related("changed", "stakeholders"))
    changed = {one.pk: {row.kind for row in one.changed.all()} for one in found}
    return {
        "consultations": len(found),
        "public": sum(one.may_count for one in found),
        "withdrawn": sum(one.withdrawn_at is not None for one in found),
        "topics": dict(Counter(one.topic for one in found)),
        "how": dict(Counter(one.how for one in found)),
        "kinds": dict(Counter(kind for one in found for kind in {s.kind for s in one.stakeholders.all()})),
        "regions": dict(Counter(place for one in found for place in _regions(one))),
        "changed": dict(Counter(kind for kinds in changed.values() for kind in kinds)),
        "told": sum(any(row.told for row in one.changed.all()) for one in found),
        "nothing": sum(kinds == {Changed.Kind.NOTHING} for kinds in changed.values()),
        "silent": sum(not kinds for kinds in changed.values()),
        "exits": Exit.objects.filter(at__year=year).count(),
        "stakeholders": Stakeholder.objects.filter(ended_at=None).count(),
    }


def _regions(one: Consultation) -> set[str]:
    return {region_of(s.region) for s in one.stakeholders.all()}
