"""Start the office: bring its database up to date, let the first administrator in, and serve."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from duecare.errors import InputError, OutputError

Say = Callable[[str], None]
THREADS = 8


def ready() -> None:
    """Load the application with its settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecare.office.settings")
    import django

    django.setup()


def prepare(say: Say) -> None:
    """Bring the database up to date and lay out static files.

    Raises:
        OutputError: the database cannot be reached or written.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db.utils import OperationalError

    Path(settings.OFFICE).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as problem:
        raise OutputError(f"the database cannot be used: {str(problem).splitlines()[0]}") from None
    call_command("collectstatic", interactive=False, verbosity=0)
    say(f"Data folder: {settings.OFFICE}")


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


def serve(host: str, port: int, say: Say) -> None:
    """Serve until stopped.

    Raises:
        OutputError: the port is taken, or may not be opened.
    """
    import waitress

    from duecare.office.wsgi import application

    try:
        server = waitress.create_server(application, host=host, port=port, threads=THREADS, ident="Duecare")
    except OSError as problem:
        raise OutputError(f"{host}:{port} cannot be opened: {problem.strerror or problem}") from None
    say(f"The office is open at http://{host}:{port}/ (stop with Ctrl-C)")
    try:
        server.run()
    finally:
        server.close()
