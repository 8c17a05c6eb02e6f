"""Proofs on file get their last day from the paper, and what stood as a proof stays."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

from duecare.office.audit.erasable import erasable


def last_days(apps: Any, editor: Any) -> None:
    """The last day of each proof, as its paper has it."""
    paper = apps.get_model("evidence", "Evidence").objects.filter(pk=OuterRef("proof_id"))
    found = apps.get_model("decisions", "Condition").objects.exclude(proof=None)
    found.update(proof_until=Subquery(paper.values("expires_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_proofs_end"), ("audit", "0001_initial")]
    operations = [
        migrations.RunPython(last_days, migrations.RunPython.noop),
        erasable("decisions_pastproof", {"seen": "(erased)"}),
    ]
