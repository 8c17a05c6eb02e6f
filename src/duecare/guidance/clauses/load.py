"""Loading clauses: from the compiled JSON in the wheel where it matches the YAML beside it, else from the YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecare.guidance.build import plain
from duecare.guidance.clauses.model import STRENGTHS, Alternative, Clause, Clauses, Form, Placeholder
from duecare.guidance.load import LIBRARY
from duecare.guidance.model import GuidanceError
from duecare.guidance.source import folder_hash, instrument_folders, read_folder

SHIPPED = Path(__file__).parent / "library"
COMPILED = Path(__file__).parent / "compiled.json"
FORMAT = 1
"""Raised when the compiled form changes, so that an old one is never read."""


def load_clauses(*folders: str | Path) -> Clauses:
    """The shipped clauses, and those of the libraries in the given folders.

    A house's clause may stand in the place of a shipped one (`replaces`). A folder without a library adds nothing: it
    may hold instruments alone.

    Raises:
        GuidanceError: a library that cannot be read, or a clause that is no clause; with file and line.
    """
    house = [found for folder in folders for found in instrument_folders(Path(folder).resolve(), LIBRARY)]
    return _load(tuple(house), tuple(map(folder_hash, house)))


@lru_cache(maxsize=8)
def _load(house: tuple[Path, ...], hashes: tuple[str, ...]) -> Clauses:
    """By the hashes as well, so that a house's library edited between two calls is read again."""
    documents = [_shipped(), *map(compile_library, house)]
    clauses: dict[str, Clause] = {}
    placeholders: dict[str, Placeholder] = {}
    forms: dict[str, Form] = {}
    replaced: dict[str, str] = {}
    for document in documents:
        for one in _clauses(document):
            clauses[one.id] = one
            if one.replaces:
                replaced[one.replaces] = one.id
        head = document["library"]
        placeholders.update((one.name, one) for one in _placeholders(head))
        forms.update((one.id, one) for one in _forms(head))
    head = documents[0]["library"]
    kept = {name: one for name, one in clauses.items() if name not in replaced}
    by_library = {document["library"]["id"]: document["hash"] for document in documents}
    return Clauses(kept, placeholders, forms, head["strengths"], str(head["note"]).strip(), by_library)


def _shipped() -> dict[str, Any]:
    if COMPILED.is_file():
        document: dict[str, Any] = json.loads(COMPILED.read_bytes())
        if document.get("format") == FORMAT and document.get("hash") == folder_hash(SHIPPED):
            return document
    return compile_library(SHIPPED)


def compile_library(folder: Path) -> dict[str, Any]:
    """One library as JSON values, each entry looked at.

    Raises:
        GuidanceError: a file that is not YAML, or an entry that is no clause; with file and line.
    """
    raw = read_folder(folder, LIBRARY)
    document: dict[str, Any] = {
        "format": FORMAT, "hash": folder_hash(folder), "library": plain(raw.values), "clauses": [],
    }  # fmt: skip
    for entry in raw.entries:
        values = plain(entry.values)
        try:
            _clause(raw.id, values)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            why = f"has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
            where = f"{entry.path}:{entry.line}: {raw.id}/{values['id']}"
            raise GuidanceError(f"{where}: {why}; `duecare guidance lint` says what is accepted") from None
        document["clauses"].append(values)
    return document


def _clauses(document: Mapping[str, Any]) -> Iterator[Clause]:
    for values in document["clauses"]:
        yield _clause(document["library"]["id"], values)


def _clause(library: str, values: Mapping[str, Any]) -> Clause:
    words = {strength: lines_of(values["words"][strength]) for strength in STRENGTHS if strength in values["words"]}
    if not words:
        raise ValueError(f"words is {values['words']!r}")
    return Clause(
        id=f"{library}/{values['id']}",
        title=values["title"],
        kind=values["kind"],
        purpose=str(values["purpose"]).strip(),
        safeguards=tuple(values.get("safeguards", ())),
        concerns=tuple(values.get("concerns", ())),
        papers=tuple(values["papers"]),
        words=words,
        counts=tuple(values.get("counts", ("firm", "standard"))),
        refused=tuple(
            Alternative(row["instead"], row["gives_up"], row["in_place"], tuple(row.get("with", ())))
            for row in values.get("refused", ())
        ),
        notes=tuple(values.get("notes", ())),
        carries_out=tuple(values.get("carries_out", ())),
        law=str(values.get("law", "")).strip(),
        proof=str(values.get("proof", "")).strip(),
        core=bool(values.get("core", False)),
        replaces=values.get("replaces", ""),
    )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a clause as they are written, without empty ones.

    >>> lines_of("First sentence.\\n\\n- a point;\\n")
    ('First sentence.', '- a point;')
    """
    return tuple(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _placeholders(head: Mapping[str, Any]) -> Iterator[Placeholder]:
    for name, said in (head.get("placeholders") or {}).items():
        yield Placeholder(name, said["is"], said["from"] == "deal")


def _forms(head: Mapping[str, Any]) -> Iterator[Form]:
    for name, said in (head.get("papers") or {}).items():
        terms = {key: value for key, value in said.items() if key not in ("title", "schedule")}
        yield Form(name, said["title"], terms, said.get("schedule", ""))
