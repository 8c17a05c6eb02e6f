"""Rows that govern what people may do, each held to the last act that wrote it.

An entry of the log holds, for every such row that its act wrote, a seal of what governed before and one of what governs
since: a hash over ids, days, figures and closed codes, over no name and no free text. What the office does not write
itself therefore has no seal that fits, and is named.

Writing is noticed where Django saves, updates and deletes; `record` takes the seals in the same transaction. A write of
which no act follows in its transaction has none.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar, Final, TypeVar

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils import timezone

from duecare.review.result import canonical_bytes

Row = TypeVar("Row", bound=models.Model, covariant=True)
Seal = str | None
"""The seal of a row; None where there is no row, `FOUND` where what was before is not known."""
FOUND: Final = "found"
LENGTH: Final = 24
"""Characters of a seal, four bits each."""
TOGETHER: Final = 2_000
_DATED: Final = (models.ForeignKey, models.BooleanField, models.DateField, models.IntegerField, models.DecimalField)


class Noticed(models.QuerySet[Row]):
    """Rows of a table that governs: what is written to many at once is noticed too."""

    def update(self, **values: Any) -> int:
        if not _governs(self.model, values):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            pks = list(self.order_by().values_list("pk", flat=True))
            _before(self.model, self.db, pks)
            return super().update(**values)

    def bulk_create(self, objs: Iterable[Any], *given: Any, **named: Any) -> list[Any]:
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *given, **named)
            waiting = _waiting(self.db)
            for one in made:
                waiting.setdefault((self.model, one.pk), None)
        return made


class Governing(models.Model):
    """A table whose rows govern what people may do.

    SEALED: columns of codes or of JSON that count beside ids, days, figures and choices; LOOSE: those of the latter
    that do not.
    """

    SEALED: ClassVar[tuple[str, ...]] = ()
    LOOSE: ClassVar[tuple[str, ...]] = ()

    objects = Noticed.as_manager()

    class Meta:
        abstract = True


def governing() -> list[type[models.Model]]:
    """Every table that governs, by name."""
    found = [one for one in apps.get_models() if hasattr(one, "SEALED")]
    return sorted(found, key=lambda one: one._meta.label_lower)


@cache
def columns(table: type[models.Model]) -> tuple[str, ...]:
    """What a seal of a row is made over, by the names of its columns in Python."""
    also, loose = getattr(table, "SEALED"), getattr(table, "LOOSE")  # noqa: B009
    return tuple(
        field.attname for field in table._meta.concrete_fields
        if field.name in also or (field.name not in loose and (isinstance(field, _DATED) or bool(field.choices)))
    )  # fmt: skip


def form_of(table: type[models.Model]) -> str:
    """What tells apart seals that are made over other columns."""
    return sha256(canonical_bytes(list(columns(table)))).hexdigest()[:LENGTH]


def key_of(table: type[models.Model], pk: Any) -> str:
    """How the log names a row: `decisions.decision:5`."""
    return f"{table._meta.label_lower}:{pk}"


def seal_of(table: type[models.Model], values: Sequence[Any]) -> str:
    """The seal of a row, the same on every database."""
    said = [table._meta.label_lower, [_plain(one) for one in values]]
    return sha256(canonical_bytes(said)).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    return value


def seals_in(table: type[models.Model], using: str, pks: Sequence[Any] | None = None) -> Iterator[tuple[Any, str]]:
    """The seals of rows as they stand, by key: of some, or of all."""
    rows = table._base_manager.using(using).order_by("pk")
    names = ("pk", *columns(table))
    if pks is None:
        for pk, *values in rows.values_list(*names).iterator(chunk_size=TOGETHER):
            yield pk, seal_of(table, values)
        return
    for start in range(0, len(pks), 500):
        for pk, *values in rows.filter(pk__in=pks[start : start + 500]).values_list(*names):
            yield pk, seal_of(table, values)


# ── what a transaction has written, and no act has taken yet ─────────────────────────────────────────────────────────


class _Waiting(dict[tuple[type[models.Model], Any], Seal]):
    """Rows and their seals before; emptied when its transaction ends, whichever way."""

    def __call__(self) -> None:
        self.clear()


def _waiting(using: str) -> _Waiting:
    """What waits in the transaction that is open. Django forgets what runs on commit when it is rolled back."""
    connection = connections[using]
    for function in (one[1] for one in reversed(connection.run_on_commit)):
        if isinstance(function, _Waiting):
            return function
    made = _Waiting()
    if connection.in_atomic_block:
        transaction.on_commit(made, using=using)
    return made


def _before(table: type[models.Model], using: str, pks: Sequence[Any]) -> None:
    """Take the seals of rows that are about to be written, and hold the rows."""
    waiting = _waiting(using)
    new = [pk for pk in pks if (table, pk) not in waiting]
    if not new:
        return
    if connections[using].in_atomic_block:
        rows = table._base_manager.using(using).select_for_update(no_key=True).order_by("pk")
        for start in range(0, len(new), 500):
            list(rows.filter(pk__in=new[start : start + 500]).values_list("pk", flat=True))
    found = dict(seals_in(table, using, new))
    for pk in new:
        waiting[table, pk] = found.get(pk)


def _governs(table: type[models.Model], names: Iterable[str]) -> bool:
    sealed, meta = set(columns(table)), table._meta
    return any(name == "pk" or getattr(meta.get_field(name), "attname", name) in sealed for name in names)


def _saving(sender: Any, instance: Any, using: str, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if raw or not hasattr(sender, "SEALED") or instance._state.adding or instance.pk is None:
        return
    if update_fields is None or _governs(sender, update_fields):
        _before(sender, using, [instance.pk])


def _saved(sender: Any, instance: Any, using: str, created: bool = False, raw: bool = False, **_: Any) -> None:
    if created and not raw and hasattr(sender, "SEALED"):
        _waiting(using).setdefault((sender, instance.pk), None)


def _deleting(sender: Any, instance: Any, using: str, **_: Any) -> None:
    if hasattr(sender, "SEALED"):
        _before(sender, using, [instance.pk])


def notice() -> None:
    """Notice from now on what is written to tables that govern."""
    pre_save.connect(_saving, dispatch_uid="seals-saving")
    post_save.connect(_saved, dispatch_uid="seals-saved")
    pre_delete.connect(_deleting, dispatch_uid="seals-deleting")


def made_before(row: models.Model) -> None:
    """Let the next act seal a row that was made in a transaction of its own, where it has no seal yet."""
    _waiting("default").setdefault((type(row), row.pk), None)


def taken() -> dict[str, list[Seal]] | None:
    """The seals, before and since, of what was written and no act has taken; None where nothing that governs was."""
    waiting = _waiting("default")
    by_table: dict[type[models.Model], list[Any]] = {}
    for table, pk in waiting:
        by_table.setdefault(table, []).append(pk)
    found: dict[str, list[Seal]] = {}
    for table, pks in by_table.items():
        now = dict(seals_in(table, "default", pks))
        for pk in pks:
            if waiting[table, pk] != now.get(pk):
                found[key_of(table, pk)] = [waiting[table, pk], now.get(pk)]
    waiting.clear()
    return found or None


def day_of(at: datetime.datetime) -> str:
    """The day of an act, as people write it."""
    return timezone.localdate(at).isoformat()
