"""`duecare data`: outside data, from its publishers or from files; what is loaded, and what changed."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

import duecare
from duecare.cli.options import Day
from duecare.cli.sources_given import (
    corrections_of,
    corrections_said,
    dated_addresses,
    formats_of,
    reading_of,
    source_with,
    split_source,
    told_apart,
)
from duecare.errors import DuecareError, InputError
from duecare.papers.loaded import difference_text, kept_in_use, outcome_text, status_text
from duecare.papers.wording import clean, counted, listed
from duecare.snapshots import (
    SOURCES,
    Manifest,
    Source,
    Store,
    Terms,
    home_from,
    import_files,
    pull,
    source_of,
    status_document,
    statuses,
)

Advance = Callable[[int, int | None], None]


@click.group("data")
def command() -> None:
    """Load outside data, and say what is loaded, how old it is and what changed."""


@command.command("pull")
@click.argument("keys", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--accept", is_flag=True, help="Take in an edition that lost over a fifth of its rows, or is older.")
@click.option("--accept-licence", is_flag=True, help="You have the right to use a source that is licensed.")
@click.option("--url", "urls", multiple=True, metavar="URL", help="Fetch one source from here; one a file, in order.")
@click.option("--allow-http", is_flag=True, help="Also over http, as from a mirror in your own network.")
def pull_(keys: tuple[str, ...], accept: bool, accept_licence: bool, urls: tuple[str, ...], allow_http: bool) -> None:
    """Fetch sources from their publishers and put them to use.

    What has not changed is not sent again; a download that broke off is gone on with. A source that fails leaves the
    others alone, and its last good snapshot in use. Exit 2 if one failed.
    """
    sources = [source_of(key) for key in dict.fromkeys(keys)]
    if urls and len(sources) > 1:
        raise InputError("--url goes with one source", hint=f"for several set {sources[0].variable} and its like")
    store, today, failed = _store(), datetime.date.today(), []
    for source in sources:
        given = dated_addresses(source, urls or os.environ.get(source.variable, "").split(), today)
        try:
            with _progress() as begin:
                outcome = pull(
                    store,
                    source,
                    reading=reading_of(source),
                    today=today,
                    urls=given,
                    terms=_terms(source, given, allow_http),
                    accept=accept,
                    accept_licence=accept_licence,
                    progress=begin,
                )
        except DuecareError as problem:
            failed.append(source.key)
            click.echo(_refusal(problem, store, source, today), err=True)
        except KeyboardInterrupt:
            said = f"duecare: stopped at {source.key}; the same command goes on from there."
            click.echo(f"{said} {_kept(store, source, today)}", err=True)
            sys.exit(130)
        else:
            click.echo(clean(f"{outcome_text(outcome, source, today)}{corrections_said(store, source, outcome.taken)}"))
    if failed:
        if len(sources) > 1:
            click.echo(f"{len(failed)} of {counted(len(sources), 'source')} failed: {listed(failed)}.", err=True)
        sys.exit(2)


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="[SOURCE] FILE...")
@click.option("--source", "key", metavar="SOURCE", help="Which source they are of; by default told from them.")
@click.option("--format", "form", metavar="FORMAT", help="The format they have; by default told from them.")
@click.option("--published", type=Day(), help="The day of this edition, where the files do not give it.")
@click.option("--checksum", "sha256", metavar="HEX", help="The SHA-256 that the publisher gives for the file.")
@click.option("--accept", is_flag=True, help="Take in an edition that lost over a fifth of its rows, or is older.")
@click.option("--accept-licence", is_flag=True, help="You have the right to use a source that is licensed.")
def import_(
    files: tuple[str, ...],
    key: str | None,
    form: str | None,
    published: datetime.date | None,
    sha256: str | None,
    accept: bool,
    accept_licence: bool,
) -> None:
    """Put files to use that you have: all files of one edition together.

    The name of their source may stand first, as in `duecare data import freedom-house FILE`. An edition older than the
    one in use is kept beside it, for comparison and for reviews at an earlier date.
    """
    key, files = split_source(key, files)
    paths = [Path(file) for file in files]
    named = source_of(key) if key is not None else None
    formats = formats_of(paths, form, named)
    source = named or source_with(paths, formats)
    for path, one in zip(paths, formats, strict=True):
        if one not in source.accepted:
            hint = f"accepted: {', '.join(source.accepted)}"
            raise InputError(f"is {one}, which is no format of {source.key}", path=str(path), hint=hint)
    if source.access == "licence" and not accept_licence:
        raise InputError(
            f"{source.key}: it {source.terms}", hint="if you have that right, say so with --accept-licence"
        )
    store, today = _store(), datetime.date.today()
    given = list(zip(paths, formats, strict=True))
    try:
        with _progress() as begin:
            advance = begin(source.key)
            outcome = import_files(
                store,
                source,
                given,
                reading=reading_of(source),
                today=today,
                published=published,
                sha256=sha256,
                accept=accept,
                advance=lambda done: advance(done, None),
            )
    except DuecareError as problem:
        click.echo(_refusal(problem, store, source, today), err=True)
        sys.exit(2)
    click.echo(clean(f"{outcome_text(outcome, source, today)}{corrections_said(store, source, outcome.taken)}"))


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--verify", is_flag=True, help="Read every file that is kept and compare its hash; exit 1 if one differs."
)
def status_(as_json: bool, verify: bool) -> None:
    """Say what is loaded and what is not: how old, how many rows, which licence, what changed last time."""
    store, today = _store(), datetime.date.today()
    found = statuses(store, SOURCES.values(), today, verify=verify)
    home = str(store.home.root)
    if as_json:
        click.echo(json.dumps(status_document(found, today, home), ensure_ascii=False, indent=2))
    else:
        click.echo(status_text(found, today, home), nl=False)
    if any(one.damage for one in found):
        sys.exit(1)


@command.command("corrections")
@click.argument("key", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def corrections_(key: str, as_json: bool) -> None:
    """Say which cells of a country source were not taken as they stand: where, what they say, what is used, and why."""
    source, store = source_of(key), _store()
    found = corrections_of(store, source, _in_use(store, source))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        used = f"used: {one.used}" if one.used is not None else "left out"
        click.echo(clean(f"{one.where}: {one.raw or 'nothing'}; {used}. {one.reason}"))
    if not found:
        click.echo(f"{key}: every cell was taken as it stands.")


@command.command("diff")
@click.argument("key", metavar="SOURCE")
@click.option("--from", "since", type=Day(), help="The snapshot of this day; by default the one before.")
@click.option("--to", "until", type=Day(), help="The snapshot of this day; by default the one in use.")
def diff_(key: str, since: datetime.date | None, until: datetime.date | None) -> None:
    """Say what changed between two snapshots of a source: entries added, removed and changed, with their names."""
    source, store = source_of(key), _store()
    after = _in_use(store, source) if until is None else _on(store, source, until)
    before = _before(store, source, after) if since is None else _on(store, source, since)
    reading = reading_of(source)
    found = store.compare(before, after, reading.rows, reading.version)
    names, fields = told_apart(store, source, before, after, found)
    click.echo(difference_text(before, after, found, names, fields), nl=False)


# ── the environment ──────────────────────────────────────────────────────────────────────────────────────────────────


def _store() -> Store:
    return Store(home_from(os.environ))


def _terms(source: Source, urls: Sequence[str], allow_http: bool) -> Terms:
    first = next(iter(urls), None) or next((file.url for file in source.files if file.url), "")
    return Terms(insecure=allow_http, proxy=_proxy(first), agent=f"duecare/{duecare.__version__}")


def _proxy(url: str) -> str | None:
    """The proxy that this machine uses for an address, if it uses one."""
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


@contextmanager
def _progress() -> Iterator[Callable[[str], Advance]]:
    """What shows how far a file has come: a bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:

        def begin(name: str) -> Advance:
            task = bar.add_task(name, total=None)
            return lambda done, total: bar.update(task, completed=done, total=total)

        yield begin


