"""The settings of the office as it runs, but that a worker counts as dead after a few seconds."""

from duecare.office.settings import *  # noqa: F403

WORKER_LEASE = 3
LOGGING: dict[str, object] = {}
