"""What other rooms tell of a year: counts, held back where they are small; a room that is not here tells nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from django.apps import apps

from duecare.office.decisions.models import Condition
from duecare.office.monitoring.models import Alert, Freeze, PostSale
from duecare.papers.report import held_back

Part = dict[str, Any]
_FIGURES: Final = {
    "complaints": "duecare.office.complaints.figures",
    "engagement": "duecare.office.engagement.figures",
    "training": "duecare.office.training.standing",
    "distribution": "duecare.office.distribution.standing",
}


def figures(room: str, year: int) -> Any:
    """The figures of another room for a year; None where that room is not part of this office."""
    if not apps.is_installed(f"duecare.office.{room}"):
        return None
    return import_module(_FIGURES[room]).figures(year)


class Parts:
    """Makes the parts of a report. before: the parts of each earlier report of the year, which bound what is shown."""

    def __init__(self, year: int, threshold: int, before: Sequence[Mapping[str, Part]]) -> None:
        self.year, self.threshold, self._before = year, threshold, before

    def all(self) -> dict[str, Part]:
        """Every part that there is something to tell of."""
        made = {
            "complaints": self._complaints(), "consultations": self._consultations(), "training": self._training(),
            "distribution": self._distribution(), "afterwards": self._afterwards(),
        }  # fmt: skip
        return {key: part for key, part in made.items() if part is not None}

    def _table(self, key: str, caption: str, head: str, counts: Mapping[str, int], *, whole: bool) -> Part:
        """A table of counts; whole: they are all of one kind of record, so their sum is told too."""
        earlier = [
            dict(table["rows"])
            for one in self._before
            for table in one.get(key, {}).get("tables", [])
            if table["caption"] == caption
        ]
        if whole:
            found = held_back(counts, self.threshold, earlier)
        else:  # each stands alone
            found = {
                label: held_back(
                    {label: number}, self.threshold, [{label: one[label]} for one in earlier if label in one]
                )[label]
                for label, number in counts.items()
            }
        return {"caption": caption, "head": head, "rows": [[label, number] for label, number in found.items()]}

    def _complaints(self) -> Part | None:
        found = figures("complaints", self.year)
        if found is None:
            noted = PostSale.objects.filter(kind=PostSale.Kind.COMPLAINT, happened_on__year=self.year).count()
            return {
                "said": "Complaints about sales that were delivered, as our staff noted them.",
                "tables": [self._table("complaints", "Complaints noted", "What", {"complaints": noted}, whole=False)],
            }
        codes = import_module("duecare.office.complaints.codes")
        topics = {str(codes.Topic(code).label): number for code, number in found.by_topic.items() if number}
        outcomes = {
            "not decided yet" if code == "open" else str(codes.Outcome(code).label): number
            for code, number in found.by_outcome.items()
            if number
        }
        times = {
            "acknowledged in time": found.acknowledged.in_time, "acknowledged late": found.acknowledged.late,
            "answered in time": found.answered.in_time, "answered late": found.answered.late,
            "appeals": found.appeals, "appeals that changed the outcome": found.appeals_changed,
            "remedies promised": found.remedies_promised, "remedies done": found.remedies_done,
            "sales examined again because of a complaint": found.reopened,
        }  # fmt: skip
        return {
            "said": (
                "Anybody may complain to us, from inside or outside, by name or without one. A complaint is"
                " acknowledged and answered within set times, and can be appealed."
                if found.received
                else "Anybody may complain to us, from inside or outside, by name or without one. No complaint came."
            ),
            "tables": [
                self._table("complaints", "Complaints by what they were about", "About", topics, whole=True),
                self._table("complaints", "Complaints by outcome", "Outcome", outcomes, whole=True),
                self._table("complaints", "What was done about complaints", "What", times, whole=False),
            ]
            if found.received
            else [],
        }

    def _consultations(self) -> Part | None:
        found = figures("engagement", self.year)
        if not found or not found["consultations"]:
            return None
        counts = {
            "consultations": found["consultations"],
            "groups told what changed because of what they said": found["told"],
            "consultations that led to no change, for a reason on file": found["nothing"],
            "times we weighed who would be hurt if we stopped a supply": found["exits"],
        }
        return {
            "said": "We ask groups and organisations of people who could be affected, and those who speak for them.",
            "tables": [self._table("consultations", "Consultations", "What", counts, whole=False)],
        }

    def _training(self) -> Part | None:
        found = figures("training", self.year)
        if not found or not found["asked"]:
            return None
        counts = {"completed": found["done"], "not completed": found["asked"] - found["done"]}
        return {
            "said": f"Courses that people were asked to take; “completed” is what was still valid on {found['day']}.",
            "tables": [self._table("training", "Courses asked for", "State", counts, whole=True)],
        }

    def _distribution(self) -> Part | None:
        found = figures("distribution", self.year)
        if not found or not found["asked"]:
            return None
        counts = {"acknowledged": found["done"], "not acknowledged": found["asked"] - found["done"]}
        return {
            "said": f"Policies and guidance sent to people who are to read them, as of {found['day']}.",
            "tables": [self._table("distribution", "Texts sent to people", "State", counts, whole=True)],
        }

    def _afterwards(self) -> Part | None:
        first, last = datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31)
        agreed = Condition.objects.filter(at__date__range=(first, last))
        counts = {
            "conditions agreed": agreed.count(),
            "conditions found to work": Condition.objects.filter(checked_on__range=(first, last), works=True).count(),
            "conditions found not to work": Condition.objects.filter(
                checked_on__range=(first, last), works=False
            ).count(),
            "times a sale was looked at again because something had changed": Alert.objects.filter(
                at__date__range=(first, last)
            ).count(),
            "times updates or service were stopped": Freeze.objects.filter(since__date__range=(first, last)).count(),
        }
        return {
            "said": "An approval is not the end: conditions are checked; lists, laws and news are watched every day.",
            "tables": [self._table("afterwards", "What was done after decisions", "What", counts, whole=False)],
        }
