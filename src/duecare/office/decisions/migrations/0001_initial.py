"""Decisions: what was proposed and said to it stays, and can be erased; a verdict names the proposer of what it is
about, while that is open."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import NUMBERED, erasable
from duecare.office.audit.triggers import Refusing

ERASED = "(erased)"
# by the times and not by the stage, so that a backup is put back row by row
WRONG = (
    "(SELECT count(*) FROM decisions_decision WHERE id = NEW.decision_id AND proposer_id = NEW.proposer_id"
    " AND (made_at IS NULL OR NEW.at <= made_at) AND (ended_at IS NULL OR NEW.at <= ended_at)) = 0"
)
REFUSED = "a verdict is on an open proposal and names who proposed it"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("evidence", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("basis", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approve", "Approve"),
                            ("approve_with_conditions", "Approve with conditions"),
                            ("escalate", "Escalate"),
                            ("decline", "Decline"),
                            ("withdraw", "Withdraw"),
                        ],
                        max_length=30,
                    ),
                ),
                ("gates", models.JSONField(default=list)),
                ("expires_on", models.DateField(null=True)),
                ("reason", models.TextField(max_length=10000)),
                ("record", models.CharField(blank=True, max_length=200)),
                ("level", models.CharField(max_length=10)),
                ("body", models.CharField(max_length=20)),
                ("needed", models.PositiveSmallIntegerField()),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("made", "Made"),
                            ("retracted", "Taken back"),
                            ("replaced", "Replaced by a later one"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="one_decision_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "proposed")), fields=("case",), name="one_open_proposal_a_case"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "made")), fields=("case",), name="one_decision_in_force_a_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["approve", "approve_with_conditions"]), _negated=True),
                            ("expires_on__isnull", False),
                            _connector="OR",
                        ),
                        name="an_approval_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["approve", "approve_with_conditions"]), ("gates", []), _connector="OR"
                        ),
                        name="only_an_approval_opens_gates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "made"), _negated=True), ("made_at__isnull", False), _connector="OR"
                        ),
                        name="what_is_made_was_made_some_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority", models.CharField(max_length=80)),
                ("classification", models.CharField(blank=True, max_length=40)),
                ("classified_by", models.CharField(blank=True, max_length=120)),
                ("classified_from", models.CharField(blank=True, max_length=200)),
                ("classified_on", models.DateField(blank=True, null=True)),
                (
                    "required",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("open", "Open")], default="open", max_length=5
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=300)),
                ("applied_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("none", "Nothing yet"), ("granted", "Granted"), ("denied", "Denied")],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("scope", models.TextField(blank=True, max_length=4000)),
                ("provisos", models.JSONField(blank=True, default=list)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("drawn", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="licences", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["authority"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "authority"), name="one_licence_an_authority"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "granted"), _negated=True),
                            models.Q(models.Q(("number", ""), _negated=True), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_grant_has_number_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "denied"), _negated=True),
                            ("decided_on__isnull", False),
                            _connector="OR",
                        ),
                        name="a_denial_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drawn__gte", 0),
                            models.Q(("quantity__isnull", True), ("drawn__lte", models.F("quantity")), _connector="OR"),
                        ),
                        name="no_more_is_drawn_than_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_on__isnull", True),
                            ("decided_on__isnull", True),
                            ("applied_on__lte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="applied_before_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawDown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("on", models.DateField()),
                ("reference", models.CharField(max_length=80)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drawdowns", to="decisions.licence"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("licence", "reference"), name="one_drawdown_a_reference"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="a_drawdown_takes_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=64)),
                ("licence", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="cases.case"
                    ),
                ),
                (
                    "deal",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.deal"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="one_standing_a_pair")],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approves", models.BooleanField()),
                ("reason", models.TextField(blank=True, max_length=10000)),
                ("privileged", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="decisions.decision"
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "by"), name="one_verdict_a_person"),
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("proposer")), _negated=True),
                        name="nobody_approves_their_own_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approves", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_dissent_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("safeguard", "A safeguard of the review"),
                            ("proviso", "A proviso of a licence"),
                            ("own", "Our own words"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("wanted", models.TextField(max_length=2000)),
                ("due_on", models.DateField(db_index=True)),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lead", "Lead"),
                            ("quote", "Quote"),
                            ("contract", "Contract"),
                            ("ship", "Ship"),
                            ("activate", "Activate"),
                            ("support", "Support"),
                            ("renew", "Renew"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "consequence",
                    models.CharField(
                        choices=[
                            ("look_again", "The case is looked at again"),
                            ("suspend_updates", "Updates are suspended"),
                            ("end_support", "Support is ended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("hurt", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("proven_at", models.DateTimeField(null=True)),
                ("checked_on", models.DateField(null=True)),
                ("seen", models.TextField(blank=True, max_length=4000)),
                ("works", models.BooleanField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_why", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conditions", to="cases.case"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.evidence"
                    ),
                ),
                (
                    "proven_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consequence", "look_again"), models.Q(("hurt", ""), _negated=True), _connector="OR"
                        ),
                        name="a_consequence_says_who_is_hurt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proof__isnull", True), ("proven_at__isnull", True), ("proven_by__isnull", True)),
                            models.Q(
                                ("proof__isnull", False), ("proven_at__isnull", False), ("proven_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="proof_has_somebody_who_gave_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("works__isnull", True),
                            models.Q(
                                ("checked_by__isnull", False),
                                ("checked_on__isnull", False),
                                ("proof__isnull", False),
                                models.Q(("seen", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_works_was_seen_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("proven_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_checks_their_own_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at__isnull", True),
                            models.Q(("dropped_by__isnull", False), models.Q(("dropped_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_condition_is_dropped_for_a_reason",
                    ),
                ],
            },
        ),
        erasable("decisions_decision", {"reason": ERASED, "record": ERASED}, but=("stage", "made_at", "ended_at")),
        erasable("decisions_verdict", {"reason": ERASED}),
        erasable("decisions_drawdown", {"reference": NUMBERED}),
        Refusing("decisions_verdict", "decisions_verdict_on_open", WRONG, REFUSED),
    ]
