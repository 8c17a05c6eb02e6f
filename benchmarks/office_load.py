"""People and systems that ask an office for pages: signed in, at a steady rate, or many at once."""

from __future__ import annotations

import gzip
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import urllib3
from office_company import PASSWORD

RATE = 20


class Browser:
    """A person who is signed in, with connections that stay open."""

    def __init__(self, base: str, name: str, size: int = 10, session: str = "") -> None:
        """session: one that is open already; without it they sign in, which an address may not do often."""
        self.base, self.pool = base, urllib3.PoolManager(maxsize=size, retries=False, timeout=60)
        self.cookies: dict[str, str] = {"sessionid": session} if session else {}
        if session:
            if self.get("/people/own/").status != 200:
                raise SystemExit(f"the session of {name} is not open")
            return
        token = self._token(self.get("/sign-in/"))
        answer = self.post(
            "/sign-in/", {"username": name, "login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        )
        if "sessionid" not in self.cookies:
            raise SystemExit(f"{name} could not sign in: {answer.status}")

    def get(self, path: str) -> Any:
        return self._asked("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Any:
        return self._asked("POST", path, {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})

    def _asked(self, method: str, path: str, fields: dict[str, str] | None) -> Any:
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Accept-Encoding": "gzip", "Referer": self.base}  # fmt: skip
        more = {} if fields is None else {"fields": fields, "encode_multipart": False}
        answer = self.pool.request(method, self.base + path, headers=head, redirect=False, decode_content=False, **more)
        for said in answer.headers.getlist("Set-Cookie"):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    @staticmethod
    def _token(answer: Any) -> str:
        return body_of(answer).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def body_of(answer: Any) -> str:
    """The text of an answer."""
    data = answer.data
    return (gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data).decode()


def steady(ask: Callable[[int], Any], seconds: int, rate: int = RATE) -> dict[str, float]:
    """Ask at a fixed rate; milliseconds from when each was due until its answer was there.

    bad: how many were refused, failed or did not answer in time.
    """
    times: list[float] = []
    bad: list[object] = []
    began = time.perf_counter() + 0.2

    def one(at: int) -> None:
        due = began + at / rate
        time.sleep(max(due - time.perf_counter(), 0))
        try:
            answer = ask(at)
        except urllib3.exceptions.HTTPError as problem:
            bad.append(problem)
        else:
            if answer.status >= 400:
                bad.append(answer.status)
        times.append((time.perf_counter() - due) * 1e3)

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(one, range(seconds * rate)))
    cuts = statistics.quantiles(times, n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1), "asked": len(times),
            "bad": len(bad)}  # fmt: skip


def crowd(base: str, numbers: Sequence[str], sessions: Sequence[str], seconds: int) -> dict[str, Any]:
    """Many people at once who read and write; then every acknowledged write is looked for, and the log verified."""
    lock, errors, written, asked, times = threading.Lock(), [], [], [0], []
    people = [Browser(base, f"person{at}", 1, session) for at, session in enumerate(sessions)]
    done = time.perf_counter() + seconds

    def work(at: int) -> None:
        draw, person = random.Random(at), people[at]
        while time.perf_counter() < done:
            number = draw.choice(numbers)
            began = time.perf_counter()
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
                    times.append((time.perf_counter() - began) * 1e3)
                    if answer.status >= 400:
                        errors.append(f"{answer.status} {number}")
            except urllib3.exceptions.HTTPError as problem:
                with lock:
                    errors.append(type(problem).__name__)
            time.sleep(draw.uniform(0.5, 5))

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    from duecare.office.audit.chain import verify
    from duecare.office.cases.models import Comment

    kept = set(Comment.objects.filter(text__startswith="said ").values_list("case__number", "text"))
    cuts = statistics.quantiles(times, n=100)
    return {"seconds": seconds, "asked": asked[0], "p50": round(cuts[49], 1), "p95": round(cuts[94], 1),
            "written": len(written), "errors": errors[:10], "error_count": len(errors),
            "lost": len([one for one in written if one not in kept]), "chain": list(verify())[:3]}  # fmt: skip
