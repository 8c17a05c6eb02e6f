"""A result read back: its profiles and signatures, to be judged again by other instruments or another policy."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duecare.portfolio.judging.place import KIND_NAMES
from duecare.portfolio.judging.profiles import Facts, Profiles, values_of
from duecare.portfolio.judging.shape import Shape
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.result_folder import manifest_day, read_manifest
from duecare.review.evidence import Settled
from duecare.review.judge import only_exporter

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class StoredSignatures:
    """Signatures of one shape that follow each other. first: the number of the first."""

    first: int
    shape: Shape
    unique: Mapping[str, Numbers]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class StoredResult:
    """A result folder read back: what its signatures can be judged from."""

    folder: Path
    manifest: Mapping[str, Any]
    profiles: Mapping[str, Profiles]
    groups: tuple[StoredSignatures, ...]

    @property
    def law_at(self) -> datetime.date:
        """The day whose law it was judged by."""
        return manifest_day(self.manifest)

    @property
    def size(self) -> int:
        """How many signatures there are."""
        return sum(len(one.known) for one in self.groups)

    def in_slot(self, slot: str) -> Numbers:
        """The number of the profile in a slot that every shape has, for each signature."""
        return np.concatenate([one.unique[slot] for one in self.groups] or [np.zeros(0, np.int32)])

    def some(self, numbers: Numbers) -> list[StoredSignatures]:
        """Signatures by their numbers, which ascend."""
        found = []
        for group in self.groups:
            start, stop = np.searchsorted(numbers, (group.first, group.first + len(group.known)))
            if start < stop:
                at = numbers[start:stop] - group.first
                unique = {slot: column[at] for slot, column in group.unique.items()}
                found.append(StoredSignatures(group.first, group.shape, unique, group.known[at]))
        return found


def read_result(folder: Path) -> StoredResult:
    """Read a result back.

    Raises:
        InputError: no result is there, one of another version, or one whose tables cannot be read.
    """
    manifest = read_manifest(folder)
    profiles = {kind: Profiles(facts) for kind, facts in _profiles(folder).items()}
    return StoredResult(folder, manifest, profiles, tuple(_signatures(folder, profiles)))


def _profiles(folder: Path) -> dict[str, list[Mapping[str, Settled]]]:
    """What is settled under each number of each kind; a number that no row has is one of which nothing is known."""
    table = read_table(folder, "profiles")
    kinds, columns, values = (table.column(name).combine_chunks().dictionary_encode() for name in
                              ("kind", "column", "values"))  # fmt: skip
    number = table.column("number").to_numpy().astype(np.int64)
    interested = table.column("interested").to_numpy().astype(np.int64)
    said = columns.indices.to_numpy().astype(np.int64)
    pairs = (said * max(len(values.dictionary), 1) + values.indices.to_numpy()) * 2 + interested
    distinct, which = np.unique(pairs, return_inverse=True)
    names, texts = columns.dictionary.to_pylist(), values.dictionary.to_pylist()
    settled = []
    for pair in distinct.tolist():
        name, text = names[pair // 2 // len(texts)], texts[pair // 2 % len(texts)]
        settled.append((name, Settled(values_of(name, json.loads(text)), bool(pair % 2))))
    found: dict[str, list[Mapping[str, Settled]]] = {kind: [{}] for kind in KIND_NAMES}
    of_kind = kinds.indices.to_numpy()
    for at, kind in enumerate(kinds.dictionary.to_pylist()):
        rows = np.flatnonzero(of_kind == at)
        held: list[dict[str, Settled]] = [{} for _ in range(int(number[rows].max()) + 1)]
        for place, pair in zip(number[rows].tolist(), which[rows].tolist(), strict=True):
            name, one = settled[pair]
            held[place][name] = one
        found[kind] = list(held)
    return found


def _signatures(folder: Path, profiles: Mapping[str, Profiles]) -> Iterator[StoredSignatures]:
    """Runs of signatures of one shape, as they were judged."""
    table = read_table(folder, "signatures", ["shape", "profiles"])
    shapes = table.column("shape").combine_chunks().dictionary_encode()
    codes = shapes.indices.to_numpy()
    lists = table.column("profiles").combine_chunks()
    numbers, offsets = lists.values.to_numpy(), lists.offsets.to_numpy()
    known = _known(folder, len(codes))
    exporters = exporters_of(profiles["party"].facts)
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)] if len(codes) else [0]
    for start, stop in pairwise(edges):
        text = shapes.dictionary[codes[start]].as_py()
        slots = text.partition("|")[0].split(",")
        held = numbers[offsets[start] : offsets[stop]].reshape(stop - start, len(slots)).T.astype(np.int32)
        yield from of_one_shape(text, dict(zip(slots, held, strict=True)), known[start:stop], start, exporters)


def of_one_shape(
    text: str, ids: Mapping[str, Numbers], known: NDArray[np.bool_], first: int, exporters: NDArray[np.bool_]
) -> Iterator[StoredSignatures]:
    """Signatures whose shape has one text, in runs in which the same parties are judged.

    Args:
        text: The shape as `signatures` has it.
        ids: The number of the profile in each slot.
        known: Whether the place of use is known.
        first: The number of the first of them.
        exporters: By profile of a party whether it is the exporter and nothing else.
    """
    seats = tuple(text.partition("|")[2].split(","))
    places = sum(slot[0] == "C" for slot in ids)
    alone = np.stack([exporters[ids[f"P{at}"]] for at in range(len(seats))], axis=1)
    inner = [0, *(np.flatnonzero((np.diff(alone.astype(np.int8), axis=0) != 0).any(axis=1)) + 1).tolist(), len(known)]
    for begin, end in pairwise(inner):
        shape = Shape(seats, tuple(not one for one in alone[begin].tolist()), places)
        unique = {slot: column[begin:end] for slot, column in ids.items()}
        yield StoredSignatures(first + begin, shape, unique, known[begin:end])


def exporters_of(parties: Sequence[Facts]) -> NDArray[np.bool_]:
    """By profile of a party whether it is the exporter and nothing else."""
    return np.array([only_exporter(facts) for facts in parties], np.bool_)


def _known(folder: Path, size: int) -> NDArray[np.bool_]:
    """Whether the place of use of each signature is known."""
    rows = read_table(folder, "transactions", ["signature", "place"])
    signature, place = rows.column("signature").to_numpy(), rows.column("place").to_numpy()
    found = np.zeros(size, np.bool_)
    found[signature[(signature >= 0) & (place > 0)]] = True
    return found
