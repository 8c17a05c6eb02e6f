"""What is kept of keeping and erasing only grows; versions of a deal and reviews can be erased, and nothing else."""

from django.db import migrations

from duecare.office.audit.erasable import erasable
from duecare.office.audit.triggers import append_only

ERASED = "(erased)"


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial"), ("audit", "0002_append_only"), ("cases", "0004_cause_of_matches")]
    operations = [
        *(
            append_only(f"retention_{table}")
            for table in ("milestone", "legalhold", "holdrelease", "tombstone", "subjectstep")
        ),
        erasable("retention_subjectrequest", {"name": ERASED, "contact": "", "text": ""}),
        erasable("retention_erasure", {}, once=("confirmed_by_id", "confirmed_at", "dropped_by_id", "dropped_at")),
        erasable("cases_deal", {"document": {"erased": True}, "changed": []}, before=()),
        erasable("cases_reviewed", {"document": b"", "sections": b"", "headline": ERASED}, before=()),
    ]
