"""What was told of events after the sale can be erased, and nothing else of them changes."""

from django.db import migrations

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_append_only")]
    operations = [erasable("monitoring_postsale", {"source": ERASED, "told": ERASED}, before=())]
