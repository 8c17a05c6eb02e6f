"""What was proposed, decided and recorded of a review can be erased; where it stands is filled in once."""

from django.db import migrations

from duecare.office.audit.erasable import NUMBERED, erasable

ERASED = "(erased)"
ENDED = ("ended_by_id", "ended_at", "ended_why")
BEFORE = ("confirmed_by_id", "confirmed_at", "written", "reason", "state", *ENDED)


class Migration(migrations.Migration):
    dependencies = [("resolving", "0002_what_was_said_stays")]
    operations = [
        erasable(
            "resolving_resolution",
            {"finding": NUMBERED, "title": ERASED, "reason": ERASED, "written": {}, "ended_why": ERASED},
            once=("confirmed_by_id", "confirmed_at", "written", *ENDED),
            but=("state",),
            before=BEFORE,
        ),
        erasable(
            "resolving_hitdecision",
            {"party": "", "label": ERASED, "entry": ERASED, "reason": ERASED},
            before=("label", "reason"),
        ),
        erasable(
            "resolving_lift",
            {"stop": NUMBERED, "title": ERASED, "number": ERASED, "written": {}, "ended_why": ERASED},
            once=ENDED,
            but=("state",),
            before=("state", *ENDED),
        ),
    ]
