"""Background work that takes a while, for tests that end a worker under it."""

from __future__ import annotations

import time

from django_tasks import task


@task()
def slowly(seconds: float) -> str:
    """Take a while."""
    time.sleep(seconds)
    return "done"
