"""The result as Parquet tables in a folder: complete, or not there."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duecare.errors import InputError, OutputError
from duecare.portfolio.carried import carried_rows
from duecare.portfolio.columns import PARTIES
from duecare.portfolio.fact_rows import fact_columns
from duecare.portfolio.judged_tables import Ratings, said_of
from duecare.portfolio.kept import WORK
from duecare.portfolio.layout import Looked
from duecare.portfolio.looking import Subject
from duecare.portfolio.numbered import Numbered
from duecare.portfolio.parquet import arrow, lists, table_files, worded, write_parts, write_table
from duecare.portfolio.profiles import Profiles
from duecare.portfolio.run import Signed
from duecare.portfolio.schema import SCHEMA, TABLES
from duecare.snapshots.lock import locked

MANIFEST: Final = "manifest.json"
BASIS: Final = "basis"
_OURS: Final = SCHEMA.partition("/")[0] + "/"


def write_tables(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    book: Numbered,
    looked: Looked,
    groups: Sequence[Signed],
    rated: Ratings,
    profiles: Mapping[str, Profiles],
) -> None:
    """Write the tables that do not follow from judging alone; `judged_tables` and `looking` write the others."""
    _transactions(folder, connection, columns, book, looked, groups, rated)
    _signatures(folder, groups)
    _profiles(folder, profiles)
    _subjects(folder, book, looked)
    _rejects(folder, connection)


def refuse_foreign(folder: Path) -> None:
    """See that a result may take the place of what is there.

    Raises:
        InputError: something is there that is no result of ours.
    """
    if folder.exists() and not str(_manifest(folder).get("schema", "")).startswith(_OURS):
        raise InputError(
            "is there and holds no result of a portfolio review",
            path=str(folder),
            hint="name a folder that is not there",
        )


@contextmanager
def written_whole(folder: Path, manifest: Mapping[str, Any], basis: str | None = None) -> Iterator[Path]:
    """A folder beside the one that is meant, to write tables into; then the manifest is added and it gets its name.

    Args:
        folder: The one that is meant.
        manifest: What stands in the manifest; read when the block is done.
        basis: What the result rests on. What a run over the same has left when it was stopped or killed is at hand
            again (`duecare.portfolio.kept`); without a basis, and where it is another, the folder is empty.

    Raises:
        InputError: something is there that is no result of ours.
        OutputError: it cannot be written, or another run writes it. A result that was there before is still there.
    """
    refuse_foreign(folder)
    target = folder.resolve()
    beside, before, lock = (target.with_name(f".{target.name}.{state}") for state in ("writing", "before", "lock"))
    keep = False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(lock, f"{folder}: another run is writing it; wait for that one or stop it"):
            try:
                _emptied(beside, basis)
                yield beside
                shutil.rmtree(beside / WORK, ignore_errors=True)
                files = {name: len(table_files(beside, name)) for name in TABLES}
                document = {"schema": SCHEMA, **manifest, "files": files}
                (beside / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", "utf-8")
                (beside / BASIS).unlink()
                _replace(beside, target, before)
            except KeyboardInterrupt:
                keep = basis is not None
                raise
            finally:
                if not keep:
                    shutil.rmtree(beside, ignore_errors=True)
                lock.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None


def _emptied(folder: Path, basis: str | None) -> None:
    """Clear a folder of what was left by another run, unless that was over the same."""
    left = folder / BASIS
    if basis is None or not left.is_file() or left.read_text("utf-8") != basis:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        left.write_text(basis or "", "utf-8")


def _replace(new: Path, target: Path, before: Path) -> None:
    """Give a folder its name. What had the name stays under another one until then."""
    if not target.exists():
        os.replace(new, target)
        return
    shutil.rmtree(before, ignore_errors=True)
    os.replace(target, before)
    try:
        os.replace(new, target)
    except BaseException:  # also where the user stops it just now
        if not target.exists():
            os.replace(before, target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def manifest_day(manifest: Mapping[str, Any]) -> datetime.date:
    """The day whose law a result is judged by."""
    return datetime.date.fromisoformat(manifest["law_at"])


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result.

    Raises:
        InputError: no result is there, or one of another version.
    """
    found = _manifest(folder)
    if not found:
        raise InputError(
            "is no result of a portfolio review", path=str(folder), hint="duecare portfolio review BOOK -o FOLDER"
        )
    if found.get("schema") != SCHEMA:
        raise InputError(f"is of the form {found.get('schema')!r}", path=str(folder), hint=f"accepted: {SCHEMA}")
    for name, count in found.get("files", {}).items():
        held = len(table_files(folder, name))
        if held != count:
            raise InputError(f"is not whole: {name} has {held} files; {count} were written", path=str(folder))
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    """What stands in the manifest; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _transactions(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    book: Numbered,
    looked: Looked,
    groups: Sequence[Signed],
    rated: Ratings,
) -> None:
    size = book.size
    signature = np.full(size, -1, np.int32)
    end_user, use_code, place_stated = (np.zeros(size, np.int32) for _ in range(3))
    for one in groups:
        group = one.group
        signature[group.at] = one.signature
        end_user[group.at] = group.parties[0]
        use_code[group.at] = group.use_code
        place_stated[group.at] = group.stated
    others, roles, places = _Lists(size), _Lists(size), _Lists(size)
    for one in groups:
        others.add(one.group.at, one.group.parties[1:])
        roles.add(one.group.at, [np.full(len(one.group.at), PARTIES.index(role)) for role in one.group.roles])
        places.add(one.group.at, one.group.places)
    names = [str(row.get(f"{role}.name") or "") for role, row, _ in book.party_rows]
    kinds = [_one(subject.facts, "party.kind") for subject in looked.parties]
    item_names = [str(row.get("item.name") or "") for row in book.items.rows]
    capabilities = [_capabilities(one.facts) for one in looked.items]

    def parts() -> Iterator[dict[str, Any]]:
        start = 0
        for carried in carried_rows(connection, columns):
            stop = start + len(carried["row"])
            rows = slice(start, stop)
            item, user, code = book.items.of[rows], end_user[rows], use_code[rows]
            yield {
                **carried,
                **said_of(rated, signature[rows]),
                "signature": signature[rows],
                "item": item,
                "end_user": user,
                "others": others.part(start, stop),
                "other_roles": roles.part(start, stop, PARTIES),
                "place": code,
                "place_stated": place_stated[rows],
                "other_places": places.part(start, stop),
                "deal": book.deals.of[rows],
                "use": book.uses.of[rows],
                "item_name": worded(item, item_names),
                "capabilities": worded(item, capabilities),
                "end_user_name": worded(user, names),
                "end_user_kind": worded(user, kinds),
                "country": worded(code, book.codes),
            }
            start = stop

    write_parts(folder, "transactions", parts())


class _Lists:
    """One list of small numbers a row, of which the rows of each group have as many."""

    def __init__(self, size: int) -> None:
        self._columns: list[NDArray[np.int32]] = []
        self._size = size
        self._counts = np.zeros(size, np.int32)

    def add(self, at: NDArray[np.intp], columns: Sequence[NDArray[Any]]) -> None:
        """Give rows their lists, the values of each place of these as a column."""
        self._counts[at] = len(columns)
        for place, column in enumerate(columns):
            if place == len(self._columns):
                self._columns.append(np.zeros(self._size, np.int32))
            self._columns[place][at] = column

    def part(self, start: int, stop: int, words: Sequence[str] | None = None) -> Any:
        """The lists of some rows; with words, these in the place of the numbers."""
        counts = self._counts[start:stop]
        if not self._columns:
            return lists(counts, worded(counts[:0], words) if words else counts[:0])
        table = np.stack([column[start:stop] for column in self._columns], axis=1)
        flat = table[np.arange(table.shape[1]) < counts[:, None]]
        return lists(counts, worded(flat, words) if words else flat)


def _one(facts: Mapping[str, Any], column: str) -> str:
    settled = facts.get(column)
    return str(settled.candidates[0]) if settled is not None and len(settled.candidates) == 1 else ""


def _capabilities(facts: Mapping[str, Any]) -> str:
    return ", ".join(
        sorted(
            column.split("#")[1]
            for column, settled in facts.items()
            if column.startswith("item.capability#") and settled.candidates == (True,)
        )
    )


def _signatures(folder: Path, groups: Sequence[Signed]) -> None:
    """Each signature with the profiles in its slots: what it can be judged from again."""
    numbers, shapes, flat, counts = [], [], [], []
    first = 0
    for one in groups:
        slots, size = one.group.shape.slots, len(one.known)
        numbers.append(np.arange(first, first + size, dtype=np.int32))
        shapes += [f"{','.join(slots)}|{','.join(one.group.shape.seats)}"] * size
        flat.append(np.stack([one.unique[slot] for slot in slots], axis=1).ravel().astype(np.int32))
        counts.append(np.full(size, len(slots), np.int32))
        first += size
    nothing = np.zeros(0, np.int32)
    write_table(
        folder,
        "signatures",
        {
            "signature": np.concatenate([nothing, *numbers]),
            "shape": shapes,
            "profiles": lists(np.concatenate([nothing, *counts]), np.concatenate([nothing, *flat])),
        },
    )


def _profiles(folder: Path, profiles: Mapping[str, Profiles]) -> None:
    rows: dict[str, list[Any]] = {key: [] for key in TABLES["profiles"]}
    for kind, held in profiles.items():
        for number, facts in enumerate(held.facts):
            for column, settled in facts.items():
                rows["kind"].append(kind)
                rows["number"].append(number)
                rows["column"].append(column)
                rows["values"].append(json.dumps(list(settled.candidates), default=str))
                rows["interested"].append(settled.interested_only)
    write_table(folder, "profiles", rows)


def _subjects(folder: Path, book: Numbered, looked: Looked) -> None:
    """Every distinct subject, and the statements that were not filed where it was looked at."""
    kinds: dict[str, tuple[Sequence[tuple[str, str]], Sequence[Subject]]] = {
        "item": ([(str(row.get("item.name") or ""), "") for row in book.items.rows], looked.items),
        "transaction": ([("", "")] * len(looked.deals), looked.deals),
        "use": ([("", "")] * len(looked.uses), looked.uses),
        "party": ([(str(row.get(f"{role}.name") or ""), str(row.get(f"{role}.country") or ""))
                   for role, row, _ in book.party_rows], looked.parties),
        "place": ([(code, code) for code in (str(row.get("place.country") or "") for row in book.places.rows)],
                  looked.places),
    }  # fmt: skip
    subjects: list[tuple[str, int, str, str]] = []
    for kind, (names, held) in kinds.items():
        subjects += [(kind, number, *name) for number, name in enumerate(names)]
        write_table(folder, "facts", fact_columns(kind, enumerate(one.assertions for one in held)), kind)
    countries = [(number, code) for number, code in enumerate(book.codes) if code in looked.countries]
    subjects += [("country", number, code, code) for number, code in countries]
    said = ((number, looked.countries[code].assertions) for number, code in countries)
    write_table(folder, "facts", fact_columns("country", said), "country")
    columns = {name: [row[at] for row in subjects] for at, name in enumerate(TABLES["subjects"])}
    write_table(folder, "subjects", columns)


def _rejects(folder: Path, connection: Any) -> None:
    names = list(TABLES["rejects"])
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "rejects" in tables:
        quoted = ", ".join(f'"{name}"' for name in names)
        table = arrow(connection, f'SELECT {quoted} FROM rejects ORDER BY source, "row"')
        write_table(folder, "rejects", {name: table.column(name) for name in names})
    else:
        write_table(folder, "rejects", {name: [] for name in names})
