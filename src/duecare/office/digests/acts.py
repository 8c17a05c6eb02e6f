"""What is done about reminders by mail: made once a day, sent, tried again, recorded; and turned off."""

from __future__ import annotations

import datetime
import smtplib
import zoneinfo
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.digests.models import Declined, Digest
from duecare.office.digests.waiting import text_of, waits_for
from duecare.office.people.models import User

FROM_HOUR: Final = 7
"""The hour from which the mail of a day is sent, where the person is."""

AFTER: Final = (300, 1_800, 7_200)
"""Seconds after each failed attempt until the next; after the last the mail of that day is given up."""

LEASE: Final = datetime.timedelta(minutes=5)
"""A mail that is being sent is left alone for so long; if its worker died it is sent again after that."""

Standing = Digest.Standing


def send_digests(now: datetime.datetime) -> int:
    """Make the mails of the day for those who have something to do, and send those that are due; says how many.

    Does nothing where no mail is set up. A task calls it every few minutes.
    """
    if not settings.OFFICE_MAIL:
        return 0
    _make(now)
    sent = 0
    while (digest := _claimed(now)) is not None:
        sent += _sent(digest, now)
    return sent


def _make(now: datetime.datetime) -> None:
    for user in User.objects.filter(is_active=True, no_digests=None).exclude(email="").order_by("pk"):
        there = now.astimezone(zoneinfo.ZoneInfo(user.zone))
        if there.hour < FROM_HOUR or user.digests.filter(day=there.date()).exists():
            continue
        if waits_for(user, there.date()):
            try:
                with transaction.atomic():
                    Digest.objects.create(user=user, day=there.date(), next_at=now)
            except IntegrityError:  # another worker has just made it
                continue


def _claimed(now: datetime.datetime) -> Digest | None:
    """A mail that is due, taken so that no other worker takes it."""
    with transaction.atomic():
        due = Digest.objects.filter(standing=Standing.WAITING, next_at__lte=now).order_by("next_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        first = due.first()
        if first is None:
            return None
        taken = Digest.objects.filter(pk=first.pk, standing=Standing.WAITING, next_at=first.next_at).update(
            attempts=F("attempts") + 1, next_at=max(now, timezone.now()) + LEASE
        )
        if not taken:
            return None
    return Digest.objects.select_related("user").get(pk=first.pk)


def _sent(digest: Digest, now: datetime.datetime) -> bool:
    """Send a mail with what waits now; whether it was taken."""
    user = digest.user
    wanted = user.is_active and user.email and not Declined.objects.filter(user=user).exists()
    items = waits_for(user, digest.day) if wanted else []
    if not items:
        _stands(digest, Standing.NOTHING, "nothing" if wanted else "not-wanted")
        return False
    host = urlsplit(settings.OFFICE_URL).hostname or "localhost"
    mail = EmailMessage(
        _("Duecare: %(n)d things wait for you") % {"n": len(items)} if len(items) > 1 else
        _("Duecare: one thing waits for you"),
        text_of(user, items), settings.DEFAULT_FROM_EMAIL, [user.email],
        headers={"Message-ID": f"<digest-{digest.pk}-{digest.day}@{host}>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        said = _code(problem)
        if digest.attempts > len(AFTER):
            _stands(digest, Standing.GAVE_UP, said)
        else:
            later = now + datetime.timedelta(seconds=AFTER[digest.attempts - 1])
            Digest.objects.filter(pk=digest.pk).update(said=said, next_at=later)
        return False
    _stands(digest, Standing.SENT, "ok", items=len(items), sent_at=timezone.now())
    return True


def _stands(digest: Digest, standing: Digest.Standing, said: str, **more: object) -> None:
    with transaction.atomic():
        Digest.objects.filter(pk=digest.pk).update(standing=standing, said=said, **more)
        record(SYSTEM, f"digest.{standing}", digest.user, day=digest.day.isoformat(), said=said,
               items=more.get("items", 0))  # fmt: skip


def _code(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused | ValueError):
        return "address-refused"
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "not-signed-in"
    return "not-taken" if isinstance(problem, smtplib.SMTPResponseException) else "not-reached"


def decline(user: User) -> None:
    """Send a person no more reminders."""
    with transaction.atomic():
        if Declined.objects.get_or_create(user=user)[1]:
            record(user, "digest.decline", user)


def accept(user: User) -> None:
    """Send a person reminders again."""
    with transaction.atomic():
        if Declined.objects.filter(user=user).delete()[0]:
            record(user, "digest.accept", user)
