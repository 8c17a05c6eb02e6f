"""What follows for decisions when a case changes: whom clearance finds it by, and whether it is decided still."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from duecare.office.api.models import Event
from duecare.office.api.webhooks import announce
from duecare.office.audit.chain import SYSTEM, record
from duecare.office.cases.models import Case, Reviewed, State
from duecare.office.decisions.models import Decision, Stage, Standing

LONGEST = 300
"""Characters of a name that count: as many as a case keeps."""


def key_of(customer: str, item: str) -> str | None:
    """What a customer and an item are looked up by together; None where one of them is empty.

    Case, width and blanks do not count.

    >>> key_of("ACME  GmbH", "Kamera") == key_of("acme gmbh", "KAMERA")
    True
    >>> key_of(" ", "Kamera")
    """
    first, second = folded(customer), folded(item)
    return sha256(f"{first}\x1f{second}".encode()).hexdigest() if first and second else None


def folded(name: str) -> str:
    """A name as it is compared."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:LONGEST]).casefold())
    return " ".join("".join(one for one in plain if unicodedata.category(one) != "Cc" or one.isspace()).split())


def refresh(case: Case) -> None:
    """Keep what a case is found by in step with its deal. Nothing is read where the deal is the same."""
    if case.deal_id is None or case.review_id is None:
        return
    if Standing.objects.filter(case_id=case.pk, deal_id=case.deal_id).exists():
        return
    review = Reviewed.objects.only("document", "deal_id").get(pk=case.review_id)
    if review.deal_id != case.deal_id:
        return
    found = review.content["gathered"]
    labels = {one["id"]: one["label"] for one in found["subjects"]}
    keys = {key_of(labels.get(use["end_user"]) or "", labels.get(use["item"]) or "") for use in found["uses"]}
    licence = any(one["fact"] == "transaction.licence_required" and one["value"] is True for one in found["assertions"])
    with transaction.atomic():
        Standing.objects.filter(case_id=case.pk).delete()
        Standing.objects.bulk_create(
            Standing(case_id=case.pk, key=key, deal_id=case.deal_id, licence=licence)
            for key in sorted(key for key in keys if key)
        )


def case_saved(sender: Any, instance: Case, raw: bool = False, **rest: Any) -> None:
    """After a case was saved: find it by its deal, and open it again where its decision has become stale."""
    if raw:
        return
    refresh(instance)
    if instance.state == State.DECIDED and instance.review_id is not None:
        made = Decision.objects.filter(case_id=instance.pk, stage=Stage.MADE).only("basis", "outcome", "number").first()
        basis = Reviewed.objects.filter(pk=instance.review_id).values_list("basis", flat=True).first()
        if made is not None and made.approves and made.basis != basis:
            reopen(instance, made, "stale")


def reopen(case: Case, decision: Decision, why: str) -> None:
    """Put a decided case in review again. why: a closed code, as `stale`, `expired`, `overdue` or `failed`."""
    with transaction.atomic():
        opened = Case.objects.filter(pk=case.pk, state=State.DECIDED).update(
            state=State.REVIEW, changed_at=timezone.now()
        )
        if opened:
            case.state = State.REVIEW
            record(SYSTEM, "decision.reopen", case, decision=decision.pk, why=why)
            announce(Event.DECISION, {"case": case.number, "decision": decision.number, "outcome": decision.outcome,
                                      "standing": why})  # fmt: skip
