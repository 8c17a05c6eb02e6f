"""What is watched: what happened after the sale is added and never changed; what was told of it can be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("evidence", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inputs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("document", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Watching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("began", models.DateTimeField(auto_now_add=True)),
                ("ended", models.DateTimeField(null=True)),
                ("cases", models.PositiveIntegerField(default=0)),
                ("looked", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("alerts", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PostSale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivered", "Delivered"),
                            ("renewal", "Renewal asked for"),
                            ("new_feature", "New feature asked for"),
                            ("resale", "Sold on, or about to be"),
                            ("news", "News about the customer or the use"),
                            ("complaint", "Complaint"),
                            ("suspected_violation", "Suspected violation of the law or the contract"),
                        ],
                        max_length=20,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("told", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="post_sale", to="cases.case"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.evidence"
                    ),
                ),
            ],
            options={
                "ordering": ["-happened_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="a_post_sale_event_has_a_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("listing", "Listing"),
                            ("stop", "Legal stop"),
                            ("level", "Level or advice"),
                            ("flags", "Raised flags"),
                            ("questions", "Something to decide"),
                            ("event", "After the sale"),
                        ],
                        max_length=12,
                    ),
                ),
                ("legal", models.BooleanField(default=False)),
                ("because", models.JSONField(default=dict)),
                ("changed", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("snoozed_until", models.DateField(null=True)),
                ("snoozed_why", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_why", models.TextField(blank=True)),
                (
                    "after",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reviewed"
                    ),
                ),
                (
                    "assigned",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reviewed"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="cases.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snoozed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="monitoring.postsale",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["done_at", "-at"], name="monitoring__done_at_08473c_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("legal", False), ("snoozed_until__isnull", True), _connector="OR"),
                        name="no_alert_about_a_legal_stop_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("listing", "stop")), _negated=True), ("legal", True), _connector="OR"
                        ),
                        name="listings_and_stops_are_legal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("snoozed_until__isnull", True),
                            models.Q(("snoozed_by__isnull", False), models.Q(("snoozed_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_alert_waits_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            models.Q(("done_by__isnull", False), models.Q(("done_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_alert_is_done_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said", models.CharField(max_length=64)),
                ("parties", models.JSONField(default=list)),
                ("places", models.JSONField(default=dict)),
                ("agencies", models.JSONField(default=list)),
                ("capabilities", models.CharField(default="|", max_length=600)),
                ("owners", models.BooleanField(default=False)),
                ("until", models.DateField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watched", to="cases.case"
                    ),
                ),
                (
                    "inputs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="monitoring.inputs"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reviewed"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Freeze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=30)),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="freezes", to="cases.case"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_at__isnull", True),
                            models.Q(("lifted_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_freeze_is_lifted_by_somebody_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("case", "why"),
                        name="one_standing_freeze_a_reason",
                    ),
                ],
            },
        ),
        erasable("monitoring_postsale", {"source": ERASED, "told": ERASED}),
    ]
