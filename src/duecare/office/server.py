"""Start the office: bring its database up to date, let the first administrator in, and serve."""

from __future__ import annotations

import errno
import gc
import os
import secrets
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duecare.errors import DuecareError, InputError, OutputError
from duecare.office.processes import Beside

Say = Callable[[str], None]
THREADS = 8
PATIENCE = 20.0
LEFT_WITHIN = 2.0
TURN = 0.001
"""Seconds after which a page that works lets another go on: clearance waits for the database seven times, and would
wait for a turn of a long page after each."""
MIGRATING = 7_021_977  # the number of a lock on PostgreSQL that is held while tables change


def ready() -> None:
    """Load the application with its settings.

    Raises:
        InputError: the settings are not understood, or what the database needs is not installed.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecare.office.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        _warned()
    except ImproperlyConfigured as problem:
        if "psycopg" in str(problem):
            raise InputError("PostgreSQL needs psycopg", hint="pip install 'duecare[office,postgres]'") from None
        raise InputError(str(problem)) from None


def _warned() -> None:
    """Say of each name that looks like a setting of the office that it is none."""
    from duecare.office.given import Given

    for said in Given(os.environ).unknown():
        print(said, file=sys.stderr)


def demo_folder() -> Path:
    """Set the office of this process to one of its own, made anew, with database and data folder of its own.

    Raises:
        OutputError: its folder cannot be written.
    """
    from duecare.snapshots import home_from

    folder = home_from(os.environ).root / "office-demo"
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True, mode=0o700)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None
    os.environ["OFFICE_FOLDER"] = str(folder)
    os.environ["DUECARE_HOME"] = str(folder / "data")  # whose lists and decisions are those of the demo
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("OFFICE_PULL", None)
    return folder


def prepare(say: Say) -> None:
    """Bring the database up to date and lay out static files.

    Raises:
        OutputError: the folder cannot be written, or the database cannot be reached or written.
    """
    from django.conf import settings
    from django.core.management import call_command

    from duecare.office.audit.rows import begin

    folder = Path(settings.OFFICE)
    say("Bringing the database and the files of the pages up to date.")
    with usable_database():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _alone():
                call_command("migrate", interactive=False, verbosity=0)
            begin()
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError as problem:
            raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None
    say(f"Data folder: {folder}")


def must_be_there() -> None:
    """Refuse to go on where no office was made.

    Raises:
        InputError: there is none in the folder or the database.
        OutputError: the database cannot be reached.
    """
    from django.conf import settings
    from django.db import connection

    given = settings.DATABASES["default"]
    if connection.vendor == "sqlite" and not Path(given["NAME"]).is_file():
        raise InputError(f"{settings.OFFICE}: there is no office here", hint="`duecare serve` makes one")
    with usable_database():
        if "audit_head" not in connection.introspection.table_names():
            raise InputError("there is no office in this database", hint="`duecare serve` makes one")


@contextmanager
def usable_database() -> Iterator[None]:
    """Tell in one line that a database cannot be used.

    Raises:
        OutputError: it cannot be reached, read or written.
    """
    from django.db.utils import DatabaseError, InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError) as problem:
        said = (str(problem).strip() or repr(problem)).splitlines()[0]
        raise OutputError(f"the database cannot be used: {said}") from None


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time change the tables, where several start on one database."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def first_administrator(username: str | None, password: str | None, say: Say) -> None:
    """Let the first administrator in, if nobody is here yet; a password that is not given is made and said once."""
    from duecare.office.people.acts import add_person, grant
    from duecare.office.people.models import Role, User

    if User.objects.exists():
        return
    name, made = username or "admin", password or secrets.token_urlsafe(12)
    if len(made) < 12:
        raise InputError("the password of the first administrator has fewer than 12 characters")
    grant(None, add_person(None, name, made), Role.ADMINISTRATOR)
    said = "the password given" if password else f"the password {made}; it is not shown again"
    say(f"First administrator: {name}, with {said}.")


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is done.

    Raises:
        OutputError: the port is taken, or may not be opened.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(taken, address)
            taken.listen(1)  # without it two processes may hold one port
        except OSError:
            taken.close()
            raise
    except OSError as problem:
        raise OutputError(f"{host}:{port} cannot be opened: {problem.strerror or problem}") from None
    return taken


def _bind(taken: socket.socket, address: Any) -> None:
    """Take an address; one that the processes of an office that was ended by force leave in a moment is waited for."""
    end = time.monotonic() + LEFT_WITHIN
    while True:
        try:
            return taken.bind(address)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE or time.monotonic() > end:
                raise
        time.sleep(0.1)


def most_bytes() -> int:
    """The largest request that is taken in: the largest file that a page accepts, and the fields of its form."""
    from django.conf import settings

    from duecare.office.books.acts import MOST_BYTES as MOST_BOOK
    from duecare.office.intake.mail import MOST_BYTES as MOST_MAIL

    largest = max(settings.EVIDENCE_MOST_BYTES, MOST_BOOK, MOST_MAIL)
    return largest + int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _settle(say: Say) -> None:
    """Read what every page needs, and leave it out of the search for garbage: looking through it again and again stops
    every page for a fifth of a second."""
    from django.urls import get_resolver
    from django.utils import timezone

    from duecare.facts import vocabulary
    from duecare.office.cases.reviewing import data_on

    vocabulary()
    try:
        data_on(timezone.localdate())
    except DuecareError as problem:  # pages that need no lists are there all the same
        say(str(problem))
    get_resolver()._populate()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(TURN)


def _server(taken: socket.socket) -> Any:
    """What answers at a socket."""
    import waitress
    from django.conf import settings

    from duecare.office.wsgi import application

    return waitress.create_server(
        application, sockets=[taken], threads=THREADS, ident="Duecare",
        asyncore_use_poll=hasattr(select, "poll"),  # without it more than 1,024 open files end the server
        clear_untrusted_proxy_headers=not settings.HTTPS,  # a server in front says so by X-Forwarded-Proto
        max_request_body_size=most_bytes(),
    )  # fmt: skip


def serve(taken: socket.socket, say: Say, *, works: bool = True, processes: int = 1) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that are being answered are answered first.

    Args:
        taken: The socket that `listen` has opened.
        say: Where to say so.
        works: Whether a worker for background work is started too, and stopped in the end.
        processes: How many processes answer.
    """
    from django.db import connections

    from duecare.office.operations.supervisor import Supervisor

    def stop(number: int, frame: Any) -> None:
        raise SystemExit(0)

    def stop_all(number: int, frame: Any) -> None:
        beside.ask_to_stop()
        raise SystemExit(0)

    def answer() -> None:
        _server(taken).run()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    _settle(say)
    connections.close_all()
    beside = Beside(processes - 1, answer, say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop_all)
    server, worker = _server(taken), Supervisor(say) if works else None
    host, port = taken.getsockname()[:2]
    try:
        beside.watch()
        if worker:
            worker.start()
        say(f"The office is open at http://{f'[{host}]' if ':' in host else host}:{port}/ (stop with Ctrl-C)")
        server.run()
    finally:
        server.close()
        beside.stop(PATIENCE)
        if worker:
            worker.stop()
    say("The office is closed.")
