"""What is done about licences, and what counsel is asked where the law stops a deal."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.cases.models import Case
from duecare.office.decisions.models import DrawDown, Granted, Licence, Required
from duecare.office.people.models import User

TRIGGERS: Final = Path(__file__).parent / "triggers.yaml"


def keep(case: Case, by: User, licence: Licence | None = None, **said: Any) -> Licence:
    """Write down what is known of a licence, of a new authority or one that is on file.

    Raises:
        InputError: the parts contradict each other; says which.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        kept = Licence(case=case) if licence is None else Licence.objects.get(pk=licence.pk, case=case)
        for name, value in said.items():
            setattr(kept, name, value)
        _check(kept)
        kept.save()
        record(by, "licence.keep", case, licence=kept.pk, required=kept.required, status=kept.status,
               expires=kept.expires_on.isoformat() if kept.expires_on else None)  # fmt: skip
    return kept


def _check(one: Licence) -> None:
    same = Licence.objects.filter(case_id=one.case_id, authority__iexact=one.authority).exclude(pk=one.pk)
    if same.exists():
        raise InputError(_("There is a licence record of this authority already."))
    if one.status == Granted.GRANTED and not (one.number and one.decided_on):
        raise InputError(_("A licence that was granted has a number and the day of the decision."))
    if one.status == Granted.DENIED and not one.decided_on:
        raise InputError(_("A refusal has the day of the decision."))
    if one.applied_on and one.decided_on and one.applied_on > one.decided_on:
        raise InputError(_("It was decided before it was applied for."))
    if one.required == Required.NO and not one.ground:
        raise InputError(_("Say on what ground no licence is required."))
    if one.classification and not (one.classified_by and one.classified_from):
        raise InputError(_("Say who classified the item, and on what ground."))
    if one.quantity is not None and one.quantity < one.drawn:
        raise InputError(_("%(drawn)s was drawn already, more than this.") % {"drawn": one.drawn.normalize()})


def draw(licence: Licence, by: User, quantity: Decimal, on: datetime.date, reference: str) -> DrawDown:
    """Draw what a delivery took from a licence.

    Raises:
        InputError: it is not granted, has ended, names no quantity, or less is left.
    """
    with transaction.atomic():
        held = Licence.objects.select_for_update().get(pk=licence.pk)
        if held.status != Granted.GRANTED:
            raise InputError(_("This licence is not granted."))
        if held.expires_on is not None and on > held.expires_on:
            raise InputError(_("It ended on %(day)s.") % {"day": held.expires_on.isoformat()})
        if held.balance is None:
            raise InputError(_("This licence names no quantity to draw from."))
        if quantity <= 0:
            raise InputError(_("%(n)s is no quantity; accepted: above 0") % {"n": quantity})
        if quantity > held.balance:
            raise InputError(
                _("%(left)s %(unit)s are left, and %(n)s would be drawn.")
                % {"left": held.balance.normalize(), "unit": held.unit, "n": quantity.normalize()}
            )
        if held.drawdowns.filter(reference=reference).exists():
            raise InputError(_("This delivery was drawn already."))
        drawn = DrawDown.objects.create(licence=held, quantity=quantity, on=on, reference=reference, by=by)
        held.drawn += quantity
        held.save(update_fields=["drawn", "changed_at"])
        record(by, "licence.draw", held.case, licence=held.pk, drawdown=drawn.pk, quantity=str(quantity))
    licence.refresh_from_db()
    return drawn


def trouble(licence: Licence, day: datetime.date) -> str:
    """Why nothing may leave under a licence on a day; empty where it may."""
    name = licence.authority
    if licence.required == Required.NO:
        return ""
    if licence.required == Required.OPEN:
        return _("Whether %(name)s requires a licence is open.") % {"name": name}
    if licence.status == Granted.DENIED:
        return _("%(name)s has refused the licence.") % {"name": name}
    if licence.status != Granted.GRANTED:
        return _("The licence that %(name)s requires is not granted.") % {"name": name}
    if licence.expires_on is not None and licence.expires_on < day:
        return _("The licence of %(name)s ended on %(day)s.") % {"name": name, "day": licence.expires_on.isoformat()}
    if licence.balance is not None and licence.balance <= 0:
        return _("The licence of %(name)s is used up.") % {"name": name}
    return ""


@dataclass(frozen=True)
class Asked:
    """A legal stop as counsel is asked about it. stop: as the review says it; roads: what there is to do, in words."""

    stop: dict[str, Any]
    knowledge: bool
    roads: tuple[tuple[str, str], ...]


@cache
def _triggers() -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(TRIGGERS.read_bytes()))


def for_counsel(case: Case) -> list[Asked]:
    """The legal stops that stand or may stand, and the roads from each; those that rest on knowledge first."""
    if case.review is None:
        return []
    said = _triggers()
    found = []
    for stop in case.review.content["stops"]:
        if stop["status"] not in ("stands", "possible"):
            continue
        known = said["stops"].get(stop["stop"], {"knowledge": False, "roads": list(said["roads"])})
        found.append(Asked(stop, known["knowledge"], tuple((road, said["roads"][road]) for road in known["roads"])))
    return sorted(found, key=lambda one: (one.stop["status"] != "stands", not one.knowledge))
