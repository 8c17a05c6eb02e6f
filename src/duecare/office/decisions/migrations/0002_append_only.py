"""What was proposed and said to it stays; a verdict names the proposer of what it is about, while that is open."""

from __future__ import annotations

from django.db import migrations

from duecare.office.audit.triggers import Refusing, append_only

# by the times and not by the stage, so that a backup is put back row by row
WRONG = (
    "(SELECT count(*) FROM decisions_decision WHERE id = NEW.decision_id AND proposer_id = NEW.proposer_id"
    " AND (made_at IS NULL OR NEW.at <= made_at) AND (ended_at IS NULL OR NEW.at <= ended_at)) = 0"
)
REFUSED = "a verdict is on an open proposal and names who proposed it"


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("decisions_decision", but=("stage", "made_at", "ended_at")),
        append_only("decisions_verdict"),
        append_only("decisions_drawdown"),
        Refusing("decisions_verdict", "decisions_verdict_on_open", WRONG, REFUSED),
    ]
