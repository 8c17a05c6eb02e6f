"""What papers show of a review is filled in once, and then stays or is erased."""

from django.db import migrations

from duecare.office.audit.erasable import erasable


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_sections_when_asked"), ("audit", "0001_initial")]
    operations = [
        erasable("cases_reviewed", {"document": b"", "sections": b"", "headline": "(erased)"}, late=("sections",)),
    ]
