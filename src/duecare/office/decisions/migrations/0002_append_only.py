"""What was proposed and said to it stays; a verdict names the proposer of what it is about, while that is open."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from duecare.office.audit.triggers import append_only

# by the times and not by the stage, so that a backup is put back row by row
WRONG = (
    "(SELECT count(*) FROM decisions_decision WHERE id = NEW.decision_id AND proposer_id = NEW.proposer_id"
    " AND (made_at IS NULL OR NEW.at <= made_at) AND (ended_at IS NULL OR NEW.at <= ended_at)) = 0"
)
REFUSED = "a verdict is on an open proposal and names who proposed it"


def make(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER decisions_verdict_on_open BEFORE INSERT ON decisions_verdict WHEN {WRONG} BEGIN"
            f" SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    editor.execute(
        f"""CREATE FUNCTION decisions_verdict_on_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF {WRONG} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN NEW; END $$"""
    )
    editor.execute(
        "CREATE TRIGGER decisions_verdict_on_open BEFORE INSERT ON decisions_verdict"
        " FOR EACH ROW EXECUTE FUNCTION decisions_verdict_on_open()"
    )


def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER decisions_verdict_on_open")
    else:
        editor.execute("DROP FUNCTION decisions_verdict_on_open() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        # reasons are free text, and may have to be erased for a person who is named in them
        append_only("decisions_decision", but=("stage", "made_at", "ended_at", "reason")),
        append_only("decisions_verdict", but=("reason",)),
        append_only("decisions_drawdown"),
        migrations.RunPython(make, drop),
    ]
