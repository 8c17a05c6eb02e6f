"""Lists and country data fetched anew, where the house has said which."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

from duecare.errors import OutputError


def pull_data() -> None:
    """Fetch the sources that OFFICE_PULL names, as `duecare data pull` does, in a process of its own.

    Raises:
        OutputError: a source could not be fetched; its last good snapshot stays in use.
    """
    sources = list(settings.OFFICE_PULL)
    words = [sys.executable, "-m", "duecare", "data", "pull", *sources]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OutputError(done.stderr.strip() or f"duecare data pull ended with {done.returncode}")
