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
from duecare.guidance import Guidance
from duecare.portfolio.columns import PARTIES
from duecare.portfolio.judged_tables import said_of, write_judged
from duecare.portfolio.layout import Looked
from duecare.portfolio.numbered import Numbered
from duecare.portfolio.parquet import arrow, lists, table_files, worded, write_table
from duecare.portfolio.profiles import Profiles
from duecare.portfolio.run import Judged, Signed
from duecare.portfolio.schema import SCHEMA, TABLES
from duecare.review.evidence import show

MANIFEST: Final = "manifest.json"
_OURS: Final = SCHEMA.partition("/")[0] + "/"
_CARRIED: Final = ("date", "quantity", "value", "currency", "framework", "state", "owner", "due", "acquired")


def write_result(
    folder: Path,
    connection: Any,
    columns: Sequence[str],
    book: Numbered,
    looked: Looked,
    groups: Sequence[Signed],
    found: Sequence[Judged],
    profiles: Mapping[str, Profiles],
    guidance: Guidance,
    manifest: Mapping[str, Any],
) -> None:
    """Write every table and then the manifest; the folder gets its name last.

    Raises:
        OutputError: it cannot be written. A result that was there before is still there.
    """
    with written_whole(folder, manifest) as beside:
        _transactions(beside, connection, columns, book, looked, groups, found)
        write_judged(beside, found, guidance, manifest_day(manifest))
        _signatures(beside, groups)
        _profiles(beside, profiles)
        _subjects(beside, book, looked)
        _as_read(beside, connection, "rejects", 'source, "row"')
        _as_read(beside, connection, "reconciliation", "reseller, item")


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
def written_whole(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Path]:
    """A folder beside the one that is meant, to write tables into; then the manifest is added and it gets its name.

    Raises:
        InputError: something is there that is no result of ours.
        OutputError: it cannot be written. A result that was there before is still there.
    """
    refuse_foreign(folder)
    target = folder.resolve()
    beside, before = (target.with_name(f".{target.name}.{state}") for state in ("writing", "before"))
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        yield beside
        files = {name: len(table_files(beside, name)) for name in TABLES}
        document = {"schema": SCHEMA, **manifest, "files": files}
        (beside / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        _replace(beside, target, before)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be written: {problem.strerror or problem}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace(new: Path, target: Path, before: Path) -> None:
    """Give a folder its name. What had the name stays under another one until then."""
    if not target.exists():
        os.replace(new, target)
        return
    shutil.rmtree(before, ignore_errors=True)
    os.replace(target, before)
    try:
        os.replace(new, target)
    except OSError:
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
    found: Sequence[Judged],
) -> None:
    size = book.size
    signature = np.full(size, -1, np.int32)
    end_user, use_code, place_stated = (np.zeros(size, np.int32) for _ in range(3))
    counts = np.zeros(size, np.int32)
    for one in groups:
        group = one.group
        signature[group.at] = one.signature
        end_user[group.at] = group.parties[0]
        use_code[group.at] = group.use_code
        place_stated[group.at] = group.stated
        counts[group.at] = len(group.roles)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    flat = np.zeros(int(offsets[-1]), np.int32)
    flat_roles = np.zeros(int(offsets[-1]), np.int32)
    for one in groups:
        for at, role in enumerate(one.group.roles):
            flat[offsets[one.group.at] + at] = one.group.parties[at + 1]
            flat_roles[offsets[one.group.at] + at] = PARTIES.index(role)
    codes = list(book.codes)
    names = [str(row.get(f"{role}.name") or "") for role, row, _ in book.party_rows]
    kinds = [_one(subject.facts, "party.kind") for subject in looked.parties]
    carried = _carried(connection, columns)
    write_table(
        folder,
        "transactions",
        {
            **carried,
            **said_of(found, signature),
            "signature": signature,
            "item": book.items.of,
            "end_user": end_user,
            "others": lists(counts, flat),
            "other_roles": lists(counts, worded(flat_roles, PARTIES)),
            "place": use_code,
            "place_stated": place_stated,
            "other_places": lists(*_other_places(groups, size)),
            "deal": book.deals.of,
            "use": book.uses.of,
            "item_name": worded(book.items.of, [str(row.get("item.name") or "") for row in book.items.rows]),
            "capabilities": worded(book.items.of, [_capabilities(one.facts) for one in looked.items]),
            "end_user_name": worded(end_user, names),
            "end_user_kind": worded(end_user, kinds),
            "country": worded(use_code, codes),
        },
    )


