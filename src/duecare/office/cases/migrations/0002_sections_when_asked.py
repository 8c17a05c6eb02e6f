"""What papers show of a review is made when it is first asked for: until then the column is NULL."""

from django.db import migrations

import duecare.office.cases.packed


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.AlterField("reviewed", "sections", duecare.office.cases.packed.PackedJSON(null=True)),
    ]
