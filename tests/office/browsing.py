"""The office in a browser, within the transaction of a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from made_people import People

ALONE = Lock()
"""Held by whoever uses the one connection that the test and its server share, whose transactions are one."""


class OneAtATime(StaticFilesHandler):
    """Answers one request after another, as pages send drafts while others are loaded."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with ALONE:
            return super().__call__(environ, start_response)


HELD = re.compile(r'<input type="hidden" name="(version|sitting|shown)" value="([^"]*)"')
OF_A_VERSION = re.compile(
    r"/cases/[^/]+/(intake/(frame|question|all|sheet)/|people/$|framework/$|licence|hits/)|^(/alerts/\d+/)(?=assign|snooze)"
)


class Forms(Client):
    """Sends with what is filled in what the page holds of itself, as a browser does: which version it showed."""

    def post(self, path: str, data: Any = None, *given: Any, **named: Any) -> Any:
        found = OF_A_VERSION.search(path)
        if found and isinstance(data, dict) and not {"version", "shown"} & data.keys():
            page = self.get(found[3] or path)
            if page.status_code == 200:
                held = HELD.findall(page.content.decode())
                data = {**dict(held if "snooze" in path else reversed(held)), **data}  # of two forms, the one it is of
        return super().post(path, data, *given, **named)


@pytest.fixture(scope="module")
def beside_a_loop() -> Iterator[None]:
    """Playwright runs a loop in the thread of the tests, next to which Django would not use its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def address(beside_a_loop: None, db: None) -> Iterator[str]:
    """The office, served from a thread within the transaction of the test: tables that only grow are never emptied.

    The connection stays shared afterwards: the server's thread of an idle browser closes it whenever that thread ends.
    """
    connection = connections["default"]
    connection.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", OneAtATime, connections_override={"default": connection})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page of a browser on a phone; what it complains of is kept in `complaints`."""
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    made = context.new_page()
    made.complaints, made.address = [], address
    made.on("console", lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None)
    made.on("pageerror", lambda problem: made.complaints.append(str(problem)))
    yield made
    context.close()


def lead(page: Any, by: Any) -> None:
    """Click what leads to another page, and wait until the whole of that one is there."""
    with page.expect_navigation():
        by.click()


def sign_in(page: Any, people: People, name: str) -> Client:
    """Sign a person in, in the browser and beside it."""
    client = Client()
    with ALONE:
        client.force_login(people[name])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.address}])
    return client
