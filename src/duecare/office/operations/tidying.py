"""What is thrown away because it has served: sessions that ended, results of work, files that were erased."""

from __future__ import annotations

import datetime
from typing import Final

from django.core.management import call_command
from django.utils import timezone

from duecare.office.books.acts import purge_erased
from duecare.office.intake.models import SavedSitting

KEPT: Final = datetime.timedelta(days=14)


def tidy() -> None:
    """Delete sessions that have ended, results of work and traces of saved pages of two weeks ago, and files of
    erased books."""
    from django_tasks_db.models import DBTaskResult

    call_command("clearsessions")
    DBTaskResult.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()
    SavedSitting.objects.filter(at__lt=timezone.now() - KEPT).delete()
    purge_erased()
