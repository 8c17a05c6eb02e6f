"""What was said of decisions and what was drawn of licences can be erased, and nothing else changes."""

from django.db import migrations

from duecare.office.audit.erasable import NUMBERED, erasable

ERASED = "(erased)"
STAGE = ("stage", "made_at", "ended_at")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_append_only")]
    operations = [
        erasable("decisions_decision", {"reason": ERASED, "record": ERASED}, but=STAGE, before=STAGE),
        erasable("decisions_verdict", {"reason": ERASED}, before=()),
        erasable("decisions_drawdown", {"reference": NUMBERED}, before=()),
    ]
