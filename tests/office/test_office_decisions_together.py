"""Two who approve at the same moment: one decision is made, once, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOGETHER = """
import json, sys, threading
from duecare.office.server import ready
ready()
from django.db import connection
sys.path.insert(0, sys.argv[1])
from made_decisions import low_case, proposed
from made_people import person
from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.decisions import acts
from duecare.office.decisions.models import Decision, Verdict
from duecare.office.people.models import Role

people = {"sam": person("sam", Role.REQUESTER), "ana": person("ana", Role.ANALYST)}
approvers = [person(f"carla{n}", Role.APPROVER) for n in range(6)]
case = low_case(people)
decision = proposed(case, people)
start, refused = threading.Barrier(12), []

def approve(by):
    try:
        start.wait()
        acts.give_verdict(Decision.objects.get(pk=decision.pk), by, approves=True)
    except InputError as problem:
        refused.append(str(problem))
    finally:
        connection.close()

# everybody twice, as by a second click
threads = [threading.Thread(target=approve, args=(by,)) for by in approvers * 2]
[one.start() for one in threads]
[one.join() for one in threads]
decision.refresh_from_db()
print(json.dumps({"stage": decision.stage, "verdicts": Verdict.objects.count(), "refused": len(refused),
    "made": Entry.objects.filter(act="decision.made").count(), "wrong": list(verify())}))
"""


def test_of_twelve_approvals_at_once_one_counts_and_the_rest_are_told(tables: Path, tmp_path: Path) -> None:
    env = {**os.environ, "DUECARE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "duecare.office.settings",
           "DATABASE_URL": ""}  # fmt: skip
    (tmp_path / "office").mkdir()
    shutil.copy(tables, tmp_path / "office")
    command = [sys.executable, "-c", TOGETHER, str(Path(__file__).parent)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "stage": "made", "verdicts": 1, "refused": 11, "made": 1, "wrong": [],
    }  # fmt: skip
