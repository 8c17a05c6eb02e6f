"""Annexes in versions, signatures and concessions: rows are only added, and can be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("evidence", "0003_remarks_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Annex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("sales", "Sales contract"),
                            ("engagement", "Engagement letter"),
                            ("reseller", "Reseller agreement"),
                            ("end-use", "End-use statement"),
                            ("hosted", "Hosted-service terms"),
                        ],
                        max_length=12,
                    ),
                ),
                ("parts", models.JSONField(default=list)),
                ("values", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "before",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="after", to="clauses.annex"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="annexes", to="cases.case"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reviewed"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="one_annex_a_number"),
                    models.UniqueConstraint(fields=("before",), name="one_next_version_of_an_annex"),
                    models.CheckConstraint(
                        condition=models.Q(("paper__in", ["sales", "engagement", "reseller", "end-use", "hosted"])),
                        name="an_annex_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_on", models.DateField()),
                ("theirs", models.CharField(max_length=200)),
                ("ours", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "annex",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing", to="clauses.annex"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.evidence"
                    ),
                ),
            ],
            options={
                "ordering": ["-annex__number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("theirs", ""), _negated=True), models.Q(("ours", ""), _negated=True)
                        ),
                        name="both_sides_of_an_annex_are_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Concession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=200)),
                (
                    "offered",
                    models.CharField(
                        choices=[("firm", "Firm"), ("standard", "Standard"), ("light", "Light")], max_length=10
                    ),
                ),
                (
                    "kept",
                    models.CharField(
                        choices=[
                            ("firm", "Firm"),
                            ("standard", "Standard"),
                            ("light", "Light"),
                            ("left_out", "Left out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(max_length=2000)),
                ("instead", models.TextField(max_length=2000)),
                (
                    "signing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="concessions", to="clauses.signing"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("signing", "clause"), name="one_concession_a_clause"),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("offered")), _negated=True),
                        name="a_concession_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True), models.Q(("instead", ""), _negated=True)
                        ),
                        name="a_concession_says_why_and_what_stands_instead",
                    ),
                ],
            },
        ),
        erasable("clauses_annex", {"parts": [], "values": {"erased": True}, "note": ERASED}),
        erasable("clauses_signing", {"theirs": ERASED, "ours": ERASED}),
        erasable("clauses_concession", {"why": ERASED, "instead": ERASED}),
    ]
