"""A new key for all complaints, and whether every one of them opens."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.complaints import attached, keys
from duecare.office.complaints.keys import Ring, SealError
from duecare.office.complaints.models import SEALED, Attachment, Complaint, Sealed
from duecare.office.evidence.store import DamagedError


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was sealed anew, and the id of the key in use since."""

    rows: int
    files: int
    key: str


def rotate(*, drop_old: bool = False) -> Rotated:
    """Seal every complaint with a new key, all of them or none.

    The new key is in the file before anything is sealed with it, and the old ones stay there, since backups that were
    made before need them, unless told otherwise.

    Raises:
        SealError: something cannot be opened with the keys at hand; nothing is sealed anew then.
        OutputError: the file of keys or a sealed file cannot be written.
    """
    for problem in check():
        raise SealError(f"{problem} Nothing was sealed anew.")
    before = keys.ring()
    new = Ring((secrets.token_bytes(32), *before.seals), before.receipts)
    keys.write(new)
    rows, old = 0, []
    with transaction.atomic():
        for row in _rows(lock=True):
            content = row.content()
            if isinstance(row, Attachment) and not row.gone:
                data = attached.bytes_of(row)
                old.append(row.digest)
                row.digest = attached.keep_sealed(row, data)
            row.put(**content)
            row.save()
            rows += 1
        name = keys.id_of(new.seals[0]).hex()
        record(SYSTEM, "complaint.rotate", "complaints", key=name, rows=rows, files=len(old))
    attached.discard(old)
    if drop_old:
        keys.write(Ring(new.seals[:1], new.receipts))
    return Rotated(rows, len(old), name)


def check() -> Iterator[str]:
    """What of the complaints does not open, a sentence each; nothing where all do. What is opened is thrown away."""
    if not Complaint.objects.exists():
        return
    try:
        keys.ring(make=False)
    except SealError as problem:
        yield f"{problem}"
        return
    missing: Counter[str] = Counter()
    for row in _rows():
        where = f"{row._meta.verbose_name} {row.pk}"
        try:
            row.content()
        except SealError as problem:
            name = keys.key_of(bytes(row.sealed))
            if keys.ring().by_id(name) is None:
                missing[name.hex()] += 1
            else:
                yield f"The {where} cannot be opened: {problem}."
            continue
        if isinstance(row, Attachment) and not row.gone:
            try:
                attached.bytes_of(row)
            except (SealError, DamagedError) as problem:
                yield f"The file of the {where} cannot be opened: {problem}."
    for key, count in sorted(missing.items()):
        yield (
            f"{count} of the rows of complaints are sealed with the key {key}, which is not in {keys.place()}. They "
            "are not lost: put back the file of keys that has it."
        )


def sealed_rows() -> int:
    """How many rows have sealed content."""
    return sum(model._default_manager.count() for model in SEALED)


def _rows(*, lock: bool = False) -> Iterator[Sealed]:
    for model in SEALED:
        found = model._default_manager.order_by("pk")
        if model is not Complaint:
            found = found.select_related("complaint")  # type: ignore[misc]
        if lock:
            found = found.select_for_update(of=("self",))
        yield from found.iterator(chunk_size=200)
