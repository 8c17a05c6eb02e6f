"""Backups of an office: one archive with all that it rests on but its keys, which restores into either database.

That is every row but those of sessions and workers, every paper and book, the journal of decided matches, and the
look of the house's papers. The key that signs and encrypts is not in it, nor any setting, nor lists
that can be fetched again.

The rows are read in one snapshot of the database, so what is written meanwhile is whole in the archive or not in it.
They are lines of JSON, a member a table: no program of a database is needed, and a backup of an office on SQLite
restores into one on PostgreSQL. Files are read after the rows, so each that a row names is there. The last member,
`manifest.json`, holds the SHA-256 of every other, and where the log ended.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError
from django.utils import timezone

import duecare
from duecare.errors import InputError, OutputError
from duecare.office.audit.chain import locked_head
from duecare.office.operations.beside import JOURNAL, PutBack, beside, key_mark, place_of
from duecare.office.operations.tables import count_on, emptied, lines_of, read_rows, tables, write_rows
from duecare.office.resolving.journal import journal_path

SCHEMA: Final = "duecare.office-backup/1"
MANIFEST: Final = "manifest.json"
SNAPSHOT: Final = "snapshot"
PIECE: Final = 1 << 20
DAMAGED: Final = (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile)


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. digest: the SHA-256 of the manifest, which a careful house keeps elsewhere."""

    document: dict[str, Any]
    digest: str

    @property
    def members(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.document["members"]
        return found

    @property
    def log(self) -> tuple[int, str]:
        return self.document["log"]["number"], self.document["log"]["hash"]

    def rows(self, table: str) -> int:
        return int(self.members.get(f"tables/{table}.jsonl", {}).get("rows", 0))

    @property
    def files(self) -> int:
        return sum(name.startswith("files/") for name in self.members)

    @property
    def other_key(self) -> bool:
        """Whether it was made under another key than the office here has."""
        return self.document.get("key") not in (None, key_mark())


def backup(path: Path) -> Manifest:
    """Write an archive of the office, beside its place and renamed when it is whole.

    Raises:
        OutputError: it cannot be written; nothing is left of it then.
    """
    try:
        file, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written: {problem.strerror}") from None
    try:
        with os.fdopen(file, "wb") as raw:
            with gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0) as packed, tarfile.open(
                fileobj=packed, mode="w", format=tarfile.PAX_FORMAT
            ) as archive:  # fmt: skip
                manifest = _written(archive, path.parent)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(beside, path)
    except OSError as problem:
        raise OutputError(f"{path}: cannot be written: {problem.strerror or problem}") from None
    finally:
        Path(beside).unlink(missing_ok=True)
    return manifest


def _written(archive: tarfile.TarFile, folder: Path) -> Manifest:
    members: dict[str, dict[str, Any]] = {}
    with _snapshot() as using, tempfile.TemporaryFile(dir=folder) as journal:
        with transaction.atomic(), connections[using].cursor() as cursor:
            locked_head()  # nobody decides a match or erases one between the rows and the journal
            cursor.execute("SELECT number, hash FROM audit_head")
            number, head = cursor.fetchone()
            if journal_path().is_file():
                with journal_path().open("rb") as source:
                    shutil.copyfileobj(source, journal, PIECE)
        if journal.tell():
            members[JOURNAL] = _added(archive, JOURNAL, journal)
        for table in tables():
            with tempfile.TemporaryFile(dir=folder) as rows:
                count = write_rows(table, using, rows)
                name = f"tables/{table._meta.label_lower}.jsonl"
                members[name] = {**_added(archive, name, rows), "rows": count}
        applied = MigrationRecorder(connections[using]).applied_migrations()
    for file in _files():
        name = f"files/{file.relative_to(settings.MEDIA_ROOT).as_posix()}"
        try:
            with file.open("rb") as source:
                members[name] = _added(archive, name, source)
        except FileNotFoundError:
            continue  # erased since the folder was listed
    for name, file in beside():
        with file.open("rb") as source:
            members[name] = _added(archive, name, source)
    document = {
        "schema": SCHEMA, "made_at": timezone.now().isoformat(timespec="seconds"), "duecare": duecare.__version__,
        "database": connection.vendor, "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "log": {"number": number, "hash": head}, "key": key_mark(), "members": members,
    }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, indent=1).encode()
    _added(archive, MANIFEST, io.BytesIO(text))
    return Manifest(document, sha256(text).hexdigest())


@contextmanager
def _snapshot() -> Iterator[str]:
    """A connection that sees the database as it is now, whatever is written meanwhile; nobody is kept from writing."""
    given = connections.settings["default"]
    options = dict(given.get("OPTIONS") or {})
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    else:
        from django.db.backends.postgresql.psycopg_any import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections.settings[SNAPSHOT] = {**given, "OPTIONS": options, "CONN_MAX_AGE": 0}
    try:
        with transaction.atomic(using=SNAPSHOT):
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT], connections.settings[SNAPSHOT]


def _files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not path.name.startswith("."))  # those are not yet wholly uploaded