# ── which snapshots ──────────────────────────────────────────────────────────────────────────────────────────────────


def _in_use(store: Store, source: Source) -> Manifest:
    current = store.current(source.key)
    if current is None:
        raise InputError(f"{source.key} is not loaded", hint="`duecare data status` says what is")
    return current.manifest


def _on(store: Store, source: Source, day: datetime.date) -> Manifest:
    manifest = store.on(source.key, day)
    if manifest is None:
        raise InputError(f"{source.key}: no snapshot of {day} or before is kept", hint=_kept_ones(store, source))
    return manifest


def _before(store: Store, source: Source, after: Manifest) -> Manifest:
    """The one that was in use before this one, or else the one of the day before."""
    history = store.history(source.key)
    ids = [manifest.id for manifest in history]
    since = after.changes.since if after.changes else None
    if since in ids:
        return history[ids.index(since)]
    at = ids.index(after.id) if after.id in ids else 0
    if at == 0:
        raise InputError(f"{source.key}: no snapshot before {after.id} is kept", hint=_kept_ones(store, source))
    return history[at - 1]


def _kept_ones(store: Store, source: Source) -> str:
    dates = [str(manifest.date) for manifest in store.history(source.key)]
    return f"kept are those of {listed(dates)}" if dates else "none is kept"


def _kept(store: Store, source: Source, day: datetime.date) -> str:
    """What of a source is in use, after a failure."""
    try:
        return kept_in_use(store.current(source.key), day)
    except InputError as problem:
        return f"What was loaded is damaged: {problem}."


def _refusal(problem: DuecareError, store: Store, source: Source, day: datetime.date) -> str:
    why = str(problem).removeprefix(f"{source.key}: ").rstrip(".")
    return clean(f"{source.key}: not loaded: {why}. {_kept(store, source, day)}")
