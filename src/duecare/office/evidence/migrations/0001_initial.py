"""Papers: what was filed stays, and what it says and the hash of its bytes can be erased; that it was withdrawn is
filled in once."""

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
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=100)),
                ("source", models.CharField(max_length=300)),
                ("captured_on", models.DateField()),
                ("effective_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("case", "Everybody who sees the case"),
                            ("judges", "Those who judge it, and not those who asked for it"),
                            ("counsel", "Counsel only"),
                        ],
                        default="case",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="cases.case"
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidentiality__in", ["case", "judges", "counsel"])),
                        name="paper_for_readers_that_are",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_on__isnull", True),
                            ("expires_on__isnull", True),
                            ("effective_on__lte", models.F("expires_on")),
                            _connector="OR",
                        ),
                        name="no_paper_ends_before_it_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("superseded_by__isnull", True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_paper_is_withdrawn_by_somebody_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_by__isnull", True),
                            models.Q(("superseded_by", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_paper_supersedes_itself",
                    ),
                ],
            },
        ),
        erasable(
            "evidence_evidence",
            {"title": ERASED, "name": ERASED, "source": ERASED, "sha256": "", "withdrawn_why": ERASED},
            once=("superseded_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_why"),
            but=("confidentiality",),
        ),
    ]
