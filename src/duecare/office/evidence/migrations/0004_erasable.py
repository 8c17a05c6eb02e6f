"""What a paper says, and the hash of its bytes, can be erased; that it was withdrawn is filled in once."""

from django.db import migrations

from duecare.office.audit.erasable import erasable

ERASED = "(erased)"
WITHDRAWN = ("superseded_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_why")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_what_was_filed_stays")]
    operations = [
        erasable(
            "evidence_evidence",
            {"title": ERASED, "name": ERASED, "source": ERASED, "sha256": "", "withdrawn_why": ERASED},
            once=WITHDRAWN,
            but=("confidentiality",),
            before=("title", "name", "source", "confidentiality", *WITHDRAWN),
        )
    ]
