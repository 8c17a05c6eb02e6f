"""Notes and claims are added and never changed; their text can be erased, and a claim be withdrawn once."""

from django.db import migrations

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    dependencies = [("counsel", "0002_lanes"), ("audit", "0002_append_only")]
    operations = [
        erasable("counsel_note", {"text": ERASED}),
        erasable("counsel_privilegeclaim", {"description": ERASED}, once=("withdrawn_at", "withdrawn_by_id")),
    ]
