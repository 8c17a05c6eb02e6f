"""What is done about texts: written in editions, sent, read, acknowledged."""

from __future__ import annotations

from hashlib import sha256
from typing import BinaryIO, Final

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.distribution.instruments import text_of
from duecare.office.distribution.models import Edition, Policy, Receipt, Sending
from duecare.office.evidence.kinds import clean_name, kind_of
from duecare.office.people.audience import check_audience
from duecare.office.people.models import User

MOST_BYTES: Final = 10_000_000
MOST_TEXT: Final = 500_000
READ_HERE: Final = (".md", ".txt")


def make(by: User, title: str, kind: str, *, instrument: str = "", text: str = "", file: BinaryIO | None = None,
         name: str = "") -> Edition:  # fmt: skip
    """Make a text with its first edition: of an instrument at hand, of Markdown, of a file, or of both.

    Raises:
        InputError: none of these is given, there is no such instrument, or the file cannot be taken.
    """
    with transaction.atomic():
        policy = Policy.objects.create(title=title, kind=kind, instrument=instrument, by=by)
        record(by, "texts.make", policy, kind=kind, instrument=instrument)
        return new_edition(by, policy, text=text, file=file, name=name)


def new_edition(by: User, policy: Policy, *, text: str = "", file: BinaryIO | None = None, name: str = "",
                news: str = "") -> Edition:  # fmt: skip
    """Add an edition of a text. Whoever the text is sent to is asked again.

    Raises:
        InputError: it says nothing, is as the one before, or the file cannot be taken.
    """
    if policy.instrument and not text and file is None:
        text = text_of(policy.instrument)
    content = b""
    if file is not None:
        name = clean_name(name)
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise InputError(
                f"the file is larger than {MOST_BYTES // 1_000_000} MB, which is the most that is accepted"
            )
        if name.casefold().endswith(READ_HERE):
            text, content, name = _text(content, text), b"", ""
        else:
            file.seek(0)
            kind_of(file, name)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(text) > MOST_TEXT:
        raise InputError(f"the text is longer than {MOST_TEXT:,} characters")
    if not text and not name:
        raise InputError("write a text or choose a file: an edition says something")
    digest = sha256(text.encode() + b"\0" + content).hexdigest()
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        last = policy.editions.first()
        if last is not None and last.sha256 == digest:
            raise InputError(f"this is what edition {last.number} says already", hint="accepted: a text that differs")
        made = Edition.objects.create(
            policy=policy, number=last.number + 1 if last else 1, text=text, file=content, name=name, news=news.strip(),
            sha256=digest, by=by,
        )  # fmt: skip
        record(by, "texts.edition", policy, edition=made.pk, number=made.number, sha256=digest)
    return made


def _text(content: bytes, text: str) -> str:
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "the file is not UTF-8", hint="accepted: Markdown or text in UTF-8, or another type of file"
        ) from None
    if text.strip():
        raise InputError("a text was written and a file of text chosen", hint="accepted: the one or the other")
    return found


def send(by: User, policy: Policy, role: str, region: str, *, days: int = 14, rest_after: int = 0) -> Sending:
    """Send a text to everybody with a role in a region; to everybody where neither is given.

    Raises:
        InputError: there is no such role or region, or it is sent to them already.
    """
    check_audience(role, region, days, rest_after)
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        if policy.sendings.filter(role=role, region=region, ended_on=None).exists():
            raise InputError("it is sent to them already", hint="end that first to send it with other days")
        made = Sending.objects.create(
            policy=policy, role=role, region=region, days=days, rest_after=rest_after, by=by,
            asked_on=timezone.localdate(),
        )  # fmt: skip
        record(by, "texts.send", policy, sending=made.pk, role=role, region=region, days=days, rest_after=rest_after)
    return made


def end_sending(by: User, one: Sending) -> None:
    """Ask nobody any more to read it. What was acknowledged stays."""
    with transaction.atomic():
        if Sending.objects.filter(pk=one.pk, ended_on=None).update(ended_on=timezone.localdate(), ended_by=by):
            record(by, "texts.send_end", one.policy, sending=one.pk)


def opened(by: User, edition: Edition) -> Receipt:
    """Note that somebody has opened an edition; the first time counts."""
    with transaction.atomic():
        kept, new = Receipt.objects.get_or_create(edition=edition, user=by)
        if new:
            record(by, "texts.read", edition.policy, edition=edition.pk)
    return kept


def acknowledge(by: User, edition: Edition) -> Receipt:
    """Say that one has read an edition.

    Raises:
        InputError: it is not the latest, was not opened, or was acknowledged before.
    """
    with transaction.atomic():
        last = edition.policy.editions.first()
        if last is None or last.pk != edition.pk:
            raise InputError("there is a later edition", hint="read that one")
        held = Receipt.objects.select_for_update().filter(edition=edition, user=by).first()
        if held is None:
            raise InputError("open it first")
        if held.acknowledged_at is not None:
            raise InputError("you have acknowledged this already")
        held.acknowledged_at = timezone.now()
        held.save(update_fields=["acknowledged_at"])
        record(by, "texts.acknowledge", edition.policy, edition=edition.pk)
    return held
