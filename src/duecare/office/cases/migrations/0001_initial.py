"""Cases: versions of a deal and reviews are added, and never changed; what they say can be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import duecare.office.cases.packed
from duecare.office.audit.erasable import erasable

ERASED = "(erased)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "Sale"),
                            ("lease", "Lease"),
                            ("demo", "Demonstration"),
                            ("loan", "Loan"),
                            ("trial", "Trial"),
                            ("return", "Return"),
                            ("donation", "Donation"),
                            ("service_only", "Service only: hosted access, remote support, a new feature"),
                        ],
                        default="sale",
                        max_length=20,
                    ),
                ),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("quote", "Quote"),
                            ("contract", "Contract"),
                            ("ship", "Ship"),
                            ("activate", "Activate"),
                            ("support", "Support"),
                            ("renew", "Renew"),
                        ],
                        default="lead",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("review", "In review"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("restricted", models.BooleanField(default=False)),
                ("needed_by", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True, db_index=True)),
                ("customer", models.CharField(blank=True, max_length=300)),
                ("item", models.CharField(blank=True, max_length=300)),
                ("country", models.CharField(blank=True, db_index=True, max_length=8)),
                ("end_user_kind", models.CharField(blank=True, max_length=40)),
                ("known", models.CharField(blank=True, db_index=True, max_length=10)),
                ("possible", models.CharField(blank=True, max_length=10)),
                ("hold", models.BooleanField(default=True)),
                ("advice", models.CharField(blank=True, max_length=30)),
                ("stops", models.PositiveSmallIntegerField(default=0)),
                ("depth", models.CharField(blank=True, max_length=10)),
                (
                    "analyst",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_offs",
                        to="cases.case",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opened", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-changed_at"], name="cases_case_state_12afc1_idx"),
                    models.Index(fields=["customer"], name="cases_case_custome_58e2e0_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("framework", models.F("id")), _negated=True),
                        name="no_case_is_its_own_framework",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("text", models.TextField(max_length=10000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("changed", models.JSONField(default=list)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deals", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_deal_a_number")],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="deal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.deal"
            ),
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(db_index=True, max_length=100)),
                ("subject", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=8)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rule", "status"], name="cases_findi_rule_233da1_idx")],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="cases.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "user"), name="one_membership_a_person")],
            },
        ),
        migrations.CreateModel(
            name="Reviewed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("deal", "the deal changed"),
                            ("data", "lists or country data changed"),
                            ("rules", "instruments or the policy changed"),
                            ("match", "a match with a list was decided"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("document", duecare.office.cases.packed.PackedBytes()),
                ("sections", duecare.office.cases.packed.PackedJSON()),
                ("basis", models.CharField(max_length=64)),
                ("headline", models.TextField()),
                ("known", models.CharField(max_length=10)),
                ("possible", models.CharField(max_length=10)),
                ("hold", models.BooleanField()),
                ("advice", models.CharField(max_length=30)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="cases.case"
                    ),
                ),
                (
                    "deal",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.deal"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="one_review_a_number")],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="review",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reviewed"
            ),
        ),
        erasable("cases_deal", {"document": {"erased": True}, "changed": []}),
        erasable("cases_reviewed", {"document": b"", "sections": b"", "headline": ERASED}),
    ]
