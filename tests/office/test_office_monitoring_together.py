"""Cases kept many in one transaction are as one after the other leaves them, also where a pass is ended by force."""

from __future__ import annotations

import datetime
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from made_lists import deal, import_edition, row, some_names
from made_people import People
from offices import copied, in_file, office_on

from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case, Deal, Finding, Reviewed
from duecare.office.counsel.models import Matter
from duecare.office.monitoring import acts
from duecare.office.monitoring.acts import record_event, watch_cases
from duecare.office.monitoring.models import Alert, Freeze, Watched
from duecare.office.operations.checking import problems
from duecare.office.people.models import User
from duecare.snapshots import Home

TODAY = timezone.localdate()
BEFORE, SINCE = (TODAY - datetime.timedelta(days=ago) for ago in (5, 4))
KILLED = """
import os, signal, django
django.setup()
from django.db.models.signals import post_save
from duecare.office.monitoring import acts
from duecare.office.monitoring.models import Alert
raised = []
def third(sender, **named):
    raised.append(named)
    if len(raised) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
post_save.connect(third, sender=Alert)
acts.CASES_TOGETHER = 2
acts.watch_cases()
"""
"""A pass two cases at a time that is ended by force in the midst of the second two."""


def left_by(entry: int) -> list[Any]:
    """All that a pass after an entry of the log has left, with the numbers that it has in the database."""
    reviews = Reviewed.objects.order_by("pk").values_list("case", "deal", "number", "cause", "document", "headline")
    alerts = Alert.objects.order_by("pk").values_list(
        "case", "kind", "legal", "assigned", "because", "changed", "before", "after"
    )
    cases = Case.objects.order_by("pk").values_list("pk", "state", "review", "known", "advice", "hold", "stops")
    found = Finding.objects.order_by("case", "rule", "subject").values_list("case", "rule", "subject", "status")
    return [
        list(reviews), list(alerts), list(cases), list(found),
        list(Freeze.objects.order_by("pk").values_list("case", "why")),
        list(Matter.objects.order_by("pk").values_list("case", "title", "cause")),
        list(Watched.objects.order_by("case").values_list("case", "review", "said", "parties", "places")),
        list(Entry.objects.filter(pk__gt=entry).order_by("pk").values_list("actor", "act", "about", "detail")),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_many_cases_together_leave_what_one_after_the_other_leaves(
    seed: int, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reviews, alerts, freezes, matters and the acts in the log; one of the cases cannot be reviewed any more."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    home, draw, names = Home(tmp_path), random.Random(seed), some_names(6, seed)
    import_edition(home, [row(str(at), name) for at, name in enumerate(names[:2])], BEFORE)
    for at in range(7):
        case = open_case(people["sam"], f"Deal {at}", deal(at, names, draw), analyst=draw.choice([people["ana"], None]))
        if draw.random() < 0.6:
            record_event(case, people["sam"], "delivered", TODAY, "delivery note")
    damaged = Case.objects.order_by("pk")[3]
    damaged.deal = Deal.objects.create(case=damaged, number=9, document={"schema": "none"}, by=people["sam"])
    damaged.save(update_fields=["deal"])
    Watched.objects.filter(case=damaged).delete()
    import_edition(home, [row(str(at), name) for at, name in enumerate(names[1:5])], SINCE)
    last = Entry.objects.last()
    assert last is not None
    passes = []
    for together in (1, 3, 50):
        monkeypatch.setattr(acts, "CASES_TOGETHER", together)
        with transaction.atomic():
            run = watch_cases(TODAY)
            assert list(verify()) == []
            passes.append([run.cases, run.looked, run.changed, run.alerts, run.failed, *left_by(last.pk)])
            transaction.set_rollback(True)
    assert passes[0] == passes[1] == passes[2]
    cases, _, changed, alerts, failed, *left = passes[0]
    assert (cases, failed) == (7, 1)
    assert changed > 1 < alerts
    assert len(left[4]) > 0  # something was frozen


def test_a_pass_ended_by_force_leaves_whole_cases_and_goes_on(
    template: Path, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, home = copied(template, tmp_path / "office"), Home(tmp_path / "data")
    monkeypatch.setenv("DUECARE_HOME", str(home.root))
    names = some_names(6, 7)
    environment = {
        **os.environ, "OFFICE_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "duecare.office.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        import_edition(home, [row("0", "Nobody Of Ours Limited")], BEFORE)
        watch_cases()  # the case that was there
        for at, name in enumerate(names):
            document = deal(at, names, random.Random(1))
            document["parties"] = [{**document["parties"][0], "name": name, "country": "RU"}]
            open_case(User.objects.get(username="sam"), f"Deal {at}", document)
        import_edition(home, [row(str(at), name) for at, name in enumerate(names)], SINCE)
        done = subprocess.run([sys.executable, "-c", KILLED], env=environment, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        assert Alert.objects.count() == 2
        assert list(problems()) == []
        assert sorted(Reviewed.objects.filter(cause="data").values_list("case")) == sorted(
            Alert.objects.values_list("case")
        )
        run = watch_cases()
        assert (run.alerts, run.failed, Alert.objects.count()) == (4, 0, 6)
        assert list(problems()) == []