def _other_places(groups: Sequence[Signed], size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """How many other places each row has, and which, in its order."""
    counts = np.zeros(size, np.int32)
    for one in groups:
        counts[one.group.at] = len(one.group.places)
    first = np.cumsum(counts) - counts
    flat = np.zeros(int(counts.sum()), np.int32)
    for one in groups:
        for at, code in enumerate(one.group.places):
            flat[first[one.group.at] + at] = code
    return counts, flat


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


def _carried(connection: Any, columns: Sequence[str]) -> dict[str, Any]:
    """The row's own fields, in the order of the book."""
    chosen = [f'"{name}"' if name in columns else f"NULL AS {name}" for name in ("id", *_CARRIED)]
    table = arrow(connection, f'SELECT "row", source, {", ".join(chosen)} FROM ordered ORDER BY position')
    import pyarrow as pa
    import pyarrow.compute as pc

    def column(name: str) -> Any:
        return table.column(name)

    numbered = pc.binary_join_element_wise("row", column("row").cast(pa.string()), "-")
    ids = pc.coalesce(column("id").cast(pa.string()), numbered)
    numbers = {name: pc.cast(column(name).cast(pa.string()), pa.float64()) for name in ("quantity", "value")}
    texts = {name: column(name).cast(pa.string()) for name in _CARRIED if name not in numbers}
    return {"transaction": ids, "row": column("row"), "source": column("source"), **numbers, **texts}


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
    """Every distinct subject, and every statement about it with its source: what an explanation is made from."""
    subjects: dict[str, list[Any]] = {key: [] for key in TABLES["subjects"]}
    facts: dict[str, list[Any]] = {key: [] for key in TABLES["facts"]}

    def add(kind: str, number: int, name: str, country: str, subject: Any) -> None:
        for key, value in (("kind", kind), ("number", number), ("name", name), ("country", country)):
            subjects[key].append(value)
        for entry in subject.assertions:
            row = {
                "kind": kind, "number": number, "fact": entry.fact, "value": show(entry.value),
                "source": entry.source.title or entry.found_by, "source_kind": entry.source.kind or "",
                "source_date": entry.source.date.isoformat() if entry.source.date else "", "found_by": entry.found_by,
                "note": entry.note or "",
            }  # fmt: skip
            for key, value in row.items():
                facts[key].append(value)

    for number, subject in enumerate(looked.items):
        add("item", number, str(book.items.rows[number].get("item.name") or ""), "", subject)
    for number, subject in enumerate(looked.deals):
        add("transaction", number, "", "", subject)
    for number, subject in enumerate(looked.uses):
        add("use", number, "", "", subject)
    for number, subject in enumerate(looked.parties):
        role, row, _ = book.party_rows[number]
        add("party", number, str(row.get(f"{role}.name") or ""), str(row.get(f"{role}.country") or ""), subject)
    for number, subject in enumerate(looked.places):
        code = str(book.places.rows[number].get("place.country") or "")
        add("place", number, code, code, subject)
    for number, code in enumerate(book.codes):
        if code in looked.countries:
            add("country", number, code, code, looked.countries[code])
    write_table(folder, "subjects", subjects)
    write_table(folder, "facts", facts)


def _as_read(folder: Path, connection: Any, table: str, order: str) -> None:
    """A table that reading the book left, as it is; empty where it left none."""
    names = list(TABLES[table])
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if table in tables:
        quoted = ", ".join(f'"{name}"' for name in names)
        found = arrow(connection, f"SELECT {quoted} FROM {table} ORDER BY {order}")
        write_table(folder, table, {name: found.column(name) for name in names})
    else:
        write_table(folder, table, {name: [] for name in names})
