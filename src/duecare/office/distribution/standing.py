"""Who has acknowledged which text, who has not, and who is late, on a day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.office.distribution.models import Edition, Policy, Receipt, Sending
from duecare.office.people.audience import active_people, dues
from duecare.office.people.models import Role, User
from duecare.office.people.regions import place_title, region_of


@dataclass(frozen=True)
class Asked:
    """A person of whom a text is asked: its latest edition, by when, and how far they are."""

    user: User
    policy: Policy
    edition: Edition
    due: datetime.date
    receipt: Receipt | None

    @property
    def done(self) -> bool:
        return self.receipt is not None and self.receipt.acknowledged_at is not None

    def late(self, day: datetime.date) -> bool:
        return not self.done and self.due < day

    def said(self, day: datetime.date) -> str:
        """How far they are, in words."""
        if self.done:
            return _("acknowledged")
        if self.late(day):
            return _("overdue, opened") if self.receipt else _("overdue, not opened")
        return _("opened, not acknowledged") if self.receipt else _("not opened")


def asked(day: datetime.date, people: Iterable[User] | None = None, only: Iterable[int] | None = None) -> list[Asked]:
    """Everybody of whom a text is asked on a day, with each such text; of some texts where they are given.

    A later edition asks again: each then has as many days from it as the sending gives.
    """
    everybody = active_people() if people is None else list(people)
    sendings: dict[int, list[Sending]] = defaultdict(list)
    standing = Sending.objects.filter(asked_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))
    for one in standing if only is None else standing.filter(policy__in=list(only)):
        sendings[one.policy_id].append(one)
    latest = _latest(day, sendings)
    receipts = {
        (one.edition_id, one.user_id): one
        for one in Receipt.objects.filter(edition__in=latest.values(), read_at__date__lte=day)
    }
    found = []
    for policy in Policy.objects.filter(pk__in=latest):
        edition, some = latest[policy.pk], sendings[policy.pk]
        since = timezone.localdate(edition.at)
        for one in some:  # a new edition counts its days anew
            one.asked_on = max(one.asked_on, since)
        by_when = dues(some, everybody, day)
        found += [
            Asked(user, policy, edition, by_when[user.pk], receipts.get((edition.pk, user.pk)))
            for user in everybody if user.pk in by_when
        ]  # fmt: skip
    return found


def _latest(day: datetime.date, policies: Iterable[int]) -> dict[int, Edition]:
    """The edition that counts on a day, of each text; without its file."""
    rows = Edition.objects.filter(policy__in=list(policies), at__date__lte=day)
    last = rows.values("policy").annotate(last=Max("number")).order_by()
    wanted = {(one["policy"], one["last"]) for one in last}
    return {one.policy_id: one for one in rows.defer("file", "text") if (one.policy_id, one.number) in wanted}


def of_person(user: User, day: datetime.date) -> list[Asked]:
    """What one person is asked to read: what is late first, then what is due first, then what is done."""
    reread = User.objects.prefetch_related("grants").get(pk=user.pk)
    return sorted(asked(day, [reread]), key=lambda one: (one.done, one.due, one.policy.pk))


HEADS: Final = ("Name", "Signs in as", "Region", "Text", "Edition", "State", "Due", "Opened", "Acknowledged")


def row_of(one: Asked, day: datetime.date) -> tuple[str, ...]:
    """A row of the table of who has, in the order of `HEADS`."""
    receipt = one.receipt
    done = receipt.acknowledged_at if receipt else None
    return (
        one.user.label, one.user.username, place_title(one.user.region), one.policy.title, str(one.edition.number),
        one.said(day), one.due.isoformat(), timezone.localdate(receipt.read_at).isoformat() if receipt else "",
        timezone.localdate(done).isoformat() if done else "",
    )  # fmt: skip


def figures(year: int) -> dict[str, Any]:
    """Rates of acknowledgement at the end of a year, or today where it has not ended; counts and codes, no names.

    Returns:
        `day`; `texts`, how many are sent; `asked`, `done` and `overdue` over all people and texts; `roles` and
        `regions`, each a mapping from its code to `asked` and `done`.
    """
    day = min(timezone.localdate(), datetime.date(year, 12, 31))
    rows = asked(day)
    return {
        "day": day.isoformat(),
        "texts": len({one.policy.pk for one in rows}),
        **_counts(rows),
        "overdue": sum(one.late(day) for one in rows),
        "roles": {
            role: _counts(some)
            for role in Role.values
            if (some := [one for one in rows if any(g.role == role and g.counts(day) for g in one.user.grants.all())])
        },
        "regions": {
            code: _counts([one for one in rows if region_of(one.user.region) == code])
            for code in sorted({region_of(one.user.region) for one in rows})
        },
    }


def _counts(some: list[Asked]) -> dict[str, int]:
    return {"asked": len(some), "done": sum(one.done for one in some)}
