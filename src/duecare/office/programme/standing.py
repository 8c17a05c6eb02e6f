"""What the company has, computed from the records: counts and dates, no score. What is missing is said as such."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duecare.office.cases.models import Case, Cause, Reviewed, State
from duecare.office.decisions.models import Condition, Decision, Stage
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.models import Alert, Freeze, PostSale
from duecare.office.people.models import Role, User
from duecare.office.programme.models import Kind, PolicyCommitment, Publication
from duecare.office.programme.parts import figures


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence on what is on record. link: the name of the page that shows it; gap: whether something is missing."""

    text: str
    link: str = ""
    gap: bool = False


class Standing:
    """The records on a day, each asked for once however many rows rest on it."""

    def __init__(self, day: datetime.date | None = None) -> None:
        self.day = day or timezone.localdate()
        self.year = self.day.year

    @cached_property
    def policy(self) -> list[Line]:
        kept = PolicyCommitment.objects.defer("file", "text").last()
        if kept is None:
            return [Line(_("No policy commitment is on record."), "policy", gap=True)]
        said = [
            Line(
                _("“%(title)s”, signed by %(signer)s, %(office)s, on %(day)s.")
                % {"title": kept.title, "signer": kept.signer, "office": kept.office, "day": kept.signed_on},
                "policy",
            )
        ]
        if not kept.public_at:
            said.append(Line(_("It is not on record where the public can read the policy."), "policy", gap=True))
        if kept.review_on < self.day:
            text = _("Its review was due on %(day)s and is not on record.") % {"day": kept.review_on}
            said.append(Line(text, "policy", gap=True))
        else:
            said.append(Line(_("Next review: %(day)s.") % {"day": kept.review_on}))
        return said

    @cached_property
    def public_policy(self) -> list[Line]:
        kept = PolicyCommitment.objects.defer("file", "text").last()
        if kept is None or not kept.public_at:
            return [Line(_("It is not on record where the public can read the policy."), "policy", gap=True)]
        return [Line(_("The policy is public at %(place)s.") % {"place": kept.public_at}, "policy")]

    @cached_property
    def reviews(self) -> list[Line]:
        open_cases = Case.objects.exclude(state=State.CLOSED)
        found = open_cases.aggregate(
            all=Count("pk"), held=Count("pk", filter=Q(hold=True)),
            graver=Count("pk", filter=Q(known__in=("high", "severe"))),
        )  # fmt: skip
        if not found["all"]:
            return [Line(_("No case is open."), "cases")]
        text = _(
            "Open cases: %(all)s; high or severe on what is known: %(graver)s; on hold for want of facts: %(held)s."
        )
        return [Line(text % found, "cases")]

    @cached_property
    def conditions(self) -> list[Line]:
        found = Condition.objects.filter(dropped_at=None).exclude(case__state=State.CLOSED)
        if not found.exists():
            return [Line(_("No condition stands."))]
        states = [one.state(self.day) for one in found.only("due_on", "proof_until", "proof_id", "works", "dropped_at")]
        count = {one: states.count(one) for one in ("open", "overdue", "proven", "effective", "failed")}
        said = [
            Line(_("Conditions: %(open)s open, %(proven)s proven, %(effective)s seen to work.") % count, "decisions")
        ]
        for one, text in (
            ("overdue", ngettext("%(n)s condition is overdue.", "%(n)s conditions are overdue.", count["overdue"])),
            ("failed", ngettext("%(n)s condition does not work.", "%(n)s conditions do not work.", count["failed"])),
        ):
            if count[one]:
                said.append(Line(text % {"n": count[one]}, "decisions", gap=True))
        return said

    @cached_property
    def decisions(self) -> list[Line]:
        made = Decision.objects.filter(stage=Stage.MADE)
        number, waits = made.count(), Decision.objects.filter(stage=Stage.PROPOSED).count()
        if not number:
            return [Line(_("No decision is on record."), "decisions", gap=True)]
        agreed = made.annotate(yes=Count("verdicts", filter=Q(verdicts__approves=True))).filter(yes__gte=F("needed"))
        last = made.aggregate(last=Max("made_at"))["last"]
        text = _("Decisions in force: %(n)s; with as many approvals as they need: %(agreed)s; the last on %(day)s.")
        said = [Line(text % {"n": number, "agreed": agreed.count(), "day": timezone.localdate(last)}, "decisions")]
        if waits:
            said.append(
                Line(ngettext("%(n)s proposal waits.", "%(n)s proposals wait.", waits) % {"n": waits}, "decisions")
            )
        return said

    @cached_property
    def who(self) -> list[Line]:
        said = []
        for role, label in (
            (Role.ANALYST, _("Analysts")), (Role.APPROVER, _("Counsel or approvers")),
            (Role.GRIEVANCE_HANDLER, _("Handlers of complaints")),
        ):  # fmt: skip
            held = Q(grants__role=role) & (Q(grants__until=None) | Q(grants__until__gte=self.day))
            number = User.objects.filter(held, is_active=True).distinct().count()
            text = _("%(role)s: nobody.") if not number else _("%(role)s: %(n)s.")
            said.append(Line(text % {"n": number, "role": label}, gap=not number))
        return said

    @cached_property
    def evidence(self) -> list[Line]:
        on_file = Evidence.objects.filter(withdrawn_at=None).exclude(sha256="")
        number = on_file.count()
        if not number:
            return [Line(_("No paper is on file."), gap=True)]
        late = on_file.filter(expires_on__lt=self.day).count()
        said = [Line(_("Papers on file, each under its hash: %(n)s.") % {"n": number})]
        if late:
            said.append(Line(ngettext("%(n)s of them has expired.", "%(n)s of them have expired.", late) % {"n": late}))
        return said

    @cached_property
    def monitoring(self) -> list[Line]:
        watched = Case.objects.filter(watched__isnull=False).exclude(state=State.CLOSED).count()
        again = Reviewed.objects.exclude(cause=Cause.DEAL).filter(at__year=self.year).count()
        open_alerts = Alert.objects.filter(done_at=None).count()
        if not watched:
            return [Line(_("No case is watched."), "alerts", gap=True)]
        text = _("Cases watched: %(n)s; reviews this year because lists, data or rules changed: %(again)s.")
        return [
            Line(text % {"n": watched, "again": again}, "alerts"),
            Line(
                ngettext("%(n)s alert is open.", "%(n)s alerts are open.", open_alerts) % {"n": open_alerts}, "alerts"
            ),
        ]

    @cached_property
    def after(self) -> list[Line]:
        told = PostSale.objects.filter(happened_on__year=self.year).count()
        stopped = Freeze.objects.filter(lifted_at=None).count()
        text = _("Events after a sale this year: %(n)s; cases whose updates and service are stopped: %(stopped)s.")
        return [Line(text % {"n": told, "stopped": stopped}, "alerts")]

    @cached_property
    def complaints(self) -> list[Line]:
        found = figures("complaints", self.year)
        if found is None:
            noted = PostSale.objects.filter(kind=PostSale.Kind.COMPLAINT, happened_on__year=self.year).count()
            return [
                Line(_("No intake of complaints is part of this office."), gap=True),
                Line(_("Complaints about a sale that staff noted this year: %(n)s.") % {"n": noted}, "alerts"),
            ]
        said = [Line(_("Anybody can complain, in six languages and without an account."), "speak")]
        text = _("Complaints that came this year: %(n)s; not decided: %(open)s.")
        said.append(Line(text % {"n": found.received, "open": found.by_outcome["open"]}, "complaint-figures"))
        late = found.acknowledged.late + found.answered.late
        if late:
            said.append(
                Line(
                    _("Acknowledgements and answers to complaints that were late this year: %(n)s.") % {"n": late},
                    "complaint-figures",
                    gap=True,
                )
            )
        return said

    @cached_property
    def remedy(self) -> list[Line]:
        found = figures("complaints", self.year)
        if found is None:
            return [Line(_("Nothing on remedy is on record: there is no intake of complaints."), gap=True)]
        text = _("Remedies promised this year: %(promised)s; done: %(done)s; sales examined again: %(again)s.")
        counts = {"promised": found.remedies_promised, "done": found.remedies_done, "again": found.reopened}
        said = [Line(text % counts, "complaint-figures")]
        if found.remedies_late:
            text = _("Remedies that are late: %(n)s.") % {"n": found.remedies_late}
            said.append(Line(text, "complaint-figures", gap=True))
        return said

    @cached_property
    def engagement(self) -> list[Line]:
        found = figures("engagement", self.year)
        if found is None:
            return [Line(_("No register of those who could be affected is part of this office."), gap=True)]
        if not found["consultations"]:
            return [Line(_("No consultation is on record this year."), "engagement", gap=True)]
        text = _("Consultations this year: %(n)s; without an outcome on record: %(silent)s.")
        return [
            Line(text % {"n": found["consultations"], "silent": found["silent"]}, "engagement", bool(found["silent"]))
        ]

    @cached_property
    def training(self) -> list[Line]:
        found = figures("training", self.year)
        if found is None:
            return [Line(_("No training is part of this office."), gap=True)]
        if not found["asked"]:
            return [Line(_("Nobody is asked to take a course."), "training", gap=True)]
        return [Line(_rate(_("Courses asked for: %(asked)s; completed: %(done)s (%(rate)s %%)."), found), "training")]

    @cached_property
    def distribution(self) -> list[Line]:
        found = figures("distribution", self.year)
        if found is None:
            return [Line(_("Sending of policies and guidance is no part of this office."), gap=True)]
        if not found["asked"]:
            return [Line(_("No text is sent to anybody."), "texts", gap=True)]
        text = _("Texts sent to people: %(asked)s; read and acknowledged: %(done)s (%(rate)s %%).")
        said = [Line(_rate(text, found), "texts")]
        if found["overdue"]:
            late = _("Texts that people have not acknowledged in time: %(n)s.") % {"n": found["overdue"]}
            said.append(Line(late, "texts", gap=True))
        return said

    @cached_property
    def report(self) -> list[Line]:
        rows = Publication.objects.filter(kind=Kind.REPORT, withdrawal=None)
        last = rows.order_by("year", "version").last()
        if last is None:
            return [Line(_("No public report was published."), "reports", gap=True)]
        day = timezone.localdate(last.at)
        said = [
            Line(_("The report of %(year)s was published on %(day)s.") % {"year": last.year, "day": day}, "reports")
        ]
        if last.year < self.year - 1:
            said.append(Line(_("There is none of %(year)s.") % {"year": self.year - 1}, "reports", gap=True))
        told = Publication.objects.filter(kind=Kind.SALE, withdrawal=None).count()
        if told:
            said.append(
                Line(ngettext("%(n)s sale is told of.", "%(n)s sales are told of.", told) % {"n": told}, "reports")
            )
        return said

    def lines(self, topics: tuple[str, ...]) -> list[Line]:
        """What is on record on some topics, in their order."""
        return [line for topic in topics for line in getattr(self, topic)]


def _rate(text: str, found: dict[str, Any]) -> str:
    return text % {"asked": found["asked"], "done": found["done"], "rate": round(100 * found["done"] / found["asked"])}


TOPICS: Final = tuple(name for name, one in vars(Standing).items() if isinstance(one, cached_property))
"""Everything that can be asked of the records."""
