"""`duecare data`: outside data, from its publishers or from files; what is loaded, and what changed."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

import duecare
from duecare.cli.options import Day
from duecare.errors import DuecareError, InputError
from duecare.papers.loaded import difference_text, kept_in_use, outcome_text, status_text
from duecare.papers.wording import clean, counted, listed
from duecare.snapshots import (
    SOURCES,
    Manifest,
    Reading,
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
        given = urls or tuple(os.environ.get(source.variable, "").split())
        try:
            with _progress() as begin:
                outcome = pull(
                    store,
                    source,
                    reading=_reading(source),
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
            click.echo(clean(outcome_text(outcome, source, today)))
    if failed:
        if len(sources) > 1:
            click.echo(f"{len(failed)} of {counted(len(sources), 'source')} failed: {listed(failed)}.", err=True)
        sys.exit(2)


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
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

    An edition older than the one in use is kept beside it, for comparison and for reviews at an earlier date.
    """
    paths = [Path(file) for file in files]
    named = source_of(key) if key is not None else None
    formats = _formats(paths, form, named)
    source = named or _source_with(paths, formats)
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
                reading=_reading(source),
                today=today,
                published=published,
                sha256=sha256,
                accept=accept,
                advance=lambda done: advance(done, None),
            )
    except DuecareError as problem:
        click.echo(_refusal(problem, store, source, today), err=True)
        sys.exit(2)
    click.echo(clean(outcome_text(outcome, source, today)))


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


@command.command("diff")
@click.argument("key", metavar="SOURCE")
@click.option("--from", "since", type=Day(), help="The snapshot of this day; by default the one before.")
@click.option("--to", "until", type=Day(), help="The snapshot of this day; by default the one in use.")
def diff_(key: str, since: datetime.date | None, until: datetime.date | None) -> None:
    """Say what changed between two snapshots of a source: entries added, removed and changed, with their names."""
    source, store = source_of(key), _store()
    after = _in_use(store, source) if until is None else _on(store, source, until)
    before = _before(store, source, after) if since is None else _on(store, source, since)
    reading = _reading(source)
    found = store.compare(before, after, reading.rows, reading.version)
    from duecare.parties.lists.loaded import fields_changed, loaded_entries

    gone, come = {*found.removed, *found.changed}, {*found.added, *found.changed}
    old = {entry.id: entry for entry in loaded_entries(store, before) if entry.id in gone}
    new = {entry.id: entry for entry in loaded_entries(store, after) if entry.id in come}
    names = {row_id: entry.name for row_id, entry in (old | new).items()}
    fields = {row_id: fields_changed(old[row_id], new[row_id]) for row_id in found.changed}
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


# ── what the lists know ──────────────────────────────────────────────────────────────────────────────────────────────


def _reading(source: Source) -> Reading:
    from duecare.parties.lists.loaded import list_reading

    return list_reading(source)


def _formats(paths: Sequence[Path], form: str | None, source: Source | None) -> list[str]:
    """The format of each file: as said, as its content shows, or else that of the others or the source's only one."""
    from duecare.parties.lists import FORMATS, sniff

    if form is not None:
        if form not in FORMATS:
            raise InputError(f"no format {form!r}", hint=f"there are {', '.join(FORMATS)}")
        return [form] * len(paths)
    if any(path.suffix.casefold() in (".yaml", ".yml") for path in paths):
        return ["mapped"] * len(paths)
    found = [sniff(path) for path in paths]
    told = {one for one in found if one is not None} or set(source.accepted if source else ())
    for path, known in zip(paths, found, strict=True):
        if known is None and not path.stat().st_size:
            raise InputError("is empty", path=str(path))
        if known is None and len(told) != 1:
            hint = f"--format: {', '.join(FORMATS)}"
            raise InputError("is no list in a format that its content tells", path=str(path), hint=hint)
    return [known or next(iter(told)) for known in found]


def _source_with(paths: Sequence[Path], formats: Sequence[str]) -> Source:
    """The source that files are of, by their formats and the lists that their entries are on."""
    from duecare.parties.lists.loaded import lists_in

    fitting = [source for source in SOURCES.values() if set(formats) <= set(source.accepted)]
    if len(fitting) > 1:
        together = {form: [path for path, one in zip(paths, formats, strict=True) if one == form] for form in formats}
        lists = {key for form, group in together.items() for key in lists_in(form, group)}
        exact = [source for source in fitting if lists <= set(source.lists)]
        fitting = exact or [source for source in fitting if all(map(source.may_hold, lists))] or fitting
    if len(fitting) > 1:
        fitting = [source for source in fitting if not source.selects] or fitting
    if len(fitting) != 1:
        names = ", ".join(source.key for source in fitting or SOURCES.values())
        raise InputError("which source it is of is not certain", path=str(paths[0]), hint=f"say --source: {names}")
    return fitting[0]


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
