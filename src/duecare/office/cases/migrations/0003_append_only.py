"""Versions of a deal and reviews are added, and never changed."""

from django.db import migrations

from duecare.office.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("audit", "0002_append_only")]
    operations = [append_only("cases_deal"), append_only("cases_reviewed")]
