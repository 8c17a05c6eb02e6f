"""Pull a source: fetch each of its files that has changed, and take in the edition."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

from duecare.errors import InputError
from duecare.snapshots.fetch import Advance, Fetched, Known, Terms, fetch
from duecare.snapshots.intake import Outcome, Reading, Staged, take
from duecare.snapshots.links import shown_link
from duecare.snapshots.manifest import KeptFile
from duecare.snapshots.objects import removed
from duecare.snapshots.part import Part
from duecare.snapshots.source import Source, SourceFile
from duecare.snapshots.store import Store

Progress = Callable[[str], Advance]
"""Given the name of the file that comes next, what is to be told of its progress."""


def pull(
    store: Store,
    source: Source,
    *,
    reading: Reading,
    today: datetime.date,
    urls: Sequence[str] = (),
    terms: Terms | None = None,
    accept: bool = False,
    accept_licence: bool = False,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Fetch a source and make it the snapshot in use.

    A file that has not changed is not sent again; one that broke off is gone on with, in this call and in the next.

    Args:
        store: Where to.
        source: What to fetch.
        reading: How its files are read.
        today: The day.
        urls: Addresses in place of the source's own, in the order of its files.
        terms: Stall, attempts, proxy; the size limit is the source's.
        accept: Let pass an edition that is older or lost more than a fifth of its rows.
        accept_licence: The user says to have the right to a licensed source.
        progress: Told of each file.
        sleep: Waits between attempts.

    Raises:
        InputError: no address, no licence, a download that failed, or an edition that is refused. What was in use is in
            use still.
        OutputError: another process loads the source, or the disk cannot be written.
    """
    links = addresses(source, urls)
    if source.access == "licence" and not accept_licence:
        raise InputError(
            f"{source.key}: it {source.terms}", hint="if you have that right, say so with --accept-licence"
        )
    terms = replace(terms or Terms(), most_bytes=source.most_bytes)
    with store.writing(source.key) as folder:
        parts = [folder / f"{file.name}.part" for file in source.files]
        staged = [
            _staged(store, file, link, folder, terms, progress(file.name) if progress else None, sleep)
            for file, link in zip(source.files, links, strict=True)
        ]
        modified = max((day for one in staged if (day := _day(one.file.last_modified))), default=None)
        outcome = take(store, source, staged, reading, today=today, modified=modified, checked=True, accept=accept)
        for path, link in zip(parts, links, strict=True):
            Part(path, link).remove()
    return outcome


def addresses(source: Source, urls: Sequence[str] = ()) -> tuple[str, ...]:
    """Where the files of a source are fetched: where the user says, or else where the source has them.

    Raises:
        InputError: the source has no address of its own and none is given, or not one a file.
    """
    links = tuple(urls) or tuple(file.url or "" for file in source.files)
    if source.access == "file" or not source.files:
        raise InputError(f"{source.key}: it {source.terms}", hint=f"duecare data import FILE --source {source.key}")
    if len(links) != len(source.files):
        names = ", ".join(file.name for file in source.files)
        raise InputError(
            f"{source.key}: {len(links)} addresses were given", hint=f"accepted: {len(source.files)}, for {names}"
        )
    if not all(links):
        raise InputError(
            f"{source.key}: it {source.terms}", hint=f"set {source.variable} or give --url; or import the file"
        )
    return links


def _staged(
    store: Store,
    file: SourceFile,
    link: str,
    folder: Path,
    terms: Terms,
    advance: Advance | None,
    sleep: Callable[[float], None],
) -> Staged:
    shown = shown_link(link)
    kept = store.kept_from(shown)
    known = Known(kept.etag, kept.last_modified) if kept else None
    fetched = fetch(link, folder / file.name, known=known, terms=terms, advance=advance, sleep=sleep)
    if fetched is None:
        if kept is None:
            raise InputError("the server says that nothing has changed, and nothing is kept", path=shown)
        return Staged(replace(kept, name=file.name, format=file.format), None, shown)
    _refuse_page(fetched, shown)
    one = KeptFile(
        file.name, file.format, fetched.sha256, fetched.bytes, shown, fetched.etag, fetched.last_modified
    )  # fmt: skip
    return Staged(one, fetched.path, shown)


def _refuse_page(fetched: Fetched, shown: str) -> None:
    """A firewall or a login answers with a web page and says that all is well."""
    with open(fetched.path, "rb") as file:
        begins = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        removed(fetched.path)
        raise InputError(
            "the server sent a web page and not the file", path=shown, hint="open it in a browser to see why"
        )


def _day(header: str | None) -> datetime.date | None:
    try:
        return parsedate_to_datetime(header).date() if header else None
    except ValueError:
        return None
