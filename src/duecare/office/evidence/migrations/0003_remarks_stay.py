"""That a paper was marked for other readers stays, and its reason can be erased."""

from django.db import migrations

from duecare.office.audit.erasable import erasable


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_remarks"), ("audit", "0001_initial")]
    operations = [erasable("evidence_remark", {"why": "(erased)"})]
