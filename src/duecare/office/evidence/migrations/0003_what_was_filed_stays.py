"""Papers are filed and withdrawn; what they are, and their hashes, never change."""

from django.db import migrations

from duecare.office.audit.triggers import append_only

MAY_CHANGE = (
    "title", "name", "source", "confidentiality", "superseded_by_id", "withdrawn_at", "withdrawn_by_id",
    "withdrawn_why",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_withdrawn"), ("audit", "0002_append_only")]
    operations = [append_only("evidence_evidence", but=MAY_CHANGE)]
