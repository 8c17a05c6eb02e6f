"""Updates and service of a delivered deal are frozen wherever a listing or a suspected violation comes to stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from duecare.guidance import Guidance
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Finding, Reviewed
from duecare.office.cases.reviewing import data_on
from duecare.office.counsel.acts import open_matter
from duecare.office.counsel.models import Matter
from duecare.office.monitoring.alerts import LISTED
from duecare.office.monitoring.models import Freeze, PostSale
from duecare.office.people.models import User

KNOWN_USE: Final = frozenset({"abuse-support", "repression-known", "unauthorised-access"})
"""Concerns of the legal stops that stand because of what is known of the use: to go on would be a violation."""
Why = Freeze.Why
_MATTERS: Final[Mapping[str, str]] = {Why.LISTING_OPEN: Why.LISTING}
"""The cause of the matter that counsel takes up, where it is another code than the reason of the freeze."""


def delivered() -> QuerySet[PostSale]:
    """What was handed over."""
    return PostSale.objects.filter(kind=PostSale.Kind.DELIVERED)


def is_delivered(case: Case) -> bool:
    """Whether the goods or the service of a case, or of a call-off under it, have been handed over."""
    return delivered().filter(Q(case=case) | Q(case__framework=case)).exists()


def what_stands(review: Reviewed | None, guidance: Guidance) -> dict[str, list[str]]:
    """The legal stops of a review for which a delivered deal is frozen, by the reason of the freeze.

    A stop that may stand counts where the listing is on the very party, and only another answer is open, as whether the
    deal is subject to the EAR: what is not known is no reason to go on. A match that nobody has decided does not count.
    """
    found: dict[str, list[str]] = {}
    for one in review.content.get("stops", ()) if review is not None else ():
        concern = getattr(guidance.entries.get(one["stop"]), "concern", None)
        if one["status"] == "stands" and concern in LISTED:
            found.setdefault(Why.LISTING, []).append(one["id"])
        elif one["status"] == "stands" and concern in KNOWN_USE:
            found.setdefault(Why.SUSPECTED_VIOLATION, []).append(one["id"])
        elif one["status"] == "possible" and concern in LISTED and _is_the_party(one["reads"]):
            found.setdefault(Why.LISTING_OPEN, []).append(one["id"])
    return found


def _is_the_party(reads: Iterable[Mapping[str, Any]]) -> bool:
    """Whether it is settled who is listed, or owned by whom; what is open then is something else."""
    said = {one["fact"]: one["value"] for one in reads if one["fact"].startswith("party.")}
    surely = (fact for fact in said if fact == "party.listed" or fact.startswith("party.caught_by_owners#"))
    return any(said[fact] == "yes" for fact in surely) or (bool(said) and "unknown" not in said.values())


def review_kept(instance: Reviewed, created: bool, raw: bool = False, **named: Any) -> None:
    """After a review was kept, in its transaction: freeze what it newly speaks against, whatever it was made for."""
    if not created or raw or not is_delivered(instance.case):
        return
    guidance = data_on(timezone.localdate()).guidance
    if now := what_stands(instance, guidance):
        case = instance.case
        last = case.reviews.filter(number__lt=instance.number).order_by("-number").first()
        before = what_stands(last, guidance)
        for why, stops in now.items():
            if _new(case, why, stops, before.get(why, ())):
                freeze(case, why, None, stops)


def freeze_delivered(case: Case, by: User) -> None:
    """Freeze a deal that is recorded as delivered while a listing or a suspected violation stands: of its own, or of
    the framework that it is called off from."""
    for one in filter(None, (case, case.framework)):
        for why, stops in what_stands(one.review, data_on(timezone.localdate()).guidance).items():
            freeze(one, why, by, stops)
        last = one.post_sale.filter(kind=PostSale.Kind.SUSPECTED_VIOLATION).order_by("-at").first()
        if last is not None and not one.freezes.filter(why=Why.SUSPECTED_VIOLATION, since__gte=last.at).exists():
            freeze(one, Why.SUSPECTED_VIOLATION, by)


def freeze_forgotten(guidance: Guidance) -> list[Freeze]:
    """Freeze the delivered deals for whatever stands on them and never froze them. Returns what was frozen.

    A pass over the cases ends with it, so that none is missed whose review says the same as before.
    """
    rules = [rule for rule, one in guidance.entries.items() if getattr(one, "concern", None) in LISTED | KNOWN_USE]
    stops = Finding.objects.filter(kind="stop", rule__in=rules, status__in=("stands", "possible"))
    sold = Q(pk__in=delivered().values("case")) | Q(pk__in=delivered().values("case__framework"))
    cases = Case.objects.filter(sold, pk__in=stops.values("case"), tombstones=None).select_related("review")
    made = []
    for case in cases.prefetch_related("freezes").order_by("pk"):
        ever = {one.why for one in case.freezes.all()}
        for why, found in what_stands(case.review, guidance).items():
            if ever.isdisjoint(_same(why)) and (one := freeze(case, why, None, found)) is not None:
                made.append(one)
    return made


def _new(case: Case, why: str, stops: list[str], before: Iterable[str]) -> bool:
    """Whether a reason stands for which nobody has let it go on: it is another, or did not stand in the review before,
    or there is a freeze that it belongs to."""
    held = list(case.freezes.filter(why__in=_same(why)))
    if any(one.lifted_at is None for one in held):
        return True
    let_go = {stop for one in held for stop in (before if one.stops is None else one.stops)}
    return any(stop not in let_go or stop not in before for stop in stops)


def _same(why: str) -> tuple[str, ...]:
    """The reasons of freezes that hold for one reason too."""
    return (why, Why.LISTING) if why == Why.LISTING_OPEN else (why,)


def freeze(case: Case, why: str, by: User | None = None, stops: Iterable[str] = ()) -> Freeze | None:
    """Stop updates and service of a delivered deal, and put it to counsel; None where that stands already.

    stops: the legal stops because of which; those of a freeze that stands are added to it, so that who lifts it has
    seen them.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        held = case.freezes.filter(why__in=_same(why), lifted_at=None).order_by("pk").last()
        if held is not None:
            Freeze.objects.filter(pk=held.pk).update(stops=sorted({*(held.stops or ()), *stops}))
            return None
        made = Freeze.objects.create(case=case, why=why, by=by, stops=sorted(stops))
        record(by or SYSTEM, "monitoring.freeze", case, freeze=made.pk, why=str(why))
        cause = str(_MATTERS.get(why, why))
        if not Matter.objects.filter(case=case, cause=cause, closed_at=None).exists():
            open_matter(None, case, f"{case.number}: {made.why_said()}", cause)
    return made
