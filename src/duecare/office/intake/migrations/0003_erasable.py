"""What edits lowered and why that is right can be erased, and nothing else of it changes."""

from typing import ClassVar

from django.db import migrations

from duecare.office.audit.erasable import erasable


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0002_append_only")]
    operations: ClassVar = [
        erasable("intake_lowered", {"before": {}, "after": {}}, before=()),
        erasable("intake_acknowledged", {"reason": "(erased)"}, before=()),
    ]
