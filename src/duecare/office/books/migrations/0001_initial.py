import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("suffix", models.CharField(max_length=10)),
                ("mapping", models.CharField(blank=True, max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be reviewed"),
                            ("running", "Being reviewed"),
                            ("done", "Reviewed"),
                            ("failed", "Could not be reviewed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("summary", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_failed_book_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveBigIntegerField()),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opened", to="books.book"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="from_book", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("book", "row"), name="one_case_a_row")],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveBigIntegerField()),
                ("transaction", models.CharField(max_length=200)),
                ("item", models.CharField(max_length=200)),
                ("end_user", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=100)),
                ("level", models.CharField(max_length=100)),
                ("contract_due", models.CharField(blank=True, max_length=40)),
                ("reasons", models.TextField()),
                ("lacks", models.TextField(blank=True)),
                ("sure", models.BooleanField()),
                ("place", models.PositiveIntegerField()),
                ("due", models.DateField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_how", models.TextField(blank=True)),
                (
                    "assigned",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="projects", to="books.book"
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
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("book", "row"), name="one_project_a_row"),
                    models.CheckConstraint(
                        condition=models.Q(("assigned__isnull", True), ("due__isnull", False), _connector="OR"),
                        name="who_has_a_project_has_a_due_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            models.Q(("done_by__isnull", False), models.Q(("done_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_project_is_done_by_somebody_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("user", "name"), name="one_filter_a_name")],
            },
        ),
    ]
