"""Training: attempts and completions are added and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.triggers import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=9)),
                ("given", models.JSONField()),
                ("right", models.PositiveSmallIntegerField()),
                ("needed", models.PositiveSmallIntegerField()),
                ("of", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("right__lte", models.F("of")), ("needed__lte", models.F("of")), ("needed__gte", 1)
                        ),
                        name="an_attempt_counts_its_questions",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=9)),
                (
                    "source",
                    models.CharField(choices=[("here", "here"), ("imported", "a learning system")], max_length=8),
                ),
                ("right", models.PositiveSmallIntegerField(null=True)),
                ("needed", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField()),
                ("until", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "attempt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completion",
                        to="training.attempt",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="completions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attempt__isnull", False),
                                ("needed__isnull", False),
                                ("right__gte", models.F("needed")),
                                ("right__isnull", False),
                                ("source", "here"),
                            ),
                            models.Q(("attempt__isnull", True), ("by__isnull", False), ("source", "imported")),
                            _connector="OR",
                        ),
                        name="a_completion_was_passed_or_brought_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("on"))), name="a_completion_lasts_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source", "imported")),
                        fields=("user", "module", "on"),
                        name="one_import_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requester", "Requester: opens deals and answers questions"),
                            ("analyst", "Analyst: reviews, decides hits, proposes decisions"),
                            ("approver", "Counsel or approver: approves, outside the sales line"),
                            ("outside_counsel", "Outside counsel: their own matters only"),
                            ("auditor", "Auditor: reads everything, for a time"),
                            ("grievance_handler", "Grievance handler: complaints"),
                            ("administrator", "Administrator: people and settings, no approval"),
                        ],
                        max_length=20,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=20)),
                ("asked_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField(default=30)),
                ("rest_after", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("ended_on", models.DateField(null=True)),
                ("module", models.CharField(max_length=40)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["module", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 365), ("rest_after__lte", 365)),
                        name="training_assignment_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("ended_by__isnull", False), _connector="OR"),
                        name="training_assignment_is_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="completion",
            index=models.Index(fields=["module", "user"], name="training_co_module_b119c8_idx"),
        ),
        append_only("training_attempt"),
        append_only("training_completion"),
    ]
