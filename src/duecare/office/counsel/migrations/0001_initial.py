"""Matters of counsel: notes and claims are added and never changed; their text can be erased, and a claim be
withdrawn once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("cause", models.CharField(max_length=30)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matters", to="cases.case"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatterMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="counsel.matter"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="matters", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("matter", "user"), name="one_place_a_person_in_a_matter")
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lane", models.CharField(choices=[("facts", "Facts"), ("advice", "Legal advice")], max_length=10)),
                (
                    "kind",
                    models.CharField(choices=[("note", "Note"), ("dissent", "Dissent")], default="note", max_length=10),
                ),
                ("text", models.TextField(max_length=20000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="counsel.matter"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lane__in", ["facts", "advice"])), name="a_note_is_in_a_lane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "dissent"), _negated=True), ("lane", "advice"), _connector="OR"
                        ),
                        name="dissent_sits_in_the_advice_lane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivilegeClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note of a matter"),
                            ("dissent", "Dissent in a matter"),
                            ("evidence", "Paper on file"),
                            ("comment", "Comment in the discussion"),
                        ],
                        max_length=10,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("attorney_client", "Attorney-client privilege"),
                            ("work_product", "Work product"),
                            ("common_interest", "Common interest"),
                        ],
                        max_length=20,
                    ),
                ),
                ("description", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="counsel.matter"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("kind", "object_id"),
                        name="one_claim_an_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["note", "dissent", "evidence", "comment"])),
                        name="privilege_of_a_kind_that_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["attorney_client", "work_product", "common_interest"])),
                        name="privilege_on_a_basis_that_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True), name="privilege_is_described"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_claim_is_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        erasable("counsel_note", {"text": ERASED}),
        erasable("counsel_privilegeclaim", {"description": ERASED}, once=("withdrawn_at", "withdrawn_by_id")),
    ]
