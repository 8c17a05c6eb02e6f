"""What was proposed, decided and recorded never changes; only where it stands does."""

from django.db import migrations

from duecare.office.audit.triggers import append_only

ENDED = ("state", "ended_by_id", "ended_at", "ended_why")


class Migration(migrations.Migration):
    dependencies = [("resolving", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("resolving_resolution", but=("confirmed_by_id", "confirmed_at", "written", "reason", *ENDED)),
        append_only("resolving_hitdecision", but=("label", "reason")),
        append_only("resolving_lift", but=ENDED),
    ]
