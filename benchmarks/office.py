"""The office under load, on PostgreSQL: pages, clearance and intake at a steady rate, then many people at once.

    python benchmarks/office.py [--cases N] [--seconds N] [--json]

A company is made up: reviews of the shipped examples, each copied to many cases (20 findings a case). The office is
served by `duecare serve` as a process of its own; client and server share the cores. Times are whole answers on
loopback, as a browser waits for them, sent at a fixed rate: one that waits for another is not sent later for that.
The floor is the answer of a page without content by the same server.

case_p95_ms, list_p95_ms   page of a case, list of cases, at 20 requests a second (asked under 150)
page_kb   what the page of a case weighs as it is sent, with its stylesheet and script (asked under 250)
users     50 people for --crowd seconds, who read and write: errors, and writes that were lost (asked none)
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import urllib3
from own_postgres import postgres  # benchmarks/own_postgres.py

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "office.json"
RATE = 20
PEOPLE = 50
PASSWORD = "correct horse battery staple"


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--cases", type=int, default=20_000)
    arguments.add_argument("--seconds", type=int, default=30, help="how long each page is asked for")
    arguments.add_argument("--crowd", type=int, default=300, help="how long 50 people work, in seconds")
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON only")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home, postgres() as url:
        os.environ |= {"DUECARE_HOME": home, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "duecare.office.settings"}
        document = measured(options.cases, options.seconds, options.crowd)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(json.dumps(document, indent=2) if options.json else told(document))
    sys.exit(0 if document["met"] else 1)


def company(cases: int) -> list[str]:
    """Make the company up; gives the numbers of some of its cases."""
    import django

    django.setup()
    from django.db import connection, transaction

    from duecare.office import server
    from duecare.office.cases.acts import open_case
    from duecare.office.cases.models import Case, Deal, Finding, Reviewed
    from duecare.office.people.acts import add_person, grant
    from duecare.office.people.models import Role, User
    from duecare.transaction import read_document

    server.prepare(lambda said: None)
    with transaction.atomic():
        for name, role in (("ana", Role.ANALYST), ("sam", Role.REQUESTER), ("adam", Role.ADMINISTRATOR)):
            grant(None, add_person(None, name, PASSWORD), role)
        for at in range(PEOPLE):
            user = User.objects.create(username=f"person{at}")
            user.password = User.objects.get(username="ana").password
            user.save()
            grant(None, user, Role.ANALYST)
    sam = User.objects.get(username="sam")
    examples = sorted((ROOT / "examples").glob("*.yaml"))
    made = [open_case(sam, path.stem, read_document(path.read_bytes(), ".yaml", path.name)) for path in examples]
    draw = random.Random(7)
    models = [Case.objects.select_related("deal", "review").get(pk=one.pk) for one in made]
    found = {one.pk: list(one.findings.all()) for one in models}
    start = Case.objects.count()
    for first in range(start, cases, 500):
        numbers = range(first, min(first + 500, cases))
        chosen = [draw.choice(models) for _ in numbers]
        copies = Case.objects.bulk_create(
            [
                Case(
                    number=f"C-2025-{at:05}", title=f"{one.title} {at}", kind=one.kind, gate=one.gate, state="review",
                    requester=sam, customer=f"{one.customer} {at}", item=one.item, country=one.country, known=one.known,
                    possible=one.possible, hold=one.hold, advice=one.advice, stops=one.stops, depth=one.depth,
                )
                for at, one in zip(numbers, chosen, strict=True)
            ]
        )  # fmt: skip
        Deal.objects.bulk_create(
            [
                Deal(case=new, number=1, document=one.deal.document, by=sam)
                for new, one in zip(copies, chosen, strict=True)
            ]
        )
        deals = dict(Deal.objects.filter(case__in=copies).values_list("case", "pk"))
        Reviewed.objects.bulk_create(
            [
                Reviewed(
                    case=new, deal_id=deals[new.pk], number=1, cause="deal", document=one.review.document,
                    sections=one.review.sections, basis=one.review.basis, headline=one.review.headline, known=one.known,
                    possible=one.possible, hold=one.hold, advice=one.advice,
                )
                for new, one in zip(copies, chosen, strict=True)
            ]
        )  # fmt: skip
        Finding.objects.bulk_create(
            [
                Finding(case=new, rule=row.rule, subject=row.subject, status=row.status, kind=row.kind)
                for new, one in zip(copies, chosen, strict=True)
                for row in (found[one.pk] * 20)[:20]
            ]
        )
        print(f"\r{numbers[-1] + 1:,} cases", end="", file=sys.stderr)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET deal_id = d.id, review_id = r.id FROM cases_deal d, cases_reviewed r"
            " WHERE d.case_id = cases_case.id AND r.case_id = cases_case.id AND cases_case.review_id IS NULL"
        )
        cursor.execute("ANALYZE")
    numbers = list(Case.objects.order_by("?").values_list("number", flat=True)[:400])
    connection.close()
    return numbers


class Browser:
    """A person who is signed in, with connections that stay open."""

    def __init__(self, base: str, name: str, size: int = 10) -> None:
        self.base, self.pool = base, urllib3.PoolManager(maxsize=size, retries=False, timeout=30)
        self.cookies: dict[str, str] = {}
        token = self._token(self.get("/sign-in/"))
        answer = self.post(
            "/sign-in/", {"username": name, "login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        )
        if "sessionid" not in self.cookies:
            raise SystemExit(f"{name} could not sign in: {answer.status}")

    def get(self, path: str) -> Any:
        return self._asked("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Any:
        body = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        return self._asked("POST", path, body)

    def _asked(self, method: str, path: str, fields: dict[str, str] | None) -> Any:
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Accept-Encoding": "gzip", "Referer": self.base}  # fmt: skip
        answer = self.pool.request(method, self.base + path, fields=fields, headers=head, encode_multipart=False,
                                   redirect=False, decode_content=False) if fields is not None else self.pool.request(
            method, self.base + path, headers=head, redirect=False, decode_content=False)  # fmt: skip
        for said in answer.headers.getlist("Set-Cookie"):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    @staticmethod
    def _token(answer: Any) -> str:
        text = body_of(answer)
        return text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def body_of(answer: Any) -> str:
    data = answer.data
    return (gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data).decode()


def steady(ask: Callable[[int], Any], seconds: int, rate: int = RATE) -> dict[str, float]:
    """Ask at a fixed rate; milliseconds from when each was due until its answer was there."""
    times: list[float] = []
    bad: list[int] = []
    began = time.perf_counter() + 0.2

    def one(at: int) -> None:
        due = began + at / rate
        time.sleep(max(due - time.perf_counter(), 0))
        answer = ask(at)
        times.append((time.perf_counter() - due) * 1e3)
        if answer.status >= 400:
            bad.append(answer.status)

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(one, range(seconds * rate)))
    cuts = statistics.quantiles(times, n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1), "bad": len(bad)}


def crowd(base: str, numbers: Sequence[str], seconds: int) -> dict[str, Any]:
    """Many people at once who read and write; then every acknowledged write is looked for."""
    done = time.perf_counter() + seconds
    lock, errors, written, asked = threading.Lock(), [], [], [0]

    def work(at: int) -> None:
        draw, person = random.Random(at), Browser(base, f"person{at}")
        while time.perf_counter() < done:
            number = draw.choice(numbers)
            try:
                if draw.random() < 0.2:
                    text = f"said {at} {draw.random()}"
                    answer = person.post(f"/cases/{number}/comment/", {"text": text})
                    if answer.status == 302:
                        with lock:
                            written.append((number, text))
                else:
                    path = draw.choice((f"/cases/{number}/", "/cases/?known=high", "/", f"/cases/{number}/history/"))
                    answer = person.get(path)
                with lock:
                    asked[0] += 1
                if answer.status >= 400:
                    errors.append(f"{answer.status} {number}")
            except urllib3.exceptions.HTTPError as problem:
                errors.append(type(problem).__name__)
            time.sleep(draw.uniform(0.5, 3))

    threads = [threading.Thread(target=work, args=(at,)) for at in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from duecare.office.cases.models import Comment

    kept = set(Comment.objects.filter(text__startswith="said ").values_list("case__number", "text"))
    return {"seconds": seconds, "asked": asked[0], "written": len(written), "errors": errors[:10],
            "error_count": len(errors), "lost": len([one for one in written if one not in kept])}  # fmt: skip


def measured(cases: int, seconds: int, crowd_seconds: int) -> dict[str, Any]:
    numbers = company(cases)
    port = 8741
    served = subprocess.Popen(
        [sys.executable, "-m", "duecare", "serve", "--port", str(port)], env=dict(os.environ),
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib3.PoolManager(retries=False).request("GET", f"{base}/sign-in/")
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.25)
        ana = Browser(base, "ana", 60)
        for number in numbers[:20]:
            ana.get(f"/cases/{number}/")
        floor = steady(lambda at: ana.get("/people/own/"), 5)
        case = steady(lambda at: ana.get(f"/cases/{numbers[at % len(numbers)]}/"), seconds)
        filters = ("", "?known=high", "?country=EG", "?words=police", "?state=review&page=7", "?mine=on")
        listed = steady(lambda at: ana.get(f"/cases/{filters[at % len(filters)]}"), seconds)
        page = ana.get(f"/cases/{numbers[0]}/")
        weight = len(page.data) + sum(len(ana.get(path).data) for path in linked(body_of(page)))
        many = crowd(base, numbers, crowd_seconds)
    finally:
        served.terminate()
        served.wait(20)
    document = {
        "cases": cases,
        "findings": cases * 20,
        "day": datetime.date.today().isoformat(),
        "floor_p95_ms": floor["p95"],
        "case_p95_ms": case["p95"],
        "case": case,
        "case_ratio": round(case["p50"] / floor["p50"], 2),
        "list_p95_ms": listed["p95"],
        "list": listed,
        "page_kb": round(weight / 1e3, 1),
        "users": many,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    document["met"] = (
        case["p95"] < 150 and listed["p95"] < 150 and weight < 250_000 and not many["error_count"] and not many["lost"]
        and not case["bad"] and not listed["bad"]
    )  # fmt: skip
    return document


def linked(html: str) -> list[str]:
    """Stylesheets and scripts that a page loads."""
    import re

    return re.findall(r'(?:href|src)="(/static/[^"]+)"', html)


def told(document: dict[str, Any]) -> str:
    many = document["users"]
    return "\n".join(
        (
            f"{document['cases']:,} cases, {document['findings']:,} findings, PostgreSQL; at {RATE} requests a second:",
            f"  page of a case  p50 {document['case']['p50']} ms, p95 {document['case_p95_ms']} ms (asked 150),"
            f" {document['case_ratio']} times a page without content (p95 {document['floor_p95_ms']} ms)",
            f"  list of cases   p50 {document['list']['p50']} ms, p95 {document['list_p95_ms']} ms (asked 150)",
            f"  first page      {document['page_kb']} kB as sent (asked 250)",
            f"{PEOPLE} people for {many['seconds']} s: {many['asked']:,} answers, {many['error_count']} errors,"
            f" {many['written']:,} acknowledged writes, {many['lost']} lost",
        )
    )


if __name__ == "__main__":
    main()
