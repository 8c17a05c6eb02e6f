"""Annexes and signed papers that tests are about."""

from __future__ import annotations

from django.utils import timezone
from made_people import People

from duecare.office.cases.models import Case
from duecare.office.clauses import acts
from duecare.office.clauses.making import read
from duecare.office.clauses.models import Annex, Signing
from duecare.office.evidence.models import Evidence

SUSPEND = "annex:CLAUSE/suspension/on-evidence"
AUDIT = "annex:CLAUSE/audit/inspection"


def offered(case: Case, people: People) -> Annex:
    """The first version of an annex to a sales contract, as the review calls for it."""
    return acts.begin(case, read(case, case.review), people["ana"], "sales", None, with_open=False)


def on_file(case: Case, people: People, by: str = "ana") -> Evidence:
    """A paper on file in the case."""
    return Evidence.objects.create(
        case=case, title="Signed annex", name="annex.pdf", sha256="a" * 64, size=1, kind="application/pdf",
        source="counterpart", captured_on=timezone.localdate(), by=people[by],
    )  # fmt: skip


def sign(annex: Annex, people: People, paper: Evidence, **reasons: tuple[str, str]) -> Signing:
    """Record that a version was signed, with `every` as the reason of each concession."""
    said = {one.clause: reasons.get("every", ("", "")) for one in acts.conceded(annex)}
    return acts.sign(annex, people["ana"], paper, timezone.localdate(), theirs="Chief Doe", ours="Carla", reasons=said)


def agreed(case: Case) -> dict[str, str]:
    """Whether each safeguard is agreed, as the latest review of the case has it."""
    case.refresh_from_db()
    assert case.review is not None
    return {one["id"]: one["agreed"] for one in case.review.content["safeguards"]}
