"""The log of what was done: it only grows, and its head begins before the first entry."""

from typing import Any

from django.db import migrations, models

from duecare.office.audit.triggers import append_only


def head(apps: Any, editor: Any) -> None:
    apps.get_model("audit", "Head").objects.create(number=0, hash="0" * 64)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=40)),
                ("act", models.CharField(db_index=True, max_length=60)),
                ("about", models.CharField(db_index=True, max_length=60)),
                ("detail", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(head, migrations.RunPython.noop),
        append_only("audit_entry"),
    ]
