"""The tables of a result that was watched: what stays is shared with the one before, what is new stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.judging.processes import done_by
from duecare.portfolio.rejudged import Rejudged
from duecare.portfolio.relaid import Found, Relaid
from duecare.portfolio.result.kept import WORK
from duecare.portfolio.result.parquet import schema_of, table_files, write_table
from duecare.portfolio.result.read_back import StoredResult
from duecare.portfolio.result.result_folder import copied
from duecare.portfolio.result.schema import TABLES
from duecare.portfolio.result.tables import one_value, profile_columns, signature_columns
from duecare.portfolio.subjects.looking import Subject, file_facts, file_matches

_JUDGED = ("findings", "stops", "questions")


@dataclass(frozen=True)
class Watched:
    """What is new. again: rows whose subjects are others; rows: those of which something else may be said.

    sizes: how many profiles of each kind there were; keeps: whether what was said of other rows stays; file: what the
    names of new files begin with.
    """

    stored: StoredResult
    found: Found
    again: Relaid
    rows: Rejudged
    sizes: Mapping[str, int]
    keeps: bool
    file: str


def write_watched(folder: Path, watched: Watched, *, workers: int = 1) -> tuple[Path, Path]:
    """Write the tables of a result that was watched; what is said of new signatures is there already.

    Returns:
        Folders with the transactions that were judged again, as tables: as they were, and as they are. They stand among
        the work of the run, and go with it.
    """
    then, now = (folder / WORK / name for name in ("then", "now"))
    for side in (then, now):
        (side / "transactions").mkdir(parents=True)
    before = watched.stored.folder
    for name in TABLES:
        (folder / name).mkdir(exist_ok=True)
    parties = watched.found.parties
    other = {number: one for number, one in parties.items() if number not in watched.found.same}
    stated = {"party": other, "country": watched.found.countries, "place": watched.found.places}
    numbers = {"facts": stated, "matches": {"party": parties}}
    rewritten = [file for name, held in numbers.items() for file in _files_with(before, name, held)]
    rows, files = 0, []
    for file in table_files(before, "transactions"):
        first, rows = rows, rows + _rows(file)
        part = slice(*np.searchsorted(watched.rows.at, (first, rows)).tolist())
        if part.start < part.stop:
            files.append((file, first, part))
    without = [f"{file.parent.name}/{file.name}" for file in (*rewritten, *(file for file, *_ in files))]
    copied(before, folder, without=[*without, *(() if watched.keeps else _JUDGED)])
    for file in rewritten:
        _without_subjects(file, folder / file.parent.name / file.name, numbers[file.parent.name])
    for kind, subjects in stated.items():
        file_facts(folder, kind, subjects, f"{watched.file}-{kind}")
    file_matches(folder, parties, watched.file)
    write_table(folder, "profiles", profile_columns(watched.stored.profiles, watched.sizes), watched.file)
    shapes = zip(watched.again.texts, watched.again.groups, strict=True)
    write_table(folder, "signatures", signature_columns(shapes, watched.stored.size), watched.file)
    kinds = {number: one_value(one.facts, "party.kind") for number, one in watched.found.parties.items()}
    tasks = [(file, folder, first, part) for file, first, part in files]
    for _ in done_by(_transactions, (watched, kinds), tasks, workers):
        pass
    for side in (then, now):
        if not tasks:
            write_table(side, "transactions", {name: [] for name in TABLES["transactions"]})
    return then, now


def _rows(file: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(file).num_rows)


def _transactions(work: tuple[Watched, Mapping[int, str]], task: tuple[Path, Path, int, slice]) -> None:
    """One file of `transactions` with what is new of its rows; and these rows by themselves, before and after."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    (watched, kinds), (source, folder, first, part) = work, task
    rows = watched.rows.part(part)
    at = rows.at - first
    said = {**rows.said(), "signature": rows.signature, "outcome": rows.outcome}
    numbered = [name for name, (kind, _) in TABLES["transactions"].items() if kind == "string" and name not in said]
    numbered.remove("end_user_kind")
    before = pq.ParquetFile(source, read_dictionary=numbered).read()
    users, shown = (before.column(name).take(pa.array(at)).to_pylist() for name in ("end_user", "end_user_kind"))
    said["end_user_kind"] = [kinds.get(number, kind) for number, kind in zip(users, shown, strict=True)]
    mask = np.zeros(before.num_rows, np.bool_)
    mask[at] = True
    now = {name: before.column(name).combine_chunks() for name in before.column_names}
    for name, values in said.items():
        kind = now[name].type
        new = values.cast(kind) if isinstance(values, pa.Array) else pa.array(values, kind)
        now[name] = pc.replace_with_mask(now[name], pa.array(mask), new)
    file = source.stem.removeprefix("part-")
    write_table(folder, "transactions", now, file)
    for side, columns in (("then", before), ("now", pa.table(now))):
        some = columns.take(pa.array(at)).cast(schema_of("transactions"))  # of what is numbered, only what is here
        write_table(folder / WORK / side, "transactions", {name: some.column(name) for name in some.column_names}, file)


def _files_with(folder: Path, name: str, numbers: Mapping[str, Mapping[int, Subject]]) -> list[Path]:
    """The files of a table that hold rows about some of the subjects."""
    import pyarrow.parquet as pq

    if not any(numbers.values()):
        return []
    found = []
    for file in table_files(folder, name):
        columns = ["party"] if name == "matches" else ["kind", "number"]
        mask = _about(pq.ParquetFile(file).read(columns), numbers)
        if mask.any():
            found.append(file)
    return found


def _without_subjects(source: Path, target: Path, numbers: Mapping[str, Mapping[int, Subject]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.ParquetFile(source).read()
    pq.write_table(table.filter(pa.array(~_about(table, numbers))), target, compression="zstd")


def _about(table: Any, numbers: Mapping[str, Mapping[int, Subject]]) -> NDArray[np.bool_]:
    """The rows about some of the subjects; those of `matches` are about parties."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.zeros(table.num_rows, np.bool_)
    if "party" in table.column_names:
        return np.isin(table.column("party").to_numpy(), list(numbers["party"]))
    for kind, subjects in numbers.items():
        if subjects:
            held = pc.and_(pc.equal(table.column("kind"), kind),
                           pc.is_in(table.column("number"), pa.array(list(subjects), pa.int32())))  # fmt: skip
            found |= held.to_numpy()
    return found
