"""Who looked whether a condition works has looked at its proof; past proofs stay, with why one was refused."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from duecare.office.audit.erasable import erasable


def accepted(apps: Any, editor: Any) -> None:
    """A proof that a second person has checked counts as accepted by them; any other waits for somebody to accept it."""
    checked = apps.get_model("decisions", "Condition").objects.exclude(proof=None).exclude(checked_by=None)
    checked.filter(accepted_by=None).update(accepted_by=F("checked_by"), accepted_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("decisions", "0004_proofs_accepted"), ("audit", "0001_initial")]
    operations = [
        migrations.RunPython(accepted, migrations.RunPython.noop),
        erasable("decisions_pastproof", {"seen": "(erased)", "refused_why": "(erased)"}, before=()),
    ]
