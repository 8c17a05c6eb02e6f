"""Append to the log, and verify that nothing in it was changed, left out or put in."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

from django.db import models, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from duecare.office.audit.models import Entry, Head
from duecare.office.audit.seals import Seal, taken
from duecare.review.result import canonical_bytes

FIRST: Final = "0" * 64
SYSTEM: Final = "system"


def record(
    actor: models.Model | str,
    act: str,
    about: models.Model | str,
    *,
    sealed: dict[str, list[Seal]] | None = None,
    **detail: Any,
) -> Entry:
    """Append an act to the log, in the transaction that does it and after what it writes to tables that govern.

    Args:
        actor: Who did it: a person or token, or `system`.
        act: What, as `case.open`.
        about: To what.
        sealed: Seals of rows beside those that were written.
        detail: Ids, hashes and closed codes; never names or free text.
    """
    with transaction.atomic():
        rows = {**(taken() or {}), **(sealed or {})} or None
        entry = Entry(actor=_name(actor), act=act, about=_name(about), detail=detail, rows=rows)
        if _OPEN.together is None:
            _append([entry])
        else:
            _OPEN.together.append(entry)
    return entry


class _Open(threading.local):
    """What this thread records together at the moment."""

    together: list[Entry] | None = None


_OPEN: Final = _Open()


@contextmanager
def recorded_together() -> Iterator[list[Entry]]:
    """Append what is recorded within in one go, in its order, where it ends; the log is not held before.

    Call it in the transaction that does the acts: what is recorded is kept with them, or not at all. Who takes some of
    the acts back takes their entries off the end of the list that this gives. Until it ends they have no number and no
    hash.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("acts are recorded together in the transaction that does them")
    if _OPEN.together is not None:
        raise TransactionManagementError("acts are recorded together already")
    entries: list[Entry] = []
    _OPEN.together = entries
    try:
        yield entries
    finally:
        _OPEN.together = None
    _append(entries)


def _append(entries: list[Entry]) -> None:
    """Give entries their place at the end of the log, and keep them."""
    if not entries:
        return
    head = locked_head()
    number, last = head.number, head.hash
    for entry in entries:
        number += 1
        entry.id, entry.at, entry.previous = number, timezone.now().astimezone(datetime.UTC), last
        last = entry.hash = hash_of(entry)
    Entry.objects.bulk_create(entries)
    Head.objects.filter(pk=head.pk).update(number=number, hash=last)


def locked_head() -> Head:
    """The end of the log, held until the transaction ends: whoever holds it is alone in writing to the log."""
    return Head.objects.select_for_update().get()


def _name(one: models.Model | str) -> str:
    return one if isinstance(one, str) else f"{one._meta.model_name}:{one.pk}"


def hash_of(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of all that an entry says, and of the hash of the one before."""
    said: dict[str, Any] = {
        "number": entry.pk,
        "at": entry.at.astimezone(datetime.UTC).isoformat(),
        "actor": entry.actor,
        "act": entry.act,
        "about": entry.about,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    if entry.rows is not None:
        said["rows"] = entry.rows
    return sha256(canonical_bytes(said)).hexdigest()


def verify() -> Iterator[str]:
    """What is wrong with the log, a sentence each; nothing where it verifies."""
    number, previous = 0, FIRST
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2_000):
        if entry.pk != number + 1:
            yield f"Entry {number + 1} is missing: after {number} comes {entry.pk}."
        if entry.previous != previous:
            yield f"Entry {entry.pk} does not follow from the one before it."
        if hash_of(entry) != entry.hash:
            yield f"Entry {entry.pk} was changed: it does not have the hash that it was written with."
        number, previous = entry.pk, entry.hash
    head = Head.objects.first()
    if head is None:
        yield "The row that says where the log ends is missing."
        return
    if (head.number, head.hash) != (number, previous):
        yield f"The log ends with entry {number}; {head.number} were written."
