"""How long the public report takes over many cases, and what of that is reading the rows.

    python benchmarks/report.py [--cases N] [--runs N]

Asked: 20,000 cases under 10 s, from the records to the page. The floor reads the same rows and counts nothing.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "report.json"
COUNTRIES = ("EG", "DE", "JP", "US", "BR", "IN", "AE", "KE", "FR", "AU", "MX", "")
ABILITIES = ("drone", "facial_recognition", "spyware", "data_fusion", "lawful_interception", "none", "")
OUTCOMES = ("approve", "approve_with_conditions", "decline", "escalate", "")
DOCUMENT = b'{"findings": [' + b'{"flag": "x", "text": "' + b"word " * 400 + b'"},' * 40 + b"{}]}"


def made(number: int, year: int) -> None:
    """Cases of a year with a deal, a review and a decision each, as rows."""
    from duecare.office.cases.models import Case, Deal, Reviewed
    from duecare.office.decisions.models import Decision
    from duecare.office.monitoring.models import Inputs, Watched
    from duecare.office.people.models import User

    chance, at = random.Random(8), datetime.datetime(year, 5, 4, tzinfo=datetime.UTC)
    by = User.objects.create_user("one")
    inputs = Inputs.objects.create(hash="0" * 64, document={})
    cases = [
        Case(number=f"C-{year}-{n:05}", title=f"Sale {n} to Kestrel {n}", requester=by, known="high", possible="high",
             country=chance.choice(COUNTRIES), hold=chance.random() < 0.1, customer=f"Kestrel Holdings {n}",
             item=f"Skylark type {n}")
        for n in range(number)
    ]  # fmt: skip
    cases = Case.objects.bulk_create(cases, batch_size=500)
    Case.objects.update(opened_at=at)
    document = {"parties": [{"id": "a", "name": "Kestrel Holdings", "roles": ["end_user"]}], "items": []}
    deals = Deal.objects.bulk_create([Deal(case=one, number=1, document=document) for one in cases], batch_size=500)
    said: dict[str, Any] = {"sections": {"x": "y" * 9_000}, "basis": "b", "headline": "x", "hold": False}
    reviews = Reviewed.objects.bulk_create(
        [Reviewed(case=one, deal=deal, number=1, cause="deal", document=DOCUMENT, known="high", possible="high",
                  advice="escalate", **said) for one, deal in zip(cases, deals, strict=True)],
        batch_size=200,
    )  # fmt: skip
    Watched.objects.bulk_create(
        [Watched(case=one, review=kept, inputs=inputs, said="", capabilities=f"|{chance.choice(ABILITIES)}|")
         for one, kept in zip(cases, reviews, strict=True)],
        batch_size=500,
    )  # fmt: skip
    decided = [(one, kept, chance.choice(OUTCOMES)) for one, kept in zip(cases, reviews, strict=True)]
    Decision.objects.bulk_create(
        [Decision(case=one, number=1, review=kept, basis="b", outcome=outcome, reason="r", level="high", needed=1,
                  body="counsel", proposer=by, stage="made", made_at=at, expires_on=at.date())
         for one, kept, outcome in decided if outcome],
        batch_size=500,
    )  # fmt: skip


def timed(what: Callable[[], object], runs: int) -> float:
    """The median of some runs, in seconds."""
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return round(statistics.median(taken), 2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=20_000)
    options.add_argument("--runs", type=int, default=3)
    said = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DUECARE_HOME": folder, "DJANGO_SETTINGS_MODULE": "duecare.office.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        Path(folder, "office").mkdir()
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from duecare.office.programme.acts import _check
        from duecare.office.programme.models import Kind
        from duecare.office.programme.papers import paper_of
        from duecare.office.programme.yearly import content_of, counted
        from duecare.papers.layout import rendered

        year = datetime.date.today().year - 1
        made(said.cases, year)
        words = {"lessons": "We ask earlier who will run the system from day to day."}
        content = content_of(year, words)
        found = {
            "cases": said.cases,
            "rows_read_s": timed(lambda: sum(1 for _one in counted(year)), said.runs),
            "figures_s": timed(lambda: content_of(year, words), said.runs),
            "names_looked_for_s": timed(lambda: _check(Kind.REPORT, content), said.runs),
            "page_s": timed(lambda: rendered(paper_of("report", content), "html"), said.runs),
            "pdf_s": timed(lambda: rendered(paper_of("report", content), "pdf"), 1),  # Typst remembers what it has set
            "asked_s": 10,
            "python": platform.python_version(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
        }
    found["whole_s"] = round(sum(found[key] for key in ("figures_s", "names_looked_for_s", "page_s", "pdf_s")), 2)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
