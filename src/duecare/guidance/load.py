"""Loading instruments: from the compiled JSON in the wheel where it matches the YAML beside it, else from the YAML."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from duecare.facts import vocabulary
from duecare.guidance.build import FORMAT, build_guidance, compile_instrument, plain
from duecare.guidance.model import Guidance, GuidanceError
from duecare.guidance.source import folder_hash, instrument_folders, read_folder

SHIPPED = Path(__file__).parent / "instruments"
COMPILED = Path(__file__).parent / "compiled.json"
LIBRARY = "library.yaml"
"""The file that makes a folder a library of clauses (`duecare.guidance.clauses`)."""
CROSSWALK = Path(__file__).parent / "crosswalk.yaml"


def home() -> Path:
    """The folder for what Duecare keeps: DUECARE_HOME, or ~/.duecare."""
    return Path(os.environ.get("DUECARE_HOME") or Path.home() / ".duecare")


def load_guidance(*folders: str | Path) -> Guidance:
    """The shipped instruments, and those of the given folders, which may replace a shipped one of the same id.

    Raises:
        GuidanceError: a folder without an instrument, or one that cannot be read.
    """
    house: list[Path] = []
    for folder in folders:
        found = instrument_folders(Path(folder).resolve())
        if not found and not instrument_folders(Path(folder), LIBRARY):
            raise GuidanceError(
                f"{folder}: no instrument.yaml here or below; a house folder holds one an instrument, or a library.yaml"
            )
        house += found
    return _load(tuple(house), tuple(map(folder_hash, house)))


@lru_cache(maxsize=8)
def _load(house: tuple[Path, ...], hashes: tuple[str, ...]) -> Guidance:
    """By the hashes as well, so that a house folder edited between two calls is read again."""
    return build_from([*instrument_folders(SHIPPED), *house])


def shipped_documents() -> dict[str, Any]:
    """The compiled JSON as shipped, whatever the YAML beside it says now."""
    return json.loads(COMPILED.read_bytes()) if COMPILED.is_file() else {"key": "", "instruments": {}}


def compile_documents(sources: Sequence[Path]) -> dict[str, Any]:
    """Parse these folders from YAML."""
    words = vocabulary()
    instruments = {}
    for folder in sources:
        raw = read_folder(folder)
        instruments[raw.id] = {"hash": folder_hash(folder), **compile_instrument(raw, words)}
    return {"key": compiler_key(), "crosswalk": _crosswalk(), "instruments": instruments}


def build_from(sources: Sequence[Path]) -> Guidance:
    """Guidance from these folders, each taken from the wheel's JSON or the cache where its hash is known."""
    shipped = shipped_documents()
    key = compiler_key()
    usable = shipped.get("key") == key
    documents: dict[str, Any] = {}
    for folder in sources:
        digest = folder_hash(folder)
        known = shipped["instruments"].get(folder.name) if usable else None
        if known is None or known["hash"] != digest:
            known = _cached(folder, digest, key)
        documents[known["instrument"]["id"]] = known
    crosswalk = shipped["crosswalk"] if usable else _crosswalk()
    hashes = {name: document["hash"] for name, document in documents.items()}
    return build_guidance(documents, crosswalk, hashes)


def compiler_key() -> str:
    """What a compiled instrument depends on besides its own text: form, vocabulary, crosswalk."""
    parts = f"{FORMAT}|{vocabulary().hash}|".encode() + CROSSWALK.read_bytes()
    return sha256(parts).hexdigest()


def _cached(folder: Path, digest: str, key: str) -> dict[str, Any]:
    """Compile one folder, keeping the result: house instruments compile once."""
    cache = home() / "indexes" / f"instrument-{digest[:16]}-{key[:16]}.json"
    if cache.is_file():
        try:
            return dict(json.loads(cache.read_bytes()))
        except ValueError:
            pass  # a cache cut short is compiled again
    document = {"hash": digest, **compile_instrument(read_folder(folder), vocabulary())}
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside = cache.with_suffix(f".{os.getpid()}.tmp")
        beside.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        beside.replace(cache)
    except OSError:
        pass  # a read-only home costs time, not correctness
    return document


def _crosswalk() -> dict[str, Any]:
    from ruamel.yaml import YAML

    return dict(plain(YAML(typ="safe", pure=True).load(CROSSWALK.read_bytes()) or {}))
