"""The log only grows; its head begins before the first entry."""

from typing import Any

from django.db import migrations

from duecare.office.audit.triggers import append_only


def head(apps: Any, editor: Any) -> None:
    apps.get_model("audit", "Head").objects.create(number=0, hash="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(head, migrations.RunPython.noop), append_only("audit_entry")]
