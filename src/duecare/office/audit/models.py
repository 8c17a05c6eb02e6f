"""The log of acts: each entry holds the hash of the one before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act. Triggers of the database refuse to change or delete it.

    actor: `user:7`, `token:3` or `system`; about: `case:12`, `user:9`; detail: ids, hashes and closed codes, no names
    and no free text, so that the chain stands when a person is erased. rows: seals, before and since, of the rows that
    govern and that it wrote (`audit.seals`); NULL where it wrote none. previous, hash: SHA-256 in hexadecimal.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    act = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=60, db_index=True)
    detail = models.JSONField(default=dict)
    rows = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def save(self, *args: object, **named: object) -> None:
        """Refused: entries are appended by `duecare.office.audit.chain.record` alone."""
        raise TypeError("an entry of the log is appended by record(), and never saved")


class Head(models.Model):
    """The last entry: one row, locked while the next is appended."""

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
