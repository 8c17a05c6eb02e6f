"""What was proposed, decided and recorded of a review stays, and can be erased; where it stands is filled in once."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import NUMBERED, erasable

ERASED = "(erased)"
ENDED = ("ended_by_id", "ended_at", "ended_why")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("evidence", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HitDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=300)),
                ("entry", models.CharField(max_length=200)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "The same party"),
                            ("not_same", "Another party"),
                            ("unsure", "Unsure: it stays open"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(max_length=5000)),
                ("until", models.DateField(null=True)),
                ("on", models.DateField(default=django.utils.timezone.localdate)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="hit_decisions", to="cases.case"
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("requester")), _negated=True),
                        name="no_match_is_decided_by_who_asked_for_the_deal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_match_is_decided_for_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "not_same"), _negated=True),
                            models.Q(("until__gt", models.F("on")), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_match_is_cleared_until_a_later_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stop", models.CharField(max_length=400)),
                ("title", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authorisation", "Authorisation: a licence or clearance of the authority"),
                            ("delisting", "Delisting: a notice that the party is off the list"),
                        ],
                        max_length=15,
                    ),
                ),
                ("number", models.CharField(max_length=100)),
                ("issued_on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("written", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("standing", "In force"),
                            ("replaced", "Replaced by a later one"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="standing",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lifts", to="cases.case"
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
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lifts", to="evidence.evidence"
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("requester")), _negated=True),
                        name="no_stop_is_lifted_by_who_asked_for_the_deal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "delisting"),
                            models.Q(
                                ("kind", "authorisation"),
                                ("until__gte", models.F("issued_on")),
                                ("until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_stop_is_lifted_by_an_authorisation_with_an_end_or_a_delisting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("stop", ""), _negated=True)
                        ),
                        name="a_record_that_lifts_has_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("ended_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_record_is_withdrawn_by_somebody_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "standing")), fields=("case", "stop"), name="one_record_a_stop"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=400)),
                ("title", models.CharField(max_length=300)),
                ("reason", models.TextField(max_length=5000)),
                ("until", models.DateField()),
                ("basis", models.CharField(max_length=64)),
                ("proposed_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed: a second person has to confirm it"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("replaced", "Replaced by a later one"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("written", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True, max_length=2000)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="cases.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="evidence.evidence"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_flag_is_resolved_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposed_by", models.F("requester")), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", True),
                                models.Q(("confirmed_by", models.F("requester")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="no_flag_is_resolved_by_who_asked_for_the_deal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("proposed_on"))),
                        name="a_flag_is_resolved_until_a_later_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("finding", ""), _negated=True)
                        ),
                        name="a_flag_is_resolved_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "replaced"]), _negated=True),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="what_is_confirmed_names_who_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "confirmed", "replaced"]),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("state__in", ["refused", "withdrawn"]),
                                models.Q(("ended_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_refused_or_withdrawn_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("ended_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_refuses_their_own_proposal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("case", "finding"),
                        name="one_proposal_a_finding",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "confirmed")),
                        fields=("case", "finding"),
                        name="one_resolution_a_finding",
                    ),
                ],
            },
        ),
        erasable(
            "resolving_resolution",
            {"finding": NUMBERED, "title": ERASED, "reason": ERASED, "written": {}, "ended_why": ERASED},
            once=("confirmed_by_id", "confirmed_at", "written", *ENDED),
            but=("state",),
        ),
        erasable("resolving_hitdecision", {"party": "", "label": ERASED, "entry": ERASED, "reason": ERASED}),
        erasable(
            "resolving_lift",
            {"stop": NUMBERED, "title": ERASED, "number": ERASED, "written": {}, "ended_why": ERASED},
            once=ENDED,
            but=("state",),
        ),
    ]
