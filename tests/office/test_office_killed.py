"""The office and its worker ended by force while people write: what was acknowledged is there, nothing is half done."""

from __future__ import annotations

import http.cookiejar
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from offices import copied, in_file, office_on

from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, Comment
from duecare.office.operations.archive import backup, restore
from duecare.office.operations.checking import problems
from duecare.office.operations.models import Worker
from duecare.office.people.models import User

WRITERS, ENOUGH = 4, 12
"""How many write, and how many of their comments are acknowledged before the office is ended and again after."""
LONG = 180.0
"""Seconds after which something that should happen is given up; a machine that does much else is slow."""
PASSWORD = "a long password for tests"


class Writer(threading.Thread):
    """A person who comments on a case without a pause, and notes what the office has acknowledged."""

    def __init__(self, base: str, number: int, path: str) -> None:
        super().__init__(daemon=True)
        self.base, self.number, self.path = base, number, path
        self.over, self.acknowledged, self.refused = threading.Event(), [], 0  # type: ignore[var-annotated]
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay())

    def sign_in(self) -> None:
        self.browser.open(f"{self.base}/sign-in/", timeout=LONG).read()
        self._post("/sign-in/", username="sam", password=PASSWORD)

    def _post(self, path: str, **said: str) -> int:
        token = next(one.value for one in self.jar if one.name == "csrftoken")
        data = urllib.parse.urlencode({**said, "csrfmiddlewaretoken": token}).encode()
        with suppress(urllib.error.HTTPError):
            self.browser.open(f"{self.base}{path}", data, timeout=LONG)
            raise AssertionError("the office answers a post by sending on")
        return 302

    def run(self) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            text = f"writer {self.number} turn {turn}"
            token = next(one.value for one in self.jar if one.name == "csrftoken")
            data = urllib.parse.urlencode({"text": text, "csrfmiddlewaretoken": token}).encode()
            try:
                self.browser.open(f"{self.base}{self.path}", data, timeout=LONG)
            except urllib.error.HTTPError as answer:
                if answer.code == 302:
                    self.acknowledged.append(text)
                else:
                    self.refused += 1
            except OSError:
                time.sleep(0.1)  # the office is not there at the moment


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow where it is sent."""

    def redirect_request(self, *_: Any) -> None:
        return None


@contextmanager
def started(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ, "OFFICE_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "killed_settings",
        "PYTHONPATH": os.pathsep.join(paths + sys.path),
    }  # fmt: skip
    environment.pop("OFFICE_SECRET", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "duecare", "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(claim: Any, seconds: float = LONG) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := claim():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


def acknowledged(writers: list[Writer]) -> list[str]:
    """What the office has said it has, by all of them."""
    return [text for writer in writers for text in writer.acknowledged]


def answers(base: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{base}/sign-in/", timeout=LONG).status == 200)
    except OSError:
        return False


def workers() -> set[int]:
    """The numbers of the processes that said they work."""
    return {int(name.split(":")[1]) for name in Worker.objects.values_list("name", flat=True)}


def kill_worker(but: set[int], seconds: float = LONG) -> int:
    """End the worker by force, one that is none of these; returns its number."""
    pid = min(until(lambda: workers() - but, seconds))
    os.kill(pid, signal.SIGKILL)
    return pid


def test_what_was_acknowledged_is_there_after_kill_9_of_office_and_worker(
    template: Path, tmp_path: Path, django_db_blocker: Any
) -> None:
    from django_tasks_db.models import DBTaskResult
    from slow_work import slowly

    folder = copied(template, tmp_path / "office")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    archive = tmp_path / "office.tar.gz"
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        sam = User.objects.get(username="sam")
        sam.set_password(PASSWORD)
        sam.save()
        path = f"/cases/{Case.objects.get().number}/comment/"
        writers = [Writer(base, number, path) for number in range(WRITERS)]
        slowly.enqueue(4.0)
        with started(folder, port) as first:
            until(lambda: answers(base))
            for writer in writers:
                writer.sign_in()
            for writer in writers:
                writer.start()
            until(lambda: DBTaskResult.objects.filter(status="RUNNING", task_path=slowly.module_path).exists())
            killed = {kill_worker(set())}
            until(lambda: len(acknowledged(writers)) > ENOUGH)
            first.kill()
            with suppress(ProcessLookupError, AssertionError):
                killed.add(kill_worker(killed, 3))  # if another was started in its place by then
        before = len(acknowledged(writers))
        with started(folder, port) as second:
            until(lambda: answers(base))
            backup(archive)
            until(lambda: len(acknowledged(writers)) > before + ENOUGH)
            for writer in writers:
                writer.over.set()
            for writer in writers:
                writer.join()
            until(slowly_done)
            second.send_signal(signal.SIGTERM)
            assert second.wait(LONG) == 0
        there = set(Comment.objects.values_list("text", flat=True))
        assert [writer.refused for writer in writers] == [0] * WRITERS
        assert [text for text in acknowledged(writers) if text not in there] == []
        assert list(problems()) == []
        assert Comment.objects.count() == Entry.objects.filter(act="case.comment").count()
        assert len(DBTaskResult.objects.get(task_path=slowly.module_path).worker_ids) >= 2
        until(lambda: workers() <= killed)  # one that was started by the office that is gone ends by itself
        manifest = restore(archive, replace=True)
        assert list(problems()) == []
        assert manifest.log[0] == Entry.objects.count()


def slowly_done() -> bool:
    from django_tasks_db.models import DBTaskResult
    from slow_work import slowly

    return DBTaskResult.objects.filter(status="SUCCESSFUL", task_path=slowly.module_path).exists()