def _added(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> dict[str, Any]:
    """Add a member; returns its size and SHA-256 as they went into the archive."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = source.seek(0, os.SEEK_END), 0o600
    source.seek(0)
    read = _Hashed(source)
    archive.addfile(member, read)
    return {"bytes": member.size, "sha256": read.hash.hexdigest()}


class _Hashed:
    """A file whose SHA-256 is taken of what is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash = source, sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.hash.update(piece)
        return piece


def inspect(path: Path) -> Manifest:
    """Read an archive through, and hold every member to what the manifest says of it.

    Raises:
        InputError: it is no backup, was cut off or was changed; names the member.
    """
    found: dict[str, dict[str, Any]] = {}
    text, last = b"", "its beginning"
    try:
        for name, member in _members(path):
            last = name
            if name in found or (name == MANIFEST and text):
                raise InputError(f"{name} stands in it twice", path=str(path))
            if name == MANIFEST:
                text = member.read()
                continue
            digest, size = sha256(), 0
            while piece := member.read(PIECE):
                digest.update(piece)
                size += len(piece)
            found[name] = {"bytes": size, "sha256": digest.hexdigest()}
    except DAMAGED:
        raise InputError(f"damaged or cut off at {last}; nothing was restored", path=str(path)) from None
    if not text:
        raise InputError(f"ends after {last} without {MANIFEST}: cut off, or no backup", path=str(path))
    manifest = _manifest(text, path)
    for name in sorted(manifest.members.keys() | found.keys()):
        said, is_ = manifest.members.get(name), found.get(name)
        if is_ is None:
            raise InputError(f"{name} is missing from it", path=str(path))
        if said is None:
            raise InputError(f"{name} was put into it: the manifest does not have it", path=str(path))
        if (said.get("bytes"), said.get("sha256")) != (is_["bytes"], is_["sha256"]):
            raise InputError(f"{name} was changed: it has not the SHA-256 that it was written with", path=str(path))
    return manifest


def _manifest(text: bytes, path: Path) -> Manifest:
    try:
        document = json.loads(text)
        if document["schema"] != SCHEMA:
            raise InputError(
                f"{MANIFEST} has schema {document['schema']!r}", path=str(path), hint=f"accepted: {SCHEMA}"
            )
        manifest = Manifest(document, sha256(text).hexdigest())
        _ = manifest.log, [one["sha256"] for one in manifest.members.values()], document["migrations"]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{MANIFEST} cannot be read", path=str(path)) from None
    return manifest


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The members of an archive with their content, each to be read before the next."""
    try:
        with tarfile.open(path, mode="r|gz") as archive:
            for member in archive:
                pure = PurePosixPath(member.name)
                if not member.isreg() or pure.is_absolute() or ".." in pure.parts:
                    raise InputError(f"{member.name} has no place in a backup", path=str(path))
                content = archive.extractfile(member)
                assert content is not None
                yield member.name, content
    except OSError as problem:
        if isinstance(problem, (InputError, gzip.BadGzipFile)):
            raise
        raise InputError(f"cannot be read: {problem.strerror or problem}", path=str(path)) from None


def is_filled() -> bool:
    """Whether anybody or anything is in this office, or a match was decided in its data folder."""
    from duecare.office.audit.models import Entry
    from duecare.office.audit.rows import ACT
    from duecare.office.people.models import User

    return User.objects.exists() or Entry.objects.exclude(act=ACT).exists() or journal_path().is_file()


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put an office back as it was when the archive was made: all of it, or nothing.

    Args:
        path: The archive.
        replace: Whether an office that has something in it may be lost.

    Raises:
        InputError: the archive is damaged, changed or of another version, or the office is not empty.
    """
    manifest = inspect(path)
    if is_filled() and not replace:
        raise InputError(
            "this office is not empty, and a restore replaces all of it", hint="if that is meant: --replace"
        )
    here = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if here != set(manifest.document["migrations"]):
        made = manifest.document.get("duecare", "another version")
        raise InputError(
            f"its tables are those of another version of Duecare ({made}; this is {duecare.__version__})",
            path=str(path), hint="restore with the version that made it, then upgrade",
        )  # fmt: skip
    root = Path(settings.MEDIA_ROOT)
    words = ("restoring", "before", "beside", "beside-before")
    new, old, staged, kept = (root.with_name(f".{root.name}.{word}") for word in words)
    for folder in (new, old, staged, kept):
        shutil.rmtree(folder, ignore_errors=True)
    put: PutBack | None = None
    try:
        for folder in (new, staged):
            folder.mkdir(parents=True, mode=0o700)
        with transaction.atomic():
            _rows_and_files(path, manifest, new, staged)
            if root.exists():
                root.rename(old)
            new.rename(root)
            put = PutBack(staged, kept)
    except BaseException as problem:
        if put is not None:
            put.undo()
        if old.exists():
            shutil.rmtree(root, ignore_errors=True)
            old.rename(root)
        if isinstance(problem, DatabaseError):
            said = str(problem).strip().splitlines()
            raise InputError(f"its rows do not fit together: {said[0] if said else ''}", path=str(path)) from None
        if isinstance(problem, OSError) and not isinstance(problem, InputError):
            raise OutputError(f"{root}: cannot be written: {problem.strerror or problem}") from None
        raise
    finally:
        for folder in (new, staged, kept):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return manifest


def _rows_and_files(path: Path, manifest: Manifest, folder: Path, staged: Path) -> None:
    """Read the archive a second time, now to keep it."""
    by_name = {f"tables/{one._meta.label_lower}.jsonl": one for one in tables()}
    if missing := sorted(by_name.keys() - manifest.members.keys()):
        raise InputError(f"{missing[0]} is missing from it", path=str(path))
    with emptied(connection):
        for name, content in _members(path):
            if name in by_name:
                read_rows(by_name[name], lines_of(content), connection)
            elif name.startswith("files/") or place_of(name) is not None:
                target = folder / name.removeprefix("files/") if name.startswith("files/") else staged / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with target.open("xb") as file:
                    shutil.copyfileobj(content, file, PIECE)
            elif name != MANIFEST:
                raise InputError(f"{name} has no place in this version of Duecare", path=str(path))
    count_on(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM audit_head")
        if tuple(cursor.fetchone() or ()) != manifest.log:
            raise InputError("its log does not end where the manifest says", path=str(path))
