"""The made-up company: its people, cases and papers, its clock, and what its people do in a line each."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from django.utils import timezone

from duecare.office.cases import acts
from duecare.office.cases.models import Case
from duecare.office.counsel.models import Matter
from duecare.office.decisions import acts as deciding
from duecare.office.decisions import conditions
from duecare.office.decisions.models import APPROVALS, Condition, Consequence, Outcome, Stage
from duecare.office.evidence import acts as filing
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring import acts as monitoring
from duecare.office.people.guard import HEAVY
from duecare.office.people.models import User
from duecare.office.resolving import flags
from duecare.office.resolving.judged import Flag, judged
from duecare.office.resolving.models import Resolution

Event = tuple[int, Callable[[], object]]
"""How many days ago something was done, and what."""

COUNSEL: Final = ("counsel", "counsel2", "counsel3")


@dataclass
class Company:
    """The people and cases of the demo, and its clock. cases: by the file or key of the deal."""

    people: dict[str, User] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    papers: dict[str, Evidence] = field(default_factory=dict)
    today: datetime.datetime = field(default_factory=timezone.now)

    @contextmanager
    def on(self, days_ago: int, hour: int = 9) -> Iterator[None]:
        """Do what follows some days ago; the clock then goes on from there."""
        then = (self.today - datetime.timedelta(days=days_ago)).replace(hour=hour, minute=0)
        offset, now = self.today - min(then, self.today), timezone.now
        with patch.object(timezone, "now", lambda: now() - offset):
            yield

    def day(self, days_ago: int) -> datetime.date:
        """The day that was some days ago; one to come where the number is below 0."""
        return self.today.date() - datetime.timedelta(days=days_ago)

    def case(self, key: str) -> Case:
        """A case as it is now."""
        found = Case.objects.select_related("deal", "review", "requester").defer(*HEAVY)
        return found.get(pk=self.cases[key].pk)

    def comment(self, key: str, by: str, text: str) -> None:
        acts.comment(self.case(key), self.people[by], text)

    def assign(self, key: str, to: str, by: str = "counsel") -> None:
        acts.assign(self.case(key), self.people[by], self.people[to])

    def file(
        self, key: str, by: str, title: str, source: str, text: str, *, expires: int | None = None, **said: Any
    ) -> Evidence:
        """File a paper of a case. expires: its last day, as days ago; below 0 where it is to come."""
        name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "paper"
        content = f"{title}\n\n{text}\n\nMade up for the demo of Duecare.\n".encode()
        paper = filing.add(
            self.case(key),
            self.people[by],
            io.BytesIO(content),
            f"{name}.txt",
            title=title,
            source=source,
            captured_on=timezone.localdate(),
            expires_on=None if expires is None else self.day(expires),
            **said,
        )
        self.papers[f"{key}/{title}"] = paper
        return paper

    def paper(self, key: str, title: str) -> Evidence:
        """A paper that was filed, as it is now."""
        return Evidence.objects.get(pk=self.papers[f"{key}/{title}"].pk)

    def decide(
        self,
        key: str,
        outcome: str,
        reason: str,
        *,
        gates: Sequence[str] = (),
        until: int = 0,
        by: str = "",
        agree: Sequence[str] = COUNSEL,
        dissent: str = "",
        waits: bool = False,
    ) -> None:
        """Propose a decision, and have as many agree as it needs.

        Args:
            key: The case.
            outcome: What is decided.
            reason: Why.
            gates: The gates that it opens.
            until: Its last day, as days ago.
            by: Who proposes; the analyst of the case if not given.
            agree: Who agrees, in their order, as long as somebody has to.
            dissent: Why the second of counsel does not agree, before the others are asked.
            waits: Whether nobody has said anything to it yet.
        """
        case = self.case(key)
        assert case.review is not None
        assert case.analyst is not None
        opens: dict[str, Any] = {"gates": gates, "expires_on": self.day(until)} if outcome in APPROVALS else {}
        proposer = self.people[by] if by else case.analyst
        resolution = f"Board, resolution of {timezone.localdate()}" if deciding.quorum_of(case, outcome).record else ""
        made = deciding.propose(
            case, proposer, outcome, reason, review=case.review.number, resolution=resolution, **opens
        )
        if dissent:
            deciding.give_verdict(made, self.people["counsel2"], approves=False, reason=dissent)
        for name in () if waits else agree:
            if made.stage != Stage.PROPOSED:
                break
            if not (dissent and name == "counsel2"):
                deciding.give_verdict(made, self.people[name], approves=True)

    def approve(self, key: str, reason: str, *gates: str, until: int, **said: Any) -> None:
        """Approve a case, with conditions if it has some."""
        conditional = self.case(key).conditions.filter(dropped_at=None).exists()
        self.decide(
            key, Outcome.CONDITIONS if conditional else Outcome.APPROVE, reason, gates=gates, until=until, **said
        )

    def condition(
        self,
        key: str,
        title: str,
        wanted: str,
        owner: str,
        due: int,
        *,
        by: str = "",
        before: str = "",
        hurt: str = "",
        reference: str = "",
        text: str = "",
    ) -> None:
        """Make a condition. due: its day, as days ago; hurt: who is hurt when updates stop, which then do."""
        case = self.case(key)
        assert case.analyst is not None
        conditions.make(
            case,
            self.people[by] if by else case.analyst,
            reference=reference,
            title=title,
            text=text,
            wanted=wanted,
            owner=self.people[owner],
            due_on=self.day(due),
            before=before,
            hurt=hurt,
            consequence=Consequence.SUSPEND if hurt else Consequence.LOOK_AGAIN,
        )

    def prove(self, key: str, title: str, by: str, paper: str, text: str) -> None:
        """Give the paper that shows that a condition is kept."""
        given = self.file(key, by, paper, "the customer", text)
        conditions.prove(self.held(key, title), self.people[by], given)

    def accept(self, key: str, title: str, by: str) -> None:
        """Accept that paper as the proof."""
        conditions.judge_proof(self.held(key, title), self.people[by], accepts=True)

    def check(self, key: str, title: str, by: str, seen: str, *, works: bool = True) -> None:
        """Say whether a condition works."""
        conditions.check(self.held(key, title), self.people[by], works=works, seen=seen, on=timezone.localdate())

    def held(self, key: str, title: str) -> Condition:
        """A condition by its title."""
        return Condition.objects.select_related("case").get(case=self.cases[key], title=title)

    def flag(self, key: str, rule: str) -> Flag:
        """A raised flag, by the beginning of its key."""
        return next(one for one in judged(self.case(key)).flags if one.key.startswith(rule))

    def resolve(self, key: str, rule: str, paper: str, reason: str, *, until: int, by: str = "") -> Resolution:
        """Propose that a flag is dealt with, with a paper that is on file."""
        case = self.case(key)
        assert case.analyst is not None
        return flags.propose(
            case,
            self.people[by] if by else case.analyst,
            self.flag(key, rule).key,
            reason=reason,
            evidence=self.paper(key, paper),
            until=self.day(until),
        )

    def proposal(self, key: str) -> Resolution:
        """What waits for a second person."""
        return Resolution.objects.select_related("case", "evidence").get(
            case=self.cases[key], state=Resolution.State.PROPOSED
        )

    def confirm(self, key: str, by: str) -> None:
        """Confirm what was proposed of a flag."""
        flags.confirm(self.proposal(key), self.people[by])

    def happened(self, key: str, by: str, kind: str, source: str, told: str = "", *, since: int = 0) -> None:
        """Record something after the sale. since: how many days before it was recorded."""
        on = timezone.localdate() - datetime.timedelta(days=since)
        monitoring.record_event(self.case(key), self.people[by], kind, on, source, told)

    def matter(self, key: str) -> Matter:
        """The last matter of a case."""
        return Matter.objects.select_related("case").filter(case=self.cases[key]).latest("pk")
