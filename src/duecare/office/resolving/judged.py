"""What the latest review of a case says, as far as people decide about it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.resolving.models import Lift, Resolution


@dataclass(frozen=True)
class Flag:
    """A red flag that is raised or resolved, and what was decided about it.

    proposal: one that waits for a second person; resolution: the one that was confirmed last, ended or not.
    """

    finding: dict[str, Any]
    about: str
    proposal: Resolution | None
    resolution: Resolution | None

    @property
    def key(self) -> str:
        return str(self.finding["id"])


@dataclass(frozen=True)
class Stop:
    """A legal stop that stands, may stand or is lifted. lift: the record that lifts it, or did until its last day."""

    found: dict[str, Any]
    about: str
    lift: Lift | None

    @property
    def key(self) -> str:
        return str(self.found["id"])

    @property
    def ways(self) -> str:
        """What lifts it, in words."""
        return " or ".join(self.found["lifted_by"])


@dataclass(frozen=True)
class Judged:
    """A review as people decide about it.

    matches, owners: what it says of parties that may be listed, or caught by who owns them; cleared: of matches that
    were decided to be others.
    """

    flags: tuple[Flag, ...]
    stops: tuple[Stop, ...]
    matches: tuple[str, ...]
    owners: tuple[str, ...]
    cleared: tuple[str, ...]

    @property
    def moved(self) -> tuple[Flag, ...]:
        """Flags about which something was proposed or confirmed."""
        return tuple(one for one in self.flags if one.proposal or one.resolution)

    @property
    def untouched(self) -> tuple[Flag, ...]:
        """The other flags."""
        return tuple(one for one in self.flags if not (one.proposal or one.resolution))

    def flag(self, key: str) -> Flag:
        """A flag by its key.

        Raises:
            InputError: the review raises none of that key.
        """
        found = next((one for one in self.flags if one.key == key), None)
        if found is None:
            raise InputError("the latest review does not raise this flag", hint="accepted: a flag that it raises")
        return found

    def stop(self, key: str) -> Stop:
        """A stop by its key.

        Raises:
            InputError: the review knows none of that key.
        """
        found = next((one for one in self.stops if one.key == key), None)
        if found is None:
            raise InputError("the latest review has no such stop", hint="accepted: a stop that stands or may stand")
        return found


def judged(case: Case) -> Judged:
    """What the latest review of a case says; nothing where there is none yet."""
    if case.review is None:
        return Judged((), (), (), (), ())
    document = case.review.content
    labels = {one["id"]: one["label"] for one in document["gathered"]["subjects"]}
    kept = list(case.rows("resolutions").select_related("evidence__case", "proposed_by", "confirmed_by"))
    proposals = {one.finding: one for one in kept if one.state == Resolution.State.PROPOSED}
    resolutions = {one.finding: one for one in kept if one.state == Resolution.State.CONFIRMED}
    lifts = {
        one.stop: one
        for one in case.rows("lifts").filter(state=Lift.State.STANDING).select_related("evidence__case", "by")
    }

    def about(subject: str) -> str:
        return str(labels.get(subject, subject))

    return Judged(
        tuple(
            Flag(row, about(row["subject"]), proposals.get(row["id"]), resolutions.get(row["id"]))
            for row in document["findings"]
            if row["status"] in ("raised", "resolved")
        ),
        tuple(Stop(row, about(row["subject"]), lifts.get(row["id"])) for row in document["stops"]),
        *(
            tuple(gap["text"] for gap in document["gaps"] if gap["kind"] == kind)
            for kind in ("possible_match", "owner_share_unknown", "match_cleared")
        ),
    )
