"""What happened after the sale is added, and never changed."""

from django.db import migrations

from duecare.office.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_watched"), ("audit", "0002_append_only")]
    operations = [append_only("monitoring_postsale")]
