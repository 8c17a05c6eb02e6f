"""Whom something is asked of, by role and region: trainings and texts both go by this."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duecare.errors import InputError
from duecare.office.people.models import Role, User
from duecare.office.people.regions import HIGHER, Risk, is_place, place_title, regions, risks, within

MOST_DAYS: Final = 365


class Audience(models.Model):
    """Something that is asked of everybody with a role in a region, those to come among them.

    role, region: empty for every one; region may be `higher`, which stands for all of higher risk on the day that is
    asked about. days: how many each has. rest_after: how many days later those are asked who do not work in a region
    of higher risk; 0 asks everybody at once. ended_on: nobody is asked any more from that day on.
    """

    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    region = models.CharField(max_length=20, blank=True)
    asked_on = models.DateField()
    days = models.PositiveSmallIntegerField(default=30)
    rest_after = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(days__gte=1) & Q(days__lte=MOST_DAYS) & Q(rest_after__lte=MOST_DAYS),
                name="%(app_label)s_%(class)s_has_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_by__isnull=False),
                name="%(app_label)s_%(class)s_is_ended_by_somebody",
            ),
        ]

    @property
    def said(self) -> str:
        """Of whom it is asked, in words."""
        who = str(Role(self.role).label).partition(":")[0] if self.role else _("Everybody")
        if not self.region:
            return who
        where = _("regions of higher risk") if self.region == HIGHER else place_title(self.region)
        return _("%(who)s in %(where)s") % {"who": who, "where": where}

    def due(self, user: User, day: datetime.date, at_risk: Mapping[str, Risk]) -> datetime.date | None:
        """By when a person has to do it, whose grants are read already; None where it is not asked of them by a day."""
        if self.ended_on is not None and self.ended_on <= day:
            return None
        if not within(user.region, self.region, at_risk):
            return None
        held = [one for one in user.grants.all() if one.counts(day) and self.role in ("", one.role)]
        if not held:
            return None
        begins = max(self.asked_on, min(one.since for one in held))
        if self.rest_after and not within(user.region, HIGHER, at_risk):
            begins += datetime.timedelta(days=self.rest_after)
        return begins + datetime.timedelta(days=self.days) if begins <= day else None


def active_people() -> list[User]:
    """Everybody who can sign in, with their roles read."""
    return list(User.objects.filter(is_active=True).prefetch_related("grants").order_by("username"))


def dues(audiences: Iterable[Audience], people: Iterable[User], day: datetime.date) -> dict[int, datetime.date]:
    """By when each person has to do what several audiences ask, by their number: the first day of those. Who is not
    asked by that day is left out."""
    asked, at_risk = list(audiences), risks(day)
    found: dict[int, datetime.date] = {}
    for user in people:
        days = [due for one in asked if (due := one.due(user, day, at_risk)) is not None]
        if days:
            found[user.pk] = min(days)
    return found


def check_audience(role: str, region: str, days: int, rest_after: int) -> None:
    """Refuse an audience that is none.

    Raises:
        InputError: says what is accepted.
    """
    if role and role not in Role.values:
        raise InputError(f"{role[:40]!r} is no role", hint=f"accepted: {', '.join(Role.values)}, or none for everybody")
    if region and region != HIGHER and not is_place(region):
        raise InputError(f"{region[:40]!r} is no region or country", hint="accepted: those that are offered")
    if not 1 <= days <= MOST_DAYS or not 0 <= rest_after <= MOST_DAYS:
        raise InputError(f"{days} days, others {rest_after} days later", hint=f"accepted: 1 to {MOST_DAYS} days")


def region_choices() -> list[tuple[str, object]]:
    """What an audience can be narrowed to, as a field of a form offers it: regions, the gravest first."""
    today = timezone.localdate()
    at_risk = risks(today)
    ordered = sorted(regions().values(), key=lambda one: (-at_risk[one.key].share, one.title))
    named = [(one.key, risk_words(one.title, at_risk[one.key])) for one in ordered]
    return [("", _("Everywhere")), (HIGHER, _("All regions and countries of higher risk")), *named]


def risk_words(title: str, risk: Risk) -> str:
    """A region with how many of its countries may be severe."""
    return _("%(title)s (%(severe)d of %(known)d countries may be severe)") % {
        "title": title, "severe": risk.severe, "known": risk.known,
    }  # fmt: skip


def role_choices() -> list[tuple[str, object]]:
    """Roles as a field of a form offers them."""
    return [("", gettext_lazy("Everybody")), *Role.choices]
