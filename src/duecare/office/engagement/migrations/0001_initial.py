"""Engagement: what was heard and changed is added; its content goes when consent is taken back or the case erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from duecare.office.audit.erasable import erasable
from duecare.office.audit.triggers import Refusing

ERASED = "(erased)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("decisions", "0003_past_proofs_stay"),
        ("monitoring", "0002_proof_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("case", "A case"),
                            ("item", "A class of items"),
                            ("country", "A country"),
                            ("programme", "Our programme, or the complaint channel"),
                        ],
                        max_length=10,
                    ),
                ),
                ("item", models.CharField(blank=True, max_length=40)),
                ("country", models.CharField(blank=True, max_length=8)),
                ("asked", models.CharField(max_length=500)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("meeting", "Meeting"),
                            ("call", "Call"),
                            ("writing", "In writing"),
                            ("workshop", "Workshop or hearing"),
                            ("survey", "Survey"),
                            ("between", "Through somebody whom they trust"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "safety",
                    models.CharField(
                        choices=[
                            ("open", "Open: that they speak with us harms nobody, and they know that we say so"),
                            ("careful", "Careful: it could harm them; named to those who need to know"),
                            ("protected", "Protected: it would put people in danger; named to those who need to know"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "agreed",
                    models.CharField(
                        choices=[
                            ("written", "In writing"),
                            ("spoken", "By word of mouth, noted at once"),
                            ("for_them", "By somebody who speaks for them"),
                        ],
                        max_length=10,
                    ),
                ),
                ("may_use", models.BooleanField(default=True)),
                ("may_quote", models.BooleanField(default=False)),
                ("may_count", models.BooleanField(default=False)),
                ("may_ask_again", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("country", ""), ("item", ""), ("topic", "case")),
                            models.Q(
                                ("case__isnull", True),
                                ("country", ""),
                                ("topic", "item"),
                                models.Q(("item", ""), _negated=True),
                            ),
                            models.Q(
                                ("case__isnull", True),
                                ("item", ""),
                                ("topic", "country"),
                                models.Q(("country", ""), _negated=True),
                            ),
                            models.Q(("case__isnull", True), ("country", ""), ("item", ""), ("topic", "programme")),
                            _connector="OR",
                        ),
                        name="a_consultation_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("may_use", True), ("withdrawn_at__isnull", True)),
                            models.Q(
                                ("may_ask_again", False),
                                ("may_count", False),
                                ("may_quote", False),
                                ("may_use", False),
                                ("withdrawn_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consent_is_given_or_taken_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("safety__in", ["open", "careful", "protected"])),
                        name="consultations_have_a_safety_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Heard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weight",
                    models.CharField(
                        choices=[
                            ("first_hand", "First hand: they saw or suffered it"),
                            ("several", "Several say the same, apart from each other"),
                            ("documented", "Documented: papers or measurements show it"),
                            ("second_hand", "Second hand"),
                            ("view", "A view or a wish"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.TextField(max_length=4000)),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("quotable", models.BooleanField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heard", to="engagement.consultation"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), ("quotable", True), _connector="OR"),
                        name="words_are_kept_by_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("affected", "People who are or may be affected"),
                            ("defenders", "Human-rights defenders"),
                            ("community", "Community or minority organisation"),
                            ("journalists", "Journalists or media"),
                            ("lawyers", "Lawyers or legal aid"),
                            ("union", "Trade union or workers"),
                            ("research", "Researchers or a laboratory"),
                            ("organisation", "Non-governmental organisation"),
                            ("public_body", "National human-rights institution or regulator"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=20)),
                (
                    "safety",
                    models.CharField(
                        choices=[
                            ("open", "Open: that they speak with us harms nobody, and they know that we say so"),
                            ("careful", "Careful: it could harm them; named to those who need to know"),
                            ("protected", "Protected: it would put people in danger; named to those who need to know"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("safety__in", ["open", "careful", "protected"])),
                        name="stakeholders_have_a_safety_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NeedToKnow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="knows", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_to",
                        to="engagement.stakeholder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stakeholder", "user"), name="one_need_a_person"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("stands_for", models.TextField(blank=True, max_length=2000)),
                ("languages", models.CharField(blank=True, max_length=200)),
                ("reach", models.TextField(blank=True, max_length=2000)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "stakeholder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity",
                        to="engagement.stakeholder",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="consultation",
            name="stakeholders",
            field=models.ManyToManyField(related_name="consultations", to="engagement.stakeholder"),
        ),
        migrations.CreateModel(
            name="Stated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "heard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stated", to="engagement.heard"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Changed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("declined", "A sale was declined or ended"),
                            ("condition", "A condition was made"),
                            ("contract", "A contract was changed"),
                            ("product", "A product was changed"),
                            ("policy", "The policy or the process was changed"),
                            ("remedy", "Remedy was given or helped with"),
                            ("nothing", "Nothing, for a reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("what", models.TextField(max_length=4000)),
                ("told", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed",
                        to="engagement.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="what_changed_is_said")
                ],
            },
        ),
        migrations.CreateModel(
            name="Exit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("condition", "What follows where a condition fails"),
                            ("freeze", "Updates and service are frozen"),
                            ("decline", "The deal is declined"),
                            ("end", "The contract is ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("hurt", models.TextField(blank=True, max_length=4000)),
                ("done", models.TextField(max_length=4000)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="exits", to="cases.case"
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exits",
                        to="decisions.condition",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exits",
                        to="decisions.decision",
                    ),
                ),
                (
                    "freeze",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exits",
                        to="monitoring.freeze",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("condition__isnull", False),
                                ("decision__isnull", True),
                                ("freeze__isnull", True),
                                ("hurt", ""),
                                ("step", "condition"),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("decision__isnull", True),
                                ("freeze__isnull", False),
                                ("step", "freeze"),
                                models.Q(("hurt", ""), _negated=True),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("freeze__isnull", True),
                                ("step", "decline"),
                                models.Q(("hurt", ""), _negated=True),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("decision__isnull", True),
                                ("freeze__isnull", True),
                                ("step", "end"),
                                models.Q(("hurt", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="who_is_hurt_is_said_in_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done", ""), _negated=True), name="what_is_done_about_it_is_said"
                    ),
                ],
            },
        ),
        erasable("engagement_heard", {"said": ERASED, "words": ERASED}),
        erasable("engagement_changed", {"what": ERASED}),
        erasable("engagement_stated", {"subject": ERASED}),
        erasable("engagement_exit", {"hurt": ERASED, "done": ERASED}),
        Refusing(
            "engagement_heard",
            "heard_by_consent",
            "EXISTS (SELECT 1 FROM engagement_consultation c WHERE c.id = NEW.consultation_id"
            " AND (c.withdrawn_at IS NOT NULL OR c.may_quote <> NEW.quotable))",
            "consent was not given, or was taken back",
        ),
    ]
