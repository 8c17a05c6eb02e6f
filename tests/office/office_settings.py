"""The settings of the office with a database in memory and nothing written to a data folder."""

import os
from pathlib import Path
from tempfile import mkdtemp

os.environ.setdefault("OFFICE_SECRET", "only-for-tests-0123456789-0123456789-0123456789-0123456789")

from duecare.office.settings import *  # noqa: F403

OFFICE = Path(mkdtemp(prefix="duecare-office-"))
STATIC_ROOT, MEDIA_ROOT = OFFICE / "static", OFFICE / "uploads"
COMPLAINTS_KEYS = OFFICE / "keys" / "complaints.keys"
STATIC_ROOT.mkdir()
_URL = os.environ.get("OFFICE_TEST_DATABASE", "")
if not _URL:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
STORAGES = {  # files are found where they are written, without a run of collectstatic
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["made_people.Quick"]  # as slow as passwords ask for only where that is tested
