"""Monitoring of the office: open cases held against a list of which 100 entries changed, and against another day.

    python benchmarks/office_monitoring.py [--cases N] [--worst] [--postgres] [--json]

Everything is made up and seeded: deals are rows of a made-up order book (`duecare.portfolio.made_up`), four to a
customer, compared with a list of 20,000 parties, of which a second edition changes 100 entries: 50 came, 25 went, 25
have another name; ten of those that came are customers of cases. With --worst all 100 came, and are the customers that
have the most cases. The database is SQLite on disk, as `duecare serve` has it; with --postgres a server of its own.
Asked: 10,000 open cases under 60 s on 2 cores, the new edition read and compiled within. Figures:

seconds        all of it: list_seconds and index_seconds
list_seconds   the pass after the second edition, with everything that it writes
index_seconds  reading and compiling the list before it, once for the whole office
named, looked, changed   cases whose customer was listed, that were judged again, that say something else
a_change       what a changed case costs, in reviews of the library by itself (the floor)
day_seconds    the pass on the day after, over the same data
alone_seconds  one review by itself, which a pass over every case would take for each
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from own_postgres import postgres  # benchmarks/own_postgres.py

DAY = datetime.date(2026, 11, 26)
LISTED = 20_000
CHANGED = 100


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--worst", action="store_true", help="every changed entry is a customer of many cases")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres() if given.postgres else nullcontext("") as url:
        os.environ |= {"DUECARE_HOME": folder, "DJANGO_SETTINGS_MODULE": "duecare.office.settings"}
        os.environ |= {"DATABASE_URL": url} if url else {}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        found = measured(Path(folder), given.cases, worst=given.worst)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:15} {value:>12,}" if isinstance(value, int) else f"{name:15} {value:>12,.2f}")


def measured(folder: Path, cases: int, *, worst: bool = False) -> dict[str, Any]:
    """Every figure, for so many cases."""
    from duecare.office.cases.reviewing import data_on, reviewed
    from duecare.office.monitoring.acts import watch_cases

    documents = deals(folder, cases)
    listed = names(LISTED + 100, seed=7)
    edition(listed[:LISTED], DAY - datetime.timedelta(days=1))
    data = data_on(DAY)
    open_cases(documents, data)
    start = time.perf_counter()
    for document in documents[:20]:
        reviewed(document, data)
    alone = (time.perf_counter() - start) / len(documents[:20])
    customers = Counter(name for one in documents if (name := customer(one)))
    came = (
        [name for name, _ in customers.most_common(CHANGED)]
        if worst
        else sorted(customers)[:: len(customers) // 10][:10]
    )
    if worst:
        second = [*listed[:LISTED], *came]
    else:
        kept = [*(f"{name} {listed[-1]}" if at < 25 else name for at, name in enumerate(listed[25:LISTED]))]
        second = [""] * 25 + kept + came + listed[LISTED : LISTED + 40]
    edition(second, DAY)
    start = time.perf_counter()
    data_on(DAY)
    index, start = time.perf_counter() - start, time.perf_counter()
    run = watch_cases(DAY)
    taken, start = time.perf_counter() - start, time.perf_counter()
    later = watch_cases(DAY + datetime.timedelta(days=1))
    day = time.perf_counter() - start
    return {
        "cases": run.cases, "seconds": index + taken, "list_seconds": taken,
        "named": sum(customers[name] for name in came), "looked": run.looked, "changed": run.changed,
        "alerts": run.alerts, "a_change": taken / max(run.changed, 1) / alone,
        "index_seconds": index, "day_seconds": day, "day_looked": later.looked, "alone_seconds": alone,
    }  # fmt: skip


def customer(document: dict[str, Any]) -> str:
    """The name of the first party of a deal; empty where none has one."""
    return str(document["parties"][0].get("name", "")) if document.get("parties") else ""


def names(count: int, seed: int) -> list[str]:
    """Names of companies that nobody has."""
    import numpy as np

    from duecare.portfolio.made_up.synthetic_names import Draws, made_name, world

    draws, countries = Draws(np.random.default_rng(seed)), list(world().countries)
    return [made_name("private_company", draws.of(countries), draws).english for _ in range(count)]


def edition(listed: list[str], day: datetime.date) -> None:
    """An edition of the list, taken in; a party without a name is not on it any more."""
    from duecare.parties.lists.loaded import list_reading
    from duecare.snapshots import SOURCES, Home, Store, import_files

    home = Home(Path(os.environ["DUECARE_HOME"]))
    table, mapping = home.root / f"{day}.csv", home.root / "own.yaml"
    with open(table, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "name"])
        writer.writerows((str(at), name) for at, name in enumerate(listed) if name)
    mapping.write_text("list: own\ncolumns: {number: id, name: name}\n", "utf-8")
    files = [(table, "mapped"), (mapping, "mapped")]
    import_files(Store(home), SOURCES["own"], files, reading=list_reading(SOURCES["own"]), today=day, published=day,
                 accept=True)  # fmt: skip


def deals(folder: Path, count: int) -> list[dict[str, Any]]:
    """Deals as rows of a made-up book state them, with several to a customer."""
    from duecare.portfolio.book.document import row_document
    from duecare.portfolio.book.read_book import load_book
    from duecare.portfolio.made_up.synthetic import write_synthetic

    path = folder / "book.parquet"
    write_synthetic(path, rows=count, parties=max(count // 4, 10), items=max(count // 40, 5), seed=3)
    book = load_book(path)
    cursor = book.connection.execute("SELECT * FROM book ORDER BY row")
    columns = [one[0] for one in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    book.connection.close()
    return [
        row_document({name: value for name, value in row.items() if name not in ("row", "source")}, book.provenance)
        for row in rows
    ]


def open_cases(documents: list[dict[str, Any]], data: Any) -> None:
    """Cases as `open_case` leaves them, but for their acts in the log."""
    from django.db import transaction

    from duecare.office.cases.models import Case, Cause, Deal, Reviewed, State
    from duecare.office.cases.reviewing import reviewed
    from duecare.office.monitoring.watched import rests_on
    from duecare.office.people.models import User
    from duecare.review import review_bytes

    user = User.objects.create_user("ana")
    for start in range(0, len(documents), 200):
        with transaction.atomic():
            for at, document in enumerate(documents[start : start + 200], start=start + 1):
                found = reviewed(document, data)
                out = found.outcome
                case = Case.objects.create(number=f"C-2026-{at:05}", title=document["title"][:200], requester=user,
                                           state=State.REVIEW)  # fmt: skip
                case.deal = Deal.objects.create(case=case, number=1, document=document, by=user)
                case.review = Reviewed.objects.create(
                    case=case, deal=case.deal, number=1, cause=Cause.DEAL, document=review_bytes(found),
                    basis=found.basis_hash, headline=out.headline, known=out.known, possible=out.possible,
                    hold=bool(out.hold), advice=out.advice,
                )  # fmt: skip
                case.known, case.possible, case.hold, case.advice = out.known, out.possible, bool(out.hold), out.advice
                case.save()
                rests_on(case, found, data)
        print(f"{at:,} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
