"""Edits that lowered, and that somebody looked at them, are kept as they were written."""

from typing import ClassVar

from django.db import migrations

from duecare.office.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0001_initial")]
    operations: ClassVar = [append_only("intake_lowered"), append_only("intake_acknowledged")]
