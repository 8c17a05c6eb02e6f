"""`duecare office`: keep an office running: back it up, put it back, verify it, work for it, draft its report."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from duecare.office.operations.archive import Manifest


KEYS: Final = (
    "Put its file `secret` into the office's folder, or its OFFICE_SECRET into the settings; without it second factors"
    " have to be set up anew, and other systems need the new secrets of their webhooks."
)


@click.group("office")
def command() -> None:
    """Back up an office, put it back, verify it, do its background work, and draft its public report."""


@command.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_(file: Path) -> None:
    """Write all of the office into one archive, while people go on working in it."""
    server = _opened()
    from duecare.office.operations.archive import backup

    with server.usable_database():
        manifest = backup(file)
    click.echo(f"{file}: {_said(manifest)}")
    click.echo(
        "Not in it: the office's key (the file `secret` in its folder, or OFFICE_SECRET), which second factors and"
        " webhooks need; passwords in settings; lists, which `duecare data pull` fetches. Keep key and settings apart."
    )


@command.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Lose what is in the office now.")
def restore_(file: Path, replace: bool) -> None:
    """Put an office back from an archive, all of it or nothing, and verify it."""
    server = _opened(made=False)
    from duecare.office.operations.archive import inspect, restore

    inspect(file)
    from duecare.office.holding import alone

    with server.usable_database(), alone():
        server.prepare(lambda _: None)
        manifest = restore(file, replace=replace)
        click.echo(f"{file}: restored {_said(manifest)}")
        if manifest.other_key:
            click.echo("It was made under another key. " + KEYS)
        _verified()


@command.command("check")
def check_() -> None:
    """Verify the log, the rows it speaks of, the files, and what keeps them from change. Exit 1 if any is wrong."""
    server = _opened()
    with server.usable_database():
        _verified()


@command.group("complaints-key")
def complaints_key() -> None:
    """The keys that seal complaints: renew them, check that every complaint opens, keep a copy."""


@complaints_key.command("rotate")
@click.option("--drop-old", is_flag=True, help="Lose the old keys; backups made before do not open any more.")
def rotate_(drop_old: bool) -> None:
    """Seal every complaint with a new key, all of them or none. The old keys stay in the file, for old backups."""
    server = _opened()
    from duecare.office.complaints.rotation import rotate

    with server.usable_database():
        done = rotate(drop_old=drop_old)
    click.echo(
        f"{done.rows} rows and {done.files} files are sealed with the new key {done.key}. Copy the file of keys again."
    )


@complaints_key.command("check")
def check_key() -> None:
    """Open every complaint and throw away what was opened. Exit 1 if any stays closed; says which key is missing."""
    server = _opened()
    from duecare.office.complaints.rotation import check, sealed_rows

    with server.usable_database():
        wrong = 0
        for wrong, problem in enumerate(check(), 1):  # noqa: B007
            click.echo(problem)
        if wrong:
            sys.exit(1)
        click.echo(f"Every complaint opens: {sealed_rows()} rows.")


@complaints_key.command("copy")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def copy_key(file: Path) -> None:
    """Write a copy of the keys, to be kept away from the server and its backups. An existing file is not replaced."""
    server = _opened()
    from duecare.office.complaints import keys

    with server.usable_database():
        written = keys.write(keys.ring(make=False), file, new=True)
    click.echo(f"{written}: whoever has this and a backup can read every complaint. Keep it where neither is.")


@command.command("work")
def work_() -> None:
    """Do background work until stopped. `duecare serve` does it beside itself; more workers may run."""
    server = _opened()
    from duecare.office.holding import open_office
    from duecare.office.operations.worker import Work

    with server.usable_database(), open_office("worker"):
        Work(lambda text: click.echo(text, err=True)).run()


@command.command("report")
@click.argument("year", type=int)
@click.option("-o", "--output", metavar="FILE", required=True, help="Write here: .pdf, .docx, .json or .html.")
@click.option("--format", "form", type=click.Choice(["pdf", "docx", "json", "html"]), help="By default by the ending.")
@click.option("--theme", metavar="FILE", help="The house's look; by default theme.yaml in the data folder.")
def report_(year: int, output: str, form: str | None, theme: str | None) -> None:
    """Write the public report of a year from the records, as a draft without the words of the staff."""
    from duecare.cli.laid_out import write_paper
    from duecare.papers.layout import form_of

    asked = form_of(form, output, ("pdf", "docx", "json", "html"))
    server = _opened()
    with server.usable_database():
        from duecare.office.programme.models import Kind
        from duecare.office.programme.papers import paper_of
        from duecare.office.programme.yearly import content_of

        paper = paper_of(Kind.REPORT, content_of(year, {}))
    write_paper(paper, asked, output, theme, [])


def _opened(*, made: bool = True) -> Any:
    """The office, which stops cleanly on SIGTERM; one that was made before, unless told otherwise."""
    from duecare.cli.options import office_ready

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    server = office_ready()
    if made:
        server.must_be_there()
    return server


def _said(manifest: Manifest) -> str:
    from duecare.papers.wording import counted

    number, head = manifest.log
    return (
        f"{counted(manifest.rows('cases.case'), 'case')}, {counted(manifest.files, 'file')}, and the log to entry"
        f" {number} ({head[:16]}). SHA-256 of the manifest: {manifest.digest}"
    )


def _verified() -> None:
    """Verify the office; a line a problem and exit 1, or one sentence."""
    from duecare.office.operations.checking import counted, problems

    wrong = 0
    for wrong, problem in enumerate(problems(), 1):  # noqa: B007
        click.echo(problem)
    if wrong:
        sys.exit(1)
    found = counted()
    click.echo(
        f"The office verifies: {found.entries} entries of the log, {found.cases} cases, {found.deals} versions of deals"
        f" and {found.reviews} reviews are as they were written."
    )
