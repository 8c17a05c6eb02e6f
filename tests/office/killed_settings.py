"""The settings of the office as it runs, but that a worker counts as dead after a few seconds."""

import os

from duecare.office.settings import *  # noqa: F403

WORKER_LEASE = 3
LOGGING: dict[str, object] = {}
if "WAIT_FOR_A_LOCK" in os.environ:  # seconds; a file of SQLite
    DATABASES["default"]["OPTIONS"]["timeout"] = float(os.environ["WAIT_FOR_A_LOCK"])  # noqa: F405
