"""When scheduled work is next due, and which workers are at it."""

from __future__ import annotations

from django.db import models


class Due(models.Model):
    """Something done again and again. The row is locked while its next time is set, so that it is not begun twice."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()


class Worker(models.Model):
    """A process that does background work. beat_at: when it last said that it lives."""

    name = models.CharField(max_length=64, unique=True)
    beat_at = models.DateTimeField()
